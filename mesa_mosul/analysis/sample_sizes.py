"""How many runs, or pairs of runs, an interval takes to be narrow enough or to exclude 0."""

from collections.abc import Callable

import numpy as np
import scipy

from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.share_intervals import wilson_interval

NORMAL_QUANTILE = float(scipy.special.ndtri(0.5 + CONFIDENCE_LEVEL / 2))
T_QUANTILE_LEVEL = 0.5 + CONFIDENCE_LEVEL / 2
POWER = 0.8
"""Probability with which an interval shall exclude 0 if the difference is as measured."""
MAX_EXACT_COUNT = 10_000
"""Pairs up to which power is computed by the noncentral t distribution."""
MAX_NEEDED = 10**9
"""Number above which replications needed are infinite."""


def wilson_half_width(share: float, count: float) -> float:
    """Return half the width of Wilson's interval of a share."""
    low, high = wilson_interval(share * count, count)
    return (high - low) / 2


def share_replications_needed(share: float, wanted: float) -> float:
    """Return the replications for which Wilson's interval of a share is narrow enough."""
    return smallest_count(lambda count: wilson_half_width(share, count) <= wanted)


def mean_replications_needed(sd: float, wanted: float) -> float:
    """Return the replications for which the t interval is narrow enough.

    NaN if nothing is wanted, or for an sd of 0 or NaN: of equal values it is not known.
    """
    if not sd > 0.0 or np.isnan(wanted):
        return np.nan
    ratio = sd / wanted if wanted > 0.0 else np.inf
    if ratio**2 > MAX_NEEDED:
        return float("inf")
    count = max(2, int(np.ceil((NORMAL_QUANTILE * ratio) ** 2)))
    while scipy.special.stdtrit(count - 1, T_QUANTILE_LEVEL) * ratio > count**0.5:
        count += 1
    return float(count)


def pairs_needed(differences: np.ndarray, width: float | None = None) -> float:
    """Return the pairs of runs that a comparison needs.

    Parameters
    ----------
    differences
        Independent differences, shape (pairs,).
    width
        Wanted width of the 95 % interval of their mean; None for an interval that excludes 0
        with a probability (power) of 80 % if mean and standard deviation are as measured.

    Returns
    -------
    float
        At least two. Infinite if no number would do; NaN for fewer than two pairs, or if all
        differences are equal, so that their standard deviation is not known.

    Examples
    --------
    >>> import numpy as np
    >>> pairs_needed(np.array([-0.5, 1.5] * 50) * 0.995)
    34.0
    """
    if len(differences) < 2 or np.ptp(differences) <= 1e-12 * np.abs(differences).max():
        return np.nan
    sd, mean = float(differences.std(ddof=1)), float(abs(differences.mean()))
    if width is not None:
        return mean_replications_needed(sd, width / 2) if width > 0.0 else float("inf")
    return smallest_count(lambda count: paired_t_power(mean / sd, count) >= POWER)


def paired_t_power(effect: float, count: int) -> float:
    """Return the power of a two-sided paired t test; effect: mean over standard deviation."""
    quantile = scipy.special.stdtrit(count - 1, T_QUANTILE_LEVEL)
    shift = effect * np.sqrt(count)
    if count > MAX_EXACT_COUNT:
        return float(scipy.special.ndtr(shift - quantile))
    above = scipy.stats.nct.sf(quantile, count - 1, shift)
    return float(above + scipy.stats.nct.cdf(-quantile, count - 1, shift))


def smallest_count(is_enough: Callable[[int], bool]) -> float:
    """Return the smallest number from two on that is enough, where all larger ones are too.

    Infinite if MAX_NEEDED is not enough.
    """
    high = 2
    while not is_enough(high):
        if high >= MAX_NEEDED:
            return float("inf")
        high = min(2 * high, MAX_NEEDED)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return float(max(high, 2))
