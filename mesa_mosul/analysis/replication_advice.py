"""Whether there are enough replications: how a mean and its standard deviation converge."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from mesa_mosul.analysis.bootstrap import CONFIDENCE_LEVEL
from mesa_mosul.analysis.cases import label_cases, numeric_outcome, pivot_by_case

MIN_REPLICATIONS_SHOWN = 5
"""Fewest replications for which a row is returned, if there are as many."""
NORMAL_QUANTILE = float(ndtri(0.5 + CONFIDENCE_LEVEL / 2))
DEFAULT_PRECISION = 1 / 20
"""Half-width asked for by default, as a fraction of the largest mean."""


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
    mean = np.cumsum(value) / count
    freedom = np.maximum(count - 1, 1)
    squares = np.maximum(np.cumsum(value**2) - count * mean**2, 0.0)
    sd = np.where(count > 1, np.sqrt(squares / freedom), np.nan)
    half = stdtrit(freedom, 0.5 + CONFIDENCE_LEVEL / 2) * sd / np.sqrt(count)
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
        Wanted half-width of the 95 % interval, in the unit of the outcome; None for a
        twentieth of the largest mean.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, replications (done), mean, half_width (reached), sd,
        sd_half_width (of the 95 % interval of sd, for any distribution), replications_needed,
        is_sufficient.

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(6), "km2": [9.0, 10.0, 11.0, 9.0, 10.0, 11.0]})
    >>> table = replication_advice(runs, "km2", half_width=1.0)
    >>> table[["replications_needed", "is_sufficient"]].to_dict("records")
    [{'replications_needed': 4, 'is_sufficient': True}]
    """
    table = convergence(runs, outcome, by)
    last = table.groupby("case", sort=False).tail(1)
    wanted = (
        float(last["mean"].abs().max()) * DEFAULT_PRECISION
        if half_width is None
        else half_width
    )
    by_case = pivot_by_case(runs, outcome, by)
    kurtosis = by_case.kurt().reindex(last["case"]).fillna(0.0).to_numpy()
    count, sd = last["replications"].to_numpy(), last["sd"].to_numpy()
    needed = (
        np.ceil((NORMAL_QUANTILE * sd / wanted) ** 2) if wanted > 0.0 else np.ones(len(last))
    )
    relative_error = np.sqrt(np.maximum(kurtosis + 2.0, 0.0) / (4.0 * count))
    return pd.DataFrame(
        {
            "case": last["case"].to_numpy(),
            "replications": count,
            "mean": last["mean"].to_numpy(),
            "half_width": ((last["high"] - last["low"]) / 2).to_numpy(),
            "sd": sd,
            "sd_half_width": NORMAL_QUANTILE * sd * relative_error,
            "replications_needed": np.nan_to_num(np.maximum(needed, 1), nan=2).astype(int),
            "is_sufficient": count >= np.nan_to_num(needed, nan=2),
        }
    )
