"""The mean of values over sets x seeds that all sets share: a two-way random model."""

import functools
from collections.abc import Sequence

import numpy as np
import scipy

N_PIVOTS = 2**11
"""Draws of the generalized pivotal quantity, from a Sobol sequence: a half-width is exact to
about half a per cent."""
FILL_STEPS = 50
"""Steps of the additive fit that stands in for runs that are missing."""


def two_way_pivots(values: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return standard normal draws, and for each value draws of the variance of its mean.

    values: (sets, seeds, values), NaN where there is no run.
    """
    cube, n_missing = fill_missing_runs(values)
    sets, seeds = cube.shape[:2]
    mean = cube.mean(axis=(0, 1))
    of_sets, of_seeds = cube.mean(axis=1) - mean, cube.mean(axis=0) - mean
    residual = cube - mean - of_sets[:, None] - of_seeds[None]
    squares = (
        (of_sets**2).sum(axis=0) / sets,
        (of_seeds**2).sum(axis=0) / seeds,
        (residual**2).sum(axis=(0, 1)) / (sets * seeds - n_missing),
    )
    residual_freedom = max((sets - 1) * (seeds - 1) - n_missing, 1)
    normal, *chi_squares = pivots(sets - 1, seeds - 1, residual_freedom)
    return normal, [mean_variance(chi_squares, one) for one in zip(*squares, strict=True)]


def mean_variance(chi_squares: Sequence[np.ndarray], squares: Sequence[float]) -> np.ndarray:
    """Return draws of the variance of a mean over sets x seeds, (draws,)."""
    by_set, by_seed, residual = (s / chi for s, chi in zip(squares, chi_squares, strict=True))
    return np.maximum(by_set - residual, 0.0) + np.maximum(by_seed - residual, 0.0) + residual


@functools.lru_cache(maxsize=64)
def pivots(*freedoms: int) -> list[np.ndarray]:
    """Return standard normal draws, and chi-square draws for each number of freedoms."""
    uniform = scipy.stats.qmc.Sobol(1 + len(freedoms), seed=N_PIVOTS).random(N_PIVOTS).T
    return [
        scipy.special.ndtri(uniform[0]),
        *(scipy.special.chdtri(n, 1.0 - u) for u, n in zip(uniform[1:], freedoms, strict=True)),
    ]


def fill_missing_runs(cube: np.ndarray) -> tuple[np.ndarray, int]:
    """Return a cube with missing runs filled by an additive fit of sets and seeds.

    Also returns how many there were. Filled cells have no residual.
    """
    is_missing = np.isnan(cube[..., 0])
    if not is_missing.any():
        return cube, 0
    filled = np.where(np.isnan(cube), np.nanmean(cube, axis=(0, 1)), cube)
    for _ in range(FILL_STEPS):
        fit = (
            filled.mean(axis=1, keepdims=True)
            + filled.mean(axis=0, keepdims=True)
            - filled.mean(axis=(0, 1))
        )
        filled[is_missing] = fit[is_missing]
    return filled, int(is_missing.sum())
