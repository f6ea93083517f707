"""A worker process: an order on its first line, then a job a line; a report a line comes back.

Started as `python -m mesa_mosul.experiments.worker`, so that sweeps run from notebooks and from
scripts of any shape. It ends when its input does, and when its parent is gone.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

from mesa_mosul.experiments.work import Bench, Job, Order

ORPHANED = 3
"""Exit code of a worker whose parent is gone."""


def follow(parent: int) -> None:
    """Leave as soon as the parent is gone, even in the middle of a run."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(ORPHANED)


def bound(megabytes: int) -> None:
    """Let this process take so much memory more than it has, where the system can tell."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    most = pages * os.sysconf("SC_PAGESIZE") + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def private_output() -> IO[str]:
    """Return the pipe to the parent; whatever else is printed goes to standard error."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return pipe


def main() -> None:
    """Serve jobs until there are no more; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = private_output()
    threading.Thread(target=follow, args=(os.getppid(),), daemon=True).start()
    order = Order(**json.loads(sys.stdin.readline()))
    bench, memory = Bench(order), int(sys.argv[1])
    bound(memory)
    print(json.dumps({"ready": os.getpid()}), file=pipe, flush=True)
    for line in sys.stdin:
        report = bench.report(Job(*json.loads(line)))
        print(json.dumps(report), file=pipe, flush=True)


if __name__ == "__main__":
    main()
