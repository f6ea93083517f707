"""What the command line refuses, and how it says what would be right."""

import pytest
from terminal import call_mosul, names, spoil_seeds

from mesa_mosul.experiments.results_plot_kinds import list_plot_kinds

MISTAKES = {
    "a scenario's name": (
        ("reportd",),
        "no scenario is called 'reportd'; did you mean reported",
    ),
    "a parameter's name": (("reported", "--set", "isis.fighter=6000"), "isis.fighters"),
    "a value out of range": (("reported", "--set", "isis.fighters=1e6"), "it takes 2500 to"),
    "a value that is no number": (
        ("reported", "--set", "isis.fighters=many"),
        "a number in personnel",
    ),
    "half a man": (("reported", "--set", "isis.fighters=3000.5"), "an integer"),
    "not a number": (
        ("reported", "--set", "hold.holders_per_km2=nan"),
        "a number in personnel/km2",
    ),
    "a switch": (("reported", "--set", "peshmerga.leaves_offensive=9"), "true or false"),
    "no value": (("reported", "--set", "isis.fighters"), "not NAME=VALUE"),
    "no name": (("reported", "--set", "=3"), "not NAME=VALUE"),
    "a parameter twice": (
        ("reported", "--set", "hold.holders_per_km2=80", "--set", "hold.holders_per_km2=90"),
        "set it once",
    ),
    "no days": (("reported", "--days", "0"), "an integer from 1"),
    "days below none": (("reported", "--days", "-3"), "an integer from 1"),
    "days that are no number": (("reported", "--days", "two"), "an integer from 1"),
    "days past the end": (("reported", "--days", "5000"), "'reported' ends after"),
    "a seed below none": (("reported", "--seed", "-1"), "from 0 to 2^64 - 1"),
    "a seed too great": (("reported", "--seed", str(2**64)), "from 0 to 2^64 - 1"),
    "a seed that is no number": (("reported", "--seed", "luck"), "from 0 to 2^64 - 1"),
    "an engine": (("reported", "--engine", "fast"), "'compiled', 'plain'"),
    "an option": (("reported", "--sed", "1"), "--sed"),
    "no scenario": ((), "SCENARIO"),
    "seeds that are not there": (("reported", "--seeds", "nowhere"), "not a folder of seeds"),
    "the folder one is in": (("reported", "--out", "."), "name one below"),
    "a file in the way": (("reported", "--out", "a_file"), "is a file"),
    "a file on the way": (("reported", "--out", "a_file/below"), "cannot be written"),
    "a folder of other things": (("reported", "--out", "a_folder"), "no outcome.json"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_with_code_2_one_line_and_nothing_written(mistake, tmp_path):
    words, right = MISTAKES[mistake]
    (tmp_path / "a_file").write_text("kept")
    (tmp_path / "a_folder").mkdir()
    (tmp_path / "a_folder" / "letter.txt").write_text("kept")
    command = call_mosul("run", *words, at=tmp_path)
    assert (command.returncode, command.stdout) == (2, "")
    assert command.stderr.startswith("mosul: ")
    assert right in command.stderr
    assert command.stderr.count("\n") == 1
    assert names(tmp_path) == ["a_file", "a_folder"]
    assert names(tmp_path / "a_folder") == ["letter.txt"]


BROKEN = {
    "men below none": ("forces.csv", ",1500,0,", ",-40,0,", "forces.csv line 2: men is '-40'"),
    "a cell too many": ("bridges.csv", "third,", "third,third,", "bridges.csv line 2: "),
    "a word for a number": ("river.csv", "36.58", "north", "river.csv line 2: lat is 'north'"),
    "no such axis": (
        "neighbourhoods.csv", ",east,east,", ",east,moon,", "neighbourhoods.csv line 2: axis"
    ),
    "broken TOML": ("scenarios/reported.toml", "start =", "start", "reported.toml: not read"),
    "an unknown key": ("scenarios/reported.toml", "start =", "begin =", "toml: no key 'begin'"),
    "an unknown parameter": (
        "scenarios/reported.toml", "isis.fighters", "isis.men", "no parameter is called"
    ),
    "an end before the start": (
        "scenarios/reported.toml", "end = 2017", "end = 2015", "is not after start"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_seeds_are_named_by_file_and_place(fault, tmp_path):
    name, old, new, place = BROKEN[fault]
    seeds = spoil_seeds(tmp_path, name, old, new)
    words = ("run", "reported", "--seeds", seeds, "--out", "one")
    command = call_mosul(*words, at=tmp_path)
    assert command.returncode == 2
    assert command.stderr.startswith("mosul: ")
    assert place in command.stderr
    assert command.stderr.count("\n") == 1
    assert names(tmp_path) == ["spoiled"]


RENAMED_OPTIONS = {
    "--limit": (("retry", "nowhere", "--limit", "5"), "--timeout"),
    "--small": (("sweep", "nowhere", "--small"), "--trial"),
    "--up": (("plot", "nowhere", "contour", "captured", "--up", "b"), "--y"),
    "gain": (("plot", "nowhere", "gain", "captured"), "variance_reduction"),
    "funnel": (("plot", "nowhere", "funnel"), "car_bomb_fates"),
}


@pytest.mark.parametrize("old", RENAMED_OPTIONS)
def test_an_old_name_of_an_option_is_understood_and_the_new_one_named(old, tmp_path):
    words, new = RENAMED_OPTIONS[old]
    command = call_mosul(*words, at=tmp_path)
    assert command.returncode == 2
    renamed, mistake = command.stderr.splitlines()
    assert renamed.startswith("mosul: ")
    assert old in renamed
    assert new in renamed
    assert "nowhere" in mistake


def test_the_help_of_plot_lists_every_kind_and_no_other_is_accepted(tmp_path):
    text = call_mosul("plot", "--help", at=tmp_path).stdout
    assert all(kind in text for kind in list_plot_kinds())
    command = call_mosul("plot", "nowhere", "forst", "captured", at=tmp_path)
    assert command.returncode == 2
    assert "did you mean forest?" in command.stderr
    assert command.stderr.count("\n") == 1
