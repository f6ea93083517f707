"""Experiment 9: why battalions break, and whether they come back, at any size of units.

Held against 52 engagements of battalions (E154a to E154d): most that broke off were turned or
cut off, few had lost too many. Counted over the campaign up to 13 December 2016.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.checks import Check
from mesa_mosul.course import Course
from mesa_mosul.names import BREAK_TRIGGERS, FLANK, ISIS, LOSSES, WORN
from mesa_mosul.setting import scenario

DAYS = 58
BANDS = {FLANK: (0.50, 0.76), LOSSES: (0.04, 0.21)}
SIZES = {"iraqi.men_per_unit": 20, "isis.men_per_unit": 5}
ALIKE = 0.10
"""How far the share of a trigger may move with the size of units."""


def broken(seed: int, **changes: object) -> tuple[pd.DataFrame, float]:
    """Fight the campaign to 13 December; return its breaks and the share that came back.

    Breaks: battalion, tick, trigger and whether it is one of ISIS. A battalion came back if it
    lost a man after its refit was over.
    """
    course = Course(scenario("campaign").with_(**changes), seed)
    for _ in range(DAYS):
        course.day()
    events, battalions = course.events(), course.world.battalions
    breaks = events[events["what"] == "battalion breaks"]
    force = dict(zip(battalions.uid.tolist(), force_of(course).tolist(), strict=True))
    found = pd.DataFrame(
        {
            "battalion": breaks["who"],
            "trigger": breaks["three"].astype(int),
            "isis": breaks["who"].map(force) == ISIS,
        }
    )
    rested = (battalions.breaks > 0) & (battalions.resting_until <= course.tick.number)
    back = rested & (battalions.recent > 0)
    return found, int(np.count_nonzero(back)) / max(1, int(np.count_nonzero(rested)))


def force_of(course: Course) -> np.ndarray:
    """Return the force of each battalion, shape (battalions,)."""
    units = course.world.units
    found = np.zeros(course.world.battalions.uid.size, np.int64)
    found[units.battalion] = units.force
    return found


def shares(breaks: pd.DataFrame) -> np.ndarray:
    """Return the share of each trigger, shape (triggers,)."""
    counted = np.bincount(breaks["trigger"], minlength=len(BREAK_TRIGGERS))
    return counted / max(1, len(breaks))


def share_check(trigger: int, breaks: pd.DataFrame) -> Check:
    """Hold a trigger's share of the attackers' breaks against its band.

    It is outside the band only if its exact 95 % interval is.
    """
    seen, (low, high) = int((breaks["trigger"] == trigger).sum()), BANDS[trigger]
    least, most = stats.binomtest(seen, len(breaks)).proportion_ci(method="exact")
    what = f"attackers broken by {BREAK_TRIGGERS[trigger]}, share"
    told = f"{least:.2f} to {most:.2f} of {len(breaks)} breaks"
    holds = bool(least <= high and most >= low)
    return Check(9, what, seen / len(breaks), f"{low} to {high}", told, holds)


def breaking(count: int) -> Iterator[Check]:
    """Experiment 9; count: fights asked for, of which each campaign stands for 1,000."""
    seeds = range(1, max(2, count // 1000) + 1)
    usual, finer = ([broken(seed, **changes) for seed in seeds] for changes in ({}, SIZES))
    all_breaks = pd.concat([breaks for breaks, _ in usual])
    attackers, isis = all_breaks[~all_breaks["isis"]], all_breaks[all_breaks["isis"]]
    found = shares(attackers)
    for trigger in BANDS:
        yield share_check(trigger, attackers)
    theirs, said = shares(isis), f"{len(isis)} breaks"
    for trigger in (FLANK, LOSSES, WORN):
        what = f"ISIS broken by {BREAK_TRIGGERS[trigger]}, share"
        yield Check(9, what, float(theirs[trigger]), "reported", said, True)
    small = pd.concat([breaks for breaks, _ in finer])
    small = small[~small["isis"]]
    moved = float(np.abs(shares(small) - found).max())
    luck = 1.96 * float(np.sqrt(0.25 / len(attackers) + 0.25 / len(small)))
    what = "units half as large: largest change of an attackers' share"
    aim, told = f"below {ALIKE}, or no more than luck", f"luck to {luck:.2f}"
    yield Check(9, what, moved, aim, told, moved < max(ALIKE, luck))
    back = float(np.mean([share for _, share in usual]))
    what = "broken battalions back in the fight after refit, share"
    yield Check(9, what, back, "above 0.5", "", back > 0.5)
