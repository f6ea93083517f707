"""What may become of a case: a valid result, or an error in one clear line, in bounded time.

Anything else fails the test: another exception, a message of several lines, too long or
without the place of the mistake, more seconds or more memory than a refusal takes.
"""

import contextlib
import resource
import signal
import time
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from mesa_mosul.parameters.errors import MosulError, RenamedWarning

MAX_CPU_S, MAX_WALL_S = 10.0, 300.0
"""Seconds of a case. Over 20,000 cases the slowest took 3 s of CPU; a machine that others use
may need many times that, so the clock on the wall ends only what waits for ever."""
MAX_EXTRA_BYTES = 3 * 2**30
"""Address space beyond that of the process as it began: a refusal allocates nothing of note."""
LONGEST_MESSAGE = 600
VALID, REFUSED = "valid", "refused"


class Verdict(NamedTuple):
    """What became of a case: its result, or the message of its refusal."""

    kind: str
    result: Any = None
    message: str = ""


class OverTimeError(BaseException):
    """A case that does not end; no handler of the package may catch it."""


class Tally:
    """How the cases of each kind ended, and how long the slowest took."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        self.slowest: dict[str, tuple[float, str]] = {}

    def add(self, kind: str, ending: str, seconds: float, label: str) -> None:
        """Count one case."""
        counts = self.counts.setdefault(kind, dict.fromkeys((VALID, REFUSED), 0))
        counts[ending] = counts.get(ending, 0) + 1
        self.slowest[kind] = max(self.slowest.get(kind, (0.0, "")), (seconds, label[:80]))

    def lines(self) -> list[str]:
        """Return a line for each kind of case."""
        return [
            f"{kind}: {counts[VALID] + counts[REFUSED]:,} cases, "
            + ", ".join(f"{count:,} {ending}" for ending, count in counts.items())
            + f"; slowest {self.slowest[kind][0]:.2f} s ({self.slowest[kind][1]})"
            for kind, counts in self.counts.items()
        ]


TALLY = Tally()


def end_case(signal_number: int, frame: object) -> None:
    raise OverTimeError(f"after {MAX_CPU_S} s of CPU or {MAX_WALL_S} s of waiting")


@contextlib.contextmanager
def bounded_time() -> Iterator[None]:
    """End what takes too long."""
    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, MAX_CPU_S),
        (signal.SIGALRM, signal.ITIMER_REAL, MAX_WALL_S),
    )
    handlers = [signal.signal(name, end_case) for name, _, _ in timers]
    try:
        for _, timer, seconds in timers:
            signal.setitimer(timer, seconds)
        yield
    except OverTimeError as fault:
        raise AssertionError(f"a hang: {fault}") from fault
    finally:
        for (name, timer, _), handler in zip(timers, handlers, strict=True):
            signal.setitimer(timer, 0.0)
            signal.signal(name, handler)


@contextlib.contextmanager
def bounded_memory() -> Iterator[None]:
    """Let whoever allocates much more than the process has now end in a MemoryError."""
    with open("/proc/self/statm", encoding="ascii") as pages:
        size = int(pages.read().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size + MAX_EXTRA_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def check_message(message: str, places: Collection[str]) -> None:
    """Fail unless a message is one clear line that names one of the places."""
    assert message.strip(), "the message is empty"
    assert len(message) <= LONGEST_MESSAGE, f"{len(message)} characters: {message[:200]!r}"
    signs = [sign for sign in message if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")]
    assert not signs, f"{signs[0]!r} in {message!r}"
    assert "Traceback" not in message
    assert not places or any(place in message for place in places), (message, places)


def judge(
    kind: str, act: Callable[[], Any], places: Collection[str] = (), label: str = ""
) -> Verdict:
    """Return what becomes of a case, which may end in a result or in a MosulError.

    places: names of which a message must hold one. label: of the case, for the tally.
    """
    start = time.process_time()
    with bounded_time(), warnings.catch_warnings():
        # What is said of old names, and of a distribution that is cut off, is no mistake.
        warnings.simplefilter("ignore", RenamedWarning)
        warnings.filterwarnings(
            "ignore", category=UserWarning, message=".*(distribution|ensemble)"
        )
        try:
            verdict = Verdict(VALID, act())
        except MosulError as fault:
            verdict = Verdict(REFUSED, message=str(fault))
    seconds = time.process_time() - start
    if verdict.kind == REFUSED:
        check_message(verdict.message, places)
    TALLY.add(kind, verdict.kind, seconds, label)
    return verdict
