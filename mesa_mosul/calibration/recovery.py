"""Synthetic recovery: is what a calibration says of known truths right as often as it says?

A truth is a run of the last wave whose numbers are known. What would have been observed of it
is its values with errors drawn at random; the other sets are weighed by that. The first run of
each set is left out, since sets were selected by it.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mesa_mosul.calibration.posterior import effective_size, weigh_sets, weighted_quantiles
from mesa_mosul.calibration.targets import simulate_observation
from mesa_mosul.calibration.wave import Wave
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget

INTERVAL = (0.1, 0.9)


def recover_truths(
    targets: Sequence[CalibrationTarget], wave: Wave, n_truths: int, seed: int
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return how often intervals of 80 % hold the truth, one row per number, and sizes.

    The prior of truths is that by which the wave was drawn. covered: share of truths within
    their interval. shrinkage: mean of 1 less the interval's width over that of all runs. The
    array has the effective number of sets of each truth, shape (truths,).
    """
    random = np.random.default_rng(seed)
    truths = random.choice(len(wave.values), n_truths, replace=False)
    numbers, fresh = wave.numbers.to_numpy(float), wave.values[:, 1:]
    width = np.subtract(*np.quantile(numbers, INTERVAL[::-1], axis=0))
    covered, narrowing = np.zeros(numbers.shape[1]), np.zeros(numbers.shape[1])
    sizes = np.empty(n_truths)
    for place, truth in enumerate(truths):
        seen = simulate_observation(targets, fresh[truth, 0], random)
        others = np.arange(len(numbers)) != truth
        weights = weigh_sets(targets, fresh[others], np.zeros(len(numbers) - 1), seen)
        low, high = weighted_quantiles(numbers[others], weights, INTERVAL)
        covered += (low <= numbers[truth]) & (numbers[truth] <= high)
        narrowing += 1.0 - (high - low) / width
        sizes[place] = effective_size(weights)
    table = {"covered": covered / n_truths, "shrinkage": narrowing / n_truths}
    return pd.DataFrame(table, index=pd.Index(wave.numbers.columns, name="parameter")), sizes
