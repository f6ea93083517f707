"""Sweeps on a cluster: whatever takes calls by `submit`, as `concurrent.futures` has it.

A call has one of our worker processes to itself, so that compiling, time limits, memory and
crashes are handled there as on one machine. Whoever reaches the port of a tcp:// scheduler of
dask can run any program there: it belongs into a network that is trusted.
"""

import contextlib
import itertools
import json
import queue
import sys
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mesa_mosul.experiments.execution.job import (
    DIED,
    Job,
    JobResult,
    SweepSpec,
    WorkerError,
    check_installation,
)
from mesa_mosul.experiments.execution.worker_pool import WorkerPool

SCHEDULER_TIMEOUT_S = 10
"""Seconds in which a scheduler must answer."""
MAX_SUBMITTED = 4000
"""Jobs that a cluster has at a time: more than it has cores, whenever they may join."""
IDLE_S = 10.0
"""Seconds after its last job at which a worker process ends."""
KINDS_OF_CLUSTERS = (
    "the address of a dask scheduler, a Path of its scheduler file, a distributed.Client, or an"
    " executor of concurrent.futures"
)


class IdlePools:
    """Pools of one worker process between two jobs: used again, or ended after a while."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.idle: dict[WorkerPool, tuple[object, threading.Timer]] = {}

    def take(self, settings: tuple[bytes, int]) -> WorkerPool:
        """Return a pool by what it was made of: the data of a SweepSpec, and memory in MB."""
        with self.lock:
            for pool, (made_of, timer) in self.idle.items():
                if made_of == settings:
                    del self.idle[pool]
                    timer.cancel()
                    return pool
        values = json.loads(zlib.decompress(settings[0]))
        check_installation(values["digests"], values["versions"], values["seeds_folder"])
        return WorkerPool(SweepSpec(**values), 1, settings[1]).__enter__()

    def put_back(self, settings: tuple[bytes, int], pool: WorkerPool) -> None:
        """Have a pool ended in a while, unless it is taken before."""
        timer = threading.Timer(IDLE_S, self.end, [pool])
        timer.daemon = True
        with self.lock:
            self.idle[pool] = settings, timer
        timer.start()

    def end(self, pool: WorkerPool) -> None:
        """End a pool, unless it was taken at the last moment."""
        with self.lock:
            is_idle = self.idle.pop(pool, None) is not None
        if is_idle:
            pool.__exit__(None, None, None)


idle_pools = IdlePools()


def run_remote_job(spec_data: bytes, memory_mb: int, job: Job) -> JobResult:
    """Run a job in a worker process of this machine; what is called on the cluster.

    spec_data: a SweepSpec as compressed JSON. Raises WorkerError if no worker can be started.
    """
    settings = spec_data, memory_mb
    pool = idle_pools.take(settings)
    try:
        result = next(pool.iter_results([job]))
    except BaseException:
        pool.__exit__(None, None, None)
        raise
    idle_pools.put_back(settings, pool)
    return result


class Cluster:
    """A cluster, as a context manager; KINDS_OF_CLUSTERS says what it may be.

    Raises WorkerError for anything else, or if no scheduler answers.
    """

    def __init__(self, spec: SweepSpec, cluster: Any, memory_mb: int) -> None:
        self.cluster, self.memory_mb = cluster, memory_mb
        self.spec_data = zlib.compress(json.dumps(spec._asdict()).encode())
        self.finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.submitted: dict[Any, Job] = {}

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self.executor = stack.enter_context(open_executor(self.cluster))
            stack.callback(self.cancel_jobs)
            self.resources = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.resources.close()

    def cancel_jobs(self) -> None:
        """Take back the jobs that have not begun; the executor may be of use to others."""
        for future in list(self.submitted):
            future.cancel()

    def iter_results(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Yield the result of every finished job; a lost machine's jobs go to others."""
        pending = iter(jobs)
        while True:
            for job in itertools.islice(pending, MAX_SUBMITTED - len(self.submitted)):
                self.submit(job)
            if not self.submitted:
                return
            future = self.finished.get()
            yield job_result(future, self.submitted.pop(future))

    def submit(self, job: Job) -> None:
        """Send a job to the cluster."""
        try:
            future = self.executor.submit(run_remote_job, self.spec_data, self.memory_mb, job)
        except RuntimeError as error:
            raise WorkerError(f"the cluster takes no jobs: {error}") from error
        self.submitted[future] = job
        future.add_done_callback(self.finished.put)


def job_result(future: Any, job: Job) -> JobResult:
    """Return the result of a finished call, or that whatever ran it was lost.

    Raises WorkerError for a fault that any other job would meet too.
    """
    try:
        result: JobResult = future.result()
        return result
    except WorkerError:
        raise
    except CancelledError as error:
        raise WorkerError("the cluster has gone, or has cancelled the sweep's jobs") from error
    except (ImportError, AttributeError, TypeError) as error:
        raise WorkerError(
            f"the machines of the cluster cannot run this version of mesa_mosul"
            f" ({type(error).__name__}: {error}): install the same on all of them"
        ) from error
    except Exception as error:
        return JobResult(job.key, DIED, 0.0, f"{type(error).__name__}: {error}")


@contextlib.contextmanager
def open_executor(cluster: Any) -> Iterator[Any]:
    """Yield what takes calls by `submit`; what is opened here is closed afterwards."""
    if isinstance(cluster, str | Path):
        with connect_to_dask(cluster) as client:
            yield dask_executor(client)
    elif hasattr(cluster, "get_client"):  # a cluster of dask-jobqueue or distributed
        with cluster.get_client() as client:
            yield dask_executor(client)
    elif hasattr(cluster, "get_executor"):  # a client of distributed
        yield dask_executor(cluster)
    elif hasattr(cluster, "submit"):
        yield cluster
    else:
        raise WorkerError(f"cluster is a {type(cluster).__name__}: give {KINDS_OF_CLUSTERS}")


def dask_executor(client: Any) -> Any:
    """Return the executor of a client of distributed."""
    if not client.nthreads():
        print("mosul: no worker has joined the scheduler yet: waiting", file=sys.stderr)
    return client.get_executor(pure=False)


def connect_to_dask(place: str | Path) -> Any:
    """Return a client of the scheduler at an address, or of a scheduler file."""
    try:
        from distributed import Client
    except ImportError as error:
        raise WorkerError("a cluster takes dask: pip install 'mesa-mosul[cluster]'") from error
    try:
        address = place if isinstance(place, str) else read_scheduler_file(place)
        return Client(address, timeout=SCHEDULER_TIMEOUT_S)
    except (OSError, TimeoutError, ValueError) as error:
        if isinstance(error, WorkerError):
            raise
        raise WorkerError(
            f"no scheduler answers at {place}; start one with 'dask scheduler'"
        ) from error


def read_scheduler_file(path: Path) -> str:
    """Return the address in a scheduler file, which a script may have asked for just now."""
    end = time.monotonic() + SCHEDULER_TIMEOUT_S
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            return str(json.loads(path.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    raise WorkerError(
        f"{path} is no scheduler file; 'dask scheduler --scheduler-file {path}' writes one"
    )
