"""One worker process: its pipes, its job, how it starts and how it ended."""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from typing import IO

from mesa_mosul.engine.isolated_process import isolated_command, isolated_environment
from mesa_mosul.experiments.execution.job import Job, SweepSpec

WORKER_MODULE = "experiments.execution.worker"
EXIT_GRACE_S = 2.0
"""Seconds in which a worker that has closed its pipe must end by itself."""
MAX_STDERR_BYTES = 1 << 20
"""Bytes of what a worker prints that are stored at most."""
MAX_ERROR_BYTES = 2000
"""Bytes of its last line that are told."""


class WorkerProcess:
    """A worker process, its pipe and its current job."""

    def __init__(self, spec: SweepSpec, memory_mb: int) -> None:
        with contextlib.ExitStack() as stack:
            self.stderr_file: IO[bytes] = stack.enter_context(tempfile.TemporaryFile("ab+"))
            read_end, write_end = os.pipe()
            self.pipe: IO[bytes] = stack.enter_context(os.fdopen(read_end, "rb"))
            # A file, as a worker that is stuck would never empty a pipe.
            with os.fdopen(write_end, "wb"), tempfile.TemporaryFile() as spec_file:
                spec_file.write(json.dumps(spec._asdict()).encode())
                spec_file.seek(0)
                self.process = self.start(memory_mb, write_end, spec_file.fileno())
            stack.pop_all()
        self.is_ready, self.start_time, self.partial_line = False, time.monotonic(), b""
        self.job: Job | None = None

    def start(self, memory_mb: int, *descriptors: int) -> subprocess.Popen[bytes]:
        """Start the process; descriptors: of the pipe to here and of the file of the spec."""
        return subprocess.Popen(
            isolated_command(WORKER_MODULE, "serve_jobs", memory_mb, *descriptors),
            stdin=subprocess.PIPE,
            stdout=self.stderr_file,
            stderr=self.stderr_file,
            pass_fds=descriptors,
            env=isolated_environment(),
        )

    def send(self, message: object) -> None:
        """Send one line; a worker that has died is noticed when it is read."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()

    def assign(self, job: Job) -> None:
        """Begin a job."""
        self.job, self.start_time = job, time.monotonic()
        self.send(job)

    def read_lines(self) -> list[bytes] | None:
        """Return the complete lines that have arrived; None if the worker is gone."""
        data = os.read(self.pipe.fileno(), 1 << 20)
        if not data:
            return None
        *lines, self.partial_line = (self.partial_line + data).split(b"\n")
        return lines

    def last_stderr_line(self) -> str:
        """Return the last line that a worker wrote on standard error."""
        size = self.stderr_file.seek(0, os.SEEK_END)
        self.stderr_file.seek(max(0, size - MAX_ERROR_BYTES))
        lines = self.stderr_file.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def limit_stderr(self) -> None:
        """Forget what a worker has printed, if it is much: a rule may print in every tick."""
        if os.fstat(self.stderr_file.fileno()).st_size > MAX_STDERR_BYTES:
            os.ftruncate(self.stderr_file.fileno(), 0)

    def wait(self) -> None:
        """Let a worker that has closed its pipe end, so that its exit code is its own."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(EXIT_GRACE_S)

    def kill(self) -> int:
        """Kill the worker, close its pipes and return how it ended."""
        self.process.kill()
        code = self.process.wait()
        for pipe in (self.process.stdin, self.pipe, self.stderr_file):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        return code


def describe_exit(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"ended with code {code}"
    return f"was killed by {signal.Signals(-code).name}"
