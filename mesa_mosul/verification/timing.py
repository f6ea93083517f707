"""Measurements of speed, in CPU seconds."""

import time
from collections.abc import Callable
from typing import NamedTuple


class Measurement(NamedTuple):
    """One measured figure: its label, value and unit, and the target."""

    label: str
    value: float
    unit: str
    target: str = ""


def min_cpu_seconds(repeats: int, function: Callable[..., object], *arguments: object) -> float:
    """Return the smallest CPU time of a call over some repeats."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        function(*arguments)
        seconds.append(time.process_time() - start)
    return min(seconds)


def repeat_call(count: int, function: Callable[..., object], *arguments: object) -> None:
    """Call a function `count` times."""
    for _ in range(count):
        function(*arguments)
