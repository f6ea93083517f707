"""Sweeps on a `dask.distributed` cluster whose scheduler and workers run already.

Every thread of a dask worker has one of our worker processes, so that time limits, memory and
crashes are handled there as on one machine. Whoever reaches the port of a tcp:// scheduler can
run any program there: it belongs into a network that is trusted.
"""

import itertools
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from mesa_mosul.experiments.execution.job import DIED, Job, JobResult, SweepSpec, WorkerError
from mesa_mosul.experiments.execution.worker_pool import WorkerPool

SCHEDULER_TIMEOUT_S = 10
"""Seconds in which a scheduler must answer."""
JOBS_PER_THREAD = 4
"""Jobs sent for every thread of the cluster before the first comes back."""

thread_state = threading.local()


def run_job_in_thread(spec: SweepSpec, memory_mb: int, job: Job) -> JobResult:
    """Run a job in the worker process of this thread; runs on the cluster."""
    if getattr(thread_state, "settings", None) != (spec, memory_mb):
        if hasattr(thread_state, "pool"):
            thread_state.pool.__exit__(None, None, None)
        thread_state.pool = WorkerPool(spec, 1, memory_mb).__enter__()
        thread_state.settings = (spec, memory_mb)
    return next(thread_state.pool.iter_results([job]))


class DaskCluster:
    """A cluster by its scheduler's address, as a context manager.

    Raises WorkerError if dask is not installed or no scheduler answers.
    """

    def __init__(self, spec: SweepSpec, address: str, memory_mb: int) -> None:
        self.spec, self.address, self.memory_mb = spec, address, memory_mb

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError as error:
            raise WorkerError(
                "a cluster takes dask: pip install 'mesa-mosul[cluster]'"
            ) from error
        try:
            self.client: Any = Client(self.address, timeout=SCHEDULER_TIMEOUT_S)
        except (OSError, TimeoutError, ValueError) as error:
            raise WorkerError(
                f"no scheduler answers at {self.address}; start one with 'dask scheduler'"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close()

    def iter_results(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Yield the result of every finished job; a lost worker's jobs go to others."""
        from distributed import as_completed

        pending = iter(jobs)
        threads = sum(self.client.nthreads().values())
        first = [
            self.submit(job)
            for job in itertools.islice(pending, JOBS_PER_THREAD * max(threads, 1))
        ]
        futures = as_completed(first)
        for future in futures:
            for job in itertools.islice(pending, 1):
                futures.add(self.submit(job))
            error = future.exception()
            if isinstance(error, WorkerError):
                raise error
            if error is None:
                yield future.result()
            else:
                yield JobResult(future.key.split("/")[-1], DIED, 0.0, f"{error}")

    def submit(self, job: Job) -> Any:
        """Send a job to the cluster."""
        name = f"{self.spec.model_digest[:8]}/{id(self)}/{job.key}"
        return self.client.submit(
            run_job_in_thread, self.spec, self.memory_mb, job, key=name, pure=False
        )
