"""The one way to an interval: from how runs were sampled to the interval of what they show.

Every statement of a sweep is a mean of one value per run: an outcome, its difference from the
base, whether an event has come by a day (a share), the days without it (a restricted mean); or
it is a quantile, where such a share crosses a level. Runs are sampled in two ways at once, by
parameter set and by random seed, and all sets usually share the seeds. `Sample` arranges values
by set and seed, and its interval covers the choice of both.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.skewed_means import limits_of_mean, smaller_statistic
from mesa_mosul.analysis.two_way_model import N_PIVOTS, two_way_pivots


class Interval(NamedTuple):
    """An estimate with the ends of its 95 % interval, each of shape (values,).

    An end is NaN where the runs do not determine it.
    """

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Sample(NamedTuple):
    """Values of the runs of one case, by parameter set and random seed.

    values: (sets, seeds, values), NaN where there is no run. shares_seeds: whether all sets
    share the seeds; otherwise each set has its own. runs_per_cell: runs that were averaged.
    """

    values: np.ndarray
    shares_seeds: bool = True
    runs_per_cell: float = 1.0

    @property
    def units(self) -> int:
        """The number of sets, or of seeds if there is a single set."""
        sets, seeds = self.values.shape[:2]
        return sets if sets > 1 else seeds

    @property
    def is_two_way(self) -> bool:
        """Whether both sets and seeds are sampled."""
        return self.shares_seeds and min(self.values.shape[:2]) > 1

    @property
    def is_over_sets(self) -> bool:
        """Whether sets are all that is sampled: they share no seeds, or have one each."""
        return len(self.values) > 1 and not self.is_two_way

    def basis(self) -> str:
        """Return in words what the interval covers."""
        sets, seeds = self.values.shape[:2]
        if sets == 1:
            return f"{seeds} seeds"
        if not self.shares_seeds:
            return f"{sets} sets with seeds of their own"
        return f"{sets} sets x {seeds} seeds" if seeds > 1 else f"{sets} sets, one seed"


def arrange_runs(case_runs: pd.DataFrame, values: np.ndarray) -> Sample:
    """Return values of the runs of one case by set and seed.

    Parameters
    ----------
    case_runs
        One row per run: `set`, `replicate`; `seed` if it is known; `hypercube` if the sets are
        points of several Latin hypercubes, each of which counts as one set.
    values
        Shape (runs,) or (runs, values). Runs with the same set and seed are averaged.

    Returns
    -------
    Sample
        NaN where a set has no run with a seed.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"set": [0, 0, 1, 1], "replicate": [0, 1, 0, 1]})
    >>> arrange_runs(runs, np.array([1.0, 2.0, 3.0, 4.0])).values[:, :, 0].tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    columns = values.reshape(len(case_runs), -1)
    set_column = "hypercube" if "hypercube" in case_runs.columns else "set"
    row, sets = pd.factorize(case_runs[set_column])
    column, seeds = pd.factorize(case_runs["replicate"])
    total = np.zeros((len(sets), len(seeds), columns.shape[1]))
    count = np.zeros((len(sets), len(seeds), 1))
    np.add.at(total, (row, column), columns)
    np.add.at(count, (row, column), 1.0)
    with np.errstate(invalid="ignore"):
        cells = total / count
    return Sample(cells, sets_share_seeds(case_runs), len(case_runs) / (count > 0.0).sum())


def number_sets(runs: pd.DataFrame, set_columns: Sequence[str]) -> np.ndarray:
    """Return the number of each run's parameter set, given by columns; 0 without columns."""
    if not set_columns:
        return np.zeros(len(runs), int)
    return runs.groupby(list(set_columns), sort=False, dropna=False).ngroup().to_numpy()


def sets_share_seeds(case_runs: pd.DataFrame) -> bool:
    """Return whether a replicate has the same random seed in every parameter set."""
    if "seed" not in case_runs.columns:
        return True
    return bool((case_runs.groupby("replicate")["seed"].nunique() == 1).all())


def interval_of_mean(sample: Sample) -> Interval:
    """Return the 95 % interval of a mean.

    Over the seeds of a single set it is Student's t interval; over sets that share no seeds, or
    have one each, that of their means, or without their skewness if it reaches further
    (`analysis.skewed_means`). Over sets x seeds it is the
    generalized confidence interval (Weerahandi 1993) of the mean of a two-way random model: the
    variance is that of sets plus that of seeds less the residual one, which both contain, each
    drawn from its distribution given its sum of squares.

    Values that all agree have no interval: their spread is not known.

    >>> low, high = interval_of_mean(Sample(np.array([[[1.0], [2.0], [3.0]]])))[1:]
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([-0.484], [4.484])
    """
    mean, half = np.nanmean(sample.values, axis=(0, 1)), half_width_of_mean(sample)
    low, high = -half, half
    if sample.is_over_sets:
        low, high = limits_of_mean(unit_deviations(sample))
    is_known = np.isfinite(half)
    return Interval(
        mean, np.where(is_known, mean + low, np.nan), np.where(is_known, mean + high, np.nan)
    )


def half_width_of_mean(sample: Sample) -> np.ndarray:
    """Return the half-width of a mean's 95 % interval for symmetric values, (values,).

    NaN for values that all agree.
    """
    half = two_way_half_width(sample) if sample.is_two_way else one_way_half_width(sample)
    scale = np.maximum(np.nanmax(np.abs(sample.values), axis=(0, 1)), 1e-300)
    return np.where(half > 1e-12 * scale, half, np.nan)


def mean_interval(values: np.ndarray) -> tuple[float, float]:
    """Return the 95 % t interval of the mean of independent values, (values,).

    >>> low, high = mean_interval(np.array([1.0, 2.0, 3.0]))
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    _, low, high = interval_of_mean(Sample(np.asarray(values, float).reshape(1, -1, 1)))
    return float(low[0]), float(high[0])


def p_value_of_mean(sample: Sample) -> float:
    """Return the p-value of a mean of 0, by the distribution of `interval_of_mean`."""
    mean = float(np.nanmean(sample.values))
    if sample.is_two_way:
        normal, variance = two_way_pivots(sample.values)
        tail = np.mean(np.abs(normal) * np.sqrt(variance[0]) >= abs(mean))
        return max(float(tail), 1.0 / N_PIVOTS)
    half = float(one_way_half_width(sample)[0])
    freedom = sample.units - 1
    if not half > 0.0:
        return 1.0
    t = mean / half * scipy.special.stdtrit(freedom, 0.5 + CONFIDENCE_LEVEL / 2)
    if sample.is_over_sets:
        t = float(smaller_statistic(t, unit_deviations(sample))[0])
    return float(2.0 * scipy.special.stdtr(freedom, -abs(t)))


def unit_deviations(sample: Sample) -> np.ndarray:
    """Return by how much each set, or seed of a single set, moves the mean, (units, values).

    In the unit of the values: means of units less their mean where all have the same runs.
    """
    values = sample.values if len(sample.values) > 1 else sample.values.swapaxes(0, 1)
    count = np.isfinite(values[..., 0]).sum()
    deviations = np.nansum(values - np.nanmean(values, axis=(0, 1)), axis=1)
    return np.asarray(deviations * len(values) / count)


def one_way_half_width(sample: Sample) -> np.ndarray:
    """Return the half-width of Student's t interval over sets, or the seeds of a single set."""
    units = sample.units
    if units < 2:
        return np.full(sample.values.shape[2], np.nan)
    error = unit_deviations(sample).std(axis=0, ddof=1) / np.sqrt(units)
    return np.asarray(scipy.special.stdtrit(units - 1, 0.5 + CONFIDENCE_LEVEL / 2) * error)


def two_way_half_width(sample: Sample) -> np.ndarray:
    """Return the half-width of the generalized confidence interval over sets x seeds."""
    normal, variances = two_way_pivots(sample.values)
    return np.array([np.quantile(np.abs(normal) * np.sqrt(variance), CONFIDENCE_LEVEL)
                     for variance in variances])  # fmt: skip
