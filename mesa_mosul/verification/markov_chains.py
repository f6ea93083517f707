"""Exact results: the embedded Markov chains of stochastic Lanchester and Deitchman fights.

In each state one side loses its next man with a probability that depends on both strengths only
(Lanchester 1916 made stochastic; Deitchman 1962).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

HitRates = Callable[[int, int], tuple[float, float]]
"""Rates at which red and blue lose their next man, given the strengths of blue and red."""


class FightOutcome(NamedTuple):
    """Outcome of a fight to the end: probability that blue wins, and its survivors if it does.

    survivor_probabilities: of each number of blue's survivors, shape (blue + 1,); with 0
    survivors red wins.
    """

    win_probability: float
    mean_survivors: float
    sd_survivors: float
    survivor_probabilities: np.ndarray


def square_law_rates(
    blue_effectiveness: float = 1.0, red_effectiveness: float = 1.0
) -> HitRates:
    """Return the hit rates of aimed fire on both sides: each man hits at a constant rate."""
    return lambda blue, red: (blue_effectiveness * blue, red_effectiveness * red)


def linear_law_rates(
    blue_effectiveness: float = 1.0, red_effectiveness: float = 1.0
) -> HitRates:
    """Return the hit rates of area fire on both sides: hits also rise with the targets."""
    return lambda blue, red: (blue_effectiveness * blue * red, red_effectiveness * red * blue)


def deitchman_rates(aimed_rate: float, area_rate: float) -> HitRates:
    """Return the hit rates of Deitchman's law: blue's is area fire, red's is aimed fire.

    aimed_rate: of one man of red; area_rate: of one man of blue for each man of red.
    """
    return lambda blue, red: (area_rate * blue * red, aimed_rate * red)


def fight_outcome(blue: int, red: int, hit_rates: HitRates) -> FightOutcome:
    """Return the exact outcome of a fight to the last man."""
    probability = np.zeros((blue + 1, red + 1))
    probability[blue, red] = 1.0
    for ours in range(blue, 0, -1):
        for theirs in range(red, 0, -1):
            red_rate, blue_rate = hit_rates(ours, theirs)
            share = red_rate / (red_rate + blue_rate)
            probability[ours, theirs - 1] += probability[ours, theirs] * share
            probability[ours - 1, theirs] += probability[ours, theirs] * (1.0 - share)
    survivor_probabilities = probability[:, 0].copy()
    survivor_probabilities[0] = probability[0, 1:].sum()
    return summarize_survivors(survivor_probabilities)


def summarize_survivors(survivor_probabilities: np.ndarray) -> FightOutcome:
    """Return the win probability, and mean and standard deviation of blue's survivors."""
    men = np.arange(1, survivor_probabilities.size)
    weights = survivor_probabilities[1:]
    mean = float(weights @ men / weights.sum())
    variance = float(weights @ (men - mean) ** 2 / weights.sum())
    return FightOutcome(float(weights.sum()), mean, variance**0.5, survivor_probabilities)


def two_stage_fight_outcome(
    blue: int, first_red: int, second_red: int, hit_rates: HitRates
) -> FightOutcome:
    """Return the exact outcome against a first part of red, then by the survivors a second."""
    survivor_probabilities = np.zeros(blue + 1)
    before = fight_outcome(blue, first_red, hit_rates).survivor_probabilities
    survivor_probabilities[0] = before[0]
    for men in range(1, blue + 1):
        after = fight_outcome(men, second_red, hit_rates).survivor_probabilities
        survivor_probabilities[: men + 1] += before[men] * after
    return summarize_survivors(survivor_probabilities)
