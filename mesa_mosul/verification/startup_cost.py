"""What a process of its own costs: a first start, a warm start, and memory."""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator

from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.verification.invariance import ONE_MAN_UNITS
from mesa_mosul.verification.timing import Measurement, mosul_output, process_output

MEMORY_DAYS = 5
"""Days of the campaign after which memory is measured."""
PEAK_UNITS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10
"""Linux tells a process's peak memory in KB, macOS in bytes."""


def process_seconds(cache_folder: str, *words: str) -> float:
    """Return the seconds of one day of `mosul run` in a process of its own."""
    start = time.perf_counter()
    mosul_output("run", "reported", "--days", "1", *words, XDG_CACHE_HOME=cache_folder)
    return time.perf_counter() - start


def peak_memory_mb(**changes: object) -> float:
    """Run days of the campaign and return this process's peak memory in MB."""
    simulation = Simulation(scenario("campaign").with_parameters(**changes), 1)
    for _ in range(MEMORY_DAYS):
        simulation.run_day()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PEAK_UNITS_PER_MB


def print_peak_memory() -> None:
    """Print the peak memory of this process after days of the campaign at one man a unit."""
    print(peak_memory_mb(**ONE_MAN_UNITS))


def startup() -> Iterator[Measurement]:
    """Time a first start, which compiles, and a warm one; measure memory."""
    with tempfile.TemporaryDirectory() as cache_folder:
        cold, warm = (process_seconds(cache_folder, "--json") for _ in range(2))
        # The first run with pictures stores what matplotlib knows of fonts, and our digests.
        words = ("--out", f"{cache_folder}/run")
        _, pictured = (process_seconds(cache_folder, *words) for _ in range(2))
    yield Measurement("a first start, which compiles the rules", cold, "s")
    yield Measurement("a warm start of 'mosul run', one day", warm, "s", "below 1.5")
    yield Measurement("the same with its folder: tables and two pictures", pictured, "s")
    memory_mb = float(process_output(__name__.partition(".")[2], print_peak_memory.__name__))
    yield Measurement("memory at one man a unit", memory_mb, "MB", "below 1000")
