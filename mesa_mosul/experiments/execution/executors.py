"""Who runs the jobs of a sweep: this process, worker processes or a cluster."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mesa_mosul.experiments.execution.dask_cluster import DaskCluster
from mesa_mosul.experiments.execution.job import Job, JobResult, JobRunner, SweepSpec
from mesa_mosul.experiments.execution.worker_pool import DEFAULT_MEMORY_MB, WorkerPool

DEFAULT_TIMEOUT_S = 600.0
"""Seconds that a run may take."""


class ExecutionOptions(NamedTuple):
    """Who runs a sweep, and within what limits.

    workers: processes; 0 for this one alone, None for one per core. cluster: a dask
    scheduler's address. timeout_s: seconds a run may take. memory_mb: MB that a worker may
    take for its runs. progress: whether a progress bar is shown.
    """

    workers: int | None = None
    cluster: str | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    memory_mb: int = DEFAULT_MEMORY_MB
    progress: bool = True


class InProcessExecutor:
    """This process alone, for debugging: a run that crashes takes it down."""

    def __init__(self, spec: SweepSpec) -> None:
        self.job_runner = JobRunner(spec)

    def __enter__(self) -> "InProcessExecutor":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def iter_results(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Yield the result of every job, one after another."""
        return map(self.job_runner.run_job, jobs)


def make_executor(
    options: ExecutionOptions, spec: SweepSpec, n_jobs: int
) -> InProcessExecutor | WorkerPool | DaskCluster:
    """Return the executor that the options ask for."""
    if options.cluster:
        return DaskCluster(spec, options.cluster, options.memory_mb)
    if options.workers == 0:
        return InProcessExecutor(spec)
    return WorkerPool(spec, min(options.workers or count_cores(), n_jobs), options.memory_mb)


def count_cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
