"""Disks that are full or read-only, at every stage: a clear line, nothing half-written."""

import os
import subprocess

import pytest
from terminal import call_mosul, names

import mesa_mosul as mm
from mesa_mosul.experiments.execution.job import JobRunner
from mesa_mosul.experiments.execution.results_folder import (
    DAYS_TABLE,
    OWN_FILES,
    StoreError,
)
from mesa_mosul.experiments.execution.store import Store

SIZE_KB = 1024
PAGE = 4096


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    options = ("-t", "tmpfs", "-o", f"size={SIZE_KB}k", "tmpfs", str(place))
    mounted = subprocess.run(["mount", *options], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a disk of its own takes a user who may mount: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk, free=0):
    """Fill a disk but for some bytes."""
    descriptor = os.open(disk / "filler", os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(descriptor, bytes(PAGE))
    except OSError:
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - free)
    finally:
        os.close(descriptor)


def tiny_experiment():
    levers = {"fire.aimed_rate": [0.003, 0.006]}
    return mm.Experiment(
        "duel", name="tiny", days=1, replications=3, levers=levers, record=["isis_killed"]
    )


def sweep(folder):
    return tiny_experiment().run(folder, workers=0, progress=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return sweep(tmp_path_factory.mktemp("whole") / "r")


@pytest.mark.slow
def test_a_disk_that_fills_at_any_stage_of_a_sweep_loses_nothing(disk, whole):
    reached = set()
    for pages in range(0, 24, 2):
        folder = disk / f"r{pages}"
        fill(disk, pages * PAGE)
        told = "end"
        try:
            sweep(folder)
        except StoreError as error:
            told = str(error)
        reached.add(told.rpartition(": ")[2])
        reached.update(names(folder))
        assert set(names(folder)) <= set(OWN_FILES), pages
        (disk / "filler").unlink()
        assert sweep(folder).digest() == whole.digest(), pages
        subprocess.run(["rm", "-r", str(folder)], check=True)
    advice = "make room and give the same command again"
    assert reached == {*OWN_FILES, "end", advice} - {DAYS_TABLE}


COMMANDS = (
    ("report", "r"),
    ("plot", "r", "band", "isis_killed"),
    ("plot", "r", "band", "isis_killed", "--out", "picture.png"),
    ("export", "r", "--out", "tables"),
    ("export", "r", "--parquet", "--out", "tables"),
    ("sweep", "../tiny.toml", "--workers", "0", "--quiet", "--out", "other"),
    ("run", "duel", "--days", "1", "--quiet", "--out", "one"),
    ("run", "duel", "--days", "1", "--json", "--save", "day1.npz"),
    ("scenarios", "--new", "mine.toml"),
    ("history", "--out", "history.png"),
)


def written(disk):
    """Return the files on a disk, without empty folders and those of a sweep that began."""
    files = [path.relative_to(disk) for path in disk.rglob("*") if path.is_file()]
    return {str(path) for path in files if path.parts[0] != "other"}


@pytest.mark.slow
@pytest.mark.parametrize("state", ["full", "read-only"])
def test_every_command_tells_a_disk_that_takes_nothing_in_a_line(state, disk, tmp_path):
    (tmp_path / "tiny.toml").write_text('base = "duel"\ndays = 1\nreplications = 1\n')
    sweep(disk / "r")
    if state == "full":
        fill(disk)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    before = written(disk)
    for words in COMMANDS:
        command = call_mosul(*words, at=disk)
        last = command.stderr.splitlines()[-1]
        assert command.returncode == 2, words
        assert last.startswith("mosul: "), words
        assert ("No space" in last or "full" in last) == (state == "full"), (words, last)
        assert ("Read-only" in last or "readonly" in last) == (state != "full"), (words, last)
        assert written(disk) == before, words
    assert call_mosul("status", "r", at=disk).returncode == 0


def test_a_folder_that_is_moved_under_its_sweep_is_told_as_that(tmp_path):
    plan, folder = tiny_experiment().plan(), tmp_path / "r"
    result = JobRunner(plan.spec).run_job(plan.plan_run(0, 0).job)
    store = Store(folder).__enter__()
    store.add_result(result)
    folder.rename(tmp_path / "moved")
    (folder / "daily").mkdir(parents=True)
    with pytest.raises(StoreError, match="was moved or deleted while runs were"):
        store.flush()
    assert names(folder / "daily") == []
