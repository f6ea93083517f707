"""Figures of speed, and the clock that they are read from."""

import time
from collections.abc import Callable
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured figure: what it is, its value and unit, and what is aimed at."""

    what: str
    value: float
    unit: str
    aim: str = ""


def least(repeats: int, act: Callable[..., object], *given: object) -> float:
    """Return the least CPU seconds that something took, of some repeats."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        act(*given)
        found.append(time.process_time() - start)
    return min(found)


def often(times: int, act: Callable[..., object], *given: object) -> None:
    """Do something many times."""
    for _ in range(times):
        act(*given)
