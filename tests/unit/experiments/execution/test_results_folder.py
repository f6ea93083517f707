"""A results folder: damage is told in words and mended, what is not its own stays."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pandas as pd
import pytest
from sweeps import small_experiment
from terminal import ENVIRONMENT

import mesa_mosul as mm
from mesa_mosul.experiments.execution import store
from mesa_mosul.experiments.execution.export import export_csv
from mesa_mosul.experiments.execution.results_folder import (
    DAILY,
    DESIGN,
    INDEX,
    JOURNAL,
    MANIFEST,
    StoreError,
    atomic_write,
    disk_errors_as_store_errors,
)
from mesa_mosul.experiments.execution.run_index import read_index
from mesa_mosul.experiments.execution.store import Store
from mesa_mosul.experiments.status import format_status, sweep_status

QUIET = {"workers": 0, "progress": False}
PART = "part-000001.parquet"


def swept(folder, **options):
    return small_experiment(**{"days": 1, "replications": 2, **options}).run(folder, **QUIET)


def cut(path, size):
    path.write_bytes(path.read_bytes()[:size])


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["run #3", "what?", "50%25 stay", "a b", "ü'\"&=;"])
def test_a_folder_may_have_any_name(name, whole, tmp_path, monkeypatch):
    shutil.copytree(whole.folder, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path / name, name):
        assert mm.read_results(folder).digest() == whole.digest()
    assert swept(tmp_path / name).digest() == whole.digest()
    assert os.listdir(tmp_path) == [name]


DAMAGES = {
    "a design that was cut": (lambda d: cut(d / DESIGN, 300), DESIGN),
    "no design": (lambda d: (d / DESIGN).unlink(), DESIGN),
    "an empty index": (lambda d: cut(d / INDEX, 0), INDEX),
    "an index that was cut": (lambda d: cut(d / INDEX, 5000), INDEX),
    "an index of other bytes": (lambda d: (d / INDEX).write_bytes(b"x" * 9000), INDEX),
    "no index": (lambda d: (d / INDEX).unlink(), INDEX),
    "a manifest that was cut": (lambda d: cut(d / MANIFEST, 300), MANIFEST),
    "an empty manifest": (lambda d: cut(d / MANIFEST, 0), MANIFEST),
    "a manifest of other bytes": (lambda d: (d / MANIFEST).write_bytes(b"\xff\xfe"), MANIFEST),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named(damage, copy):
    spoil, name = DAMAGES[damage]
    spoil(copy)
    with pytest.raises(StoreError, match=name):
        sweep_status(mm.read_results(copy))


@pytest.mark.parametrize("damage", [name for name in DAMAGES if "manifest" not in name])
def test_the_same_sweep_mends_a_design_and_a_lost_index(damage, copy, whole):
    DAMAGES[damage][0](copy)
    if damage in ("an index that was cut", "an index of other bytes"):
        with pytest.raises(StoreError, match="delete it, and the same sweep runs everything"):
            swept(copy)
        (copy / INDEX).unlink()
    swept(copy)
    assert mm.read_results(copy).digest() == whole.digest()


MANIFESTS = {
    "a list": lambda manifest: [manifest],
    "null": lambda manifest: None,
    "its format alone": lambda manifest: {"format": manifest["format"]},
    "a text for a scenario": lambda manifest: manifest | {"scenarios": ["reported"]},
    "null for a parameter": lambda manifest: (
        manifest
        | {"scenarios": [manifest["scenarios"][0] | {"parameters": {"isis.fighters": None}}]}
    ),
    "a scenario without its end": lambda manifest: (
        manifest | {"scenarios": [manifest["scenarios"][0] | {"end": "soon"}]}
    ),
    "a laboratory that there is not": lambda manifest: (
        manifest | {"scenarios": [manifest["scenarios"][0] | {"laboratory": "isis"}]}
    ),
    "yes for a laboratory": lambda manifest: (
        manifest | {"scenarios": [manifest["scenarios"][0] | {"laboratory": True}]}
    ),
    "a day with its hour": lambda manifest: (
        manifest | {"scenarios": [manifest["scenarios"][0] | {"start": "2016-12-06T00:00:00"}]}
    ),
    "a number for a day": lambda manifest: (
        manifest | {"scenarios": [manifest["scenarios"][0] | {"end": 17_000}]}
    ),
    "no land class": lambda manifest: (
        manifest | {"scenarios": [manifest["scenarios"][0] | {"land_class": None}]}
    ),
    "a number for a land class": lambda manifest: (
        manifest | {"scenarios": [manifest["scenarios"][0] | {"land_class": 3}]}
    ),
    "a list of digests": lambda manifest: manifest | {"digests": []},
    "a number of levers": lambda manifest: (
        manifest | {"experiment": manifest["experiment"] | {"levers": 3}}
    ),
    "a shard of one number": lambda manifest: manifest | {"shard": [1]},
    "no outputs": lambda manifest: manifest | {"output_spec": None},
}


def test_a_manifest_of_the_wrong_shape_is_damaged_and_no_sweep_writes_over_it(copy):
    manifest = json.loads((copy / MANIFEST).read_text())
    del manifest["checksum"]
    for change in MANIFESTS.values():
        text = json.dumps(change(manifest))
        (copy / MANIFEST).write_text(text)
        for use in (mm.read_results, swept):
            with pytest.raises(StoreError, match=r"manifest\.json is damaged"):
                use(copy)
        assert (copy / MANIFEST).read_text() == text


LOSSES = {
    "a part is missing": lambda daily: (daily / PART).unlink(),
    "a part was cut": lambda daily: cut(daily / PART, 200),
    "a byte of a part changed": lambda daily: flip(daily / PART, 60),
    "all parts are gone": shutil.rmtree,
}


@pytest.mark.parametrize("loss", LOSSES)
def test_lost_days_are_told_by_every_reader_and_mended_by_the_same_sweep(loss, copy, whole):
    more = swept(copy, replications=3)
    LOSSES[loss](copy / DAILY)
    results = mm.read_results(copy)
    status = sweep_status(results)
    n_lost = 9 if loss == "all parts are gone" else 6
    assert (status["done"], status["lost_days"]) == (9, n_lost)
    assert f"days of {n_lost} runs are missing" in format_status(status, copy)
    assert len(results.runs) == 9
    with pytest.raises(StoreError, match=rf"days of {n_lost} runs are lost: .*part-00000"):
        assert results.daily is None
    again = swept(copy, replications=3)
    assert again.digest() == more.digest()
    assert sweep_status(again)["lost_days"] == 0


def test_lost_days_stop_a_plot_of_them_and_are_mended_by_a_retry_too(copy, whole):
    (copy / DAILY / PART).unlink()
    with pytest.raises(StoreError, match="days of 6 runs are lost"):
        mm.read_results(copy).plot.band("km2_city_held")
    assert mm.read_results(copy).retry(**QUIET).digest() == whole.digest()


def test_a_changed_value_of_the_index_is_noticed_and_its_run_repeated(copy, whole):
    with contextlib.closing(sqlite3.connect(copy / INDEX)) as index, index:
        index.execute(
            "UPDATE runs SET outcomes = replace(outcomes, '\"units\"', '\"unitz\"')"
            " WHERE rowid = 1"
        )
    results = mm.read_results(copy)
    status = sweep_status(results)
    assert (status["done"], status["missing"], status["damaged_rows"]) == (5, 1, 1)
    assert "1 rows of" in format_status(status, copy)
    assert swept(copy).digest() == whole.digest()


def test_no_flipped_byte_of_the_index_changes_what_is_read(copy, whole):
    """Each byte in turn, in steps that are prime to the size of a page."""
    stored = {row[0]: row for row in whole.index.rows}
    size = (copy / INDEX).stat().st_size
    for at in range(0, size, 97):
        flip(copy / INDEX, at)
        try:
            rows = read_index(copy).rows
        except StoreError:
            rows = []
        assert all(stored.get(row[0]) == row for row in rows), at
        flip(copy / INDEX, at)
    assert len(read_index(copy).rows) == 6


def test_an_index_of_an_earlier_version_is_read_and_continued(copy, whole):
    with contextlib.closing(sqlite3.connect(copy / INDEX)) as index, index:
        index.execute("ALTER TABLE runs DROP COLUMN checksum")
    assert mm.read_results(copy).digest() == whole.digest()
    more = swept(copy, replications=3)
    assert len(more.runs) == 9


def test_an_index_that_another_program_holds_is_told(copy, monkeypatch):
    monkeypatch.setattr("mesa_mosul.experiments.execution.run_index.INDEX_TIMEOUT_S", 0.05)
    holder = sqlite3.connect(copy / INDEX, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="in use by another program"):
        sweep_status(mm.read_results(copy))
    holder.close()


CRASH = """
import os, sqlite3, sys
index = sqlite3.connect(sys.argv[1], isolation_level=None)
index.execute("PRAGMA cache_size=1")
index.execute("BEGIN")
for at in range(300):
    row = (f"x{at}", "done", "", 1.0, 1, "{}" + " " * 2000, None, None)
    index.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
os._exit(9)
"""


def test_what_a_crash_left_unfinished_in_the_index_is_rolled_back(copy, whole):
    subprocess.run([sys.executable, "-c", CRASH, copy / INDEX], check=False)
    assert (copy / f"{INDEX}-journal").exists()
    assert mm.read_results(copy).digest() == whole.digest()


def test_what_a_user_keeps_in_the_folder_stays(copy, whole):
    own = {
        "notes.txt": "mine",
        "daily/notes.txt": "mine",
        "daily/part-1.parquet": "mine",
        "daily/part-000009.parquet.bak": "mine",
        "daily/.ipynb_checkpoints/x": "mine",
        "daily/part-000099.parquet/x": "mine",
    }
    for name, text in own.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text)
    (copy / DAILY / "part-000008.parquet").write_text("left by a sweep that was killed")
    (copy / DAILY / "part-000007.parquet").symlink_to(copy / "notes.txt")
    more = swept(copy, replications=3)
    more.retry(**QUIET)
    assert {name: (copy / name).read_text() for name in own} == own
    assert (copy / DAILY / "part-000007.parquet").is_symlink()
    assert not (copy / DAILY / "part-000008.parquet").exists()
    assert len(more.runs) == 9


@pytest.mark.parametrize("name", [DAILY, INDEX, "lock", MANIFEST, DESIGN, JOURNAL])
def test_no_link_is_followed_out_of_the_folder(name, copy, tmp_path):
    victim = tmp_path / "victim"
    if (copy / name).exists():
        shutil.move(copy / name, victim)
    if name == DAILY:
        (victim / "thesis.txt").write_text("precious")
    (copy / name).symlink_to(victim)
    before = sorted(victim.iterdir()) if name == DAILY else victim.exists()
    for use in (lambda: mm.read_results(copy).retry(**QUIET), lambda: swept(copy)):
        with pytest.raises(StoreError, match=f"{name} is a link to"):
            use()
    assert (sorted(victim.iterdir()) if name == DAILY else victim.exists()) == before


def test_an_unfinished_file_is_never_written_through_a_link(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    (tmp_path / ".a.txt.part").symlink_to(tmp_path / "thesis.txt")
    with atomic_write(tmp_path / "a.txt") as path:
        path.write_text("new")
    assert (tmp_path / "thesis.txt").read_text() == "precious"
    assert (tmp_path / "a.txt").read_text() == "new"


@pytest.mark.parametrize("stop", [StoreError("the disk is full"), KeyboardInterrupt()])
def test_a_sweep_stopped_before_its_manifest_goes_on(stop, whole, tmp_path, monkeypatch):
    def refuse(*_):
        raise stop

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_manifest", refuse)
        with pytest.raises((StoreError, KeyboardInterrupt)):
            swept(tmp_path / "r")
    assert os.listdir(tmp_path / "r") == ["lock"]
    assert swept(tmp_path / "r").digest() == whole.digest()


def test_make_room_is_said_only_where_the_disk_is_full(tmp_path):
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        with (
            pytest.raises(StoreError, match="make room and give the same command again"),
            disk_errors_as_store_errors(tmp_path),
        ):
            raise OSError(number, os.strerror(number))
    for number in (errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENAMETOOLONG):
        with (
            pytest.raises(StoreError, match=os.strerror(number)) as told,
            disk_errors_as_store_errors(tmp_path),
        ):
            raise OSError(number, os.strerror(number))
        assert "make room" not in str(told.value)


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.ENOLCK])
def test_a_disk_without_locks_is_not_another_sweep(number, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StoreError, match="has no file locks"), Store(tmp_path, {}):
        pass


def test_a_disk_without_flock_is_locked_by_the_file_itself(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", refuse)
    for _ in range(2):
        with (
            Store(tmp_path, {}),
            pytest.raises(StoreError, match="another sweep"),
            Store(tmp_path, {}),
        ):
            pass


HOLD = """
import pathlib, sys, time
from mesa_mosul.experiments.execution.store import Store
with Store(pathlib.Path(sys.argv[1]), {}):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_sweep_ends_with_its_process(tmp_path):
    words = [sys.executable, "-c", HOLD, tmp_path]
    with subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match="another sweep"), Store(tmp_path, {}):
            pass
        other.kill()
    with Store(tmp_path, {}):
        pass


def test_a_place_that_cannot_be_is_told_in_words(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / ("x" * 300), tmp_path / "a", tmp_path / "a" / "r",
                  tmp_path / "file" / "r"):  # fmt: skip
        for use in (swept, mm.read_results):
            with pytest.raises(StoreError):
                use(place)


def test_what_a_spreadsheet_would_compute_is_exported_as_text(tmp_path):
    table = pd.DataFrame(
        {"=a": ["=1+1", "@x", "plain"], "b": [-1.5, 2.0, None], "c": [-1, True, "-x"]}
    )
    path = export_csv(table, tmp_path / "deep" / "runs.csv")
    assert path.read_text() == "'=a,b,c\n'=1+1,-1.5,-1\n'@x,2.0,True\nplain,,'-x\n"
