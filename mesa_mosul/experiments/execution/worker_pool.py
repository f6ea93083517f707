"""Worker processes: one that hangs, dies or exhausts its memory costs no other.

The parent gives every worker one job at a time, kills what exceeds its time limit, replaces
what died, and tries a job whose worker died once more.
"""

import contextlib
import itertools
import json
import selectors
import time
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from mesa_mosul.experiments.execution.job import (
    DIED,
    HUNG,
    MEMORY,
    Job,
    JobResult,
    SweepSpec,
    WorkerError,
)
from mesa_mosul.experiments.execution.worker_process import WorkerProcess, describe_exit

START_TIMEOUT_S = 600.0
"""Seconds in which a worker must be ready: it may have to compile the rules."""
KILL_GRACE_S = 2.0
"""Seconds beyond its time limit after which a run that does not end itself is killed."""
MAX_ATTEMPTS = 2
"""Attempts at a job whose worker dies, and to start a worker that is killed."""
DEFAULT_MEMORY_MB = 2000
"""Memory that a worker may take for its runs."""


class WorkerPool:
    """n_workers worker processes, as a context manager."""

    def __init__(
        self,
        spec: SweepSpec,
        n_workers: int,
        memory_mb: int = DEFAULT_MEMORY_MB,
        start_timeout_s: float = START_TIMEOUT_S,
    ) -> None:
        self.start_timeout_s = start_timeout_s
        self.spec, self.n_workers, self.memory_mb = spec, n_workers, memory_mb
        self.selector = selectors.DefaultSelector()
        self.workers: list[WorkerProcess] = []
        self.attempts: dict[str, int] = {}
        self.killed_starts = 0
        self.pending_jobs: Iterator[Job] = iter(())
        self.retry_queue = deque[Job]()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            stack.push(self)
            for _ in range(self.n_workers):
                self.start_worker()
            stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in list(self.workers):
            self.remove(worker)
        self.selector.close()

    def start_worker(self) -> None:
        """Start one more worker; raise WorkerError if the system refuses it."""
        try:
            worker = WorkerProcess(self.spec, self.memory_mb)
        except OSError as error:
            raise WorkerError(
                f"a worker could not start ({error.strerror or error}): try fewer workers"
            ) from error
        self.workers.append(worker)
        self.selector.register(worker.pipe, selectors.EVENT_READ, worker)

    def remove(self, worker: WorkerProcess) -> int:
        """End a worker and return how it ended."""
        self.workers.remove(worker)
        self.selector.unregister(worker.pipe)
        return worker.kill()

    def replace(self, worker: WorkerProcess) -> None:
        """Replace a worker that is no longer trusted by a new one."""
        self.remove(worker)
        self.start_worker()

    def iter_results(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """Yield the result of every job as it is finished."""
        self.pending_jobs = itertools.chain(jobs)
        while self.assign_jobs():
            for key, _ in self.selector.select(timeout=0.2):
                yield from self.read_messages(key.data)
            yield from self.kill_overdue()
            for worker in self.workers:
                worker.limit_stderr()

    def assign_jobs(self) -> bool:
        """Give every idle worker a job; return whether there is anything left to wait for."""
        jobs_left = True
        for worker in self.workers:
            if worker.is_ready and worker.job is None:
                job = (
                    self.retry_queue.popleft()
                    if self.retry_queue
                    else next(self.pending_jobs, None)
                )
                if job is None:
                    jobs_left = False
                else:
                    worker.assign(job)
        return jobs_left or any(worker.job for worker in self.workers)

    def read_messages(self, worker: WorkerProcess) -> Iterator[JobResult]:
        """Read the messages of a worker, or handle its death."""
        lines = worker.read_lines()
        if lines is None:
            yield from self.handle_death(worker)
            return
        for line in lines:
            message = json.loads(line)
            if not worker.is_ready:
                worker.is_ready, self.killed_starts = True, 0
                continue
            job, worker.job = worker.job, None
            assert job is not None
            attempts = self.attempts.get(job.key, 0) + 1
            result = JobResult(*message)._replace(attempts=attempts)
            if result.status == MEMORY:
                self.replace(worker)
            self.assign_jobs()
            yield result

    def handle_death(self, worker: WorkerProcess) -> Iterator[JobResult]:
        """Replace a dead worker; its job is tried once more."""
        worker.wait()
        job, stderr_line = worker.job, worker.last_stderr_line()
        code = self.remove(worker)
        exit_text = describe_exit(code)
        self.killed_starts += not worker.is_ready
        if not worker.is_ready and (code >= 0 or self.killed_starts >= MAX_ATTEMPTS):
            raise WorkerError(f"a worker could not start: it {exit_text}{after(stderr_line)}")
        self.start_worker()
        if job is None:
            return
        attempts = self.attempts[job.key] = self.attempts.get(job.key, 0) + 1
        if attempts < MAX_ATTEMPTS:
            self.retry_queue.append(job)
        else:
            seconds = time.monotonic() - worker.start_time
            message = f"its worker {exit_text}{after(stderr_line)}"
            yield JobResult(job.key, DIED, seconds, message, attempts=attempts)

    def kill_overdue(self) -> Iterator[JobResult]:
        """Kill the workers whose run exceeds its time limit.

        Raises WorkerError for a worker that does not become ready.
        """
        now = time.monotonic()
        for worker in list(self.workers):
            job = worker.job
            if not worker.is_ready and now - worker.start_time > self.start_timeout_s:
                stderr_line = worker.last_stderr_line()
                raise WorkerError(
                    f"a worker was not ready within {self.start_timeout_s:g} s"
                    f"{f'; its last line: {stderr_line}' if stderr_line else ''}"
                )
            if job is not None and now - worker.start_time > self.spec.timeout_s + KILL_GRACE_S:
                self.replace(worker)
                message = f"longer than {self.spec.timeout_s:g} s; its worker was killed"
                yield JobResult(job.key, HUNG, now - worker.start_time, message)


def after(stderr_line: str) -> str:
    """Return a worker's last line as the end of a message; nothing if there is none."""
    return f": {stderr_line}" if stderr_line else ""
