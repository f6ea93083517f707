"""Intervals of shares of runs, and of what shares decide: quantiles, restricted means."""

import numpy as np
import scipy

from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL, INTERVAL_QUANTILES
from mesa_mosul.analysis.intervals import (
    Interval,
    Sample,
    half_width_of_mean,
    interval_of_mean,
)

MIN_UNITS_WITH_EVENT = 4
"""Fewest sets (or seeds), in effect, among which events must be spread for their variance to be
believed; below, all runs of a set (or seed) count as one."""


def interval_of_share(sample: Sample) -> Interval:
    """Return the 95 % interval of a share, the mean of values that are 0 or 1.

    Wilson's score interval (1927) of the effective number of runs (Korn and Graubard 1998):
    that for which a share of independent runs has the half-width that the mean has over sets
    and seeds. Where events are confined to fewer than four sets or seeds, in effect, all runs
    of a set, or of a seed, count as one: their spread does not show in so few. Without any
    event there are as many runs as sets.

    >>> low, high = interval_of_share(Sample(np.zeros((1, 20, 1))))[1:]
    >>> low.tolist(), high.round(3).tolist()
    ([0.0], [0.161])
    """
    share, size = share_and_size(sample)
    return Interval(share, *wilson_intervals(share, size))


def share_and_size(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return shares and the effective numbers of independent runs that they rest on."""
    share, half = np.nanmean(sample.values, axis=(0, 1)), half_width_of_mean(sample)
    cells = float(np.isfinite(sample.values[..., 0]).sum())
    if 1 in sample.values.shape[:2] and np.isin(sample.values, (0.0, 1.0)).all():
        return share, np.full_like(share, cells)
    z = scipy.special.ndtri(0.5 + CONFIDENCE_LEVEL / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = share * (1.0 - share) * (z / half) ** 2
    size = np.nan_to_num(size, nan=sample.units)
    size = np.clip(size, 1.0, cells * sample.runs_per_cell)
    rare = np.where(share > 0.5, 1.0 - sample.values, sample.values)
    for axis in (0, 1) if sample.is_two_way else (0,):
        few = is_concentrated(rare, axis) & ((axis == 0) | (np.nansum(rare, axis=(0, 1)) > 0))
        size = np.where(few, np.minimum(size, sample.values.shape[axis]), size)
    return share, size


def is_concentrated(events: np.ndarray, axis: int) -> np.ndarray:
    """Return whether events are confined to few sets (axis 0) or seeds (axis 1).

    Their effective number is Kish's: that of units with the same number of events each.
    """
    counts = np.nanmean(events, axis=1 - axis)
    squares = (counts**2).sum(axis=0)
    spread = counts.sum(axis=0) ** 2 / np.where(squares > 0.0, squares, 1.0)
    return np.asarray(spread < min(MIN_UNITS_WITH_EVENT, events.shape[axis] / 2))


def wilson_intervals(share: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of Wilson's 95 % intervals of shares of `size` independent runs."""
    z = scipy.special.ndtri(0.5 + CONFIDENCE_LEVEL / 2)
    middle = (share + z**2 / (2 * size)) / (1.0 + z**2 / size)
    half = z * np.sqrt(share * (1.0 - share) / size + z**2 / (4 * size**2)) / (1 + z**2 / size)
    low = np.where(share <= 0.0, 0.0, middle - half)
    return np.maximum(low, 0.0), np.where(share >= 1.0, 1.0, np.minimum(middle + half, 1.0))


def wilson_interval(yes: float, count: float) -> tuple[float, float]:
    """Return Wilson's 95 % score interval (1927) of the share yes / count.

    >>> low, high = wilson_interval(0, 20)
    >>> low, round(high, 3)
    (0.0, 0.161)
    """
    low, high = wilson_intervals(np.array([yes / count]), np.array([float(count)]))
    return float(low[0]), float(high[0])


def interval_of_difference_of_shares(sample: Sample) -> Interval:
    """Return the 95 % interval of the mean of values that are -1, 0 or 1.

    That of a mean. Where the pairs that differ are confined to few sets or seeds, or there are
    none, it joins the intervals of the shares that rise and that fall (MOVER; Zou and Donner
    2008): pairs that all agree have an interval of some width.

    >>> low, high = interval_of_difference_of_shares(Sample(np.zeros((1, 20, 1))))[1:]
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([-0.161], [0.161])
    """
    difference, low, high = interval_of_mean(sample)
    axes = (0, 1) if sample.is_two_way else (0 if len(sample.values) > 1 else 1,)
    few = np.any([is_concentrated(np.abs(sample.values), axis) for axis in axes], axis=0)
    missing = np.where(np.isnan(sample.values), np.nan, 0.0)
    rising = interval_of_share(sample._replace(values=missing + (sample.values > 0.0)))
    falling = interval_of_share(sample._replace(values=missing + (sample.values < 0.0)))
    below = np.hypot(rising.estimate - rising.low, falling.high - falling.estimate)
    above = np.hypot(rising.high - rising.estimate, falling.estimate - falling.low)
    return Interval(
        difference,
        np.maximum(np.where(few, difference - below, low), -1.0),
        np.minimum(np.where(few, difference + above, high), 1.0),
    )


def interval_of_quantile(sample: Sample, level: float) -> Interval:
    """Return the 95 % interval of a quantile of the values (Woodruff 1952).

    Its ends are order statistics between which as many runs as are at or below the quantile
    itself lie in 95 % of samples, by the binomial distribution of the effective number of runs.
    An end is infinite where the runs do not reach far enough to set one: ten sets do not bound
    a 90 % quantile from above, however many runs each of them has.

    >>> interval = interval_of_quantile(Sample(np.arange(1.0, 101.0).reshape(1, 100, 1)), 0.5)
    >>> interval.estimate.tolist(), interval.low.tolist(), interval.high.tolist()
    ([50.5], [40.0], [61.0])
    """
    ends = np.empty((3, sample.values.shape[2]))
    for at, values in enumerate(np.moveaxis(sample.values, 2, 0)):
        ordered = np.sort(values[np.isfinite(values)])
        ends[0, at] = np.quantile(ordered, level)
        up_to = np.where(np.isnan(values), np.nan, values <= ends[0, at])[..., None]
        units, runs = int(share_and_size(sample._replace(values=up_to))[1][0]), len(ordered)
        first, last = scipy.stats.binom.ppf(INTERVAL_QUANTILES, units, level).astype(int)
        below, above = int(first * runs / units), int(np.ceil(last * runs / units))
        ends[1, at] = ordered[below - 1] if first >= 1 else -np.inf
        ends[2, at] = ordered[above] if last < units else np.inf
    return Interval(*ends)


def interval_of_restricted_mean(sample: Sample, horizon: float) -> Interval:
    """Return the 95 % interval of the mean of days that end at a horizon.

    Where too few runs fall short of the horizon to show how much (`interval_of_share`), the
    days that they lose are taken to be as observed, or all if none does, and the interval is
    that of their share.
    """
    interval = interval_of_mean(sample)
    loss = horizon - sample.values
    is_lost = np.where(np.isnan(loss), np.nan, loss > 0.0)
    share = interval_of_share(sample._replace(values=is_lost))
    few = is_concentrated(is_lost, 0 if len(loss) > 1 else 1)
    lost = np.where(share.estimate > 0.0, horizon - interval.estimate, horizon)
    mean_loss = lost / np.where(share.estimate > 0.0, share.estimate, 1.0)
    low = np.where(few, horizon - share.high * mean_loss, interval.low)
    high = np.where(few, horizon - share.low * mean_loss, interval.high)
    return Interval(interval.estimate, np.maximum(low, 0.0), np.minimum(high, horizon))
