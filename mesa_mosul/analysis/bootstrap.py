"""Bootstrap intervals: of a mean, and of a mean over parameter sets and replicates."""

import numpy as np

BOOTSTRAP_RESAMPLES = 2000
BOOTSTRAP_SEED = 20161206
CONFIDENCE_LEVEL = 0.95
INTERVAL_QUANTILES = (0.5 - CONFIDENCE_LEVEL / 2, 0.5 + CONFIDENCE_LEVEL / 2)
"""Quantiles of the resamples at which an interval ends."""


def boot_interval(differences: np.ndarray) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean (Efron 1979).

    Parameters
    ----------
    differences
        Independent values, shape (pairs,).

    Returns
    -------
    tuple of float
        Lower and upper end; NaN for fewer than two values.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = boot_interval(np.array([1.0, 2.0, 3.0, 4.0]))
    >>> bool(1.0 <= low < 2.5 < high <= 4.0)
    True
    """
    if len(differences) < 2:
        return np.nan, np.nan
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    size = len(differences)
    means = differences[rng.integers(0, size, (BOOTSTRAP_RESAMPLES, size))].mean(axis=1)
    low, high = np.quantile(means, INTERVAL_QUANTILES)
    return float(low), float(high)


def two_way_bootstrap(
    cube: np.ndarray, resamples: int = BOOTSTRAP_RESAMPLES
) -> tuple[float, float]:
    """Return the 95 % interval of a mean over parameter sets and replicates.

    Owen's pigeonhole bootstrap (2007): rows and columns are resampled independently, so the
    interval covers both the choice of the sets and random variation. All sets share the random
    numbers of a replicate, and therefore one resample of the replicates serves all sets.

    Parameters
    ----------
    cube
        Values, shape (sets, replicates); NaN where there is no run.
    resamples
        Number of bootstrap resamples.

    Returns
    -------
    tuple of float
        Lower and upper end; NaN for fewer than two sets. A single replicate adds no width.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = two_way_bootstrap(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    >>> bool(1.0 <= low < 3.5 < high <= 6.0)
    True
    """
    rng, (sets, replicates) = np.random.default_rng(BOOTSTRAP_SEED), cube.shape
    is_run = ~np.isnan(cube)
    weighted_sum = "rs,st,rt->r"
    set_weights = resample_weights(rng.integers(0, sets, (resamples, sets)), sets)
    replicate_weights = resample_weights(
        rng.integers(0, replicates, (resamples, replicates)), replicates
    )
    total = np.einsum(
        "rs,st,rt->r", set_weights, np.where(is_run, cube, 0.0), replicate_weights
    )
    count = np.einsum(weighted_sum, set_weights, is_run.astype(float), replicate_weights)
    means = total[count > 0] / count[count > 0]
    if sets < 2 or not len(means):
        return np.nan, np.nan
    low, high = np.quantile(means, INTERVAL_QUANTILES)
    return float(low), float(high)


def resample_weights(rows: np.ndarray, size: int) -> np.ndarray:
    """Return how often each of `size` units occurs in each resample, (resamples, size)."""
    return np.stack([np.bincount(row, minlength=size) for row in rows]).astype(float)
