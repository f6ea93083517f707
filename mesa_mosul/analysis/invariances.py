"""Experiments 5 and 6: what must not matter, and luck that belongs to who draws it."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.checks import Check, fights
from mesa_mosul.build import build, first_tick
from mesa_mosul.course import Course
from mesa_mosul.fight import run
from mesa_mosul.names import FORCES
from mesa_mosul.parameters import record
from mesa_mosul.setting import scenario
from mesa_mosul.state import World
from mesa_mosul.tables import read_all
from mesa_mosul.tick import live_out

MARGIN = 0.03
"""A 90 % interval of a difference of chances within this is equivalence."""
ENOUGH = 6000
"""Fights an arm from which the margin can be decided."""
RATIO = (0.95, 1.05)
VARIANCES = (0.8, 1.25)
UNITS = ("iraqi.men_per_unit", "isis.men_per_unit")
CASES: tuple[tuple[str, str, int, int, dict[str, object]], ...] = (
    ("half the tick", "duel", 50, 50, {"scale.hours_per_tick": 6}),
    ("half the cell", "duel", 50, 50, {"scale.cell_metres": 250}),
    ("twice the cell", "duel", 50, 50, {"scale.cell_metres": 1000}),
    ("one unit, not five", "duel", 50, 50, dict.fromkeys(UNITS, 50)),
    ("units of 1 in a street", "street", 83, 40, dict.fromkeys(UNITS, 1)),
    ("units of 40 in a street", "street", 83, 40, dict.fromkeys(UNITS, 40)),
)

SOLDIERS: dict[str, object] = {f"{force}.men_per_unit": 1 for force in FORCES}
HALF_THE_CELL, TWICE_THE_CELL = "half the cell", "twice the cell"
GROUND_CASES: dict[str, dict[str, object]] = {
    "as shipped": {},
    "half the tick": {"scale.hours_per_tick": 3},
    HALF_THE_CELL: {"scale.cell_metres": 250},
    TWICE_THE_CELL: {"scale.cell_metres": 1000},
    "units half as large": {"iraqi.men_per_unit": 20, "isis.men_per_unit": 5},
    "every man a unit": SOLDIERS,
}
GROUND_DAYS, GROUND_SEEDS = 21, range(10)
GROUND_RATIO = (0.9, 1.1)


def alike(what: str, men: int, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Check]:
    """Hold two sets of fights of so many men of blue together.

    By the chance to win, blue's losses, their variance and how long the fights took.
    """
    won = [(table.blue > 0).to_numpy(float) for table in (before, after)]
    gap = float(won[1].mean() - won[0].mean())
    wide = stats.norm.ppf(0.95) * float(np.hypot(*(one.std() / one.size**0.5 for one in won)))
    low, high = gap - wide, gap + wide
    shown, near = f"{low:+.3f} to {high:+.3f}", bool(max(-low, high) <= MARGIN)
    yield Check(5, f"{what}: P(blue wins), difference", gap, f"within +-{MARGIN}", shown, near)
    one, other = before.mean(), after.mean()
    yield ratio(f"{what}: blue's losses", men - one.blue, men - other.blue, RATIO)
    yield ratio(f"{what}: hours", one.hours, other.hours, RATIO)
    spread = before.blue.var(), after.blue.var()
    yield ratio(f"{what}: variance of survivors", *spread, VARIANCES)


def ratio(what: str, before: float, after: float, within: tuple[float, float]) -> Check:
    """Hold the ratio of two figures within bounds."""
    found, (low, high) = float(after / before), within
    holds = low <= found <= high
    return Check(5, f"{what}, ratio", found, f"{low:g} to {high:g}", "", holds)


def invariances(count: int) -> Iterator[Check]:
    """Experiment 5: sides, ticks, cells and units.

    Equivalence within the margin needs about 6,000 fights an arm: with fewer, sides only.
    """
    yield mirror(min(count, 500))
    if count < ENOUGH:
        return
    for what, name, blue, red, changes in CASES:
        before, after = (
            fights(name, blue, red, count),
            fights(name, blue, red, count, **changes),
        )
        yield from alike(what, blue, before, after)
    yield from ground()


def ground() -> Iterator[Check]:
    """Hold the ground that the battle of the city gains against cells, ticks and units."""
    gained = {what: km2_gained(changes) for what, changes in GROUND_CASES.items()}
    usual = gained.pop("as shipped")
    for what, km2 in gained.items():
        if what != TWICE_THE_CELL:
            what = f"{what}: km2 gained in the city"
            yield ratio(what, usual.mean(), km2.mean(), GROUND_RATIO)
    yield finer_change(usual, gained[HALF_THE_CELL], gained[TWICE_THE_CELL])


def finer_change(usual: np.ndarray, half: np.ndarray, twice: np.ndarray) -> Check:
    """Hold the change by half the cell to less than that by twice the cell, but for luck.

    usual, half, twice: km2 gained, one a seed.
    """
    more = float(abs(half.mean() - usual.mean()) - abs(twice.mean() - usual.mean()))
    luck = 1.96 * float(np.hypot(half.std(ddof=1), twice.std(ddof=1)) / half.size**0.5)
    what = "half the cell: km2 gained, change less that by twice the cell"
    told = f"luck to {luck:.2f} km2"
    return Check(5, what, more, "below 0, but for luck", told, more < luck)


def km2_gained(changes: dict[str, object]) -> np.ndarray:
    """Return the km2 that the world of the record gains in its first weeks, one a seed."""
    world = scenario("recorded").with_(**changes)
    courses = [run(world, seed, GROUND_DAYS).daily["km2_city_held"] for seed in GROUND_SEEDS]
    return np.array([held.iloc[-1] - held.iloc[0] for held in courses])


def mirror(count: int) -> Check:
    """Swap the sides and the units' ids, and expect the mirrored fight, unit by unit."""
    same = 0
    for seed in range(count):
        one, other = (swapped_fight(seed, swap) for swap in (False, True))
        same += one == other[::-1]
    share = same / count
    return Check(
        5, "sides swapped: mirrored fights", share, "1", f"{count} fights", same == count
    )


def swapped_fight(seed: int, swap: bool) -> tuple[str, str]:
    """Return the digests of blue's and red's course in 60 v 50, or in 50 v 60 with ids swapped.

    A side's course is its units' men, wounded and killed, and the ticks that were fought.
    """
    blue, red = (50, 60) if swap else (60, 50)
    world = scenario("duel").with_(**{"duel.blue": blue, "duel.red": red})
    stage = build(world, read_all())
    units = stage.world.units
    if swap:
        units.uid[:] += np.where(units.side == 0, 1_000_000, -1_000_000)
    first = first_tick(world, seed)
    last = first.number + world.days * first.per_day
    ticks = live_out(stage.addresses, record(world.parameters), first, last)
    return side_digest(stage.world, 0, ticks), side_digest(stage.world, 1, ticks)


def side_digest(world: World, side: int, ticks: int) -> str:
    """Return a hash of what became of one side's units, in the order of their ids."""
    units = world.units
    rows = np.flatnonzero(units.side == side)
    rows = rows[np.argsort(units.uid[rows])]
    found = hashlib.sha256(str(ticks).encode())
    for column in (units.men, units.wounded_ever, units.killed):
        found.update(column[rows].tobytes())
    return found.hexdigest()


def luck(count: int) -> Iterator[Check]:
    """Experiment 6: equal runs are equal to the last bit, and paired runs share their luck."""
    first = run("reported", seed=1, days=2).outcome["digest"]
    for what, again in (
        ("the same seed again", run("reported", seed=1, days=2).outcome["digest"]),
        ("plain rules", run("reported", seed=1, days=2, engine="plain").outcome["digest"]),
        ("another process", digest_elsewhere()),
        ("rows shuffled", digest_of_shuffled()),
    ):
        same = again == first
        yield Check(6, f"{what}: equal digests", float(same), "1", "", same)
    yield from pairing(max(10, min(count // 100, 40)))


def digest_elsewhere() -> str:
    """Return the digest of two days of the report, fought by another process."""
    command = (sys.executable, "-m", "mesa_mosul", "run", "reported", "--seed", "1")
    how = ("--days", "2", "--json", "--quiet")
    said = subprocess.run((*command, *how), capture_output=True, text=True, check=True)
    return json.loads(said.stdout)["digest"]


def digest_of_shuffled() -> str:
    """Return the digest of two days of the report with the rows of units shuffled."""
    course = Course(scenario("reported"), seed=1)
    units = course.world.units
    order = np.random.default_rng(1).permutation(units.uid.size)
    for column in units:
        column[:] = column[order]
    course.day()
    course.day()
    return course.digest()


def pairing(seeds: int) -> Iterator[Check]:
    """Compare paired and unpaired differences when a fifth more car bombs are sent out."""
    base = scenario("recorded")
    more = base.with_(**{"car_bombs.launch": 1.2 * base.parameters.car_bombs.launch})
    courses = [
        [run(one, seed=seed, days=10).daily for seed in range(seeds)] for one in (base, more)
    ]
    for outcome in ("car_bombs_launched", "iraqi_killed", "km2_city_held"):
        for day in (1, 3, 10):
            one, other = (
                np.array([run[outcome].iloc[day - 1] for run in arm]) for arm in courses
            )
            ratio = float((one.var() + other.var()) / max((other - one).var(), 1e-12))
            held = outcome == "car_bombs_launched" and day == 10
            what = (
                f"a fifth more car bombs, {outcome} on day {day}: unpaired over paired variance"
            )
            yield Check(
                6, what, ratio, ">= 2" if held else "reported", "", ratio >= 2 or not held
            )
