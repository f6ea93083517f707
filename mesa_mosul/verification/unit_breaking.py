"""Check 9: why battalions break, and whether they return to combat, at any size of units.

Compared with 52 engagements of battalions (E154a to E154d): most that broke off were
outflanked or cut off, few had too many casualties. Counted over the campaign to 13 December
2016.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.engine.codes import (
    BATTALION_BREAKS,
    BREAK_TRIGGERS,
    CASUALTIES,
    EVENTS,
    EXHAUSTION,
    ISIS,
    OPEN_FLANK,
)
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.verification.exact_fights import Check

DAYS_TO_13_DECEMBER = 58
TRIGGER_SHARE_BANDS = {OPEN_FLANK: (0.50, 0.76), CASUALTIES: (0.04, 0.21)}
HALF_SIZE_UNITS = {"iraqi.men_per_unit": 20, "isis.men_per_unit": 5}
MAX_SHIFT = 0.10
"""Largest change of a trigger's share with the size of units."""
FIGHTS_PER_CAMPAIGN = 1000
"""Fights of other checks that take as long as one campaign."""


def breaks_of_campaign(seed: int, **changes: object) -> tuple[pd.DataFrame, float]:
    """Run the campaign to 13 December; return its breaks and the share of battalions back.

    Breaks: battalion, trigger and whether it belongs to ISIS. A battalion is back if it
    had casualties after its refit.
    """
    simulation = Simulation(scenario("campaign").with_parameters(**changes), seed)
    for _ in range(DAYS_TO_13_DECEMBER):
        simulation.run_day()
    events, battalions = simulation.events(), simulation.world.battalions
    breaks = events[events["event"] == EVENTS[BATTALION_BREAKS]]
    force = dict(
        zip(battalions.uid.tolist(), force_by_battalion(simulation).tolist(), strict=True)
    )
    table = pd.DataFrame(
        {
            "battalion": breaks["battalion"],
            "trigger": breaks["trigger"],
            "isis": breaks["battalion"].map(force) == ISIS,
        }
    )
    refitted = (battalions.break_count > 0) & (
        battalions.refit_until_tick <= simulation.clock.tick
    )
    is_back = refitted & (battalions.recent_loss_fraction > 0)
    return table, int(np.count_nonzero(is_back)) / max(1, int(np.count_nonzero(refitted)))


def force_by_battalion(simulation: Simulation) -> np.ndarray:
    """Return the force of each battalion, shape (battalions,)."""
    units = simulation.world.units
    force = np.zeros(simulation.world.battalions.uid.size, np.int64)
    force[units.battalion] = units.force
    return force


def trigger_shares(breaks: pd.DataFrame) -> np.ndarray:
    """Return the share of each trigger, shape (triggers,)."""
    counts = [int((breaks["trigger"] == trigger).sum()) for trigger in BREAK_TRIGGERS]
    return np.array(counts) / max(1, len(breaks))


def trigger_share_check(trigger: int, breaks: pd.DataFrame) -> Check:
    """Compare a trigger's share of the attackers' breaks with its band.

    It is outside the band only if its exact 95 % interval is.
    """
    n = int((breaks["trigger"] == BREAK_TRIGGERS[trigger]).sum())
    low, high = TRIGGER_SHARE_BANDS[trigger]
    ci_low, ci_high = scipy.stats.binomtest(n, len(breaks)).proportion_ci(method="exact")
    label = f"attackers broken by {BREAK_TRIGGERS[trigger]}, share"
    interval = f"{ci_low:.2f} to {ci_high:.2f} of {len(breaks)} breaks"
    holds = bool(ci_low <= high and ci_high >= low)
    return Check(9, label, n / len(breaks), f"{low} to {high}", interval, holds)


def unit_breaking_checks(count: int) -> Iterator[Check]:
    """Check 9: triggers of breaks, and returns to combat; a campaign counts as 1,000 fights."""
    seeds = range(1, max(2, count // FIGHTS_PER_CAMPAIGN) + 1)
    default, half_size = (
        [breaks_of_campaign(seed, **changes) for seed in seeds]
        for changes in ({}, HALF_SIZE_UNITS)
    )
    all_breaks = pd.concat([breaks for breaks, _ in default])
    attackers, isis = all_breaks[~all_breaks["isis"]], all_breaks[all_breaks["isis"]]
    for trigger in TRIGGER_SHARE_BANDS:
        yield trigger_share_check(trigger, attackers)
    isis_shares, interval = trigger_shares(isis), f"{len(isis)} breaks"
    for trigger in (OPEN_FLANK, CASUALTIES, EXHAUSTION):
        label = f"ISIS broken by {BREAK_TRIGGERS[trigger]}, share"
        yield Check(9, label, float(isis_shares[trigger]), "reported", interval, True)
    smaller = pd.concat([breaks for breaks, _ in half_size])
    yield unit_size_check(attackers, smaller[~smaller["isis"]])
    back = float(np.mean([share for _, share in default]))
    label = "broken battalions back in combat after refit, share"
    yield Check(9, label, back, "above 0.5", "", back > 0.5)


def unit_size_check(default: pd.DataFrame, half_size: pd.DataFrame) -> Check:
    """Compare the triggers of the attackers' breaks with those at units half as large."""
    shift = float(np.abs(trigger_shares(half_size) - trigger_shares(default)).max())
    half_width = 1.96 * float(np.sqrt(0.25 / len(default) + 0.25 / len(half_size)))
    label = "units half as large: largest change of an attackers' share"
    expected = f"below {MAX_SHIFT}, random variation apart"
    holds = shift < max(MAX_SHIFT, half_width)
    return Check(9, label, shift, expected, f"random to {half_width:.2f}", holds)
