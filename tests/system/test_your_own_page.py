"""The page on what can be one's own: its code is the example's, and runs."""

import re
import shutil

import pytest
from terminal import HOME, call_mosul

import mesa_mosul as mm
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.schedule import SCHEDULE

PAGE = (HOME / "experiments" / "your_own.md").read_text(encoding="utf-8")
RAIN = HOME / "notebooks" / "rain.py"


def blocks(language):
    """Return the code blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A folder with the example's file, in which one works."""
    shutil.copy(RAIN, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_the_example_s_file():
    assert blocks("python")[0] == RAIN.read_text(encoding="utf-8")
    assert len(blocks("python")[0].splitlines()) <= 20


def test_the_page_names_every_phase():
    named = re.findall(r"`([a-z ]+)`", PAGE.partition("sequence of phases: ")[2])
    assert named[: len(SCHEDULE)] == [phase.name for phase in SCHEDULE]


def test_the_python_of_the_page_runs(study):
    code = blocks("python")[1]
    values = {}
    exec(compile(code, "your_own.md", "exec"), values)
    assert values["run"].outcome["days"] == 10
    result = values["question"].run(study / "results", workers=0, progress=False)
    assert len(result.runs) == 4


def test_the_experiment_of_the_page_runs(study):
    (study / "rain.toml").write_text(blocks("toml")[0], encoding="utf-8")
    told = call_mosul("sweep", "rain.toml", "--trial", "--quiet", "--workers", "0", at=study)
    assert told.returncode == 0, told.stderr
    report = next(study.rglob("report.md")).read_text(encoding="utf-8")
    assert (
        "no part of the model: rain:hand_back@command decisions, rain:stay_grounded" in report
    )


def test_the_scenario_of_the_page_is_one(study):
    (study / "mine.toml").write_text(blocks("toml")[1], encoding="utf-8")
    assert scenario("mine.toml").parameters.isis.fighters == 6000


def test_the_outcome_of_the_page_is_computed(study):
    (study / "own_measures.py").write_text(blocks("python")[2], encoding="utf-8")
    values = mm.evaluate("reported", 1, days=9, outcomes=["own_measures:pace"])
    daily = mm.run("reported", seed=1, days=9).daily
    assert values["best_week_km2"] == daily["km2_city_held"].diff(7).max()


def test_a_rule_that_is_off_leaves_the_run_as_it_is(study):
    rules = ["rain:hand_back@command decisions", "rain:stay_grounded@weather"]
    digests = {
        number: mm.run(
            mm.scenario("reported").with_parameters({"own.number_1": number}),
            seed=2,
            days=20,
            phases=rules,
        ).outcome["digest"]
        for number in (0, 2)
    }
    assert digests[0] == mm.run("reported", seed=2, days=20).outcome["digest"] != digests[2]
