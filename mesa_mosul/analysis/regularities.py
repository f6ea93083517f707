"""Experiments 7 and 8: what other battles have shown, held against the rules.

The bands are judgement around cited figures; nothing is tuned to them. A figure outside its
band is a miss: either its reason stands in `misses.MISSES`, or the check fails.
"""

import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np
from scipy import optimize, special, stats

from mesa_mosul.analysis.checks import Check
from mesa_mosul.analysis.engagements import TERRAIN, Engagement, drawn, won
from mesa_mosul.fight import run
from mesa_mosul.parameters import changed
from mesa_mosul.setting import Scenario, scenario

RATIOS = (0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
DEFENDERS = 200
"""Men who defend where only the ratio differs: two groups that break apart."""
SEEDS_OF_A_FIGHT = 2
"""Draws of luck for each sampled fight."""
SLOPE = (0.45, 1.05)
POSTURES = {"hasty": 0.8, "prepared": 0.1}
"""Share of the defenders who show themselves: the two ends of its range (A020)."""
LEVEL = 0.05
"""Chance that luck alone makes any of the tables by ratio seem to fall."""

CLEARING = {
    "advance.clear_new_city": "advance.clear_open",
    "advance.clear_old_city": "advance.clear_open",
}
AS_OPEN = {
    **CLEARING,
    "ground.cover_new_city": "ground.cover_open",
    "ground.cover_old_city": "ground.cover_open",
    "ground.cover_industrial": "ground.cover_open",
    "ground.hiding_built": "ground.hiding_open",
    "ground.pace_built": "ground.pace_open",
    "hold.density": "hold.open_density",
}
URBAN_DAYS = 5
"""Days over which both fronts still have the city before them."""
ADVANCE, LOSSES, OWN_RATIO = (0.25, 0.60), 1.1, (0.05, 0.12)
APPROACH_DAYS, CITY_DAYS = (0, 14), (16, 57)
"""Days of the campaign: 17 to 31 October, and 2 November to 13 December."""


def within(
    experiment: int, what: str, found: float, band: tuple[float, float], shown: str
) -> Check:
    """Hold a figure within a band."""
    low, high = band
    holds = bool(low <= found <= high)
    return Check(experiment, what, float(found), f"{low:g} to {high:g}", shown, holds)


def sampled(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ratios, and shares of fights won, of engagements; half are in the open."""
    dice, grounds = np.random.default_rng(7), tuple(TERRAIN)
    ratios, wins = np.zeros(count), np.zeros(count)
    for at in range(count):
        one = drawn(dice, grounds[at % len(grounds)], (RATIOS[0], RATIOS[-1]))
        seeds = range(SEEDS_OF_A_FIGHT * at, SEEDS_OF_A_FIGHT * (at + 1))
        ratios[at], wins[at] = one.ratio, won(one, seeds).mean()
    return ratios, wins


def logistic(ratios: np.ndarray, wins: np.ndarray) -> tuple[float, float]:
    """Return the intercept and slope of the chance to win on the logarithm of the ratio."""
    at = np.log(ratios)

    def surprise(line: np.ndarray) -> float:
        odds = line[0] + line[1] * at
        return float(np.sum(np.logaddexp(0.0, odds) - wins * odds))

    intercept, slope = optimize.minimize(surprise, np.zeros(2)).x
    return float(intercept), float(slope)


def chance_at(line: tuple[float, float], ratio: float) -> float:
    """Return the chance to win at a ratio."""
    return float(special.expit(line[0] + line[1] * np.log(ratio)))


def force_ratio(count: int) -> Iterator[Check]:
    """Experiment 7: the slope over a sample, and that more men never win less often.

    count: sampled engagements.
    """
    ratios, wins = sampled(count)
    dice, line = np.random.default_rng(7), logistic(ratios, wins)
    again = [
        logistic(ratios[rows], wins[rows])
        for rows in (dice.integers(0, count, count) for _ in range(200))
    ]
    low, high = np.quantile([slope for _, slope in again], [0.025, 0.975])
    shown = f"{low:.2f} to {high:.2f}"
    yield within(7, "force ratio: slope of the win on ln(ratio)", line[1], SLOPE, shown)
    low, high = np.quantile([chance_at(other, 3.0) for other in again], [0.025, 0.975])
    shown, aim = f"{low:.2f} to {high:.2f}", "reported; 0.70 in history"
    yield Check(7, "force ratio: P(win) at 3:1", chance_at(line, 3.0), aim, shown, True)
    for ground in TERRAIN:
        for posture, share in POSTURES.items():
            yield rises(ground, posture, share, range(max(20, count // 5)))


def rises(ground: str, posture: str, share: float, seeds: range) -> Check:
    """Hold that the chance to win falls nowhere as the ratio rises, but by luck."""
    changes = {"sight.shown_holding": share}
    fights = [
        Engagement(ground, round(ratio * DEFENDERS), DEFENDERS, changes=changes)
        for ratio in RATIOS
    ]
    wins = [won(one, seeds) for one in fights]
    told = ", ".join(f"{one.mean():.2f}" for one in wins)
    largest = max(0.0, *(float((one - two).mean()) for one, two in itertools.pairwise(wins)))
    what = f"{posture} defence, {ground}: largest fall of P(win) as the ratio rises"
    return Check(7, what, largest, "0 but for luck", told, never_falls(wins))


def never_falls(wins: list[np.ndarray]) -> bool:
    """Tell whether no step falls by more than luck: fights lost against fights gained by it."""
    level = LEVEL / ((len(wins) - 1) * len(TERRAIN) * len(POSTURES))
    for one, other in itertools.pairwise(wins):
        fell, rose = int((one > other).sum()), int((one < other).sum())
        if (
            fell > rose
            and stats.binomtest(fell, fell + rose, alternative="greater").pvalue < level
        ):
            return False
    return True


def as_if_open(world: Scenario, but: dict[str, str] | None = None) -> Scenario:
    """Return a battle of the city in which its ground is as the open ground around it.

    but: what stays as it is in the city.
    """
    p = world.parameters
    found = {}
    for name, other in AS_OPEN.items():
        subject, field = other.split(".")
        if name not in (but or {}):
            found[name] = getattr(getattr(p, subject), field)
    flat = changed(p, found, laboratory=True)
    return dataclasses.replace(world, name=f"{world.name}, open", parameters=flat)


def fought(world: Scenario, seed: int) -> tuple[float, float]:
    """Return the km2 of the city won and the attackers lost in a day over the first days."""
    daily = run(world, seed, URBAN_DAYS).daily
    lost = daily["iraqi_killed"] + daily["iraqi_wounded_ever"]
    held = daily["km2_city_held"]
    days = len(daily) - 1
    return (held.iloc[-1] - held.iloc[0]) / days, (lost.iloc[-1] - lost.iloc[0]) / days


def over(one: np.ndarray, other: np.ndarray) -> tuple[float, str]:
    """Return the mean of one arm over that of another and its interval, paired by seed."""
    dice = np.random.default_rng(8)
    rows = [dice.integers(0, len(one), len(one)) for _ in range(1000)]
    low, high = np.quantile(
        [one[some].mean() / other[some].mean() for some in rows], [0.025, 0.975]
    )
    return float(one.mean() / other.mean()), f"{low:.2f} to {high:.2f}"


def urban_effect(seeds: int) -> Iterator[Check]:
    """Experiment 8: the same forces on the same front, in the city and were it open.

    How fast an unopposed man clears either is assumed (A040, A041). What the fight adds shows
    where he clears both at the pace of the city.
    """
    city = scenario("recorded")
    worlds = city, as_if_open(city), as_if_open(city, CLEARING)
    arms = [np.array([fought(world, seed) for seed in range(seeds)]) for world in worlds]
    (built, cost), (plain, plain_cost), (slow, _) = (arm.T for arm in arms)
    ratio, wide = over(built, plain)
    shown = f"{wide}; {built.mean():.2f} and {plain.mean():.2f} km2 a day"
    yield within(8, "urban effect: advance, city over open", ratio, ADVANCE, shown)
    ratio, wide = over(built, slow)
    what = "urban effect: advance, city over open cleared at the city's pace"
    yield Check(8, what, ratio, "reported", wide, True)
    ratio, wide = over(cost, plain_cost)
    shown = f"{wide}; {cost.mean():.0f} and {plain_cost.mean():.0f} men a day"
    what, holds = "urban effect: attackers lost in a day, city over open", ratio <= LOSSES
    yield Check(8, what, ratio, f"at most {LOSSES:g}", shown, holds)
    yield own_ratio(max(1, seeds // 5))


def own_ratio(seeds: int) -> Check:
    """Hold the campaign's own pace in the city over that of its approach."""
    paces = []
    for seed in range(seeds):
        daily = run("campaign", seed, CITY_DAYS[1] + 1).daily
        outside = daily["km2_theatre_held"] - daily["km2_city_held"]
        areas = ((daily["km2_city_held"], CITY_DAYS), (outside, APPROACH_DAYS))
        paces.append(
            [
                (held.iloc[end] - held.iloc[start]) / (end - start)
                for held, (start, end) in areas
            ]
        )
    city, approach = np.mean(paces, axis=0)
    shown = f"{city:.2f} and {approach:.1f} km2 a day"
    what = "the campaign's own pace, city over approach"
    return within(8, what, city / approach, OWN_RATIO, shown)
