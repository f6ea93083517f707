"""Who runs the jobs of a sweep: this process, worker processes or a cluster."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mesa_mosul.experiments.execution.cluster import Cluster
from mesa_mosul.experiments.execution.job import (
    Job,
    JobResult,
    JobRunner,
    SweepSpec,
    WorkerError,
)
from mesa_mosul.experiments.execution.worker_pool import DEFAULT_MEMORY_MB, WorkerPool
from mesa_mosul.simulation.compilation import count_cores
from mesa_mosul.simulation.custom_code import SCRIPT

DEFAULT_TIMEOUT_S = 600.0
"""Seconds that a run may take."""


class ExecutionOptions(NamedTuple):
    """Who runs a sweep, and within what limits.

    workers: processes; 0 for this one alone, None for one per core. cluster: used
    instead if given; `cluster.KINDS_OF_CLUSTERS` says what it may be. timeout_s: seconds a run
    may take. memory_mb: MB that a worker may take for its runs. progress: whether a progress
    bar is shown.
    """

    workers: int | None = None
    cluster: Any = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    memory_mb: int = DEFAULT_MEMORY_MB
    progress: bool = True

    @property
    def is_here(self) -> bool:
        """Whether this process alone runs everything."""
        return self.workers == 0 and self.cluster is None


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
) -> InProcessExecutor | WorkerPool | Cluster:
    """Return the executor that the options ask for."""
    if options.cluster is not None:
        return Cluster(spec, options.cluster, options.memory_mb)
    if options.is_here:
        return InProcessExecutor(spec)
    return WorkerPool(spec, min(options.workers or count_cores(), n_jobs), options.memory_mb)


def check_reachable(spec: SweepSpec, options: ExecutionOptions) -> None:
    """Raise WorkerError for a function of a script that other processes are to call."""
    names = [*spec.outcomes, *(rule for rule, _ in spec.rules)]
    own = [name for name in names if name.startswith(f"{SCRIPT}:")]
    if own and not options.is_here:
        function = own[0].partition(":")[2]
        raise WorkerError(
            f"'{own[0]}' is defined in a script or notebook, which no worker or cluster can"
            f' load: put it into a file such as own_code.py and write "own_code:{function}", or'
            " run with workers=0 and no cluster"
        )
