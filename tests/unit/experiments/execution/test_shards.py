"""Shares of a sweep: run apart, put together, equal to the whole."""

import contextlib
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from sweeps import small_experiment, write_experiment_file, write_own_code
from terminal import ENVIRONMENT, MOSUL, call_mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.job_script import JobRequest, slurm_script
from mesa_mosul.experiments.execution.results_folder import StoreError
from mesa_mosul.experiments.execution.shards import format_numbers, merge_shards

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


def test_a_shard_without_a_run_is_a_shard_like_any_other(tmp_path):
    experiment = small_experiment(days=1, replications=1)
    for part in range(1, 5):
        shard = experiment.run(tmp_path / "few", shard=(part, 4), **QUIET)
    assert len(shard.runs) == 0
    assert (shard.folder / "runs.parquet").exists()
    whole = experiment.run(tmp_path / "whole", **QUIET)
    assert merge_shards(tmp_path / "few").digest() == whole.digest()


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


def run_shards(folder, *numbers, **options):
    for number in numbers:
        small_experiment(**{"days": 1, "replications": 1, **options}).run(
            folder, shard=(number, 3), **QUIET
        )


def test_a_missing_shard_is_named(tmp_path):
    run_shards(tmp_path, 1, 3)
    with pytest.raises(StoreError, match=r"shards 2 are missing; .* --partial"):
        merge_shards(tmp_path)
    assert not (tmp_path / "manifest.json").exists()


def test_what_is_there_can_be_merged_and_says_what_is_missing(tmp_path):
    run_shards(tmp_path, 1, 3)
    command = call_mosul("merge", ".", "--partial", at=tmp_path)
    assert command.returncode == 0, command.stderr
    assert command.stdout.startswith("small: 2 of 2 runs are done")
    assert "results are incomplete: shards 2 had not begun" in command.stdout
    assert call_mosul("report", ".", at=tmp_path).returncode == 0
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "Shards 2 of the sweep are missing: the results are incomplete." in report
    run_shards(tmp_path, 2)
    assert "Shards hold 1 more runs: mosul merge ." in status(tmp_path)
    whole = small_experiment(days=1, replications=1).run(tmp_path / "whole", **QUIET)
    assert merge_shards(tmp_path).digest() == whole.digest()
    assert status(tmp_path) == "small: 3 of 3 runs are done (.)\n"


def status(folder, *words):
    command = call_mosul("status", ".", *words, at=folder)
    assert command.returncode == 0, command.stderr
    return command.stdout


def test_an_array_of_jobs_is_watched_before_it_is_merged(tmp_path):
    run_shards(tmp_path, 1, 3)
    (tmp_path / "shard-2-of-3").mkdir()
    (tmp_path / "shard-2-of-3" / "lock").touch()
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "shard-3-of-3" / "runs.sqlite")) as index,
        index,
    ):
        index.execute("DELETE FROM runs")
    assert status(tmp_path).splitlines() == [
        "small: 1 of 2 runs are done, 1 are missing, in 2 of 3 shards (.)",
        "  complete: 1",
        "  running or stopped: 3 (0 of 1)",
        "  not begun: 2",
        "Merge what is there: mosul merge . --partial",
    ]
    counts = json.loads(status(tmp_path, "--json"))["shards"]
    assert counts == {
        "count": 3, "complete": [1], "incomplete": {"3": [0, 1]}, "not_begun": [2],
    }  # fmt: skip


FAIL = "def odd(outcome, daily):\n    return {'odd': 1 // ((outcome['seed'] + 1) % 2)}\n"


def test_failures_of_shards_are_told_with_their_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own_fail.py").write_text(FAIL)
    run_shards(tmp_path / "r", 1, 2, outcomes=["own_fail:odd"], replications=4, levers={})
    failed = json.loads(call_mosul("status", "r", "--json", at=tmp_path).stdout)["failures"]
    command = call_mosul("status", "r", at=tmp_path)
    assert command.returncode == 1
    assert failed
    assert "ZeroDivisionError" in command.stdout
    assert f"mosul retry {failed[0]['folder']}" in command.stdout
    assert Path(failed[0]["folder"]).name in ("shard-1-of-3", "shard-2-of-3")


def test_numbers_are_written_short():
    assert format_numbers([]) == ""
    assert format_numbers([1, 2, 3, 5, 8, 9]) == "1-3, 5, 8-9"


def test_own_rules_and_outcomes_are_run_by_shards(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = write_own_code(tmp_path)
    run_shards(tmp_path / "r", 1, 2, 3, **own)
    whole = small_experiment(days=1, replications=1, **own).run(tmp_path / "whole", **QUIET)
    assert merge_shards(tmp_path / "r").digest() == whole.digest()
    plain = small_experiment(days=1, replications=1).run(tmp_path / "plain", **QUIET)
    assert set(plain.runs["digest"]).isdisjoint(whole.runs["digest"])


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


def run_job_script(folder, part, *options):
    """Run the script for a job array as Slurm would, with `mosul` on the path."""
    write_experiment_file(folder, days=1, replications=1)
    words = ("slurm", "small.toml", "--array", "2", "--out", "out", *options)
    printed = call_mosul(*words, at=folder)
    assert printed.returncode == 0, printed.stderr
    (folder / "job.sh").write_text(printed.stdout)
    (folder / "mosul").write_text(f'#!/bin/sh\nexec {shlex.join(MOSUL)} "$@"\n')
    (folder / "mosul").chmod(0o755)
    variables = {"SLURM_ARRAY_TASK_ID": str(part), "SLURM_CPUS_PER_TASK": "1"}
    path = f"{folder}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "job.sh"], cwd=folder, env=ENVIRONMENT | variables | {"PATH": path},
        capture_output=True, text=True,
    )  # fmt: skip


def test_the_script_for_a_job_array_runs_as_it_is_printed(tmp_path):
    for part in (1, 2):
        job = run_job_script(tmp_path, part, "--setup", "echo prepared", "--setup", "true")
        assert job.returncode == 0, job.stderr
        assert job.stdout.startswith("prepared\nRules for ")
    merged = call_mosul("merge", "out", at=tmp_path)
    assert merged.stdout.startswith("small: 3 of 3 runs are done")


def test_a_script_whose_setup_fails_says_so_and_keeps_the_code(tmp_path):
    job = run_job_script(tmp_path, 1, "--setup", "(exit 7)")
    assert job.returncode == 7
    assert re.search(r"line \d+ of this script failed with code 7", job.stderr)
    assert not (tmp_path / "out").exists()


def test_a_script_asks_slurm_for_what_is_given(tmp_path):
    write_experiment_file(tmp_path)
    words = ("slurm", "small.toml", "--array", "8", "--workers", "4")
    lines = call_mosul(*words, at=tmp_path).stdout.splitlines()
    assert "#SBATCH --mem-per-cpu=3G" in lines
    assert "#SBATCH --time=04:00:00" in lines
    asked = ("--time", "1-12:00:00", "--mem", "64G", "--partition", "short,long", "--account")
    lines = call_mosul(*words, *asked, "project.7", at=tmp_path).stdout.splitlines()
    assert [line for line in lines if line.startswith("#SBATCH")] == [
        "#SBATCH --job-name=small",
        "#SBATCH --array=1-8",
        "#SBATCH --cpus-per-task=4",
        "#SBATCH --mem=64G",
        "#SBATCH --time=1-12:00:00",
        "#SBATCH --partition=short,long",
        "#SBATCH --account=project.7",
        "#SBATCH --output=%x-%a.log",
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--time", "4 hours"), ("--mem", "lots"), ("--partition", "a b"), ("--account", "$(x)")],
)
def test_what_slurm_would_not_take_is_refused(option, value, tmp_path):
    write_experiment_file(tmp_path)
    command = call_mosul("slurm", "small.toml", "--array", "2", option, value, at=tmp_path)
    assert (command.returncode, command.stdout) == (2, "")
    assert f"{option}: '{value}' is not" in command.stderr


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
    with (
        contextlib.closing(sqlite3.connect(folder / "shard-1-of-3" / "runs.sqlite")) as index,
        index,
    ):
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
        (text, "name", 2, Path("out"), JobRequest()),
        ("e", text, 2, Path("out"), JobRequest()),
        ("e", "n", 2, Path(text), JobRequest()),
        ("e", "n", 2, Path("out"), JobRequest(setup=["true", text])),
    ):
        with pytest.raises(StoreError, match="line break"):
            slurm_script(*words)
