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

HOME = Path(__file__).parents[1]
COPIED = ("mesa_mosul", "seeds", "tests", "pyproject.toml")
PATIENCE = 600
"""Seconds after which a run of tests counts as hung, and nothing as caught."""
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)


class Fault(NamedTuple):
    """A fault: the text that it replaces, in which file, and the tests that should see it."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


FAULTS = (
    Fault(
        "a wrong sign: losses raise cohesion",
        "rules/cohesion.py",
        "cohesion - cost + gain",
        "cohesion + cost + gain",
        ("rules/test_cohesion.py",),
    ),
    Fault(
        "a dropped factor: cover does not count in fire",
        "rules/exchange.py",
        "return rate * (1.0 - world.city.cover[cell])",
        "return rate",
        ("rules/test_exchange.py",),
    ),
    Fault(
        "a unit fires twice in one step",
        "rules/exchange.py",
        "        hit(world, tick, step, hours, ranks)\n",
        2 * "        hit(world, tick, step, hours, ranks)\n",
        ("rules/test_exchange.py",),
    ),
    Fault(
        "two units of a formation share their luck",
        "rules/exchange.py",
        "luck = uniform(tick, units.uid[row], FIRE, step)",
        "luck = uniform(tick, units.formation[row], FIRE, step)",
        ("rules/test_exchange.py",),
    ),
    Fault(
        "near is counted one cell too far east",
        "grid.py",
        "(north * columns + east).astype",
        "(north * columns + east + 1).astype",
        ("test_grid.py",),
    ),
    Fault(
        "the wounded are counted twice",
        "rules/losses.py",
        "units.wounded[row] += hits - killed - back",
        "units.wounded[row] += 2 * (hits - killed) - back",
        ("rules/test_losses.py",),
    ),
    Fault(
        "a phase out of order: cohesion before losses",
        "tick.py",
        "    settle(world, p, tick)\n    weigh(world, p, tick)\n",
        "    weigh(world, p, tick)\n    settle(world, p, tick)\n",
        ("test_tick.py",),
    ),
    Fault(
        "a rate that is not scaled by the tick: the wounded heal by the day in every tick",
        "rules/losses.py",
        "p.fire.return_rate, days, luck)",
        "p.fire.return_rate, 1.0, luck)",
        ("rules/test_losses.py",),
    ),
    Fault(
        "a foreign hand: fire takes men out of their units",
        "rules/exchange.py",
        "            toll.hits_fire[row] += men\n",
        "            toll.hits_fire[row] += men\n            units.men[row] -= men\n",
        ("test_ownership.py",),
    ),
    Fault(
        "marches cross the river when all bridges are cut",
        "grid.py",
        "if tick.number < bridges.cut_at[bridge]:",
        "if tick.number < NEVER:",
        ("test_grid.py",),
    ),
    Fault(
        "people lost from the count: only today's displaced are kept",
        "rules/people.py",
        "city.fled[cell] += fled",
        "city.fled[cell] = fled",
        ("rules/test_people.py",),
    ),
    Fault(
        "a law reversed: under more cover, strikes hit more",
        "rules/strikes.py",
        "hits * (1.0 - world.city.cover[cell])",
        "hits * (1.0 + world.city.cover[cell])",
        ("rules/test_strikes.py",),
    ),
)


def copy(source: Path, home: Path) -> Path:
    """Copy what a run of tests needs, without what earlier runs left behind."""
    for name in COPIED:
        if (source / name).is_dir():
            left = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(source / name, home / name, ignore=left)
        else:
            home.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, home / name)
    return home


def faulty(fault: Fault, home: Path) -> str:
    """Return the text of a faulty file.

    Raises ValueError unless the text that the fault replaces stands there exactly once.
    """
    text = (home / "mesa_mosul" / fault.file).read_text(encoding="utf-8")
    if text.count(fault.right) != 1:
        raise ValueError(
            f"{fault.file} has {fault.right!r} {text.count(fault.right)} times:"
            f" '{fault.name}' wants it exactly once"
        )
    return text.replace(fault.right, fault.wrong)


def apply(fault: Fault, home: Path) -> None:
    """Put a fault into a copy. Raises as `faulty`."""
    (home / "mesa_mosul" / fault.file).write_text(faulty(fault, home), encoding="utf-8")


def python(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, on the copy's package and with the copy's cache."""
    own = {"PYTHONPATH": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    return subprocess.run(
        (sys.executable, *words),
        cwd=home,
        env={**os.environ, **own, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def first_failure(home: Path, tests: Sequence[str]) -> str | None:
    """Return the first test that fails in a copy, or None if all pass.

    Raises RuntimeError where tests cannot be run to a verdict: a fault is caught by a test
    that fails, not by one that cannot be loaded.
    """
    words = ("-m", "pytest", "-x", "-q", "-rf", "-p", "no:cacheprovider", "-m", "not slow")
    try:
        run = python(home, *words, *(f"tests/{name}" for name in tests))
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"hung for {PATIENCE} s: {', '.join(tests)}") from late
    if run.returncode == 0:
        return None
    failed = FAILED.search(run.stdout)
    if run.returncode != 1 or failed is None:
        raise RuntimeError(f"no verdict from {', '.join(tests)}:\n{run.stdout}{run.stderr}")
    return failed[1].removeprefix("tests/")


def check_sound(home: Path, faults: Sequence[Fault]) -> None:
    """Hold the copy without a fault to all the tests that will be used.

    Raises RuntimeError if one fails, or if Python takes the package from elsewhere.
    """
    used = python(home, "-c", "import mesa_mosul; print(mesa_mosul.__file__)").stdout.strip()
    if not Path(used).is_relative_to(home):
        raise RuntimeError(f"the package under test is {used}, not the copy in {home}")
    failed = first_failure(home, sorted({name for fault in faults for name in fault.tests}))
    if failed:
        raise RuntimeError(f"{failed} fails without any fault; mend that first")


def catch(fault: Fault, sound: Path, home: Path) -> str | None:
    """Return the first test that fails of a fault in a copy of its own, or None."""
    apply(fault, copy(sound, home))
    return first_failure(home, fault.tests)


def chosen() -> list[int]:
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
    numbers, missed = chosen(), 0
    faults = [FAULTS[number - 1] for number in numbers]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        sound, begun = copy(HOME, place / "sound"), time.monotonic()
        check_sound(sound, faults)
        print(f"without a fault all tests pass ({time.monotonic() - begun:.0f} s)\n")
        print("| # | fault | caught by | seconds |\n|--:|---|---|--:|")
        for number, fault in zip(numbers, faults, strict=True):
            begun = time.monotonic()
            caught = catch(fault, sound, place / f"fault_{number}")
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
