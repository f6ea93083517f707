"""Exact results: the embedded Markov chains of stochastic Lanchester and Deitchman fights.

In each state one side loses its next man with a chance that depends on both sides' men only
(Lanchester 1916 made stochastic; Deitchman 1962).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Hits = Callable[[int, int], tuple[float, float]]
"""Rates at which red and blue lose their next man, by the men of blue and red."""


class Ending(NamedTuple):
    """How a fight to the end ends: chance that blue wins, and its survivors when it does.

    by_men: chance of each number of blue's survivors, (blue + 1,); 0 means that red won.
    """

    chance: float
    mean: float
    sd: float
    by_men: np.ndarray


def square(effect_of_blue: float = 1.0, effect_of_red: float = 1.0) -> Hits:
    """Return aimed fire on both sides: each man hits at his own rate."""
    return lambda blue, red: (effect_of_blue * blue, effect_of_red * red)


def linear(effect_of_blue: float = 1.0, effect_of_red: float = 1.0) -> Hits:
    """Return area fire on both sides: hits also rise with the men who can be hit."""
    return lambda blue, red: (effect_of_blue * blue * red, effect_of_red * red * blue)


def ambush(aimed: float, area: float) -> Hits:
    """Return Deitchman's law: blue fires at the ground, red aims.

    aimed: rate of red's man; area: rate of one man of blue for each man of red.
    """
    return lambda blue, red: (area * blue * red, aimed * red)


def ending(blue: int, red: int, hits: Hits) -> Ending:
    """Return the exact ending of a fight of so many against so many, to the last man."""
    chance = np.zeros((blue + 1, red + 1))
    chance[blue, red] = 1.0
    for ours in range(blue, 0, -1):
        for theirs in range(red, 0, -1):
            red_falls, blue_falls = hits(ours, theirs)
            share = red_falls / (red_falls + blue_falls)
            chance[ours, theirs - 1] += chance[ours, theirs] * share
            chance[ours - 1, theirs] += chance[ours, theirs] * (1.0 - share)
    by_men = chance[:, 0].copy()
    by_men[0] = chance[0, 1:].sum()
    men, won = np.arange(1, blue + 1), by_men[1:]
    mean = float(won @ men / won.sum())
    variance = float(won @ (men - mean) ** 2 / won.sum())
    return Ending(float(won.sum()), mean, variance**0.5, by_men)


def in_two_parts(blue: int, first: int, second: int, hits: Hits) -> Ending:
    """Return the ending against a first part of red and then, by who is left, a second."""
    by_men = np.zeros(blue + 1)
    before = ending(blue, first, hits).by_men
    by_men[0] = before[0]
    for left in range(1, blue + 1):
        after = ending(left, second, hits).by_men
        by_men[: left + 1] += before[left] * after
    men, won = np.arange(1, blue + 1), by_men[1:]
    mean = float(won @ men / won.sum())
    variance = float(won @ (men - mean) ** 2 / won.sum())
    return Ending(float(won.sum()), mean, variance**0.5, by_men)
