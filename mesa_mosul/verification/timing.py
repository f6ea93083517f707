"""Measurements of speed, in CPU seconds, and what they and checks start in other processes."""

import subprocess
import time
from collections.abc import Callable
from typing import NamedTuple

from mesa_mosul.engine.isolated_process import isolated_command, isolated_environment


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


def process_output(module: str, function: str, *words: str, **environment: str) -> str:
    """Return what a function of this package prints in a process of its own."""
    process = subprocess.run(
        isolated_command(module, function, *words),
        env=isolated_environment() | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return process.stdout


def mosul_output(*words: str, **environment: str) -> str:
    """Return what a command of `mosul` prints."""
    return process_output("cli.main", "run_words", *words, **environment)


def repeat_call(count: int, function: Callable[..., object], *arguments: object) -> None:
    """Call a function `count` times."""
    for _ in range(count):
        function(*arguments)
