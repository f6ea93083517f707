"""Scenarios, tables and rules of a researcher's own, by the commands."""

import json
import shutil
import tomllib

import pandas as pd
import pytest
from terminal import HOME, call_mosul

import mesa_mosul as mm
from mesa_mosul.inputs.tables import find_seeds_folder

EXPERIMENT = """
scenarios = ["reported", "mine.toml"]
days = 2
replications = 2
"""


@pytest.fixture
def study(tmp_path):
    """A folder with a new scenario."""
    assert call_mosul("scenarios", "--new", "mine.toml", at=tmp_path).returncode == 0
    return tmp_path


@pytest.fixture(scope="module")
def own_seeds(tmp_path_factory):
    """Seed tables with one formation more, of 3,000 personnel."""
    seeds = shutil.copytree(find_seeds_folder(), tmp_path_factory.mktemp("own") / "seeds")
    forces = pd.read_csv(seeds / "forces.csv", dtype=str)
    army = forces[forces["kind"] == "army"].head(1)
    more = army.assign(code="199", id="army_own", name="Own brigade", men="3000")
    pd.concat([forces, more]).to_csv(seeds / "forces.csv", index=False)
    return seeds


def test_a_new_scenario_runs_as_it_is_written(study):
    told = call_mosul("run", "mine.toml", "--days", "1", "--json", at=study)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["scenario"] == "mine"


def test_a_new_scenario_overwrites_no_file(study):
    told = call_mosul("scenarios", "--new", "mine.toml", at=study)
    assert (told.returncode, told.stderr) == (
        2, "mosul: mine.toml is there already: name another file\n",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["mine", "nowhere/mine.toml"])
def test_a_new_scenario_that_cannot_be_written_is_told(name, tmp_path):
    told = call_mosul("scenarios", "--new", name, at=tmp_path)
    assert told.returncode == 2
    assert name in told.stderr
    assert not list(tmp_path.iterdir())


def test_a_sweep_takes_a_scenario_s_file_beside_its_own(study, tmp_path):
    (study / "study.toml").write_text(EXPERIMENT, encoding="utf-8")
    (study / "elsewhere").mkdir()
    words = ("sweep", "../study.toml", "--out", "r", "--quiet", "--workers", "0")
    told = call_mosul(*words, at=study / "elsewhere")
    assert told.returncode == 0, told.stderr
    runs = mm.read_results(study / "elsewhere" / "r").runs
    assert runs.groupby("scenario").size().to_dict() == {"mine": 2, "reported": 2}


def test_a_sweep_takes_tables_of_one_s_own(study, own_seeds):
    (study / "study.toml").write_text(EXPERIMENT, encoding="utf-8")
    words = ("sweep", "study.toml", "--quiet", "--workers", "1", "--seeds", str(own_seeds))
    assert call_mosul(*words, "--out", "own", at=study).returncode == 0
    assert call_mosul(*words[:-2], "--out", "shipped", at=study).returncode == 0
    own, shipped = (mm.read_results(study / name) for name in ("own", "shipped"))
    assert own.digest() != shipped.digest()
    again = call_mosul(*words[:-2], "--out", "own", at=study)
    assert again.returncode == 2
    assert "differs in the model or its seeds" in again.stderr


def test_a_run_with_an_order_of_battle_of_one_s_own_says_that_it_is_scaled(study, own_seeds):
    words = ("run", "reported", "--days", "1", "--seeds", str(own_seeds), "--out", "one")
    told = call_mosul(*words, at=study)
    assert told.returncode == 0, told.stderr
    assert "own tables" in told.stdout.splitlines()[0]
    assert "forces.csv is scaled to the totals of the parameters: " in told.stdout
    plain = call_mosul("run", "reported", "--days", "1", "--out", "plain", at=study)
    assert "own tables" not in plain.stdout
    assert "is scaled" not in plain.stdout


def test_a_run_takes_own_rules_and_its_folder_names_them(tmp_path):
    shutil.copy(HOME / "notebooks" / "rain.py", tmp_path)
    rules = (
        "--phase",
        "rain:hand_back@command decisions",
        "--phase",
        "rain:stay_grounded@weather",
    )
    words = ("run", "reported", "--days", "1", "--out", "one", *rules)
    told = call_mosul(*words, "--set", "own.number_1=2", at=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "own rules" in told.stdout.splitlines()[0]
    origin = json.loads((tmp_path / "one" / "provenance.json").read_text(encoding="utf-8"))
    assert origin["own_code"]["rain"] == (tmp_path / "rain.py").read_text(encoding="utf-8")
    other = call_mosul("run", "reported", "--days", "1", "--out", "one", at=tmp_path)
    assert other.returncode == 2
    assert "one holds another run" in other.stderr


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("rain:hand_back", "write MODULE:FUNCTION@PHASE"),
        ("rain:hand_back@wether", "no phase is called 'wether'"),
        ("rain:hand_bck@weather", "is no MODULE:FUNCTION that can be loaded"),
        ("drizzle:hand_back@weather", "is no MODULE:FUNCTION that can be loaded"),
    ],
)
def test_a_rule_that_is_not_there_is_told(rule, words, tmp_path):
    shutil.copy(HOME / "notebooks" / "rain.py", tmp_path)
    told = call_mosul("run", "reported", "--days", "1", "--phase", rule, at=tmp_path)
    assert told.returncode == 2
    assert words in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("kind", ["scenario", "experiment"])
def test_a_schema_is_printed_as_json(kind, tmp_path):
    told = call_mosul("schema", kind, at=tmp_path)
    assert json.loads(told.stdout)["title"]


def test_a_new_scenario_fits_the_schema(study):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(call_mosul("schema", "scenario", at=study).stdout)
    jsonschema.validate(tomllib.loads((study / "mine.toml").read_text("utf-8")), schema)


def test_a_file_that_is_called_like_a_module_is_run_by_nobody(tmp_path):
    """Beside an experiment with an outcome of its own: neither here nor in the worker."""
    for name in ("random", "resource", "numpy", "pandas", "sitecustomize", "mesa_mosul/engine"):
        (tmp_path / f"{name}.py").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run')")
    (tmp_path / "own_code_of_one.py").write_text("def one(outcome, daily): return {'one': 1}\n")
    (tmp_path / "s.toml").write_text(
        'days = 1\nreplications = 1\noutcomes = ["own_code_of_one:one"]\n'
    )
    sweep = call_mosul(
        "sweep", "s.toml", "--workers", "1", "--quiet", "--out", "r", at=tmp_path
    )
    assert (sweep.returncode, sweep.stdout) == (0, "s: 1 of 1 runs are done (r)\n")
