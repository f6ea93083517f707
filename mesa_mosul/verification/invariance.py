"""Checks 5 and 6: invariance to numerical choices, reproducibility, common random numbers."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.engine.compiled_parameters import CompiledParameters
from mesa_mosul.engine.world import World
from mesa_mosul.initialization.world_builder import build_world, start_clock
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.simulation.schedule import compiled_table, run_to_annihilation
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.single_run.run import run
from mesa_mosul.verification.exact_fights import Check, run_fights
from mesa_mosul.verification.timing import mosul_output

EQUIVALENCE_MARGIN = 0.03
"""A 90 % interval of a difference of probabilities within this margin is equivalence."""
MIN_FIGHTS = 6000
"""Fewest fights per arm with which equivalence within the margin can be shown."""
RATIO_BOUNDS = (0.95, 1.05)
VARIANCE_RATIO_BOUNDS = (0.8, 1.25)
UNIT_SIZE_PARAMETERS = ("iraqi.men_per_unit", "isis.men_per_unit")
FIGHT_CASES: tuple[tuple[str, str, int, int, dict[str, object]], ...] = (
    ("half the tick", "duel", 50, 50, {"resolution.hours_per_tick": 6}),
    ("half the cell", "duel", 50, 50, {"resolution.cell_metres": 250}),
    ("twice the cell", "duel", 50, 50, {"resolution.cell_metres": 1000}),
    ("one unit, not five", "duel", 50, 50, dict.fromkeys(UNIT_SIZE_PARAMETERS, 50)),
    ("units of 1 in a street", "street", 83, 40, dict.fromkeys(UNIT_SIZE_PARAMETERS, 1)),
    ("units of 40 in a street", "street", 83, 40, dict.fromkeys(UNIT_SIZE_PARAMETERS, 40)),
)

ONE_MAN_UNITS: dict[str, object] = {
    f"{force}.men_per_unit": 1 for force in ("iraqi", "isis", "peshmerga", "coalition", "pmf")
}
HALF_CELL_SIZE, DOUBLE_CELL_SIZE = "half the cell", "twice the cell"
TERRITORY_CASES: dict[str, dict[str, object]] = {
    "as shipped": {},
    "half the tick": {"resolution.hours_per_tick": 3},
    HALF_CELL_SIZE: {"resolution.cell_metres": 250},
    DOUBLE_CELL_SIZE: {"resolution.cell_metres": 1000},
    "units half as large": {"iraqi.men_per_unit": 20, "isis.men_per_unit": 5},
    "every man a unit": ONE_MAN_UNITS,
}
TERRITORY_DAYS, TERRITORY_SEEDS = 21, range(10)
TERRITORY_RATIO_BOUNDS = (0.9, 1.1)
MIN_VARIANCE_RATIO = 2
"""Least reduction of variance by common random numbers, where one is required."""
NO_VARIANCE = 1e-12
"""Stands for the variance of paired differences that are all equal."""


def equivalence_checks(
    label: str, initial_blue: int, before: pd.DataFrame, after: pd.DataFrame
) -> Iterator[Check]:
    """Check that two sets of fights are equivalent.

    By win probability, blue's losses, the variance of survivors and the duration.
    """
    wins = [(table.blue > 0).to_numpy(float) for table in (before, after)]
    difference = float(wins[1].mean() - wins[0].mean())
    standard_errors = (win.std() / win.size**0.5 for win in wins)
    half_width = scipy.stats.norm.ppf(0.95) * float(np.hypot(*standard_errors))
    low, high = difference - half_width, difference + half_width
    interval, holds = f"{low:+.3f} to {high:+.3f}", bool(max(-low, high) <= EQUIVALENCE_MARGIN)
    expected = f"within +-{EQUIVALENCE_MARGIN}"
    yield Check(5, f"{label}: P(blue wins), difference", difference, expected, interval, holds)
    losses = initial_blue - before.blue.mean(), initial_blue - after.blue.mean()
    yield ratio_check(f"{label}: blue's losses", *losses, RATIO_BOUNDS)
    hours = before.hours.mean(), after.hours.mean()
    yield ratio_check(f"{label}: hours", *hours, RATIO_BOUNDS)
    variances = before.blue.var(), after.blue.var()
    yield ratio_check(f"{label}: variance of survivors", *variances, VARIANCE_RATIO_BOUNDS)


def ratio_check(label: str, before: float, after: float, bounds: tuple[float, float]) -> Check:
    """Compare the ratio of two figures with its bounds."""
    ratio, (low, high) = float(after / before), bounds
    holds = low <= ratio <= high
    return Check(5, f"{label}, ratio", ratio, f"{low:g} to {high:g}", "", holds)


def invariance_checks(count: int) -> Iterator[Check]:
    """Check 5: invariance to the choice of sides, ticks, cells and units.

    Equivalence within the margin needs about 6,000 fights per arm: with fewer, sides only.
    """
    yield side_symmetry_check(min(count, 500))
    if count < MIN_FIGHTS:
        return
    for label, name, blue, red, changes in FIGHT_CASES:
        before, after = (
            run_fights(name, blue, red, count),
            run_fights(name, blue, red, count, **changes),
        )
        yield from equivalence_checks(label, blue, before, after)
    yield from territory_checks()


def territory_checks() -> Iterator[Check]:
    """Check that territory gained in the city depends little on cells, ticks and units."""
    km2_by_case = {case: km2_gained(changes) for case, changes in TERRITORY_CASES.items()}
    default = km2_by_case.pop("as shipped")
    for case, km2 in km2_by_case.items():
        if case != DOUBLE_CELL_SIZE:
            label = f"{case}: km2 gained in the city"
            yield ratio_check(label, default.mean(), km2.mean(), TERRITORY_RATIO_BOUNDS)
    yield cell_size_convergence_check(
        default, km2_by_case[HALF_CELL_SIZE], km2_by_case[DOUBLE_CELL_SIZE]
    )


def cell_size_convergence_check(
    default_km2: np.ndarray, half_size_km2: np.ndarray, double_size_km2: np.ndarray
) -> Check:
    """Check that halving the cell changes less than doubling it, random variation apart.

    Arguments: km2 gained, one value a seed.
    """
    excess = float(
        abs(half_size_km2.mean() - default_km2.mean())
        - abs(double_size_km2.mean() - default_km2.mean())
    )
    half_width = 1.96 * float(
        np.hypot(half_size_km2.std(ddof=1), double_size_km2.std(ddof=1))
        / half_size_km2.size**0.5
    )
    label = "half the cell: km2 gained, change less that by twice the cell"
    interval, expected = f"random to {half_width:.2f} km2", "below 0, random variation apart"
    return Check(5, label, excess, expected, interval, excess < half_width)


def km2_gained(changes: dict[str, object]) -> np.ndarray:
    """Return the km2 gained in the first weeks of `recorded`, one value a seed."""
    changed = scenario("recorded").with_parameters(**changes)
    series = [
        run(changed, seed, TERRITORY_DAYS).daily["km2_city_held"] for seed in TERRITORY_SEEDS
    ]
    return np.array([km2.iloc[-1] - km2.iloc[0] for km2 in series])


def side_symmetry_check(count: int) -> Check:
    """Check that swapping sides and unit ids mirrors the fight, unit by unit."""
    n_mirrored = 0
    for seed in range(count):
        digests, swapped = (mirrored_fight(seed, swap) for swap in (False, True))
        n_mirrored += digests == swapped[::-1]
    share, holds = n_mirrored / count, n_mirrored == count
    return Check(5, "sides swapped: mirrored fights", share, "1", f"{count} fights", holds)


def mirrored_fight(seed: int, swap_sides: bool) -> tuple[str, str]:
    """Return the digests of blue and red after 60 v 50, or after 50 v 60 with ids swapped."""
    blue, red = (50, 60) if swap_sides else (60, 50)
    sides = scenario("duel").with_parameters(**{"duel.blue": blue, "duel.red": red})
    built = build_world(sides, read_tables())
    units = built.world.units
    if swap_sides:
        units.uid[:] += np.where(units.side == 0, 1_000_000, -1_000_000)
    clock, compiled_world = start_clock(sides, seed), cast(Any, built.compiled_world)
    rules: Any = CompiledParameters(sides.parameters)
    end_tick = clock.tick + sides.days * clock.ticks_per_day
    ticks = run_to_annihilation(compiled_world, rules, clock, end_tick, compiled_table())
    return side_digest(built.world, 0, ticks), side_digest(built.world, 1, ticks)


def side_digest(world: World, side: int, ticks: int) -> str:
    """Return a hash of the strength, wounded and killed of one side's units, by their ids."""
    units = world.units
    rows = np.flatnonzero(units.side == side)
    rows = rows[np.argsort(units.uid[rows])]
    digest = hashlib.sha256(str(ticks).encode())
    for column in (units.strength, units.wounded_total, units.killed):
        digest.update(column[rows].tobytes())
    return digest.hexdigest()


def reproducibility_checks(count: int) -> Iterator[Check]:
    """Check 6: equal runs are equal to the last bit; paired runs share random numbers."""
    first = run("reported", seed=1, days=2).outcome["digest"]
    for label, digest in (
        ("the same seed again", run("reported", seed=1, days=2).outcome["digest"]),
        ("plain rules", run("reported", seed=1, days=2, engine="plain").outcome["digest"]),
        ("another process", digest_in_subprocess()),
        ("rows shuffled", digest_with_shuffled_rows()),
    ):
        is_equal = digest == first
        yield Check(6, f"{label}: equal digests", float(is_equal), "1", "", is_equal)
    yield from crn_checks(max(10, min(count // 100, 40)))


def digest_in_subprocess() -> str:
    """Return the digest of two days of `reported`, run by another process."""
    words = ("run", "reported", "--seed", "1", "--days", "2", "--json", "--quiet")
    return json.loads(mosul_output(*words))["digest"]


def digest_with_shuffled_rows() -> str:
    """Return the digest of two days of `reported` with the rows of units shuffled."""
    simulation = Simulation(scenario("reported"), seed=1)
    units = simulation.world.units
    order = np.random.default_rng(1).permutation(units.uid.size)
    for column in units:
        column[:] = column[order]
    simulation.run_day()
    simulation.run_day()
    return simulation.digest()


def crn_checks(seeds: int) -> Iterator[Check]:
    """Compare the variance of paired and unpaired differences for a fifth more car bombs."""
    base = scenario("recorded")
    launch_rate = 1.2 * base.parameters.car_bombs.launch_rate
    more = base.with_parameters(**{"car_bombs.launch_rate": launch_rate})
    arms = [
        [run(arm, seed=seed, days=10).daily for seed in range(seeds)] for arm in (base, more)
    ]
    for outcome in ("car_bombs_launched", "iraqi_killed", "km2_city_held"):
        for day in (1, 3, 10):
            before, after = (
                np.array([daily[outcome].iloc[day - 1] for daily in arm]) for arm in arms
            )
            ratio = float(
                (before.var() + after.var()) / max((after - before).var(), NO_VARIANCE)
            )
            is_required = outcome == "car_bombs_launched" and day == 10
            case = f"a fifth more car bombs, {outcome} on day {day}"
            label, expected = (
                f"{case}: unpaired over paired variance",
                f">= {MIN_VARIANCE_RATIO}" if is_required else "reported",
            )
            holds = ratio >= MIN_VARIANCE_RATIO or not is_required
            yield Check(6, label, ratio, expected, "", holds)
