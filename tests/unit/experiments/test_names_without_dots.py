"""`isis__fighters` is `isis.fighters` wherever a parameter is named."""

import json

import pandas as pd
import pytest
from terminal import call_mosul

import mesa_mosul as mm
from mesa_mosul.experiments.experiment import ExperimentError
from mesa_mosul.parameters.registry import ParameterError, dotted_name

SPELLINGS = ("isis.fighters", "isis__fighters")
each = pytest.mark.parametrize("name", SPELLINGS)
LEVELS = [5000, 6000]


def test_only_names_of_parameters_get_dots():
    assert dotted_name("isis__fighters") == dotted_name("isis.fighters") == "isis.fighters"
    assert dotted_name("plan__b") == "plan__b"


@each
def test_a_scenario_takes_it(name, tmp_path):
    by_keyword = mm.scenario("reported").with_parameters(**{name: 6000})
    by_mapping = mm.scenario("reported").with_parameters({name: 6000})
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "reported"\n[parameters]\n"{name}" = 6000\n', encoding="utf-8")
    for made in (by_keyword, by_mapping, mm.scenario(path)):
        assert made.parameters.isis.fighters == made.changes["isis.fighters"] == 6000


def test_in_a_file_it_needs_no_quotes(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'extends = "reported"\n[parameters]\nisis__fighters = 6000\n', encoding="utf-8"
    )
    assert mm.scenario(tmp_path / "mine.toml").parameters.isis.fighters == 6000


@each
def test_models_laboratories_and_the_command_line_take_it(name, tmp_path):
    assert mm.MosulModel("reported", rng=1, **{name: 6000}).parameters.isis.fighters == 6000
    red = name.replace("isis", "duel").replace("fighters", "red")
    assert len(mm.run_many("duel", range(2), {red: 40})) == 2
    words = ("run", "reported", "--days", "1", "--set", f"{name}=6000", "--json", "--quiet")
    command = call_mosul(*words, at=tmp_path)
    assert json.loads(command.stdout)["scenario"] == "reported, isis.fighters=6000"
    listed = json.loads(call_mosul("parameters", name, "--json", at=tmp_path).stdout)
    assert [one["name"] for one in listed] == ["isis.fighters"]


def test_on_the_command_line_a_parameter_is_set_once(tmp_path):
    words = [word for name in SPELLINGS for word in ("--set", f"{name}=6000")]
    command = call_mosul("run", "reported", *words, at=tmp_path)
    assert command.returncode == 2
    assert "isis.fighters is set twice" in command.stderr


def points_of(**options):
    experiment = mm.Experiment("reported", days=1, **options)
    return [(point.factors, point.changes) for point in experiment.points]


@each
@pytest.mark.parametrize(
    "make",
    [
        lambda name: {"levers": {name: LEVELS}},
        lambda name: {"levers": {"plan": {"few": {name: 5000}, "none": {}}}},
        lambda name: {"levers": {name: LEVELS}, "labels": {name: ["few", "many"]}},
        lambda name: {
            "uncertainties": {name: {"uniform": LEVELS}},
            "design": {"kind": "latin_hypercube", "points": 3},
        },
        lambda name: {
            "uncertainties": {name.replace("fighters", "*"): "evidence", name: "fixed"},
            "design": {"kind": "latin_hypercube", "points": 3},
        },
        lambda name: {
            "levers": {name: LEVELS},
            "primary": {"outcome": "isis_killed", "lever": name, "base": {name: 5000}},
        },
    ],
)
def test_an_experiment_takes_it_and_its_factors_have_dots(name, make):
    assert points_of(**make(name)) == points_of(**make("isis.fighters"))


@each
def test_constants_take_it(name):
    experiment = mm.Experiment("reported", days=1, constants={name: 6000})
    assert experiment.scenarios[0].parameters.isis.fighters == 6000


def test_a_table_of_points_takes_it(tmp_path):
    (tmp_path / "points.csv").write_text("isis__fighters\n5000\n6000\n", encoding="utf-8")
    design = {"kind": "table", "file": "points.csv"}
    points = points_of(design=design, source_folder=tmp_path)
    assert points == [({"isis.fighters": one}, {"isis.fighters": one}) for one in LEVELS]


@pytest.mark.parametrize(
    "options",
    [
        {"levers": dict.fromkeys(SPELLINGS, LEVELS)},
        {"constants": dict.fromkeys(SPELLINGS, 5000)},
        {"levers": {SPELLINGS[0]: LEVELS}, "constants": {SPELLINGS[1]: 5000}},
        {"levers": {SPELLINGS[1]: LEVELS}, "constants": {SPELLINGS[0]: 5000}},
        {"levers": {SPELLINGS[1]: LEVELS}, "constants": {"isis__fighters": 5000}},
    ],
)
def test_a_parameter_that_is_set_by_both_names_is_refused(options):
    with pytest.raises(ExperimentError, match=r"isis\.fighters is set twice"):
        mm.Experiment("reported", days=1, **options)
    with pytest.raises(ParameterError, match="set twice, by two of its names"):
        mm.scenario("reported").with_parameters(dict.fromkeys(SPELLINGS, 5000))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    (folder / "names.toml").write_text(
        "days = 1\nreplications = 2\n[levers]\nisis__fighters = [5000, 6000]\n"
        "corridor__closed_at_start = [false, true]\n[labels]\nisis__fighters = '{} fighters'\n",
        encoding="utf-8",
    )
    experiment = mm.Experiment.read(folder / "names.toml")
    return experiment.run(folder / "r", workers=0, progress=False)


def test_an_experiment_s_file_takes_it_without_quotes(results):
    assert {"isis.fighters", "corridor.closed_at_start"} <= set(results.runs.columns)
    assert list(results.manifest["experiment"]["levers"]) == [
        "isis.fighters", "corridor.closed_at_start"
    ]  # fmt: skip


def test_results_are_asked_by_either_name(results):
    tables = []
    for name, road in (
        ("isis.fighters", "corridor.closed_at_start"),
        ("isis__fighters", "corridor__closed_at_start"),
    ):
        over = {road: True}
        base = {name: 5000}
        tables.append(results.compare("isis_killed", base, by=[name], over=over))
        assert len(results.summary("isis_killed", by=name)) == 2
    pd.testing.assert_frame_equal(*tables)
    assert tables[0]["case"].tolist() == ["6,000 fighters"]
