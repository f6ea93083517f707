"""The project's own experiments: each can be tried, and each is in the README."""

import re
import tomllib

import pytest
from terminal import HOME, mosul

from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.experiments.file import ExperimentError
from mesa_mosul.experiments.shipped import find, shipped

NAMES = sorted(shipped())


def test_the_questions_that_the_project_is_for_are_there():
    asked = "reinforcements fighters_return claims peshmerga corridor_and_raqqa deadline"
    asked += " isis_decision car_bombs_and_bridges structure force_disagreement"
    assert {*asked.split(), "reported_question"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_can_be_tried(name, tmp_path):
    small = find(name).small()
    found = small.run(tmp_path / "r", workers=0, quiet=True)
    assert set(found.runs["status"]) == {"done"}
    assert len(found.runs) == len(small.points) * 2


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_has_its_line_in_the_readme(name):
    text = (HOME / "experiments" / "README.md").read_text(encoding="utf-8")
    made = find(name)
    line = re.search(rf"^\| `{name}` \|.*$", text, re.MULTILINE)
    assert line
    said = made.said.replications
    assert f"{len(made.points):,} x {said}" in line[0]


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_says_what_it_asks(name):
    assert "about" in tomllib.loads(shipped()[name].read_text(encoding="utf-8"))


def test_every_claim_that_the_model_can_act_on_is_measured():
    points = find("claims").points
    assert len({one.factors["varied"] for one in points} - {"base", "control"}) >= 18


def test_an_unknown_name_is_told_what_there_is():
    with pytest.raises(ExperimentError, match="did you mean reinforcements"):
        find("reinforcement")


def test_a_file_is_found_by_its_path(tmp_path):
    (tmp_path / "own.toml").write_text("days = 2\nreplications = 1\n")
    assert find(str(tmp_path / "own.toml")).said.name == "own"
    assert isinstance(find(str(tmp_path / "own.toml")), Experiment)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sweep", "nothing"), "no experiment is called 'nothing'"),
        (("sweep", "gone.toml"), "gone.toml cannot be read"),
        (("sweep", "bad.toml"), "bad.toml"),
        (("sweep", "peshmerga", "--shard", "5/4"), "no shard such as 3/64"),
        (("sweep", "peshmerga", "--workers", "-1"), "no number of workers"),
        (("sweep", "peshmerga", "--limit", "0"), "no number of seconds"),
        (("status", "nowhere"), "holds no results"),
        (("retry", "nowhere"), "holds no results"),
        (("merge", "nowhere"), "holds no shards"),
        (("replay", "nowhere", "abc"), "holds no results"),
        (("export", "nowhere"), "holds no results"),
        (("slurm", "peshmerga", "--array", "none"), "no number"),
    ],
)
def test_a_mistake_ends_with_code_2_and_one_line(words, said, tmp_path):
    (tmp_path / "bad.toml").write_text('[levers]\n"isis.returnin" = [1, 2]\n')
    told = mosul(*words, at=tmp_path)
    assert told.returncode == 2
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


def readme(language):
    text = (HOME / "experiments" / "README.md").read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def test_the_readmes_experiment_runs(tmp_path):
    (tmp_path / "own.toml").write_text(readme("toml"))
    own = "def pace(outcome, daily):\n    return {'p': 1}\n"
    (tmp_path / "own_measures.py").write_text(own)
    found = find(str(tmp_path / "own.toml")).small().run(tmp_path / "r", workers=0, quiet=True)
    assert set(found.runs["status"]) == {"done"}
    assert (found.runs["p"] == 1).all()


@pytest.mark.slow
def test_the_readmes_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(readme("python"), "README.md", "exec"), {})
