"""A researcher's own outcome, which goes wrong in every way for four seeds of a sweep."""

import os
import signal
import time

from mesa_mosul.experiments.execution.job_plan import hash_to_seed

RAISING_SEED, HANGING_SEED, DYING_SEED, MEMORY_EATING_SEED = (
    hash_to_seed([2016, replicate]) for replicate in (4, 34, 84, 134)
)


def measure(outcome, daily):
    seed = outcome["seed"]
    if seed == RAISING_SEED:
        raise ZeroDivisionError("nothing can be divided by the men of nobody")
    if seed == HANGING_SEED:
        time.sleep(3600)
    if seed == DYING_SEED:
        os.kill(os.getpid(), signal.SIGKILL)
    if seed == MEMORY_EATING_SEED:
        held = []
        while True:
            held.append(bytearray(50_000_000))
    return {"seed_seen": seed}
