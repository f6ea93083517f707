"""Worker processes under supervision: one that hangs, dies or eats memory costs no other.

The parent hands every worker one job at a time, kills what runs past its limit, starts anew
what died, and gives a job whose worker died one more try.
"""

import contextlib
import itertools
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import IO, Self

from mesa_mosul.experiments.work import DIED, HUNG, MEMORY, Job, Order, Report, WorkerError

LINE = (sys.executable, "-u", "-m", "mesa_mosul.experiments.worker")
GRACE = 2.0
"""Seconds over its limit after which a run is killed that does not end itself."""
TRIES = 2
"""Times that a job is tried whose worker dies."""
MEGABYTES = 2000
"""What a worker may take for its runs."""


class Worker:
    """A worker process, its pipe and the job that it is at."""

    def __init__(self, order: Order, memory: int) -> None:
        self.said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [*LINE, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
        )
        assert self.process.stdout is not None
        self.pipe: IO[bytes] = self.process.stdout
        self.ready, self.began, self.rest = False, 0.0, b""
        self.job: Job | None = None
        self.tell(order._asdict())

    def tell(self, what: object) -> None:
        """Send one line; a worker that has died is noticed when it is read."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(what).encode() + b"\n")
            self.process.stdin.flush()

    def take(self, job: Job) -> None:
        """Begin a job."""
        self.job, self.began = job, time.monotonic()
        self.tell(job)

    def lines(self) -> list[bytes] | None:
        """Return the whole lines that have come; None if the worker is gone."""
        came = os.read(self.pipe.fileno(), 1 << 20)
        if not came:
            return None
        *whole, self.rest = (self.rest + came).split(b"\n")
        return whole

    def last_words(self) -> str:
        """Return the last line that a worker wrote on standard error."""
        self.said.seek(0)
        lines = self.said.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def end(self) -> int:
        """Kill the worker, close its pipes and return how it ended."""
        self.process.kill()
        code = self.process.wait()
        for pipe in (self.process.stdin, self.pipe, self.said):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        return code


class Supervisor:
    """So many workers, as a context; `reports` carries jobs through them."""

    def __init__(self, order: Order, workers: int, memory: int = MEGABYTES) -> None:
        self.order, self.count, self.memory = order, workers, memory
        self.selector = selectors.DefaultSelector()
        self.workers: list[Worker] = []
        self.tries: dict[str, int] = {}
        self.waiting: Iterator[Job] = iter(())
        self.again = deque[Job]()

    def __enter__(self) -> Self:
        for _ in range(self.count):
            self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in list(self.workers):
            self.drop(worker)
        self.selector.close()

    def start(self) -> None:
        """Start one more worker."""
        worker = Worker(self.order, self.memory)
        self.workers.append(worker)
        self.selector.register(worker.pipe, selectors.EVENT_READ, worker)

    def drop(self, worker: Worker) -> int:
        """End a worker and return how it ended."""
        self.workers.remove(worker)
        self.selector.unregister(worker.pipe)
        return worker.end()

    def renew(self, worker: Worker) -> None:
        """Put a fresh worker in the place of one that is no longer trusted."""
        self.drop(worker)
        self.start()

    def reports(self, jobs: Iterable[Job]) -> Iterator[Report]:
        """Yield a report for every job, as they come."""
        self.waiting = itertools.chain(jobs)
        while self.hand_out():
            for key, _ in self.selector.select(timeout=0.2):
                yield from self.hear(key.data)
            yield from self.stop_late()

    def hand_out(self) -> bool:
        """Give every idle worker a job; return whether there is anything left to wait for."""
        left = True
        for worker in self.workers:
            if worker.ready and worker.job is None:
                job = self.again.popleft() if self.again else next(self.waiting, None)
                if job is None:
                    left = False
                else:
                    worker.take(job)
        return left or any(worker.job for worker in self.workers)

    def hear(self, worker: Worker) -> Iterator[Report]:
        """Read what a worker says, or see what it died of."""
        lines = worker.lines()
        if lines is None:
            yield from self.bury(worker)
            return
        for line in lines:
            said = json.loads(line)
            if not worker.ready:
                worker.ready = True
                continue
            job, worker.job = worker.job, None
            assert job is not None
            report = Report(*said)._replace(attempts=self.tries.get(job.key, 0) + 1)
            if report.status == MEMORY:
                self.renew(worker)
            self.hand_out()
            yield report

    def bury(self, worker: Worker) -> Iterator[Report]:
        """Replace a dead worker; its job gets one more try."""
        job, words = worker.job, worker.last_words()
        how = told(self.drop(worker))
        if not worker.ready:
            raise WorkerError(f"a worker could not start ({how}): {words}")
        self.start()
        if job is None:
            return
        tries = self.tries[job.key] = self.tries.get(job.key, 0) + 1
        if tries < TRIES:
            self.again.append(job)
        else:
            seconds = time.monotonic() - worker.began
            yield Report(job.key, DIED, seconds, f"its worker {how}", attempts=tries)

    def stop_late(self) -> Iterator[Report]:
        """Kill the workers whose run is past its limit."""
        now = time.monotonic()
        for worker in list(self.workers):
            job = worker.job
            if job is not None and now - worker.began > self.order.limit + GRACE:
                self.renew(worker)
                said = f"longer than {self.order.limit:g} s; its worker was killed"
                yield Report(job.key, HUNG, now - worker.began, said)


def told(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"ended with code {code}"
    return f"was killed by {signal.Signals(-code).name}"
