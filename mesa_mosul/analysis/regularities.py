"""Experiments 7 and 8: what other battles have shown, held against the rules.

The bands are judgement around cited figures. A figure outside its band is reported as such;
nothing is tuned to it. `python -m mesa_mosul.analysis.regularities` prints the table.
"""

import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np
from scipy import optimize, special

from mesa_mosul.analysis.checks import Check
from mesa_mosul.fight import run
from mesa_mosul.many import run_many
from mesa_mosul.parameters import changed, parameters
from mesa_mosul.setting import Scenario, scenario

RATIOS = (0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
DEFENDERS = 40
SEEDS_OF_A_FIGHT = 4
"""Draws of luck for each sampled fight."""
SLOPE = (0.45, 1.05)
QUALITY = ("quality.army", "quality.isis")
TERRAIN: dict[str, tuple[str, ...]] = {
    "open": ("ground.cover_open", "ground.hiding_open"),
    "new_city": ("ground.cover_new_city", "ground.hiding_built"),
}
POSTURES = {"hasty": 0.8, "prepared": 0.1}
"""Share of the defenders who show themselves: the two ends of its range (A020)."""

AS_OPEN = {
    "ground.cover_new_city": "ground.cover_open",
    "ground.cover_old_city": "ground.cover_open",
    "ground.cover_industrial": "ground.cover_open",
    "ground.hiding_built": "ground.hiding_open",
    "ground.pace_built": "ground.pace_open",
    "advance.clear_new_city": "advance.clear_open",
    "advance.clear_old_city": "advance.clear_open",
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
    return Check(experiment, what, found, f"{low:g} to {high:g}", shown, low <= found <= high)


def field_of(ground: str) -> Scenario:
    """Return the battle's own sight and fire on a piece of ground, to the end of one side."""
    return dataclasses.replace(scenario("street"), ground=ground)


def won(world: Scenario, ratio: float, seeds: range, **changes: object) -> np.ndarray:
    """Return, for every seed, whether the attackers win at a ratio of forces."""
    men = {"street.blue": round(ratio * DEFENDERS), "street.red": DEFENDERS}
    left = run_many(world, seeds, {**men, **changes})
    return ((left.blue > 0) & (left.red == 0)).to_numpy(float)


def sampled(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ratios, and shares of fights won, of a sample over quality, posture and terrain.

    Each from anywhere in its range as declared; half of the fights are in the open.
    """
    dice, known = np.random.default_rng(7), parameters()
    ratios = np.exp(dice.uniform(np.log(RATIOS[0]), np.log(RATIOS[-1]), count))
    wins = np.zeros(count)
    for at in range(count):
        ground = tuple(TERRAIN)[at % 2]
        drawn = (*QUALITY, "sight.shown_holding", *TERRAIN[ground])
        changes = {
            name: dice.uniform(known[name].known.low, known[name].known.high) for name in drawn
        }
        seeds = range(SEEDS_OF_A_FIGHT * at, SEEDS_OF_A_FIGHT * (at + 1))
        wins[at] = won(field_of(ground), ratios[at], seeds, **changes).mean()
    return ratios, wins


def logistic(ratios: np.ndarray, wins: np.ndarray) -> tuple[float, float]:
    """Return the intercept and slope of the chance to win on the logarithm of the ratio."""
    at = np.log(ratios)

    def surprise(line: np.ndarray) -> float:
        odds = line[0] + line[1] * at
        return float(np.sum(np.logaddexp(0.0, odds) - wins * odds))

    intercept, slope = optimize.minimize(surprise, np.zeros(2)).x
    return float(intercept), float(slope)


def force_ratio(count: int) -> Iterator[Check]:
    """Experiment 7: the slope over a sample, and that more men never win less often."""
    ratios, wins = sampled(count)
    intercept, slope = logistic(ratios, wins)
    dice = np.random.default_rng(7)
    again = [
        logistic(ratios[rows], wins[rows])[1]
        for rows in (dice.integers(0, count, count) for _ in range(200))
    ]
    low, high = np.quantile(again, [0.025, 0.975])
    shown = f"{low:.2f} to {high:.2f}"
    yield within(7, "force ratio: slope of the win on ln(ratio)", slope, SLOPE, shown)
    at_three = float(special.expit(intercept + slope * np.log(3.0)))
    yield Check(
        7, "force ratio: P(win) at 3:1", at_three, "reported; 0.70 in history", "", True
    )
    for ground in TERRAIN:
        for posture, shown_share in POSTURES.items():
            yield rises(ground, posture, shown_share, range(max(100, count // 4)))


def rises(ground: str, posture: str, shown_share: float, seeds: range) -> Check:
    """Hold that the chance to win falls nowhere as the ratio rises, but by luck."""
    wins = [
        won(field_of(ground), ratio, seeds, **{"sight.shown_holding": shown_share})
        for ratio in RATIOS
    ]
    shares = np.array([one.mean() for one in wins])
    steps = [other - one for one, other in itertools.pairwise(wins)]
    falls = [-float(step.mean()) for step in steps]
    luck = [1.96 * float(step.std()) / len(seeds) ** 0.5 for step in steps]
    holds = all(fall <= wide for fall, wide in zip(falls, luck, strict=True))
    told = ", ".join(f"{share:.2f}" for share in shares)
    what = f"{posture} defence, {ground}: largest fall of P(win) as the ratio rises"
    return Check(7, what, max(0.0, *falls), "0 but for luck", told, holds)


def as_if_open(world: Scenario) -> Scenario:
    """Return a battle of the city in which its ground is as the open ground around it."""
    p = world.parameters
    found = {}
    for name, other in AS_OPEN.items():
        subject, field = other.split(".")
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


def urban_effect(seeds: int) -> Iterator[Check]:
    """Experiment 8: the same forces on the same front, in the city and were it open."""
    city = scenario("recorded")
    arms = [
        np.array([fought(world, seed) for seed in range(seeds)])
        for world in (city, as_if_open(city))
    ]
    (built, cost), (plain, plain_cost) = (arm.mean(axis=0) for arm in arms)
    shown = f"{built:.2f} and {plain:.2f} km2 a day"
    yield within(8, "urban effect: advance, city over open", built / plain, ADVANCE, shown)
    shown, over = f"{cost:.0f} and {plain_cost:.0f} men a day", cost / plain_cost
    what = "urban effect: attackers lost in a day, city over open"
    yield Check(8, what, over, f"at most {LOSSES:g}", shown, over <= LOSSES)
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
    return within(8, what, float(city / approach), OWN_RATIO, shown)


def regularities(count: int = 600, seeds: int = 10) -> Iterator[Check]:
    """Return both experiments: so many sampled fights, so many battles an arm."""
    yield from force_ratio(count)
    yield from urban_effect(seeds)


def main() -> None:
    """Print the figures as a table."""
    from mesa_mosul.analysis.verify import table

    print(table(list(regularities())))


if __name__ == "__main__":
    main()
