"""`mosul run --save` and `mosul branch`: a run that goes on, unchanged or changed."""

import json

import pytest
from terminal import call_mosul, mosul, names

RUN = ("run", "reported", "--seed", "7", "--quiet")
BRANCH = ("branch", "day2.npz", "--days", "4")
RULE = """
def rest(world, p, clock, state):
    state["ticks"] = state.get("ticks", 0) + 1
    if state["ticks"] == 12:
        world.battalions.cohesion[:] = 1.0
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    at = tmp_path_factory.mktemp("saved")
    command = call_mosul(*RUN, "--days", "2", "--save", "day2.npz", at=at)
    assert command.returncode == 0, command.stderr
    return at


def read_record(at, name):
    return json.loads((at / name / "provenance.json").read_text(encoding="utf-8"))


def test_a_run_that_goes_on_prints_what_the_whole_run_prints(saved):
    on = call_mosul(*BRANCH, "--json", "--quiet", at=saved)
    whole = call_mosul(*RUN, "--days", "4", "--json", at=saved)
    assert on.returncode == 0, on.stderr
    assert on.stdout == whole.stdout


@pytest.mark.slow
def test_it_has_the_folder_of_the_whole_run_which_may_replace_it(saved):
    words = ((*BRANCH, "--quiet"), (*RUN, "--days", "4"))
    folders = [call_mosul(*one, at=saved).stdout for one in words]
    assert len(set(folders)) == 1
    assert "reported-days=4-seed7" in names(saved / "results")


@pytest.mark.slow
def test_a_branch_has_a_folder_of_its_own_that_says_what_it_is(saved):
    words = (*BRANCH, "--set", "corridor.closed_at_start=true", "--save", "day4.npz")
    command = call_mosul(*words, at=saved)
    assert command.returncode == 0, command.stderr
    folder = "reported-corridor.closed_at_start=True_from_2016-12-08_days=4-seed7"
    assert folder in names(saved / "results")
    assert "corridor.closed_at_start=True from 2016-12-08" in command.stdout
    assert command.stdout.endswith("Saved: `mosul branch day4.npz` goes on from there.\n")
    record = read_record(saved / "results", folder)
    assert record["command"].startswith("mosul branch day2.npz --engine compiled --days 4")
    assert record["branches"][0]["changes"] == {"corridor.closed_at_start": True}
    on = call_mosul("branch", "day4.npz", "--days", "5", "--json", "--quiet", at=saved)
    assert json.loads(on.stdout)["scenario"] == record["scenario"]["name"]


@pytest.mark.slow
def test_a_rule_of_one_s_own_begins_on_the_day_of_the_branch(saved, tmp_path):
    (tmp_path / "mine.py").write_text(RULE, encoding="utf-8")
    words = ("branch", str(saved / "day2.npz"), "--phase", "mine:rest@cohesion", "--quiet")
    first = call_mosul(*words, "--days", "4", "--save", "mine.npz", "--out", "a", at=tmp_path)
    assert first.returncode == 0, first.stderr
    record = read_record(tmp_path, "a")
    assert list(record["branches"][0]["own_rules"]) == ["mine:rest@cohesion"]
    # In another process: the rule and what it remembers come with the file.
    on = mosul("branch", "mine.npz", "--days", "6", "--json", "--quiet", at=tmp_path)
    whole = call_mosul(*words, "--days", "6", "--json", at=tmp_path)
    assert on.returncode == 0, on.stderr
    assert json.loads(on.stdout)["digest"] == json.loads(whole.stdout)["digest"]
    unchanged = call_mosul(*RUN, "--days", "6", "--json", at=tmp_path)
    assert json.loads(unchanged.stdout)["digest"] != json.loads(whole.stdout)["digest"]


MISTAKES = {
    "a parameter of the first day": (
        (*BRANCH, "--set", "isis.fighters=6000"),
        "isis.fighters cannot change on 2016-12-08: it sets which units a run has",
    ),
    "no parameter": ((*BRANCH, "--set", "isis.fightres=6000"), "did you mean isis.fighters"),
    "days that are over": (("branch", "day2.npz", "--days", "2"), "has 2 days already"),
    "no file": (("branch", "none.npz"), "none.npz cannot be read: No such file"),
    "a file of another kind": (("branch", "letter.txt"), "it is no checkpoint, or damaged"),
    "a place that is taken": (
        (*RUN, "--save", "letter.txt"),
        "letter.txt exists; name another",
    ),
    "a folder to save to": ((*RUN, "--save", "."), "is a folder; name a file"),
    "the run's own folder": (
        (*RUN, "--out", "r", "--save", "r"),
        "is in the place of the run's",
    ),
    "a file of the run's": (
        (*RUN, "--out", "r", "--save", "r/outcome.json"),
        "its own files alone",
    ),
    "a file above the run": ((*RUN, "--out", "r/x", "--save", "r"), "name a file elsewhere"),
    "a place that cannot be": ((*RUN, "--save", "letter.txt/x.npz"), "cannot be written"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_in_a_line_before_anything_is_run_or_written(
    mistake, saved, tmp_path
):
    (tmp_path / "day2.npz").write_bytes((saved / "day2.npz").read_bytes())
    (tmp_path / "letter.txt").write_text("kept", encoding="utf-8")
    words, expected = MISTAKES[mistake]
    command = call_mosul(*words, at=tmp_path)
    assert command.returncode == 2
    assert command.stderr.count("\n") == 1
    assert expected in command.stderr
    assert names(tmp_path) == ["day2.npz", "letter.txt"]
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "kept"
