"""Checks 7 and 8: the rules compared with regularities of other battles.

The bands are judgement around cited figures; nothing is calibrated to them. A figure outside
its band is a miss: either its reason is in `known_misses.KNOWN_MISSES`, or the check fails.
"""

import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np
from scipy import optimize, special, stats

from mesa_mosul.inputs.scenario import Scenario, scenario
from mesa_mosul.parameters.registry import with_changes
from mesa_mosul.single_run.run import run
from mesa_mosul.verification.engagements import (
    TERRAIN_PARAMETERS,
    Engagement,
    attacker_wins,
    random_engagement,
)
from mesa_mosul.verification.exact_fights import Check

FORCE_RATIOS = (0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
DEFENDER_MEN = 200
"""Defenders where only the ratio differs: two groups that break independently."""
SEEDS_PER_ENGAGEMENT = 2
"""Random seeds of each sampled engagement."""
SLOPE_BAND = (0.45, 1.05)
BOOTSTRAP_FITS = 200
DEFENCE_POSTURES = {"hasty": 0.8, "prepared": 0.1}
"""Exposed share of the defenders: the two ends of its range (A020)."""
FALSE_ALARM_RATE = 0.05
"""Probability that random variation alone makes any table by ratio seem to fall."""

CLEARING_AS_OPEN = {
    "advance.clearing_rate_new_city": "advance.clearing_rate_open",
    "advance.clearing_rate_old_city": "advance.clearing_rate_open",
}
ALL_AS_OPEN = {
    **CLEARING_AS_OPEN,
    "terrain.cover_new_city": "terrain.cover_open",
    "terrain.cover_old_city": "terrain.cover_open",
    "terrain.cover_industrial": "terrain.cover_open",
    "terrain.concealment_built": "terrain.concealment_open",
    "terrain.march_speed_built": "terrain.march_speed_open",
    "hold.holders_per_km2": "hold.holders_per_km2_open",
}
URBAN_DAYS = 5
"""Days over which both fronts are still in front of the city."""
ADVANCE_RATIO_BAND, MAX_CASUALTY_RATIO, CAMPAIGN_PACE_BAND = (0.25, 0.60), 1.1, (0.05, 0.12)
APPROACH_DAYS, CITY_DAYS = (0, 14), (16, 57)
"""Days of the campaign: 17 to 31 October, and 2 November to 13 December."""


def band_check(
    number: int, label: str, measured: float, band: tuple[float, float], interval: str
) -> Check:
    """Compare a figure with a band."""
    low, high = band
    holds = bool(low <= measured <= high)
    return Check(number, label, float(measured), f"{low:g} to {high:g}", interval, holds)


def sample_engagements(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return force ratios and shares of fights won, each (count,); half are in the open."""
    rng, terrains = np.random.default_rng(7), tuple(TERRAIN_PARAMETERS)
    ratios, wins = np.zeros(count), np.zeros(count)
    for row in range(count):
        terrain = terrains[row % len(terrains)]
        engagement = random_engagement(rng, terrain, (FORCE_RATIOS[0], FORCE_RATIOS[-1]))
        seeds = range(SEEDS_PER_ENGAGEMENT * row, SEEDS_PER_ENGAGEMENT * (row + 1))
        ratios[row] = engagement.force_ratio
        wins[row] = attacker_wins(engagement, seeds).mean()
    return ratios, wins


def fit_win_logistic(ratios: np.ndarray, wins: np.ndarray) -> tuple[float, float]:
    """Return intercept and slope of a logistic regression of wins on the log force ratio."""
    log_ratios = np.log(ratios)

    def negative_log_likelihood(coefficients: np.ndarray) -> float:
        log_odds = coefficients[0] + coefficients[1] * log_ratios
        return float(np.sum(np.logaddexp(0.0, log_odds) - wins * log_odds))

    intercept, slope = optimize.minimize(negative_log_likelihood, np.zeros(2)).x
    return float(intercept), float(slope)


def win_probability(coefficients: tuple[float, float], ratio: float) -> float:
    """Return the win probability at a force ratio."""
    return float(special.expit(coefficients[0] + coefficients[1] * np.log(ratio)))


def force_ratio_checks(count: int) -> Iterator[Check]:
    """Check 7: the slope over a sample, and that more men never win less often.

    count: sampled engagements.
    """
    ratios, wins = sample_engagements(count)
    rng, fit = np.random.default_rng(7), fit_win_logistic(ratios, wins)
    resampled_fits = [
        fit_win_logistic(ratios[rows], wins[rows])
        for rows in (rng.integers(0, count, count) for _ in range(BOOTSTRAP_FITS))
    ]
    low, high = np.quantile([slope for _, slope in resampled_fits], [0.025, 0.975])
    label, interval = "force ratio: slope of the win on ln(ratio)", f"{low:.2f} to {high:.2f}"
    yield band_check(7, label, fit[1], SLOPE_BAND, interval)
    at_three = [win_probability(other, 3.0) for other in resampled_fits]
    low, high = np.quantile(at_three, [0.025, 0.975])
    label, interval = "force ratio: P(win) at 3:1", f"{low:.2f} to {high:.2f}"
    expected = "reported; 0.70 in history"
    yield Check(7, label, win_probability(fit, 3.0), expected, interval, True)
    for terrain in TERRAIN_PARAMETERS:
        for posture, exposed in DEFENCE_POSTURES.items():
            yield monotonicity_check(terrain, posture, exposed, range(max(20, count // 5)))


def monotonicity_check(
    terrain: str, posture: str, exposed_fraction: float, seeds: range
) -> Check:
    """Check that the win probability never falls as the ratio rises, random variation apart."""
    changes = {"detection.exposed_holding": exposed_fraction}
    fights = [
        Engagement(terrain, round(ratio * DEFENDER_MEN), DEFENDER_MEN, changes=changes)
        for ratio in FORCE_RATIOS
    ]
    wins = [attacker_wins(fight, seeds) for fight in fights]
    shares = ", ".join(f"{win.mean():.2f}" for win in wins)
    falls = (float((fewer - more).mean()) for fewer, more in itertools.pairwise(wins))
    label = f"{posture} defence, {terrain}: largest fall of P(win) as the ratio rises"
    expected = "0, random variation apart"
    return Check(7, label, max(0.0, *falls), expected, shares, is_monotone(wins))


def is_monotone(wins: list[np.ndarray]) -> bool:
    """Return whether no step falls significantly: a sign test of fights lost and gained.

    wins: one array (seeds,) a force ratio, in ascending order of the ratio.
    """
    level = FALSE_ALARM_RATE / (
        (len(wins) - 1) * len(TERRAIN_PARAMETERS) * len(DEFENCE_POSTURES)
    )
    for fewer, more in itertools.pairwise(wins):
        n_lost, n_gained = int((fewer > more).sum()), int((fewer < more).sum())
        if n_lost <= n_gained:
            continue
        if stats.binomtest(n_lost, n_lost + n_gained, alternative="greater").pvalue < level:
            return False
    return True


def flat_terrain(city_scenario: Scenario, unchanged: dict[str, str] | None = None) -> Scenario:
    """Return a scenario of the city in which its terrain is that of the open country.

    unchanged: parameters that keep the value of the city.
    """
    p = city_scenario.parameters
    changes = {}
    for name, open_name in ALL_AS_OPEN.items():
        group, field = open_name.split(".")
        if name not in (unchanged or {}):
            changes[name] = getattr(getattr(p, group), field)
    flat = with_changes(p, changes, laboratory=True)
    return dataclasses.replace(
        city_scenario, name=f"{city_scenario.name}, open", parameters=flat
    )


def first_days(city_scenario: Scenario, seed: int) -> tuple[float, float]:
    """Return km2 of the city gained and attackers' casualties per day over the first days."""
    daily = run(city_scenario, seed, URBAN_DAYS).daily
    pair = daily[["km2_city_held", "iraqi_casualties"]]
    km2, casualties = (pair.iloc[-1] - pair.iloc[0]) / (len(daily) - 1)
    return float(km2), float(casualties)


def ratio_of_means(numerator: np.ndarray, denominator: np.ndarray) -> tuple[float, str]:
    """Return the ratio of two means and its 95 % bootstrap interval, paired by seed."""
    rng = np.random.default_rng(8)
    resamples = [rng.integers(0, len(numerator), len(numerator)) for _ in range(1000)]
    low, high = np.quantile(
        [numerator[rows].mean() / denominator[rows].mean() for rows in resamples],
        [0.025, 0.975],
    )
    return float(numerator.mean() / denominator.mean()), f"{low:.2f} to {high:.2f}"


def urban_effect_checks(seeds: int) -> Iterator[Check]:
    """Check 8: the same forces on the same front, in the city and were it open country.

    The clearing rates of unopposed men are assumed for both (A040, A041). The effect of
    fighting alone shows where both are cleared at the rate of the city.
    """
    city = scenario("recorded")
    arms = [
        np.array([first_days(arm, seed) for seed in range(seeds)])
        for arm in (city, flat_terrain(city), flat_terrain(city, CLEARING_AS_OPEN))
    ]
    (city_km2, city_casualties), (open_km2, open_casualties), (slow_km2, _) = (
        arm.T for arm in arms
    )
    ratio, interval = ratio_of_means(city_km2, open_km2)
    interval += f"; {city_km2.mean():.2f} and {open_km2.mean():.2f} km2 per day"
    label = "urban effect: advance, city over open"
    yield band_check(8, label, ratio, ADVANCE_RATIO_BAND, interval)
    ratio, interval = ratio_of_means(city_km2, slow_km2)
    label = "urban effect: advance, city over open cleared at the city's rate"
    yield Check(8, label, ratio, "reported", interval, True)
    ratio, interval = ratio_of_means(city_casualties, open_casualties)
    interval += f"; {city_casualties.mean():.0f} and {open_casualties.mean():.0f} men per day"
    label = "urban effect: attackers' casualties per day, city over open"
    holds = ratio <= MAX_CASUALTY_RATIO
    yield Check(8, label, ratio, f"at most {MAX_CASUALTY_RATIO:g}", interval, holds)
    yield campaign_pace_check(max(1, seeds // 5))


def campaign_pace_check(seeds: int) -> Check:
    """Compare the campaign's advance rate in the city with that of its approach."""
    rates = []
    for seed in range(seeds):
        daily = run("campaign", seed, CITY_DAYS[1] + 1).daily
        outside = daily["km2_theatre_held"] - daily["km2_city_held"]
        areas = ((daily["km2_city_held"], CITY_DAYS), (outside, APPROACH_DAYS))
        rates.append(
            [
                (held.iloc[end] - held.iloc[start]) / (end - start)
                for held, (start, end) in areas
            ]
        )
    city, approach = np.mean(rates, axis=0)
    interval = f"{city:.2f} and {approach:.1f} km2 per day"
    label = "advance rate of the campaign, city over approach"
    return band_check(8, label, city / approach, CAMPAIGN_PACE_BAND, interval)
