"""A cluster is whatever takes calls by `submit`: equal results, processes that end, words."""

import concurrent.futures
import json
import os
import subprocess
import sys
import time
import types
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from sweeps import child_pids, is_alive, small_experiment, wait_until, write_own_code
from terminal import ENVIRONMENT, call_mosul

from mesa_mosul.experiments.execution import cluster as cluster_module
from mesa_mosul.experiments.execution.job import WorkerError

QUIET = {"progress": False}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here") / "r"
    return small_experiment(days=1, replications=2).run(folder, workers=0, **QUIET)


def sweep(folder, cluster, **options):
    experiment = small_experiment(**{"days": 1, "replications": 2, **options})
    return experiment.run(folder, cluster=cluster, **QUIET)


@pytest.mark.slow
def test_an_executor_of_processes_gives_the_same_results_and_leaves_none(here, tmp_path):
    with ProcessPoolExecutor(2) as executor:
        assert sweep(tmp_path / "r", executor).digest() == here.digest()
        hosts = list(executor._processes)
        workers = [pid for host in hosts for pid in child_pids(types.SimpleNamespace(pid=host))]
        assert workers
        assert wait_until(lambda: not any(map(is_alive, workers)), cluster_module.IDLE_S + 10)
        assert all(map(is_alive, hosts))


@pytest.mark.slow
def test_own_rules_and_outcomes_are_run_by_an_executor(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = write_own_code(tmp_path)
    whole = small_experiment(days=1, replications=2, **own)
    here = whole.run(tmp_path / "here", workers=0, **QUIET)
    with ThreadPoolExecutor(2) as executor:
        assert sweep(tmp_path / "r", executor, **own).digest() == here.digest()


def test_a_worker_process_is_used_for_one_job_after_another(here, tmp_path, monkeypatch):
    started = []

    class CountedPool(cluster_module.WorkerPool):
        def start_worker(self):
            started.append(self)
            super().start_worker()

    monkeypatch.setattr(cluster_module, "WorkerPool", CountedPool)
    monkeypatch.setattr(cluster_module, "MAX_SUBMITTED", 2)
    with ThreadPoolExecutor(1) as executor:
        assert sweep(tmp_path / "r", executor).digest() == here.digest()
    assert len(started) == 1


def test_what_takes_no_calls_is_no_cluster(tmp_path):
    words = "cluster is a int: give the address of a dask scheduler"
    with pytest.raises(WorkerError, match=words):
        sweep(tmp_path / "r", 8786)


def test_an_executor_that_is_shut_down_is_told(tmp_path):
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(WorkerError, match="takes no jobs: cannot schedule new futures"):
        sweep(tmp_path / "r", executor)


class FaultyExecutor(concurrent.futures.Executor):
    """Gives every call the same end."""

    def __init__(self, error):
        self.error = error

    def submit(self, *_):
        future = Future()
        if self.error is None:
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_exception(self.error)
        return future


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, "the cluster has gone, or has cancelled"),
        (ModuleNotFoundError("No module named 'mesa_mosul'"), "cannot run this version of"),
        (AttributeError("no run_remote_job"), "cannot run this version of"),
        (WorkerError("node17 has another version of numba"), "node17 has another version"),
    ],
)
def test_what_every_job_would_meet_ends_the_sweep(error, words, tmp_path):
    with pytest.raises(WorkerError, match=words):
        sweep(tmp_path / "r", FaultyExecutor(error))


def test_a_lost_machine_costs_the_job_that_it_ran(tmp_path):
    results = sweep(tmp_path / "r", FaultyExecutor(OSError("node17 was lost")))
    assert set(results.runs["status"]) == {"died"}
    assert set(results.runs["error"]) == {"OSError: node17 was lost"}


def test_a_sweep_that_ends_takes_its_jobs_back():
    with ThreadPoolExecutor(1) as executor:
        blocked = executor.submit(time.sleep, 0.5)
        future = executor.submit(time.sleep, 0)
        with cluster_module.Cluster(small_experiment().plan().spec, executor, 500) as one:
            one.submitted[future] = None
        assert future.cancelled()
        assert not blocked.cancelled()


def test_a_scheduler_file_that_is_none_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "SCHEDULER_TIMEOUT_S", 0.2)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.json").write_text(json.dumps(["tcp://node:8786"]))
    for name in ("none.json", "list.json"):
        words = ("sweep", "peshmerga", "--scheduler-file", name, "--quiet", "--out", "r")
        command = call_mosul(*words, at=tmp_path)
        assert command.returncode == 2
        assert f"{name} is no scheduler file; 'dask scheduler --sched" in command.stderr


def test_an_address_and_a_scheduler_file_are_one_too_many(tmp_path):
    words = ("sweep", "peshmerga", "--cluster", "tcp://a:1", "--scheduler-file", "s.json")
    command = call_mosul(*words, at=tmp_path)
    assert command.returncode == 2
    assert "--scheduler-file: not allowed with argument --cluster" in command.stderr


HOLD = """
import pathlib, sys, time
from mesa_mosul.engine.private_folder import make_private_folder
from mesa_mosul.engine.jit import CACHE_FOLDER
from mesa_mosul.simulation.compilation import COMPILE_LOCK, acquire_lock
make_private_folder(CACHE_FOLDER)
lock = acquire_lock(CACHE_FOLDER / COMPILE_LOCK, 0)
print("held", flush=True)
time.sleep(300)
"""


def start(words, home, **streams):
    environment = ENVIRONMENT | {"XDG_CACHE_HOME": str(home)}
    return subprocess.Popen([sys.executable, *words], env=environment, text=True, **streams)


def test_one_process_compiles_and_the_others_wait_for_it_while_it_lives(tmp_path):
    """Stopped before compiling is over; a machine at work takes minutes for the first rule."""
    warm = ("-m", "mesa_mosul.cli.main", "warm")
    first = start(("-c", HOLD), tmp_path, stdout=subprocess.PIPE)
    assert first.stdout.readline() == "held\n"
    second = start(warm, tmp_path, stderr=subprocess.PIPE)
    try:
        assert second.stderr.readline().startswith("Another process compiles the rules")
        assert not list(tmp_path.rglob("*.rule"))
        first.kill()
        assert second.stderr.readline().startswith("Compiling the rules")
        assert wait_until(lambda: list(tmp_path.rglob("*.rule")), seconds=240)
    finally:
        for process in (first, second):
            process.kill()
            process.communicate()


def test_warm_says_where_the_rules_are(tmp_path):
    command = call_mosul("warm", at=tmp_path)
    assert command.returncode == 0
    assert "were compiled already: /" in command.stdout
    assert os.listdir(tmp_path) == []
