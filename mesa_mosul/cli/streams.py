"""What a system sends and refuses: signals, outputs that are missing or full, its errors."""

import contextlib
import io
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

from mesa_mosul.parameters.errors import printable

REMEDIES = {
    "loop": "a link leads back to itself; name another place",
    "latex could not be found": "install LaTeX, or take text.usetex out of matplotlibrc",
    "home directory": "name a folder for compiled rules in XDG_CACHE_HOME",
}
"""What to do about what Python raises as a RuntimeError, by words of its message."""


ENDING_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""What ends a command: Ctrl-C, a cluster when a job's time is up, a terminal that is closed."""


class LossyStream:
    """Standard error: what it cannot take, be it closed or full, is lost and stops nothing."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write a text, or lose it."""
        with contextlib.suppress(OSError):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what is still to be written, or lose it."""
        with contextlib.suppress(OSError):
            self.stream.flush()


class PrintableStream:
    """Standard output of commands: what would steer a terminal is written as its code.

    Names and errors in files that others made may hold such characters.
    """

    STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write a text; it may have line breaks and tabs."""
        self.stream.write(self.STEERING.sub(lambda sign: printable(sign[0]), text))
        return len(text)


def raise_keyboard_interrupt(signal_number: int, frame: object) -> None:
    """End as after Ctrl-C."""
    raise KeyboardInterrupt


@contextlib.contextmanager
def signals_as_interrupts() -> Iterator[None]:
    """Let every signal that asks a command to end do so as Ctrl-C does."""
    previous = {}
    if threading.current_thread() is threading.main_thread():
        for number in ENDING_SIGNALS:
            # A shell starts what it runs in the background with SIGINT ignored; where SIGHUP
            # is, as by nohup, a command is to outlive its terminal.
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
                previous[number] = signal.signal(number, raise_keyboard_interrupt)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def find_remedy(fault: RuntimeError) -> str:
    """Return the words of a message for which there is a remedy; empty if there are none."""
    return next((words for words in REMEDIES if words in str(fault)), "")


def prepare_streams() -> None:
    """Make sure that there is an output, and that it takes every character."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is sys.__stderr__:
        sys.stderr = LossyStream(sys.stderr)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def silence_stdout() -> None:
    """Let what is still to be printed go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def describe_system_error(fault: OSError | RuntimeError) -> str:
    """Return what the system refused, in words."""
    if not isinstance(fault, OSError):
        return f"{' '.join(str(fault).split())}: {REMEDIES[find_remedy(fault)]}"
    why = fault.strerror or str(fault)
    if fault.filename is not None:
        return f"{os.fsdecode(fault.filename)}: {why}"
    try:
        os.getcwd()
    except OSError:
        return "the current folder has been deleted: change to one that exists"
    silence_stdout()
    return f"the output could not be written: {why}"
