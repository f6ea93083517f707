"""Sweeps on a `dask.distributed` cluster whose scheduler and workers run already.

Every thread of a dask worker has a worker process of ours under it, so that limits, memory and
crashes are handled there as they are on one machine.
"""

import itertools
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from mesa_mosul.experiments.supervise import Supervisor
from mesa_mosul.experiments.work import DIED, Job, Order, Report, WorkerError

WAIT = 10
"""Seconds in which a scheduler must answer."""
AHEAD = 4
"""Jobs sent for every thread of the cluster before the first comes back."""

own = threading.local()


def report_of(order: Order, memory: int, job: Job) -> Report:
    """Fight a job in this thread's own worker process; runs on the cluster."""
    if getattr(own, "order", None) != (order, memory):
        if hasattr(own, "supervisor"):
            own.supervisor.__exit__(None, None, None)
        own.supervisor = Supervisor(order, 1, memory).__enter__()
        own.order = (order, memory)
    return next(own.supervisor.reports([job]))


class Cluster:
    """A cluster by its scheduler's address, as a context; `reports` carries jobs through it.

    Raises WorkerError if dask is not installed or no scheduler answers.
    """

    def __init__(self, order: Order, address: str, memory: int) -> None:
        self.order, self.address, self.memory = order, address, memory

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError as fault:
            raise WorkerError(
                "--cluster takes dask: pip install 'mesa-mosul[cluster]'"
            ) from fault
        try:
            self.client: Any = Client(self.address, timeout=WAIT)
        except (OSError, TimeoutError, ValueError) as fault:
            raise WorkerError(
                f"no scheduler answers at {self.address}; start one with 'dask scheduler'"
            ) from fault
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close()

    def reports(self, jobs: Iterable[Job]) -> Iterator[Report]:
        """Yield a report for every job, as they come; a lost worker's jobs go to others."""
        from distributed import as_completed

        waiting = iter(jobs)
        threads = sum(self.client.nthreads().values())
        first = [self.sent(job) for job in itertools.islice(waiting, AHEAD * max(threads, 1))]
        coming = as_completed(first)
        for future in coming:
            for job in itertools.islice(waiting, 1):
                coming.add(self.sent(job))
            fault = future.exception()
            if isinstance(fault, WorkerError):
                raise fault
            if fault is None:
                yield future.result()
            else:
                yield Report(future.key.split("/")[-1], DIED, 0.0, f"{fault}")

    def sent(self, job: Job) -> Any:
        """Send a job to the cluster."""
        name = f"{self.order.model[:8]}/{id(self)}/{job.key}"
        return self.client.submit(report_of, self.order, self.memory, job, key=name, pure=False)
