"""The same sweep on one machine, by shards and on a dask cluster of real processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from sweeps import (
    count_runs,
    kill_process_group,
    small_experiment,
    start_mosul,
    wait_until,
    write_experiment_file,
)
from terminal import ENVIRONMENT, mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.shards import merge_shards


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class DaskCluster:
    """A scheduler and two workers, as a user starts them."""

    def __init__(self, at):
        self.at, self.address = at, f"tcp://127.0.0.1:{free_port()}"
        self.scheduler = self.start(
            "scheduler", "--host", self.address, "--no-dashboard", "--no-show"
        )
        self.workers = [self.worker(), self.worker()]

    def start(self, *words):
        with (self.at / f"{words[0]}.log").open("a") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *words], cwd=self.at, env=ENVIRONMENT,
                stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip

    def worker(self):
        words = ("--nthreads", "1", "--no-dashboard", "--no-nanny")
        return self.start("worker", self.address, *words)

    def end(self):
        for process in (*self.workers, self.scheduler):
            kill_process_group(process)


@pytest.fixture(scope="module")
def dask_cluster(tmp_path_factory):
    made = DaskCluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.end()


pytestmark = pytest.mark.slow


def test_results_are_equal_wherever_they_were_made(dask_cluster, tmp_path):
    digests = {}
    for workers in (0, 1, 2, 8):
        found = small_experiment().run(tmp_path / f"{workers}", workers=workers, progress=False)
        digests[f"{workers} workers"] = found.digest()
    for part in (1, 2, 3):
        small_experiment().run(tmp_path / "shards", shard=(part, 3), workers=1, progress=False)
    digests["3 shards"] = merge_shards(tmp_path / "shards").digest()
    words = ("--cluster", dask_cluster.address, "--quiet", "--out", "dask")
    told = mosul("sweep", str(write_experiment_file(tmp_path)), *words, at=tmp_path)
    assert told.returncode == 0, told.stderr
    digests["dask"] = mm.read_results(tmp_path / "dask").digest()
    assert len(set(digests.values())) == 1, digests


def test_a_dask_worker_that_is_killed_costs_no_run(dask_cluster, tmp_path):
    write_experiment_file(tmp_path, days=10, replications=40)
    words = ("sweep", "small.toml", "--cluster", dask_cluster.address, "--quiet")
    sweep = start_mosul(*words, folder=tmp_path)
    out = tmp_path / "results" / "small"
    assert wait_until(lambda: count_runs(out) > 0)
    os.killpg(dask_cluster.workers[0].pid, signal.SIGKILL)
    dask_cluster.workers[0].wait()
    time.sleep(1.0)
    dask_cluster.workers[0] = dask_cluster.worker()
    told, said = sweep.communicate(timeout=300)
    assert sweep.returncode == 0, said
    assert re.match("small: 120 of 120 runs are done", told)
    whole = small_experiment(days=10, replications=40).run(
        tmp_path / "whole", workers=2, progress=False
    )
    assert mm.read_results(out).digest() == whole.digest()


def test_a_missing_scheduler_is_reported_with_how_to_start_one(tmp_path):
    write_experiment_file(tmp_path)
    nowhere = f"tcp://127.0.0.1:{free_port()}"
    told = mosul("sweep", "small.toml", "--cluster", nowhere, "--quiet", at=tmp_path)
    assert told.returncode == 2
    assert f"no scheduler answers at {nowhere}" in told.stderr
    assert "dask scheduler" in told.stderr
