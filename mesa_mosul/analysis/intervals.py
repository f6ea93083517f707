"""Intervals of a mean and of a share, and how many independent runs a case is worth."""

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from mesa_mosul.analysis.bootstrap import CONFIDENCE_LEVEL, two_way_bootstrap


def mean_interval(value: np.ndarray, level: float = CONFIDENCE_LEVEL) -> tuple[float, float]:
    """Return the t interval of the mean of independent values, NaN for a single one.

    >>> import numpy as np
    >>> low, high = mean_interval(np.array([1.0, 2.0, 3.0]))
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    if len(value) < 2:
        return np.nan, np.nan
    error = np.std(value, ddof=1) / np.sqrt(len(value))
    half = error * stdtrit(len(value) - 1, 0.5 + level / 2)
    return float(value.mean() - half), float(value.mean() + half)


def mean_interval_of_case(case_runs: pd.DataFrame) -> tuple[float, float]:
    """Return the 95 % interval of a case's mean: over replicates, or over sets as well."""
    if case_runs["set"].nunique() < 2:
        return mean_interval(case_runs.groupby("replicate")["value"].mean().to_numpy())
    cube = case_runs.pivot_table(index="set", columns="replicate", values="value")
    return two_way_bootstrap(cube.to_numpy())


def effective_sample_size(case_runs: pd.DataFrame) -> float:
    """Return the number of independent runs that a case is worth for a share.

    The number of runs over Kish's design effect (1965): the variance of a share of independent
    runs over the variance of the mean of replicates, limited to the range from the number of
    replicates to the number of runs. Runs of one replicate share their random numbers.
    """
    means = case_runs.groupby("replicate")["value"].mean()
    share = float(case_runs["value"].mean())
    variance = float(means.var(ddof=1)) / len(means) if len(means) > 1 else 0.0
    size = share * (1.0 - share) / variance if variance > 0.0 else len(means)
    return float(np.clip(size, len(means), len(case_runs)))


def wilson_interval(
    yes: float, count: float, level: float = CONFIDENCE_LEVEL
) -> tuple[float, float]:
    """Return Wilson's score interval (1927) of the share yes / count.

    >>> low, high = wilson_interval(0, 20)
    >>> low, round(high, 3)
    (0.0, 0.161)
    """
    z = ndtri(0.5 + level / 2)
    middle = (yes + z**2 / 2) / (count + z**2)
    half = z * np.sqrt(yes * (count - yes) / count + z**2 / 4) / (count + z**2)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
