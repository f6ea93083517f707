"""The rules are compiled once for a machine: by processes side by side, while others wait."""

import contextlib
import functools
import gc
import heapq
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO, Any

from filelock import Timeout
from tqdm import tqdm

from mesa_mosul.engine.file_lock import acquire_lock
from mesa_mosul.engine.isolated_process import isolated_command, isolated_environment
from mesa_mosul.engine.jit import CACHE_FOLDER, are_cached
from mesa_mosul.engine.private_folder import make_private_folder
from mesa_mosul.simulation.rule_reads import iter_called_rules
from mesa_mosul.simulation.schedule import entry_rules

COMPILE_LOCK = "compiling.lock"
"""The file of the cache folder that the process which compiles has locked."""
LOCK_TIMEOUT_S = 300.0
"""Seconds after which a process compiles in spite of another that is still at it."""
MAX_PROCESSES = 4
"""Beyond them the longest rule decides."""
COMPILING = "Compiling the rules, once for this user and version: about half a minute."
WAITING = "Another process compiles the rules: waiting for it."


def compile_rules(quiet: bool = False) -> float | None:
    """Compile the rules, unless the cache of this user holds them for this machine.

    quiet: whether not to say, on standard error, what takes its time. Returns the seconds that
    compiling took, None if nothing had to be compiled. Raises CacheError where compiled rules
    cannot be stored.
    """
    if are_cached(entry_rules()):
        return None
    make_private_folder(CACHE_FOLDER)
    with compile_lock(quiet):
        if are_cached(entry_rules()):
            return None
        report(COMPILING, quiet)
        start = time.perf_counter()
        compile_side_by_side(quiet)
        return time.perf_counter() - start


@functools.cache
def ensure_compiled() -> None:
    """Compile the rules unless that is done; asked of the disk once in a process."""
    compile_rules()


def compile_side_by_side(quiet: bool) -> None:
    """Compile every rule that Python calls, in several processes.

    What a process that fails leaves is compiled when it is first called.
    """
    n_processes = min(MAX_PROCESSES, count_cores())
    read_end, write_end = os.pipe()
    with contextlib.ExitStack() as processes, os.fdopen(read_end) as compiled_names:
        with os.fdopen(write_end, "wb") as pipe:
            for number in range(n_processes):
                process = start_share(number, n_processes, pipe)
                processes.callback(process.wait)
                processes.callback(process.kill)
        form = "compiled {n_fmt} of {total_fmt}, {elapsed}"
        with tqdm(total=len(entry_rules()), bar_format=form, disable=quiet) as bar:
            for _ in compiled_names:
                bar.update()


def count_cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_share(number: int, n_processes: int, pipe: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process that compiles one share of the rules; it writes names into a pipe."""
    name = compile_share.__name__
    return subprocess.Popen(
        isolated_command("simulation.compilation", name, number, n_processes),
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        env=isolated_environment(),
    )


def compile_share(number: str, n_processes: str) -> None:
    """Compile one of several shares of the rules, and print a line for each rule."""
    gc.disable()  # A twelfth of the time; what a short process leaves needs no collecting.
    kinds = entry_rules()
    for rule in share_rules(int(n_processes))[int(number)]:
        rule.address(kinds[rule])
        print(rule.py_func.__name__, flush=True)


def share_rules(n_shares: int) -> list[list[Any]]:
    """Return the rules in shares of about equal work, each with its longest rule first."""
    work = {rule: compile_work(rule) for rule in entry_rules()}
    shares: list[list[Any]] = [[] for _ in range(n_shares)]
    loads = [(0, number) for number in range(n_shares)]
    for rule in sorted(work, key=lambda one: -work[one]):
        load, number = heapq.heappop(loads)
        shares[number].append(rule)
        heapq.heappush(loads, (load + work[rule], number))
    return shares


def compile_work(rule: Any) -> int:
    """Return about how much work it is to compile a rule: the bytecode of all that it calls."""
    called: Iterator[Any] = iter_called_rules(rule)
    return sum(len(one.py_func.__code__.co_code) for one in called)


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
