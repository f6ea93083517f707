"""Signals and kills at any moment: what is finished stays, nobody is left behind."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from kills import Trial
from sweeps import (
    child_pids,
    count_runs,
    is_alive,
    kill_process_group,
    start_mosul,
    wait_until,
    write_experiment_file,
)
from terminal import mosul, names

SWEEP = ("sweep", "small.toml", "--workers", "1", "--quiet")


def list_workers(sweep):
    """Return the children of a sweep that are workers; it also asks git for the commit."""
    pids = []
    for pid in child_pids(sweep):
        with contextlib.suppress(OSError):
            if b"serve_jobs" in Path(f"/proc/{pid}/cmdline").read_bytes():
                pids.append(pid)
    return pids


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_a_sweep_as_ctrl_c_does(number, tmp_path):
    write_experiment_file(tmp_path, days=1, replications=500)

    def heed():
        # These tests may themselves run under nohup.
        signal.signal(number, signal.SIG_DFL)

    sweep = start_mosul(*SWEEP, folder=tmp_path, preexec_fn=heed)
    assert wait_until(lambda: list_workers(sweep))
    os.kill(sweep.pid, number)
    _, told = sweep.communicate(timeout=20)
    assert sweep.returncode == 130
    assert told == (
        "\nmosul: stopped; finished runs are in results/small: the same command resumes\n"
    )


def test_a_sweep_under_nohup_outlives_its_terminal(tmp_path):
    write_experiment_file(tmp_path, days=1, replications=2)

    def ignore_hangup():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    sweep = start_mosul(*SWEEP, folder=tmp_path, preexec_fn=ignore_hangup)
    assert wait_until(lambda: list_workers(sweep))
    os.killpg(sweep.pid, signal.SIGHUP)
    sweep.communicate(timeout=60)
    assert sweep.returncode == 0
    assert count_runs(tmp_path / "results" / "small") == 6


@pytest.mark.parametrize("moment", ["worker starts", "worker stopped", "parent stopped"])
def test_no_worker_outlives_its_parent(moment, tmp_path):
    write_experiment_file(tmp_path, days=1, replications=2000)
    sweep = start_mosul(*SWEEP, folder=tmp_path)
    assert wait_until(lambda: list_workers(sweep))
    (worker,) = list_workers(sweep)
    if moment != "worker starts":
        assert wait_until(lambda: count_runs(tmp_path / "results" / "small"))
        os.kill(worker if moment == "worker stopped" else sweep.pid, signal.SIGSTOP)
    sweep.kill()
    sweep.communicate()
    assert wait_until(lambda: not is_alive(worker), 5)


@pytest.mark.slow
def test_a_killed_run_leaves_nothing_that_the_next_one_does_not_remove(tmp_path):
    run = ("run", "reported", "--days", "1", "--quiet", "--out", "one")
    killed = start_mosul(*run, folder=tmp_path)
    assert wait_until(lambda: list(tmp_path.glob(".mosul-*/run/daily.parquet")))
    kill_process_group(killed)
    (left,) = names(tmp_path)
    assert left.startswith(".mosul-")
    assert mosul(*run, at=tmp_path).returncode == 0
    assert names(tmp_path) == ["one"]


@pytest.mark.slow
def test_a_sweep_killed_at_random_loses_and_doubles_nothing(tmp_path):
    trial = Trial(tmp_path, seed=5, replications=150)
    trial.run(6)
    assert trial.counts.total() == 6
    assert not any(trial.faults.values()), (trial.faults, trial.errors)
