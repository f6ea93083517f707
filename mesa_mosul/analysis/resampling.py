"""Bootstrap intervals: over runs under common luck, and over parameter sets and seeds."""

import numpy as np

RESAMPLES = 2000
SEED = 20161206
LEVEL = 0.95
INTERVAL = (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)
"""Quantiles between which an interval lies."""


def boot_interval(less: np.ndarray) -> tuple[float, float]:
    """Return the percentile bootstrap interval of a mean, NaN for fewer than two values.

    Efron 1979.
    """
    if len(less) < 2:
        return np.nan, np.nan
    luck = np.random.default_rng(SEED)
    drawn = less[luck.integers(0, len(less), (RESAMPLES, len(less)))].mean(axis=1)
    low, high = np.quantile(drawn, INTERVAL)
    return float(low), float(high)


def over_sets(cube: np.ndarray, resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return the 95 % interval of the mean of values (sets, replicates) over both.

    Sets are resampled, and seeds within them: the same seeds for all sets drawn, as all share
    their luck (Owen 2007). A single seed is given and adds no width. NaN stands for no run.
    """
    luck, (sets, seeds) = np.random.default_rng(SEED), cube.shape
    weight = counts(luck.integers(0, sets, (resamples, sets)), sets)
    seen = counts(luck.integers(0, seeds, (resamples, seeds)), seeds)
    there = ~np.isnan(cube)
    total = np.einsum("rs,st,rt->r", weight, np.where(there, cube, 0.0), seen)
    count = np.einsum("rs,st,rt->r", weight, there.astype(float), seen)
    drawn = total[count > 0] / count[count > 0]
    if sets < 2 or not len(drawn):
        return np.nan, np.nan
    low, high = np.quantile(drawn, INTERVAL)
    return float(low), float(high)


def counts(rows: np.ndarray, among: int) -> np.ndarray:
    """Return how often each of so many was drawn, (resamples, among)."""
    return np.stack([np.bincount(row, minlength=among) for row in rows]).astype(float)
