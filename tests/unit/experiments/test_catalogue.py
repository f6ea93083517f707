"""The project's own experiments: each can be tried, and each is in the README."""

import functools
import re
import tomllib

import pandas as pd
import pytest
from terminal import HOME

from mesa_mosul.cli.main import main
from mesa_mosul.experiments.catalogue import find_experiment, list_catalogue
from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.experiments.spec_errors import ExperimentError
from mesa_mosul.parameters.registry import parameters

NAMES = sorted(list_catalogue())
experiment_named = functools.cache(find_experiment)
"""One of the project's experiments; its points are laid out once for all tests."""


def test_the_questions_that_the_project_is_for_are_there():
    asked = "reinforcements fighters_return claims peshmerga corridor_and_raqqa deadline"
    asked += " isis_decision car_bombs_and_bridges structure force_disagreement"
    assert {*asked.split(), "reported_question"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_can_be_tried(name, tmp_path):
    small = experiment_named(name).trial().with_replications(1)
    small.points = small.points[:: max(1, len(small.points) // 3)]  # all would take minutes
    results = small.run(tmp_path / "r", workers=0, progress=False)
    assert set(results.runs["status"]) == {"done"}
    assert len(results.runs) == len(small.points)


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_has_its_line_in_the_readme(name):
    text = (HOME / "experiments" / "README.md").read_text(encoding="utf-8")
    made = experiment_named(name)
    line = re.search(rf"^\| `{name}` \|.*$", text, re.MULTILINE)
    assert line
    said = made.spec.replications
    assert f"{len(made.points):,} x {said}" in line[0]


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_says_what_it_asks(name):
    assert "about" in tomllib.loads(list_catalogue()[name].read_text(encoding="utf-8"))


def test_every_claim_that_the_model_can_act_on_is_measured():
    points = experiment_named("claims").points
    assert len({one.factors["factor"] for one in points} - {"base", "control"}) >= 18


OVER_RANGES = ("stall", "stall_and_collapse", "stall_and_collapse_by_rules")


@pytest.mark.parametrize("name", OVER_RANGES)
def test_parameter_sets_cover_every_range_and_leave_what_a_scenario_decides(name):
    experiment = experiment_named(f"{name}_over_ranges")
    sets = pd.DataFrame([point.changes for point in experiment.points])
    assert len(sets) == 200
    for parameter in sets.columns:
        spec = parameters()[parameter].spec
        assert spec.low <= sets[parameter].min() <= sets[parameter].max() <= spec.high
        is_integer = parameters()[parameter].value_type is int
        assert sets[parameter].nunique() > (2 if is_integer else 150), parameter
    fixed = ("iraqi.", "isis.", "peshmerga.", "coalition.", "pmf.", "resolution.", "switch.")
    rules = {"isis.posture_rate", "isis.counter_attack_ratio"}
    assert {one for one in sets.columns if one.startswith(fixed)} == rules


def test_each_parameter_set_of_the_pattern_has_a_seed_of_its_own_and_is_drawn_again_alike():
    first, again = (f("stall_over_ranges").plan() for f in (experiment_named, find_experiment))
    runs = first.plan_runs([1] * 200)
    assert runs == again.plan_runs([1] * 200)
    assert len({planned.job.seed for planned in runs}) == 200


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ExperimentError, match="did you mean reinforcements"):
        find_experiment("reinforcement")


def test_a_file_is_found_by_its_path(tmp_path):
    (tmp_path / "own.toml").write_text("days = 2\nreplications = 1\n")
    assert find_experiment(str(tmp_path / "own.toml")).spec.name == "own"
    assert isinstance(find_experiment(str(tmp_path / "own.toml")), Experiment)


def run_command(words):
    """Run `mosul` in this process; return its exit code."""
    try:
        return main(words)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sweep", "nothing"), "no experiment is called 'nothing'"),
        (("sweep", "gone.toml"), "gone.toml cannot be read"),
        (("sweep", "bad.toml"), "bad.toml"),
        (("sweep", "peshmerga", "--shard", "5/4"), "not a shard such as 3/64"),
        (("sweep", "peshmerga", "--workers", "-1"), "not a number of workers"),
        (("sweep", "peshmerga", "--timeout", "0"), "not a number of seconds"),
        (("status", "nowhere"), "holds no results"),
        (("retry", "nowhere"), "holds no results"),
        (("merge", "nowhere"), "holds no shards"),
        (("replay", "nowhere", "abc"), "holds no results"),
        (("export", "nowhere"), "holds no results"),
        (("slurm", "peshmerga", "--array", "none"), "not an integer"),
    ],
)
def test_a_mistake_ends_with_code_2_and_one_line(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text('[levers]\n"isis.returnin" = [1, 2]\n')
    assert run_command(words) == 2
    stderr = capsys.readouterr().err
    assert said in stderr
    assert stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


def readme(language):
    text = (HOME / "experiments" / "README.md").read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def test_the_readmes_experiment_runs(tmp_path):
    (tmp_path / "own.toml").write_text(readme("toml"))
    own = "def pace(outcome, daily):\n    return {'p': 1}\n"
    (tmp_path / "own_measures.py").write_text(own)
    found = (
        find_experiment(str(tmp_path / "own.toml"))
        .trial()
        .run(tmp_path / "r", workers=0, progress=False)
    )
    assert set(found.runs["status"]) == {"done"}
    assert (found.runs["p"] == 1).all()


@pytest.mark.slow
def test_the_readmes_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(readme("python"), "README.md", "exec"), {})
