"""A worker process: has a SweepSpec, reads one job per line, writes one result per line.

A process of its own, so that sweeps run from notebooks and from scripts of any shape.
It ends with its input, and when its parent is gone.
"""

import json
import os
import signal
import sys

from mesa_mosul.experiments.execution.job import Job, JobRunner, SweepSpec
from mesa_mosul.experiments.execution.memory_limit import limited_memory
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.compilation import compile_rules


def serve_jobs(memory_mb: str, pipe_number: str, spec_number: str) -> None:
    """Serve jobs until there are no more; Ctrl-C is the parent's to answer.

    pipe_number, spec_number: descriptors of the pipe to the parent, for results alone (whatever
    is printed, by whom and when, goes to standard error), and of the file of what all jobs
    share. The rules are compiled before the worker says that it is ready; what keeps it from
    that is its last line.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = os.fdopen(int(pipe_number), "w", encoding="utf-8")
    spec_file = os.fdopen(int(spec_number), "r", encoding="utf-8")
    try:
        runner = JobRunner(SweepSpec(**json.load(spec_file)))
        compile_rules()
    except MosulError as error:
        sys.exit(f"{error}")
    runner.warm_up()
    print(json.dumps({"ready": os.getpid()}), file=pipe, flush=True)
    with limited_memory(int(memory_mb)):
        for line in sys.stdin:
            result = runner.run_job(Job(*json.loads(line)))
            print(json.dumps(result), file=pipe, flush=True)
