"""What a process of its own costs: a first start, a warm start, and memory."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.verification.timing import Measurement

MEMORY_DAYS = 5
"""Days of the campaign after which memory is measured."""
KB_PER_MB = 1024


def process_seconds(cache_folder: str) -> float:
    """Return the seconds of one day of `mosul run` in a process of its own."""
    line = [sys.executable, "-m", "mesa_mosul", "run", "reported", "--days", "1", "--json"]
    environment = os.environ | {"XDG_CACHE_HOME": cache_folder}
    start = time.perf_counter()
    subprocess.run(line, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def peak_memory_mb(days: int = MEMORY_DAYS, **changes: object) -> float:
    """Run days of the campaign and return this process's peak memory in MB."""
    simulation = Simulation(scenario("campaign").with_parameters(**changes), 1)
    for _ in range(days):
        simulation.run_day()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB


def startup() -> Iterator[Measurement]:
    """Time a first start, which compiles, and a warm one; measure memory."""
    with tempfile.TemporaryDirectory() as cache_folder:
        cold, warm = process_seconds(cache_folder), process_seconds(cache_folder)
    yield Measurement("a first start, which compiles the rules", cold, "s")
    yield Measurement("a warm start of 'mosul run', one day", warm, "s", "below 2")
    code = (
        "from mesa_mosul.verification.invariance import ONE_MAN_UNITS\n"
        "from mesa_mosul.verification.startup_cost import peak_memory_mb\n"
        "print(peak_memory_mb(**ONE_MAN_UNITS))"
    )
    line = [sys.executable, "-c", code]
    process = subprocess.run(line, check=True, capture_output=True, text=True)
    yield Measurement("memory at one man a unit", float(process.stdout), "MB", "below 1000")
