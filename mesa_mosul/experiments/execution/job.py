"""One run of a sweep, from a job to its result; the same here, in a worker, on a cluster."""

import contextlib
import functools
import time
from typing import Any, NamedTuple

from mesa_mosul.experiments.execution.custom_measures import (
    describe_place,
    use_measure_folders,
)
from mesa_mosul.experiments.execution.run_outputs import extract_outcomes, select_recorded
from mesa_mosul.inputs.tables import Tables, read_tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.provenance import digest_of_model, scenario_from_dict
from mesa_mosul.simulation.run_record import simulate

DONE, RAISED, HUNG, MEMORY, DIED = "done", "raised", "hung", "memory", "died"


class Job(NamedTuple):
    """One run: its key, the index of its scenario, what it changes, its seed."""

    key: str
    scenario_index: int
    changes: dict[str, Any]
    seed: int


class SweepSpec(NamedTuple):
    """What all jobs of a sweep share, in values that JSON can hold.

    scenarios: resolved; days: at most, None to their ends; outcomes, record: what is stored;
    measure_folders: where custom outcomes are looked for; model_digest: of the model that is
    meant; timeout_s: seconds a run may take.
    """

    scenarios: list[dict[str, Any]]
    days: int | None
    outcomes: list[str]
    record: list[str]
    measure_folders: list[str]
    model_digest: str
    timeout_s: float


class JobResult(NamedTuple):
    """The result of a job: outcomes and recorded days, or why there are none."""

    key: str
    status: str
    seconds: float
    error: str = ""
    outcomes: dict[str, Any] | None = None
    daily: dict[str, list[Any]] | None = None
    attempts: int = 1


@functools.lru_cache(maxsize=4)
def digest_loaded_model(tables: Tables) -> dict[str, str]:
    """Return the digests of the model and of seed tables; the sources are read once.

    What runs in this process is what was loaded, whatever becomes of the files.
    """
    return digest_of_model(tables)


class RunTimeoutError(Exception):
    """A run that takes longer than it may."""


class WorkerError(MosulError):
    """A worker that cannot be started, or has another model than the one that is meant."""


class JobRunner:
    """All that is needed to run the jobs of a sweep.

    Raises WorkerError if the model is another one.
    """

    def __init__(self, spec: SweepSpec) -> None:
        use_measure_folders(spec.measure_folders)
        self.spec = spec
        self.scenarios = [scenario_from_dict(values) for values in spec.scenarios]
        self.tables = read_tables()
        if digest_loaded_model(self.tables)["model"] != spec.model_digest:
            raise WorkerError("this worker has another version of the model or its seeds")

    def warm_up(self) -> None:
        """Load the compiled rules, or compile them, so that no run's time limit counts it."""
        with contextlib.suppress(Exception):
            simulate(self.scenarios[0], 0, 1, tables=self.tables)

    def run_job(self, job: Job) -> JobResult:
        """Run a job and return its result, whatever it raises."""
        start = time.perf_counter()
        try:
            outcomes, daily = self.simulate_job(job)
        except MemoryError as error:
            return failure_result(job, MEMORY, start, error)
        except RunTimeoutError as error:
            return failure_result(job, HUNG, start, error)
        except (Exception, SystemExit) as error:
            return failure_result(job, RAISED, start, error)
        return JobResult(job.key, DONE, time.perf_counter() - start, "", outcomes, daily)

    def simulate_job(self, job: Job) -> tuple[dict[str, Any], dict[str, list[Any]] | None]:
        """Run a job; return its outcomes and the days that are recorded."""
        scenario = self.scenarios[job.scenario_index].with_parameters(**job.changes)
        start = time.perf_counter()

        def enforce_timeout(done: int, length: int) -> None:
            if time.perf_counter() - start > self.spec.timeout_s:
                raise RunTimeoutError(f"longer than {self.spec.timeout_s:g} s")

        run = simulate(
            scenario, job.seed, self.spec.days, tables=self.tables, on_day=enforce_timeout
        )
        outcomes = extract_outcomes(run.outcome, run.daily, self.spec.outcomes)
        return outcomes, select_recorded(run.daily, self.spec.record)


def failure_result(job: Job, status: str, start_time: float, error: BaseException) -> JobResult:
    """Return the result of a job that failed, with where and why."""
    message = f"{type(error).__name__}: {error}{describe_place(error)}"
    return JobResult(job.key, status, time.perf_counter() - start_time, message)
