"""Experiments 5 and 6: what must not matter, and luck that belongs to who draws it."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.checks import Check, fights
from mesa_mosul.build import build, first_tick
from mesa_mosul.fight import run
from mesa_mosul.laboratory import survivors
from mesa_mosul.parameters import record
from mesa_mosul.setting import scenario
from mesa_mosul.tables import read_all
from mesa_mosul.tick import live_out

MARGIN = 0.03
"""A 90 % interval of a difference of chances within this is equivalence."""
ENOUGH = 6000
"""Fights an arm from which the margin can be decided."""
LOSSES = 0.05
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


def alike(what: str, men: int, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Check]:
    """Hold two sets of fights of so many men of blue together: chance, losses, variance."""
    won = [(table.blue > 0).to_numpy(float) for table in (before, after)]
    gap = float(won[1].mean() - won[0].mean())
    wide = stats.norm.ppf(0.95) * float(np.hypot(*(one.std() / one.size**0.5 for one in won)))
    low, high = gap - wide, gap + wide
    shown, near = f"{low:+.3f} to {high:+.3f}", bool(max(-low, high) <= MARGIN)
    yield Check(5, f"{what}: P(blue wins), difference", gap, f"within +-{MARGIN}", shown, near)
    losses = [men - float(table.blue.mean()) for table in (before, after)]
    ratio = losses[1] / losses[0]
    near = abs(ratio - 1.0) <= LOSSES
    yield Check(5, f"{what}: blue's losses, ratio", ratio, f"1 +-{LOSSES:.0%}", "", near)
    spread = float(after.blue.var() / before.blue.var())
    low, high = VARIANCES
    near = low <= spread <= high
    yield Check(
        5, f"{what}: variance of survivors, ratio", spread, f"{low} to {high}", "", near
    )


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


def mirror(count: int) -> Check:
    """Swap the sides and the units' ids, and expect the mirrored survivors, fight by fight."""
    same = 0
    for seed in range(count):
        one, other = (swapped_fight(seed, swap) for swap in (False, True))
        same += one == (other[1], other[0])
    share = same / count
    return Check(
        5, "sides swapped: mirrored fights", share, "1", f"{count} fights", same == count
    )


def swapped_fight(seed: int, swap: bool) -> tuple[int, int]:
    """Return blue's and red's survivors of 60 v 50, or of 50 v 60 with the ids swapped."""
    blue, red = (50, 60) if swap else (60, 50)
    world = scenario("duel").with_(**{"duel.blue": blue, "duel.red": red})
    stage = build(world, read_all())
    if swap:
        units = stage.world.units
        units.uid[:] += np.where(units.side == 0, 1_000_000, -1_000_000)
    first = first_tick(world, seed)
    last = first.number + world.days * first.per_day
    live_out(stage.records, record(world.parameters), first, last)
    left = survivors(stage.world)
    return left["blue"], left["red"]


def luck(count: int) -> Iterator[Check]:
    """Experiment 6: equal runs are equal to the last bit, and paired runs share their luck."""
    first = run("reported", seed=1, days=2).outcome["digest"]
    for what, again in (
        ("the same seed again", run("reported", seed=1, days=2)),
        ("plain rules", run("reported", seed=1, days=2, engine="plain")),
    ):
        same = again.outcome["digest"] == first
        yield Check(6, f"{what}: equal digests", float(same), "1", "", same)
    yield from pairing(max(10, min(count // 100, 40)))


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
