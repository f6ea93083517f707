"""Whether there are enough replications: how a mean and its standard deviation converge."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.cases import is_boolean, label_cases, numeric_outcome, pivot_by_case
from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.share_intervals import wilson_interval

MIN_REPLICATIONS_SHOWN = 5
"""Fewest replications for which a row is returned, if there are as many."""
NORMAL_QUANTILE = float(scipy.special.ndtri(0.5 + CONFIDENCE_LEVEL / 2))
T_QUANTILE_LEVEL = 0.5 + CONFIDENCE_LEVEL / 2
POWER = 0.8
"""Probability with which an interval shall exclude 0 if the difference is as measured."""
DEFAULT_PRECISION = 1 / 20
"""Half-width wanted by default: a fraction of the largest mean, or a difference of shares."""
MAX_EXACT_COUNT = 10_000
"""Pairs up to which power is computed by the noncentral t distribution."""
MAX_NEEDED = 10**9
"""Number above which replications needed are infinite."""


def convergence(runs: pd.DataFrame, outcome: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return mean and standard deviation of an outcome over the first n replications.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, the factors `by`.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.

    Returns
    -------
    pandas.DataFrame
        One row per case and number of replications: case, replications, mean, low, high
        (95 % t interval), sd, in the unit of the outcome.

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(6), "km2": [1.0, 2.0, 3.0, 4.0, 5.0, 9.0]})
    >>> convergence(runs, "km2")[["replications", "mean"]].to_numpy().tolist()
    [[5.0, 3.0], [6.0, 4.0]]
    """
    table = pd.DataFrame(
        {"case": label_cases(runs, by), "value": numeric_outcome(runs, outcome)}
    )
    table["replicate"] = runs["replicate"]
    parts = []
    for case, part in table.groupby("case", observed=True):
        means = running_means(part.groupby("replicate")["value"].mean().to_numpy())
        parts.append(means.assign(case=str(case)))
    return pd.concat(parts, ignore_index=True)


def running_means(value: np.ndarray) -> pd.DataFrame:
    """Return the columns of `convergence` for the values of one case, (replications,)."""
    count = np.arange(1, len(value) + 1)
    freedom = np.maximum(count - 1, 1)
    deviation = value - value[0]  # so that no digits are lost where the mean is large
    shift = np.cumsum(deviation) / count
    mean = value[0] + shift
    steps = np.r_[0.0, (deviation - np.r_[0.0, shift[:-1]])[1:] * (deviation - shift)[1:]]
    sd = np.where(count > 1, np.sqrt(np.cumsum(steps) / freedom), np.nan)
    half = scipy.stats.t.ppf(0.5 + CONFIDENCE_LEVEL / 2, freedom) * sd / np.sqrt(count)
    columns = {"replications": count, "mean": mean, "low": mean - half, "high": mean + half}
    return pd.DataFrame({**columns, "sd": sd})[min(MIN_REPLICATIONS_SHOWN, len(value)) - 1 :]


def replication_advice(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), half_width: float | None = None
) -> pd.DataFrame:
    """Return the replications that each case's mean needs for a half-width.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, the factors `by`.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    half_width
        Wanted half-width of the 95 % interval, in the unit of the outcome. None for 5
        percentage points of a share, and else for a twentieth of the largest mean, unless the
        interval of that mean holds 0: then nothing is wanted.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, replications (done), mean, half_width (reached: of the t
        interval, of a boolean of Wilson's), wanted_half_width, sd, sd_half_width (of the 95 %
        interval of sd, for any distribution), replications_needed (by the same interval, at
        least two; infinite if no number would do; NaN if nothing is wanted, or if all values
        are equal, so that the standard deviation is not known), is_sufficient (half_width is
        known and at most wanted_half_width).

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs, or half_width is not positive.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(6), "km2": [9.0, 10.0, 11.0, 9.0, 10.0, 11.0]})
    >>> table = replication_advice(runs, "km2", half_width=1.0)
    >>> table[["replications_needed", "is_sufficient"]].to_dict("records")
    [{'replications_needed': 6.0, 'is_sufficient': True}]
    """
    if half_width is not None and not half_width > 0.0:
        raise AnalysisError(f"half_width is {half_width}: it takes more than 0")
    share = is_boolean(runs, outcome)
    last = convergence(runs, outcome, by).groupby("case", sort=False).tail(1)
    wanted = default_half_width(last, share) if half_width is None else half_width
    kurtosis = pivot_by_case(runs, outcome, by).kurt().reindex(last["case"]).fillna(0.0)
    count, sd = last["replications"].to_numpy(), last["sd"].to_numpy()
    mean = last["mean"].to_numpy()
    reached = ((last["high"] - last["low"]) / 2).to_numpy()
    if share:
        reached = np.array([wilson_half_width(*one) for one in zip(mean, count, strict=True)])
        needed = [share_replications_needed(one, wanted) for one in mean]
    else:
        needed = [mean_replications_needed(one, wanted) for one in sd]
    relative_error = np.sqrt(np.maximum(kurtosis.to_numpy() + 2.0, 0.0) / (4.0 * count))
    return pd.DataFrame(
        {
            "case": last["case"].to_numpy(),
            "replications": count,
            "mean": mean,
            "half_width": reached,
            "wanted_half_width": wanted,
            "sd": sd,
            "sd_half_width": NORMAL_QUANTILE * sd * relative_error,
            "replications_needed": needed,
            "is_sufficient": (reached <= wanted) & (share | (sd > 0.0)),
        }
    )


def default_half_width(last: pd.DataFrame, share: bool) -> float:
    """Return the half-width that is wanted by default, NaN if there is no measure for it."""
    if share:
        return DEFAULT_PRECISION
    largest = last.iloc[int(last["mean"].abs().to_numpy().argmax())]
    is_zero = not (largest["low"] > 0.0 or largest["high"] < 0.0)
    return np.nan if is_zero else float(abs(largest["mean"])) * DEFAULT_PRECISION


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
    quantile, shift = scipy.stats.t.ppf(T_QUANTILE_LEVEL, count - 1), effect * np.sqrt(count)
    if count > MAX_EXACT_COUNT:
        return float(scipy.stats.norm.sf(quantile - shift))
    noncentral = scipy.stats.nct(count - 1, shift)
    return float(noncentral.sf(quantile) + noncentral.cdf(-quantile))


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
