"""A researcher's own outcome, which goes wrong in every way for four seeds of a sweep."""

import os
import signal
import time

RAISING_SEED, HANGING_SEED, DYING_SEED, MEMORY_EATING_SEED = 2020, 2050, 2100, 2150


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
