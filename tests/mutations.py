"""Twelve deliberate faults, each of which some test must catch: `python tests/mutations.py`.

Every fault is put into a copy of its own, with a cache of compiled rules of its own. The copy
without a fault comes first: there, all the tests must pass.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).parents[1]
COPIED_PATHS = ("mesa_mosul", "seeds", "tests", "pyproject.toml")
TIMEOUT_S = 600
"""Seconds after which a run of tests counts as hung, and nothing as caught."""
FAILED_LINE = re.compile(r"^FAILED (\S+)", re.MULTILINE)


class Fault(NamedTuple):
    """A fault: the text that it replaces, in which file, and the tests that should see it."""

    name: str
    file: str
    original: str
    mutated: str
    tests: tuple[str, ...]


FAULTS = (
    Fault(
        "a wrong sign: losses raise cohesion",
        "rules/cohesion.py",
        "cohesion - cost + gain",
        "cohesion + cost + gain",
        ("unit/rules/test_cohesion.py",),
    ),
    Fault(
        "a dropped factor: cover does not count in fire",
        "rules/firefight.py",
        "return rate * (1.0 - world.cells.cover[cell])",
        "return rate",
        ("unit/rules/test_firefight.py",),
    ),
    Fault(
        "a unit fires twice in one step",
        "rules/firefight.py",
        "        draw_casualties(world, clock, substep, hours, n_units)\n",
        2 * "        draw_casualties(world, clock, substep, hours, n_units)\n",
        ("unit/rules/test_firefight.py",),
    ),
    Fault(
        "two units of a formation share their random numbers",
        "rules/firefight.py",
        "u = uniform(clock, units.uid[row], STREAM_FIREFIGHT, substep)",
        "u = uniform(clock, units.formation[row], STREAM_FIREFIGHT, substep)",
        ("unit/rules/test_firefight.py",),
    ),
    Fault(
        "the kernel is one cell too far east",
        "engine/smoothing.py",
        "(north * map_columns + east).astype",
        "(north * map_columns + east + 1).astype",
        ("unit/engine/test_smoothing.py",),
    ),
    Fault(
        "the wounded are counted twice",
        "rules/casualties.py",
        "units.wounded_now[row] += hits - deaths - returns",
        "units.wounded_now[row] += 2 * (hits - deaths) - returns",
        ("unit/rules/test_casualties.py",),
    ),
    Fault(
        "a phase out of order: cohesion before losses",
        "simulation/schedule.py",
        '"casualties": apply_casualties,\n    "cohesion": update_cohesion,',
        '"cohesion": update_cohesion,\n    "casualties": apply_casualties,',
        ("unit/simulation/test_schedule.py",),
    ),
    Fault(
        "a rate that is not scaled by the tick: the wounded heal by the day in every tick",
        "rules/casualties.py",
        "p.fire.return_to_duty_rate, tick_days, u",
        "p.fire.return_to_duty_rate, 1.0, u",
        ("unit/rules/test_casualties.py",),
    ),
    Fault(
        "a foreign column written: the firefight takes men out of their units",
        "rules/firefight.py",
        "            unit_workspace.casualties_by_small_arms[row] += casualties\n",
        "            unit_workspace.casualties_by_small_arms[row] += casualties\n"
        "            units.strength[row] -= casualties\n",
        ("properties/test_ownership.py",),
    ),
    Fault(
        "marches cross the river when all bridges are cut",
        "rules/travel.py",
        "if clock.tick < bridges.cut_at[bridge]:",
        "if clock.tick < NEVER:",
        ("unit/rules/test_travel.py",),
    ),
    Fault(
        "civilians lost from the count: only today's displaced are kept",
        "rules/civilians.py",
        "cells.displaced[cell] += departures",
        "cells.displaced[cell] = departures",
        ("unit/rules/test_civilians.py",),
    ),
    Fault(
        "a law reversed: under more cover, strikes hit more",
        "rules/fire_support.py",
        "expected_hits * (1.0 - world.cells.cover[cell])",
        "expected_hits * (1.0 + world.cells.cover[cell])",
        ("unit/rules/test_fire_support.py",),
    ),
)


def copy_checkout(source: Path, home: Path) -> Path:
    """Copy what a run of tests needs, without what earlier runs left behind."""
    for name in COPIED_PATHS:
        if (source / name).is_dir():
            left = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(source / name, home / name, ignore=left)
        else:
            home.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, home / name)
    return home


def mutated_text(fault: Fault, home: Path) -> str:
    """Return the text of a faulty file.

    Raises ValueError unless the text that the fault replaces stands there exactly once.
    """
    text = (home / "mesa_mosul" / fault.file).read_text(encoding="utf-8")
    if text.count(fault.original) != 1:
        raise ValueError(
            f"{fault.file} has {fault.original!r} {text.count(fault.original)} times:"
            f" '{fault.name}' wants it exactly once"
        )
    return text.replace(fault.original, fault.mutated)


def apply_fault(fault: Fault, home: Path) -> None:
    """Put a fault into a copy. Raises as `mutated_text`."""
    (home / "mesa_mosul" / fault.file).write_text(mutated_text(fault, home), encoding="utf-8")


def run_python(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, on the copy's package and with the copy's cache."""
    own = {"PYTHONPATH": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    return subprocess.run(
        (sys.executable, *arguments),
        cwd=home,
        env={**os.environ, **own, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def first_failure(home: Path, tests: Sequence[str]) -> str | None:
    """Return the first test that fails in a copy, or None if all pass.

    Raises RuntimeError where tests cannot be run to a verdict: a fault is caught by a test
    that fails, not by one that cannot be loaded.
    """
    words = ("-m", "pytest", "-x", "-q", "-rf", "-p", "no:cacheprovider", "-m", "not slow")
    profile = "--hypothesis-profile=unshrunk"
    try:
        run = run_python(home, *words, profile, *(f"tests/{name}" for name in tests))
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"hung for {TIMEOUT_S} s: {', '.join(tests)}") from late
    if run.returncode == 0:
        return None
    failed = FAILED_LINE.search(run.stdout)
    if run.returncode != 1 or failed is None:
        raise RuntimeError(f"no verdict from {', '.join(tests)}:\n{run.stdout}{run.stderr}")
    return failed[1].removeprefix("tests/")


def check_unmutated(home: Path, faults: Sequence[Fault]) -> None:
    """Hold the copy without a fault to all the tests that will be used.

    Raises RuntimeError if one fails, or if Python takes the package from elsewhere.
    """
    used = run_python(
        home, "-c", "import mesa_mosul; print(mesa_mosul.__file__)"
    ).stdout.strip()
    if not Path(used).is_relative_to(home):
        raise RuntimeError(f"the package under test is {used}, not the copy in {home}")
    failed = first_failure(home, sorted({name for fault in faults for name in fault.tests}))
    if failed:
        raise RuntimeError(f"{failed} fails without any fault; mend that first")


def first_catching_test(fault: Fault, clean_copy: Path, home: Path) -> str | None:
    """Return the first test that fails of a fault in a copy of its own, or None."""
    apply_fault(fault, copy_checkout(clean_copy, home))
    return first_failure(home, fault.tests)


def parse_fault_numbers() -> list[int]:
    """Return the numbers of the faults that the command line asks for, from 1."""
    numbers = range(1, len(FAULTS) + 1)
    parser = argparse.ArgumentParser(
        description="Put faults into copies; see who catches them."
    )
    parser.add_argument("--only", type=int, choices=numbers, metavar="N", help="one fault")
    only = parser.parse_args().only
    return [only] if only else list(numbers)


def main() -> int:
    """Try the faults one after another; return 0 if every one is caught."""
    numbers, missed = parse_fault_numbers(), 0
    faults = [FAULTS[number - 1] for number in numbers]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        sound, begun = copy_checkout(CHECKOUT, place / "sound"), time.monotonic()
        check_unmutated(sound, faults)
        print(f"without a fault all tests pass ({time.monotonic() - begun:.0f} s)\n")
        print("| # | fault | caught by | seconds |\n|--:|---|---|--:|")
        for number, fault in zip(numbers, faults, strict=True):
            begun = time.monotonic()
            caught = first_catching_test(fault, sound, place / f"fault_{number}")
            missed += caught is None
            seconds = time.monotonic() - begun
            print(
                f"| {number} | {fault.name} | {caught or 'NOBODY'} | {seconds:.0f} |",
                flush=True,
            )
    print(f"\n{len(faults) - missed} of {len(faults)} faults are caught")
    return 1 if missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, ValueError) as fault:
        sys.exit(f"mutations: {fault}")
