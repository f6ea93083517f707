"""What goes wrong with some runs costs no other; what stops a sweep costs its last seconds."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys

import pandas as pd
import pytest
import wrong
from sweeps import (
    TEST_FOLDER,
    child_pids,
    count_runs,
    is_alive,
    kill_process_group,
    small_experiment,
    start_mosul,
    wait_until,
    write_experiment_file,
)
from terminal import ENVIRONMENT, HOME, mosul

import mesa_mosul as mm

WRONG = """
name = "wrong"
days = 2
replications = 200
outcomes = ["wrong:measure"]
"""
REASONS = {
    wrong.RAISING_SEED: ("raised", "ZeroDivisionError: nothing can be divided"),
    wrong.HANGING_SEED: ("hung", "longer than 4 s"),
    wrong.DYING_SEED: ("died", "SIGKILL"),
    wrong.MEMORY_EATING_SEED: ("memory", "MemoryError"),
}


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    at = tmp_path_factory.mktemp("wrong")
    shutil.copy(TEST_FOLDER / "wrong.py", at)
    (at / "wrong.toml").write_text(WRONG)
    words = ("sweep", "wrong.toml", "--workers", "2", "--timeout", "4", "--memory", "800")
    return at, mosul(*words, "--quiet", at=at)


@pytest.mark.slow
def test_four_that_go_wrong_cost_no_other(spoiled):
    at, told = spoiled
    runs = mm.read_results(at / "results" / "wrong").runs
    assert (runs["status"] == "done").sum() == 196
    assert "196 of 200 runs are done, 4 failed" in told.stdout


@pytest.mark.slow
def test_the_exit_code_reports_failures(spoiled):
    assert spoiled[1].returncode == 1, spoiled[1].stderr


@pytest.mark.slow
@pytest.mark.parametrize("seed", REASONS)
def test_a_failure_is_recorded_with_its_reason(spoiled, seed):
    runs = mm.read_results(spoiled[0] / "results" / "wrong").runs.set_index("seed")
    status, reason = REASONS[seed]
    assert runs.loc[seed, "status"] == status
    assert reason in runs.loc[seed, "error"]
    assert runs.loc[seed, "attempts"] == (2 if seed == wrong.DYING_SEED else 1)


@pytest.mark.slow
def test_status_says_what_failed_and_what_to_do(spoiled):
    told = mosul("status", "results/wrong", at=spoiled[0])
    assert told.returncode == 1
    assert "mosul retry results/wrong" in told.stdout
    listed = json.loads(mosul("status", "results/wrong", "--json", at=spoiled[0]).stdout)
    assert {one["seed"] for one in listed["failures"]} == REASONS.keys()


@pytest.mark.slow
def test_a_run_that_failed_can_be_replayed(spoiled):
    at, _ = spoiled
    runs = mm.read_results(at / "results" / "wrong").runs.set_index("seed")
    told = mosul("replay", "results/wrong", runs.loc[wrong.RAISING_SEED, "key"], at=at)
    assert told.returncode == 1
    assert f"mosul run reported --seed {wrong.RAISING_SEED} --days 2" in told.stderr
    assert "ZeroDivisionError" in told.stderr


@pytest.mark.slow
def test_a_replay_with_pdb_stops_where_it_failed(spoiled):
    at, _ = spoiled
    runs = mm.read_results(at / "results" / "wrong").runs.set_index("seed")
    words = ("replay", "results/wrong", runs.loc[wrong.RAISING_SEED, "key"], "--pdb")
    told = mosul(*words, at=at, input="p seed * 2\nq\n")
    assert str(2 * wrong.RAISING_SEED) in told.stdout


@pytest.mark.slow
def test_what_failed_is_run_again_when_asked(spoiled, monkeypatch):
    at, _ = spoiled
    copy = shutil.copytree(at, at.with_name("mended"))
    (copy / "wrong.py").write_text("def measure(outcome, daily):\n    return {}\n")
    monkeypatch.chdir(copy)
    found = mm.read_results(copy / "results" / "wrong").retry(workers=1, progress=False)
    assert (found.runs["status"] == "done").all()
    assert len(found.runs) == 200


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path):
    write_experiment_file(tmp_path, replications=200)
    sweep = start_mosul("sweep", "small.toml", "--workers", "1", folder=tmp_path)
    out = tmp_path / "results" / "small"
    assert wait_until(lambda: count_runs(out) > 0)
    os.killpg(sweep.pid, signal.SIGINT)
    _, told = sweep.communicate(timeout=20)
    assert sweep.returncode == 130
    assert "the same command resumes" in told
    assert "Traceback" not in told
    assert 0 < count_runs(out) < 600


def test_a_parent_that_is_killed_leaves_no_worker_behind(tmp_path):
    write_experiment_file(tmp_path, replications=200)
    sweep = start_mosul("sweep", "small.toml", "--workers", "2", "--quiet", folder=tmp_path)
    assert wait_until(lambda: len(child_pids(sweep)) == 2)
    workers = child_pids(sweep)
    sweep.kill()
    sweep.communicate()
    # They notice once they have imported the model, which a busy machine may take long for.
    assert wait_until(lambda: not any(map(is_alive, workers)))


@pytest.mark.slow
def test_a_killed_sweep_leaves_no_table_that_is_older_than_its_runs(tmp_path):
    write_experiment_file(tmp_path, days=1, replications=1)
    assert (
        mosul("sweep", "small.toml", "--workers", "0", "--quiet", at=tmp_path).returncode == 0
    )
    out = tmp_path / "results" / "small"
    assert (out / "runs.parquet").exists()
    write_experiment_file(tmp_path, days=1, replications=2000)
    sweep = start_mosul("sweep", "small.toml", "--workers", "1", "--quiet", folder=tmp_path)
    assert wait_until(lambda: count_runs(out) > 3)
    kill_process_group(sweep)
    assert not (out / "runs.parquet").exists()
    assert mosul("export", str(out), "--parquet", at=tmp_path).returncode == 0
    assert len(pd.read_parquet(out / "runs.parquet")) == count_runs(out)


@pytest.mark.slow
def test_a_full_disk_says_so_and_corrupts_nothing(tmp_path):
    write_experiment_file(tmp_path, days=1, replications=30)

    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))

    words = ("sweep", "small.toml", "--workers", "1", "--quiet")
    told = mosul(*words, at=tmp_path, preexec_fn=little)
    assert told.returncode == 2, told.stderr
    assert "could not be written" in told.stderr
    assert "give the same command again" in told.stderr
    assert "Traceback" not in told.stderr
    out = tmp_path / "results" / "small"
    there = count_runs(out)
    assert there < 90
    assert mosul(*words, at=tmp_path).returncode == 0
    clean = small_experiment(days=1, replications=30).run(
        tmp_path / "clean", workers=2, progress=False
    )
    assert mm.read_results(out).digest() == clean.digest()


GROWTH = """
import mesa_mosul as mm
from mesa_mosul.experiments.execution.job import JobRunner

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20

plan = mm.Experiment("reported", days=5, replications=520).plan()
runner = JobRunner(plan.spec)
for number, planned in enumerate(plan.plan_runs([520])):
    assert runner.run_job(planned.job).status == "done"
    if number == 19:
        before = resident()
print(resident() - before)
"""


@pytest.mark.slow
def test_a_worker_grows_by_less_than_50_mb_in_500_runs():
    told = subprocess.run(
        [sys.executable, "-c", GROWTH], cwd=HOME, env=ENVIRONMENT, text=True,
        capture_output=True,
    )  # fmt: skip
    assert float(told.stdout) < 50.0, told.stderr
