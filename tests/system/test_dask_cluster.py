"""The same sweep on one machine, by shards and on a dask cluster of real processes."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from distributed import Client
from sweeps import (
    child_pids,
    count_runs,
    kill_process_group,
    small_experiment,
    start_mosul,
    wait_until,
    write_experiment_file,
    write_own_code,
)
from terminal import ENVIRONMENT, HOME, mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.cluster import IDLE_S
from mesa_mosul.experiments.execution.shards import merge_shards


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class DaskCluster:
    """A scheduler and two workers, as a user starts them.

    environment: variables that differ from those of the tests.
    """

    def __init__(self, at, n_workers=2, **environment):
        self.at, self.address = at, f"tcp://127.0.0.1:{free_port()}"
        self.environment, self.file = ENVIRONMENT | environment, at / "scheduler.json"
        self.scheduler = self.start(
            "scheduler", "--host", self.address, "--no-dashboard", "--no-show",
            "--scheduler-file", str(self.file),
        )  # fmt: skip
        self.workers = [self.worker() for _ in range(n_workers)]

    def start(self, *words):
        with (self.at / f"{words[0]}.log").open("a") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *words], cwd=self.at, env=self.environment,
                stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip

    def worker(self):
        words = ("--nthreads", "1", "--no-dashboard", "--no-nanny")
        return self.start("worker", self.address, *words)

    def worker_processes(self):
        """Return the processes that the jobs of sweeps have started."""
        return [pid for worker in self.workers for pid in child_pids(worker)]

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


def test_worker_processes_are_gone_when_the_sweep_is(dask_cluster, tmp_path):
    assert wait_until(lambda: not dask_cluster.worker_processes())
    write_experiment_file(tmp_path, days=2, replications=4)
    words = ("--scheduler-file", str(dask_cluster.file), "--quiet")
    sweep = start_mosul("sweep", "small.toml", *words, folder=tmp_path)
    assert wait_until(dask_cluster.worker_processes)
    told, said = sweep.communicate(timeout=300)
    assert sweep.returncode == 0, said
    assert told.startswith("small: 12 of 12 runs are done")
    assert wait_until(lambda: not dask_cluster.worker_processes(), IDLE_S + 10)
    assert all(worker.poll() is None for worker in dask_cluster.workers)


def test_a_client_of_ones_own_with_own_rules_serves_two_sweeps(
    dask_cluster, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    own = write_own_code(tmp_path)
    experiment = small_experiment(days=1, replications=2, **own)
    here = experiment.run(tmp_path / "here", workers=0, progress=False)
    with Client(dask_cluster.address) as client:
        for name in ("first", "second"):
            results = experiment.run(tmp_path / name, cluster=client, progress=False)
            assert results.digest() == here.digest()


def test_a_scheduler_that_ends_ends_the_sweep_which_goes_on_elsewhere(tmp_path):
    (tmp_path / "cluster").mkdir()
    cluster = DaskCluster(tmp_path / "cluster")
    try:
        write_experiment_file(tmp_path, days=20, replications=40)
        words = ("sweep", "small.toml", "--cluster", cluster.address, "--quiet")
        sweep = start_mosul(*words, folder=tmp_path)
        out = tmp_path / "results" / "small"
        assert wait_until(lambda: count_runs(out) > 0)
        cluster.scheduler.kill()
        _, said = sweep.communicate(timeout=120)
        assert sweep.returncode == 2, said
        assert "mosul: the cluster has gone" in said
        assert 0 < count_runs(out) < 120
    finally:
        cluster.end()


def cpu_seconds(pid):
    """Return the seconds of processor time of a process and of those it has started and that
    have ended, such as what compiles for it; 0 if it is gone.
    """
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


def test_a_worker_with_another_version_is_refused_and_what_differs_is_named(tmp_path):
    for name in ("mesa_mosul", "seeds"):
        shutil.copytree(HOME / name, tmp_path / "other" / name)
    package = tmp_path / "other" / "mesa_mosul"
    (package / "rules" / "one_more.py").write_text("MORE = 1\n")
    (package / "__init__.py").write_text(
        (package / "__init__.py").read_text().replace(f'"{mm.__version__}"', '"9.9"')
    )
    cluster = DaskCluster(tmp_path, n_workers=0, PYTHONPATH=str(tmp_path / "other"))
    try:
        write_experiment_file(tmp_path, days=1)
        words = ("sweep", "small.toml", "--cluster", cluster.address, "--quiet")
        sweep = start_mosul(*words, folder=tmp_path)
        assert "no worker has joined the scheduler yet" in sweep.stderr.readline()
        cluster.workers = [cluster.worker()]
        _, said = sweep.communicate(timeout=100)
    finally:
        cluster.end()
    assert sweep.returncode == 2
    assert f"mesa_mosul (9.9 instead of {mm.__version__}), the model's rules (" in said
    assert said.count("\n") == 1
    assert mosul("status", "results/small", at=tmp_path).stdout.startswith("small: 0 of 12")


def test_a_cluster_that_has_not_compiled_the_rules_runs_within_a_short_limit(tmp_path):
    """Two workers of one node: one compiles, for the other waits, before any time counts."""
    (tmp_path / "home").mkdir(mode=0o700)
    cluster = DaskCluster(tmp_path, XDG_CACHE_HOME=str(tmp_path / "home"))
    try:
        write_experiment_file(tmp_path, days=1, replications=1)
        words = ("sweep", "small.toml", "--cluster", cluster.address, "--limit", "20")
        sweep = start_mosul(*words, "--quiet", folder=tmp_path)
        out = tmp_path / "results" / "small"
        assert wait_until(lambda: list((tmp_path / "home").rglob("*.rule")))
        command = mosul("status", str(out), at=tmp_path)
        assert "small: 0 of 3 runs are done" in command.stdout
        assert "a minute or two go into that first" in command.stdout
        seconds = {}
        while sweep.poll() is None:
            for pid in cluster.worker_processes():
                seconds[pid] = max(cpu_seconds(pid), seconds.get(pid, 0.0))
            time.sleep(0.5)
        told, said = sweep.communicate()
        assert sweep.returncode == 0, said
        assert told.startswith("small: 3 of 3 runs are done")
        assert mm.read_results(out).runs["seconds"].max() < 20.0
        assert len(seconds) == 2
        assert min(seconds.values()) < 0.3 * max(seconds.values()), seconds
    finally:
        cluster.end()


def test_a_missing_scheduler_is_reported_with_how_to_start_one(tmp_path):
    write_experiment_file(tmp_path)
    nowhere = f"tcp://127.0.0.1:{free_port()}"
    told = mosul("sweep", "small.toml", "--cluster", nowhere, "--quiet", at=tmp_path)
    assert told.returncode == 2
    assert f"no scheduler answers at {nowhere}" in told.stderr
    assert "dask scheduler" in told.stderr


RAIN_TOML = """
name = "rain"
base = "reported"
days = 6
replications = 50
phases = ["rain:hand_back@command decisions", "rain:stay_grounded@weather"]
[levers]
"own.number_1" = [0, 2]
"""


def test_an_own_rule_gives_equal_results_wherever_it_runs(dask_cluster, tmp_path):
    shutil.copy(HOME / "notebooks" / "rain.py", tmp_path)
    (tmp_path / "rain.toml").write_text(RAIN_TOML, encoding="utf-8")
    sweep = start_mosul("sweep", "rain.toml", "--out", "killed", "--quiet", folder=tmp_path)
    assert wait_until(lambda: 0 < count_runs(tmp_path / "killed") < 100)
    kill_process_group(sweep)
    assert count_runs(tmp_path / "killed") < 100
    places = {
        "killed": ("--workers", "2"),
        "shards/1": ("--shard", "1/2", "--workers", "1"),
        "shards/2": ("--shard", "2/2", "--workers", "1"),
        "dask": ("--cluster", dask_cluster.address),
    }
    for place, words in places.items():
        out = place.partition("/")[0]
        told = mosul("sweep", "rain.toml", "--out", out, "--quiet", *words, at=tmp_path)
        assert told.returncode == 0, told.stderr
    assert mosul("merge", "shards", at=tmp_path).returncode == 0
    results = [mm.read_results(tmp_path / out) for out in ("killed", "shards", "dask")]
    assert len({one.digest() for one in results}) == 1
    change = results[0].compare("air_munitions", by="own.number_1")
    assert change["high"].item() < 0.0
    source = (tmp_path / "rain.py").read_text(encoding="utf-8")
    assert results[0].manifest["own_code"] == {"rain": source}
    assert len(source.splitlines()) <= 20
