"""Standard output that is missing, full or knows few characters; and what a system refuses."""

import contextlib
import io
import os
import sys

REMEDIES = {
    "loop": "a link leads back to itself; name another place",
    "latex could not be found": "install LaTeX, or take text.usetex out of matplotlibrc",
    "home directory": "name a folder for compiled rules in XDG_CACHE_HOME",
}
"""What to do about what Python raises as a RuntimeError, by words of its message."""


def find_remedy(fault: RuntimeError) -> str:
    """Return the words of a message for which there is a remedy; empty if there are none."""
    return next((words for words in REMEDIES if words in str(fault)), "")


def prepare_streams() -> None:
    """Make sure that there is an output, and that it takes every character."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
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
