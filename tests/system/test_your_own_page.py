"""The page on what can be one's own: its code is the example's, and runs."""

import re

from doc_pages import find_file, follow_page, read_page
from terminal import HOME, call_mosul

import mesa_mosul as mm
from mesa_mosul.simulation.schedule import SCHEDULE

PAGE = "experiments/your_own.md"
RAIN = HOME / "notebooks" / "rain.py"


def test_the_page_shows_the_example_s_file():
    shown = find_file(PAGE, "rain.py").removeprefix("# rain.py\n")
    assert shown == RAIN.read_text(encoding="utf-8")
    assert len(shown.splitlines()) <= 20


def test_the_page_names_every_phase():
    named = re.findall(r"`([a-z ]+)`", read_page(PAGE).partition("sequence of phases: ")[2])
    assert named[: len(SCHEDULE)] == [phase.name for phase in SCHEDULE]


def test_the_page_can_be_followed():
    names = follow_page(PAGE).names
    assert names["run"].outcome["days"] == 10
    assert len(names["question"].plan().points) == 2


def test_the_experiment_of_the_page_runs():
    folder = follow_page(PAGE).folder
    ended = call_mosul("sweep", "rain.toml", "--trial", "--quiet", "--workers", "0", at=folder)
    assert ended.returncode == 0, ended.stderr
    report = next(folder.rglob("report.md")).read_text(encoding="utf-8")
    assert (
        "no part of the model: rain:hand_back@command decisions, rain:stay_grounded" in report
    )


def test_the_scenario_of_the_page_is_one(monkeypatch):
    monkeypatch.chdir(follow_page(PAGE).folder)
    assert mm.scenario("mine.toml").parameters.isis.fighters == 6000


def test_the_outcome_of_the_page_is_computed(monkeypatch):
    monkeypatch.chdir(follow_page(PAGE).folder)
    values = mm.evaluate("reported", 1, days=9, outcomes=["own_measures:pace"])
    daily = mm.run("reported", seed=1, days=9).daily
    assert values["best_week_km2"] == daily["km2_city_held"].diff(7).max()


def test_a_rule_that_is_off_leaves_the_run_as_it_is(monkeypatch):
    monkeypatch.chdir(follow_page(PAGE).folder)
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
