"""Whether there are enough replications: how a mean and its standard deviation converge."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.cases import is_boolean, numeric_outcome, pivot_by_case
from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.distributions import samples_by_case, tag_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import Sample, interval_of_mean
from mesa_mosul.analysis.sample_sizes import (
    NORMAL_QUANTILE,
    mean_replications_needed,
    share_replications_needed,
)
from mesa_mosul.analysis.share_intervals import interval_of_share

MIN_REPLICATIONS_SHOWN = 5
"""Fewest replications for which a row is returned, if there are as many."""
DEFAULT_PRECISION = 1 / 20
"""Half-width wanted by default: a fraction of the largest mean, or a difference of shares."""


def convergence(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), set_column: str = ""
) -> pd.DataFrame:
    """Return mean and standard deviation of an outcome over the first n replications.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, the factors `by`.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    set_column
        Column that identifies a parameter set, if parameters were sampled: the interval covers
        their choice, too, and does not shrink to nothing with replications.

    Returns
    -------
    pandas.DataFrame
        One row per case and number of replications: case, replications, mean, low, high (95 %:
        `analysis.intervals`), sd of single runs (of the means over sets), in the unit of the
        outcome.

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
    table = tag_cases(runs, by, numeric_outcome(runs, outcome), set_column)
    parts = []
    for case, part, sample in samples_by_case(table.sort_values("replicate")):
        means = running_means(part.groupby("replicate")["value"].mean().to_numpy())
        if len(sample.values) > 1:
            counts = means["replications"]
            means["low"], means["high"] = np.array([ends_of_mean(sample, n) for n in counts]).T
        parts.append(means.assign(case=case))
    return pd.concat(parts, ignore_index=True)


def ends_of_mean(sample: Sample, count: int) -> tuple[float, float]:
    """Return the interval of a mean over the first seeds of a sample."""
    _, low, high = interval_of_mean(sample._replace(values=sample.values[:, :count]))
    return float(low[0]), float(high[0])


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
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    half_width: float | None = None,
    set_column: str = "",
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
    set_column
        Column that identifies a parameter set, if parameters were sampled.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, replications (done), mean, half_width (reached: of the interval
        of a mean, of a boolean of that of a share), basis (what it covers), wanted_half_width,
        sd, sd_half_width (of the 95 % interval of sd, for any distribution),
        replications_needed (by the same interval, at least two, of the same parameter sets;
        infinite if no number would do, as the sets alone leave more; NaN if nothing is wanted,
        or if all values are equal, so that the standard deviation is not known), is_sufficient
        (half_width is known and at most wanted_half_width).

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
    last = convergence(runs, outcome, by, set_column).groupby("case", sort=False).tail(1)
    wanted = default_half_width(last, share) if half_width is None else half_width
    kurtosis = pivot_by_case(runs, outcome, by).kurt().reindex(last["case"]).fillna(0.0)
    count, sd = last["replications"].to_numpy(), last["sd"].to_numpy()
    relative_error = np.sqrt(np.maximum(kurtosis.to_numpy() + 2.0, 0.0) / (4.0 * count))
    table = tag_cases(runs, by, numeric_outcome(runs, outcome), set_column)
    interval = interval_of_share if share else interval_of_mean
    reached, needed, basis = [], [], []
    for (_, _, sample), sd_of_case in zip(samples_by_case(table), sd, strict=True):
        mean, low, high = interval(sample)
        reached.append(float(high[0] - low[0]) / 2.0)
        basis.append(sample.basis())
        if share and is_single_runs(sample):
            needed.append(share_replications_needed(float(mean[0]), wanted))
        else:
            needed.append(needed_of_sample(sample, sd_of_case, reached[-1], wanted))
    return pd.DataFrame(
        {
            "case": last["case"].to_numpy(),
            "replications": count,
            "mean": last["mean"].to_numpy(),
            "half_width": reached,
            "basis": basis,
            "wanted_half_width": wanted,
            "sd": sd,
            "sd_half_width": NORMAL_QUANTILE * sd * relative_error,
            "replications_needed": needed,
            "is_sufficient": (np.array(reached) <= wanted) & (share | (sd > 0.0)),
        }
    )


def is_single_runs(sample: Sample) -> bool:
    """Return whether a sample is of a single set with a run per seed."""
    return len(sample.values) == 1 and sample.runs_per_cell == 1.0


def needed_of_sample(sample: Sample, sd: float, reached: float, wanted: float) -> float:
    """Return the replications for which an interval over sets and seeds is narrow enough.

    sd: of the means over sets; reached: half-width of the interval. What the half-width has
    beyond that over seeds is due to the sets, and stays.
    """
    count = sample.values.shape[1]
    quantile = scipy.special.stdtrit(count - 1, 0.5 + CONFIDENCE_LEVEL / 2)
    over_seeds = quantile * sd / np.sqrt(count)
    of_sets = max(reached**2 - over_seeds**2, 0.0) if len(sample.values) > 1 else 0.0
    if wanted**2 <= of_sets:
        return float("inf")
    return mean_replications_needed(sd, float(np.sqrt(wanted**2 - of_sets)))


def default_half_width(last: pd.DataFrame, share: bool) -> float:
    """Return the half-width that is wanted by default, NaN if there is no measure for it."""
    if share:
        return DEFAULT_PRECISION
    largest = last.iloc[int(last["mean"].abs().to_numpy().argmax())]
    is_zero = not (largest["low"] > 0.0 or largest["high"] < 0.0)
    return np.nan if is_zero else float(abs(largest["mean"])) * DEFAULT_PRECISION
