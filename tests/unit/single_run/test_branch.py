"""Saved runs: their files, what goes on from them, and what of it is said."""

import io
import json
import pickle
import zipfile

import numpy as np
import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.simulation.checkpoint import CheckpointError
from mesa_mosul.single_run.checkpoint_file import hash_arrays, read_checkpoint
from mesa_mosul.single_run.earlier_run import FolderError
from mesa_mosul.single_run.run_folder import write_run_folder

CLOSED = {"corridor.closed_at_start": True}


@pytest.fixture(scope="module")
def stopped():
    return mm.run("reported", seed=2, days=3)


@pytest.fixture(scope="module")
def whole():
    return mm.run("reported", seed=2, days=5)


@pytest.fixture(scope="module")
def saved(stopped, tmp_path_factory):
    return stopped.save(tmp_path_factory.mktemp("saved") / "day3.npz")


@pytest.mark.parametrize("start", ["run", "file"])
def test_going_on_unchanged_gives_the_run_that_never_stopped(start, stopped, saved, whole):
    run = mm.branch(stopped if start == "run" else saved, days=5)
    assert run.outcome == whole.outcome
    pd.testing.assert_frame_equal(run.daily, whole.daily)
    pd.testing.assert_frame_equal(run.events, whole.events)


def test_a_run_that_goes_on_has_the_maps_of_all_days(saved, whole):
    run = mm.branch(str(saved), days=5)
    for day in (0, 2, 4, "2016-12-07"):
        first, second = run.map(day), whole.map(day)
        assert first.date == second.date
        for name in ("cell", "control", "strength", "population"):
            np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_a_run_can_be_gone_on_with_twice(stopped, whole):
    mm.branch(stopped, CLOSED, days=5)
    assert mm.branch(stopped, days=5).outcome == whole.outcome


def test_days_are_told_from_the_start(saved):
    ticks = []
    mm.branch(saved, days=5, on_day=lambda done, length: ticks.append((done, length)))
    assert ticks == [(4, 5), (5, 5)]


@pytest.mark.parametrize("days", [3, 2, 0, 116, 2.5])
def test_days_that_are_over_or_never_come_are_refused(days, saved):
    with pytest.raises(
        ValueError, match=r"days is \S+: (the run has 3 days already|.*115 days)"
    ):
        mm.branch(saved, days=days)


def test_a_run_that_is_over_is_refused():
    fight = mm.run("duel", seed=1)
    with pytest.raises(
        ValueError, match=r"ended after \d+ days: there is nothing to go on with"
    ):
        mm.branch(fight)


def test_a_branch_says_what_was_changed_and_when(saved, stopped, tmp_path):
    run = mm.branch(saved, CLOSED, days=4)
    assert run.outcome["scenario"] == "reported, corridor.closed_at_start=True from 2016-12-09"
    write_run_folder(run, tmp_path / "branch")
    record = json.loads((tmp_path / "branch" / "provenance.json").read_text(encoding="utf-8"))
    [branch] = record["branches"]
    assert branch["date"] == "2016-12-09"
    assert branch["days_before"] == 3
    assert branch["digest_before"] == stopped.outcome["digest"]
    assert branch["changes"] == CLOSED
    assert branch["values_before"] == {"corridor.closed_at_start": False}


def test_a_branch_is_another_run_than_one_of_its_parameters(saved, tmp_path):
    branch = mm.branch(saved, CLOSED, days=4)
    write_run_folder(branch, tmp_path / "one")
    write_run_folder(branch, tmp_path / "one")
    other = mm.branch(mm.branch(saved, days=4), CLOSED, days=5)
    with pytest.raises(FolderError, match="holds another run"):
        write_run_folder(other, tmp_path / "one")


def test_own_rules_of_a_script_go_on_in_the_same_process(whole):
    def remember(world, p, clock, state):
        state["ticks"] = state.get("ticks", 0) + 1

    remember.__qualname__, remember.__module__ = "remember", "__main__"
    run = mm.run("reported", seed=2, days=3, phases=[(remember, "weather")])
    after = mm.branch(run, days=5)
    assert after.simulation.own_states["__main__"] == {"ticks": 20}
    assert after.outcome == whole.outcome


def test_a_file_that_is_there_is_replaced_only_if_asked(stopped, tmp_path):
    path = tmp_path / "there.npz"
    path.write_text("kept", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"there\.npz exists; name another file"):
        stopped.save(path)
    assert path.read_text(encoding="utf-8") == "kept"
    stopped.save(path, overwrite=True)
    assert read_checkpoint(path).header["days"] == 3
    assert [one.name for one in tmp_path.iterdir()] == ["there.npz"]


def test_a_folder_is_no_checkpoint(stopped, tmp_path):
    with pytest.raises(CheckpointError, match="is a folder"):
        stopped.save(tmp_path)
    with pytest.raises(CheckpointError, match="a checkpoint is a file"):
        mm.branch(tmp_path)


def members_of(path):
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def rewrite(path, members):
    members.pop("sha256")
    np.savez(path, **members, sha256=np.array(hash_arrays(members)))


def test_a_file_whose_numbers_were_changed_is_refused(saved, tmp_path):
    members, path = members_of(saved), tmp_path / "forged.npz"
    members["world.units.strength"][0] += 1
    np.savez(path, **members)
    with pytest.raises(
        CheckpointError, match=r"forged\.npz cannot be read: it is no checkpoint"
    ):
        mm.branch(path)


@pytest.mark.parametrize("part", ["rules", "builders", "format"])
def test_a_file_of_another_version_is_refused(part, saved, tmp_path):
    members, path = members_of(saved), tmp_path / "old.npz"
    header = json.loads(str(members["header"]))
    header[part] = 0 if part == "format" else "0"
    members["header"] = np.array(json.dumps(header))
    rewrite(path, members)
    with pytest.raises(CheckpointError, match="saved by another version of the model"):
        mm.branch(path)


HEADERS = {
    "no scenario": ("scenario", None),
    "half a tick": ("tick", 200.5),
    "the tick of another day": ("tick", 10**9),
    "more days than its ledger": ("days", 4),
    "a text for the days": ("days", "3"),
    "no rules": ("own_rules", None),
    "a list of states": ("own_states", []),
    "a branch of nothing": ("branches", [{"date": "2016-12-07"}]),
    "a laboratory that there is not": ("scenario.laboratory", "isis"),
    "a day with its hour": ("scenario.end", "2017-03-31T00:00:00"),
    "no land class": ("scenario.land_class", None),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_of_the_wrong_form_is_damaged(kind, saved, tmp_path):
    members, path = members_of(saved), tmp_path / "odd.npz"
    header, (place, value) = json.loads(str(members["header"])), HEADERS[kind]
    part, _, key = place.rpartition(".")
    (header[part] if part else header)[key] = value
    members["header"] = np.array(json.dumps(header))
    rewrite(path, members)
    with pytest.raises(CheckpointError, match="is damaged"):
        mm.branch(path)


@pytest.mark.parametrize("name", ["ledger", "snapshots.control", "snapshots.date"])
def test_an_array_of_another_size_is_damaged(name, saved, tmp_path):
    members, path = members_of(saved), tmp_path / "odd.npz"
    for odd in (np.zeros(3), np.zeros((1, 1)), np.array("x"), members[name][:-1]):
        rewrite(path, members | {name: odd})
        with pytest.raises(CheckpointError, match="is damaged"):
            mm.branch(path)


def test_a_file_without_a_column_is_refused(saved, tmp_path):
    members, path = members_of(saved), tmp_path / "less.npz"
    del members["world.units.strength"]
    rewrite(path, members)
    with pytest.raises(CheckpointError, match=r"no units\.strength of the right size"):
        mm.branch(path)


class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('code of the file was run')",))


def broken_files():
    pickled, array, no_array = io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.savez(pickled, header=np.array([Bomb()], object))
    np.save(array, np.zeros(3))
    with zipfile.ZipFile(no_array, "w") as file:
        file.writestr("header.npy", b"no array")
    return {
        "a pickle": pickle.dumps(Bomb()),
        "pickled objects in an npz": pickled.getvalue(),
        "an array": array.getvalue(),
        "a zip of something else": no_array.getvalue(),
        "a text": b"day 50",
        "nothing": b"",
    }


@pytest.mark.parametrize("kind", [*broken_files(), "half of a file"])
def test_what_is_no_checkpoint_is_refused_and_never_run(kind, saved, tmp_path):
    whole_file, path = saved.read_bytes(), tmp_path / "odd.npz"
    half = {"half of a file": whole_file[: len(whole_file) // 2]}
    path.write_bytes((broken_files() | half)[kind])
    with pytest.raises(CheckpointError, match=r"odd\.npz cannot be read: it is no checkpoint"):
        mm.branch(path)


def test_a_file_that_is_not_there_is_told():
    with pytest.raises(CheckpointError, match=r"none\.npz cannot be read: No such file"):
        mm.branch("none.npz")
