"""Shares of a sweep: run apart, put together, equal to the whole."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sweeps import small_experiment, write_experiment_file
from terminal import ENVIRONMENT, call_mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.results_folder import StoreError
from mesa_mosul.experiments.execution.shards import merge_shards, slurm_script

QUIET = {"workers": 0, "progress": False}


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    folder = tmp_path_factory.mktemp("apart")
    for part in (1, 2, 3):
        small_experiment(days=1).run(folder, shard=(part, 3), **QUIET)
    return folder


def test_every_run_is_in_one_shard(apart):
    keys = [set(mm.read_results(path).runs["key"]) for path in apart.glob("shard-*")]
    assert [len(one) for one in keys] == [4, 4, 4]
    assert len(set.union(*keys)) == 12


def test_shards_merged_are_the_whole(apart, tmp_path):
    whole = small_experiment(days=1).run(tmp_path / "whole", **QUIET)
    assert merge_shards(apart).digest() == whole.digest()
    assert merge_shards(apart).digest() == whole.digest()


def test_merged_results_go_on_with_more_replications(apart):
    before = merge_shards(apart).runs.set_index("key")["seconds"]
    after = (
        small_experiment(days=1, replications=5)
        .run(apart, **QUIET)
        .runs.set_index("key")["seconds"]
    )
    assert len(after) == 15
    assert (after[before.index] == before).all()


def test_a_missing_shard_is_named(tmp_path):
    for part in (1, 3):
        small_experiment(days=1, replications=1).run(tmp_path, shard=(part, 3), **QUIET)
    with pytest.raises(StoreError, match="shards 2 are missing"):
        merge_shards(tmp_path)


def test_shards_of_two_sweeps_do_not_mix(tmp_path):
    small_experiment(days=1, replications=1).run(tmp_path, shard=(1, 2), **QUIET)
    small_experiment(days=2, replications=1).run(tmp_path, shard=(2, 2), **QUIET)
    with pytest.raises(StoreError, match="do not mix"):
        merge_shards(tmp_path)


def test_a_folder_without_shards_says_how_to_make_them(tmp_path):
    with pytest.raises(StoreError, match="--shard 1/4"):
        merge_shards(tmp_path)


def test_points_that_wait_for_an_interval_are_shared_out_whole(tmp_path):
    until = {
        "outcome": "isis_killed",
        "interval_width": 40.0,
        "min_replications": 2,
        "max_replications": 5,
    }
    for part in (1, 2):
        small_experiment(days=1, replications=until).run(tmp_path, shard=(part, 2), **QUIET)
    whole = small_experiment(days=1, replications=until).run(tmp_path / "whole", **QUIET)
    assert merge_shards(tmp_path).digest() == whole.digest()


def test_the_script_for_a_job_array_runs_as_it_is_printed(tmp_path):
    write_experiment_file(tmp_path, days=1, replications=1)
    printed = call_mosul("slurm", "small.toml", "--array", "2", "--out", "out", at=tmp_path)
    (tmp_path / "job.sh").write_text(printed.stdout)
    bin_folder = os.path.dirname(sys.executable)
    for part in ("1", "2"):
        set_by_slurm = {"SLURM_ARRAY_TASK_ID": part, "SLURM_CPUS_PER_TASK": "1"}
        path = f"{bin_folder}:{os.environ['PATH']}"
        told = subprocess.run(
            ["sh", "job.sh"], cwd=tmp_path, env=ENVIRONMENT | set_by_slurm | {"PATH": path},
            capture_output=True, text=True,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
    merged = call_mosul("merge", "out", at=tmp_path)
    assert merged.stdout.startswith("small: 3 of 3 runs are done")


def test_a_copy_of_a_shard_counts_once(apart, tmp_path):
    folder = shutil.copytree(apart, tmp_path / "r")
    shutil.copytree(folder / "shard-1-of-3", folder / "shard-1-of-3.bak")
    shutil.copytree(folder / "shard-1-of-3", folder / "copy of shard-1-of-3")
    merged = merge_shards(folder)
    assert len(merged.runs) == merged.runs["key"].nunique() == 12


def test_a_shard_by_the_name_of_another_is_refused(apart, tmp_path):
    folder = shutil.copytree(apart, tmp_path / "r")
    shutil.rmtree(folder / "shard-2-of-3")
    shutil.copytree(folder / "shard-1-of-3", folder / "shard-2-of-3")
    with pytest.raises(StoreError, match="shard-2-of-3 holds shard 1 of 3"):
        merge_shards(folder)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"levers": {"isis.returning_men": [0, 500]}}, "levers"),
        ({"replications": 3}, "replications"),
        ({"about": "Another question."}, "about"),
    ],
)
def test_shards_that_differ_in_anything_do_not_mix(apart, tmp_path, change, what):
    folder = shutil.copytree(apart, tmp_path / "r")
    for name in ("shard-3-of-3", "manifest.json"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    small_experiment(**{"days": 1, "replications": 1, **change}).run(
        folder, shard=(3, 3), **QUIET
    )
    with pytest.raises(StoreError, match=f"differ in .*{what}.* do not mix"):
        merge_shards(folder)


def test_a_merge_keeps_what_was_run_again_since(apart, tmp_path):
    folder = shutil.copytree(apart, tmp_path / "r")
    merged = merge_shards(folder)
    with sqlite3.connect(folder / "shard-1-of-3" / "runs.sqlite") as index:
        index.execute("UPDATE runs SET status = 'died', outcomes = NULL, checksum = NULL")
    assert merge_shards(folder).digest() == merged.digest()


def test_a_shard_whose_days_are_lost_is_not_merged(apart, tmp_path):
    folder = shutil.copytree(apart, tmp_path / "r", ignore=shutil.ignore_patterns("runs.*"))
    for number in (1, 2, 3):
        name = f"shard-{number}-of-3"
        shutil.copy(apart / name / "runs.sqlite", folder / name)
    (folder / "shard-2-of-3" / "daily" / "part-000001.parquet").unlink()
    with pytest.raises(StoreError, match="days of 4 runs are lost"):
        merge_shards(folder)


@pytest.mark.parametrize("text", ["x\ntouch PWNED\n#", "x\r", "x\u2028y", "x\0"])
def test_no_text_ends_a_comment_of_the_script(text):
    for words in (
        (text, "name", Path("out")),
        ("e", text, Path("out")),
        ("e", "n", Path(text)),
    ):
        with pytest.raises(StoreError, match="line break"):
            slurm_script(words[0], words[1], 2, words[2], 1)
