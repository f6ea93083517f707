"""A worker process: has a SweepSpec, reads one job per line, writes one result per line.

Started by `worker_start.py`, so that sweeps run from notebooks and from scripts of any shape.
It ends with its input, and when its parent is gone.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

from mesa_mosul.experiments.execution.compilation import compile_rules
from mesa_mosul.experiments.execution.job import Job, JobRunner, SweepSpec
from mesa_mosul.parameters.errors import MosulError

EXIT_ORPHANED = 3
"""Exit code of a worker whose parent is gone."""


def exit_with_parent(parent_pid: int) -> None:
    """Exit as soon as the parent is gone, even in the middle of a run."""
    while os.getppid() == parent_pid:
        time.sleep(0.5)
    os._exit(EXIT_ORPHANED)


def limit_memory(memory_mb: int) -> None:
    """Let this process take memory_mb more than it has, where the system reports that."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    limit = pages * os.sysconf("SC_PAGESIZE") + memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))


def serve_jobs(memory_mb: int, pipe: IO[str], spec_file: IO[str]) -> None:
    """Serve jobs until there are no more; Ctrl-C is the parent's to answer.

    pipe: to the parent; spec_file: what all jobs share. The rules are compiled before the
    worker says that it is ready; what keeps it from that is its last line.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=exit_with_parent, args=(os.getppid(),), daemon=True).start()
    try:
        runner = JobRunner(SweepSpec(**json.load(spec_file)))
        compile_rules()
    except MosulError as error:
        sys.exit(f"{error}")
    runner.warm_up()
    limit_memory(memory_mb)
    print(json.dumps({"ready": os.getpid()}), file=pipe, flush=True)
    for line in sys.stdin:
        result = runner.run_job(Job(*json.loads(line)))
        print(json.dumps(result), file=pipe, flush=True)
