"""The rules are compiled once for a machine: by one process, for which the others wait."""

import contextlib
import sys
import time
from collections.abc import Iterator

from filelock import Timeout

from mesa_mosul.engine.compile_cache import make_private_folder
from mesa_mosul.engine.jit import CACHE_FOLDER, is_cached
from mesa_mosul.experiments.execution.file_lock import acquire_lock
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.simulation import Simulation

COMPILE_LOCK = "compiling.lock"
"""The file of the cache folder that the process which compiles has locked."""
LOCK_TIMEOUT_S = 300.0
"""Seconds after which a process compiles in spite of another that is still at it."""
COMPILING = "Compiling the rules, once for this user and version: about a minute."
WAITING = "Another process compiles the rules: waiting for it."


def compile_rules(quiet: bool = False) -> float | None:
    """Compile the rules, unless the cache of this user holds them for this machine.

    quiet: whether not to say, on standard error, what takes its time. Returns the seconds that
    compiling took, None if nothing had to be compiled. Raises CacheError where compiled rules
    cannot be stored.
    """
    if is_cached():
        return None
    make_private_folder(CACHE_FOLDER)
    with compile_lock(quiet):
        if is_cached():
            return None
        report(COMPILING, quiet)
        start = time.perf_counter()
        Simulation(scenario("reported"), 1).run_day()
        return time.perf_counter() - start


@contextlib.contextmanager
def compile_lock(quiet: bool) -> Iterator[None]:
    """Hold the lock of the cache folder; go on without it where there is none to be had."""
    path = CACHE_FOLDER / COMPILE_LOCK
    with contextlib.ExitStack() as held:
        # A disk without locks costs no more than that several processes compile at once.
        with contextlib.suppress(Timeout, OSError):
            try:
                lock = acquire_lock(path, 0)
            except Timeout:
                report(WAITING, quiet)
                lock = acquire_lock(path, LOCK_TIMEOUT_S)
            held.callback(lock.release)
        yield


def report(text: str, quiet: bool) -> None:
    """Print a line on standard error."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)
