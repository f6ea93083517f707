"""A researcher's own outcome, which goes wrong in every way for four seeds of a sweep."""

import os
import signal
import time

RAISES, HANGS, DIES, EATS = 2020, 2050, 2100, 2150


def measure(outcome, daily):
    seed = outcome["seed"]
    if seed == RAISES:
        raise ZeroDivisionError("nothing can be divided by the men of nobody")
    if seed == HANGS:
        time.sleep(3600)
    if seed == DIES:
        os.kill(os.getpid(), signal.SIGKILL)
    if seed == EATS:
        held = []
        while True:
            held.append(bytearray(50_000_000))
    return {"seed_seen": seed}
