"""Workers: apart from the folder they start in, ready in time, honest how they ended."""

import os
import resource
import sys
from pathlib import Path

import pytest
from sweeps import small_experiment

import mesa_mosul as mm
from mesa_mosul.engine.isolated_process import isolated_environment
from mesa_mosul.experiments.execution import worker_pool
from mesa_mosul.experiments.execution.job import JobRunner, WorkerError
from mesa_mosul.experiments.execution.memory_limit import limited_memory
from mesa_mosul.experiments.execution.run_outputs import OutcomeError
from mesa_mosul.experiments.execution.worker_pool import WorkerPool

SHADOWS = ("random", "calendar", "queue", "json", "numpy", "sitecustomize")
"""Files of a user that are called like modules which a worker imports."""
OWN = """
import os, sys
print("loaded")

def loud(outcome, daily):
    print('{"ready": 1}')
    outcome.clear()
    for name in list(daily):
        del daily[name]
    return {"loud": 1.0}

def leave(outcome, daily):
    sys.exit("no licence")

def die(outcome, daily):
    os._exit(7)

def shout(outcome, daily):
    print("x" * 3_000_000)
    raise ValueError("y" * 3_000_000)

def eat(world, p, clock):
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))

def divide(outcome, daily):
    return {"x": len(",".join(["a"]).split(1))}
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The folder of a user's own files, which is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "own.py").write_text(OWN)
    for name in SHADOWS:
        (tmp_path / f"{name}.py").write_text(f"open('EXECUTED_{name}', 'w')\nprint('notes')\n")
    other = tmp_path / "mesa_mosul"
    other.mkdir()
    (other / "__init__.py").write_text("open('EXECUTED_package', 'w')\n")
    return tmp_path


def test_workers_run_nothing_of_the_current_folder_but_the_measures(desk):
    """A measure that prints a worker's report, and spoils what it is given, does no harm."""
    experiment = small_experiment(days=1, replications=2, outcomes=["own:loud"], levers={})
    results = experiment.run(desk / "r", workers=1, progress=False)
    assert results.runs["loud"].tolist() == [1.0, 1.0]
    assert len(results.daily) == 2
    alone = mm.run("reported", seed=int(results.runs["seed"][0]), days=1)
    assert results.runs["digest"][0] == alone.outcome["digest"]
    assert [path.name for path in desk.glob("EXECUTED*")] == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("leave", "SystemExit: no licence (own.py line 13)"),
        ("divide", "TypeError: must be str or None, not int (own.py line 28)"),
    ],
)
def test_a_measure_that_fails_is_told_by_its_own_line(name, reason, desk):
    plan = small_experiment(days=1, outcomes=[f"own:{name}"], levers={}).plan()
    result = JobRunner(plan.spec).run_job(plan.plan_run(0, 0).job)
    assert (result.status, result.error) == ("raised", reason)


def test_a_measure_that_ends_its_process_is_told_by_its_code(desk, monkeypatch):
    monkeypatch.setattr(worker_pool, "MAX_ATTEMPTS", 1)
    plan = small_experiment(days=1, outcomes=["own:die"], levers={}).plan()
    with WorkerPool(plan.spec, 1) as pool:
        result = next(pool.iter_results([plan.plan_run(0, 0).job]))
    assert result.status == "died"
    assert "ended with code 7" in result.error


SLEEPER = "import time\nprint('looking for a licence', flush=True)\ntime.sleep(60)\n"


def test_a_worker_that_never_becomes_ready_does_not_hang_the_sweep(tmp_path, monkeypatch):
    """Whatever the environment runs at the start of Python may be stuck."""
    (tmp_path / "sitecustomize.py").write_text(SLEEPER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    spec = small_experiment(days=1, replications=1).plan().spec
    spec = spec._replace(scenarios=spec.scenarios * 30)
    words = "not ready within 1.5 s; its last line: looking for a licence"
    with (
        WorkerPool(spec, 1, start_timeout_s=1.5) as pool,
        pytest.raises(WorkerError, match=words),
    ):
        list(pool.iter_results([]))


def test_the_current_folder_is_no_path_of_a_worker(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ":/one::.:/two:")
    assert isolated_environment()["PYTHONPATH"] == "/one:/two"


def test_what_a_function_prints_and_quotes_is_bounded(desk):
    plan = small_experiment(days=1, outcomes=["own:shout"], levers={}).plan()
    with WorkerPool(plan.spec, 1) as pool:
        results = list(pool.iter_results([plan.plan_run(0, at).job for at in range(3)]))
        pool.workers[0].limit_stderr()
        assert os.fstat(pool.workers[0].stderr_file.fileno()).st_size == 0
    assert [len(result.error) < 3000 for result in results] == [True] * 3
    assert "ValueError: yyy" in results[0].error


def test_own_code_is_tried_within_the_memory_of_a_worker(desk):
    before = resource.getrlimit(resource.RLIMIT_AS)
    experiment = small_experiment(days=1, phases=["own:eat@weather"], levers={})
    with pytest.raises(OutcomeError, match="takes more than 300 MB on a run of one day"):
        experiment.run(desk / "r", workers=1, memory_mb=300, progress=False)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert not (desk / "r").exists()


def test_a_limit_of_the_system_is_no_obstacle(monkeypatch):
    """A batch system may set one that nobody may raise again."""
    now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + 10**9, hard))
    try:
        with limited_memory(2000), pytest.raises(MemoryError):
            bytearray(2 * 10**9)
        assert resource.getrlimit(resource.RLIMIT_AS) == (now + 10**9, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def test_workers_that_the_system_refuses_leave_none_behind():
    spec = small_experiment(days=1, replications=1).plan().spec
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    pool = WorkerPool(spec, 20)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 20, hard))
    try:
        with pytest.raises(WorkerError, match="Too many open files"):
            pool.__enter__()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert pool.workers == []


def test_a_worker_that_is_killed_while_it_starts_is_started_once_more():
    plan = small_experiment(days=1, replications=1, levers={}).plan()
    with WorkerPool(plan.spec, 1) as pool:
        pool.workers[0].process.kill()
        results = list(pool.iter_results([plan.plan_run(0, 0).job]))
    assert [result.status for result in results] == ["done"]
