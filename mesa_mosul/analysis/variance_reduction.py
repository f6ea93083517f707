"""What common random numbers gain: the variance reduction factor, and pairs for a width."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from mesa_mosul.analysis.bootstrap import CONFIDENCE_LEVEL
from mesa_mosul.analysis.cases import check_columns, pivot_by_case, resolve_case


def variance_reduction_factor(base: pd.Series, case: pd.Series) -> float:
    """Return the variance of unpaired differences over that of paired differences (VRF).

    Parameters
    ----------
    base, case
        An outcome in both cases, indexed by replicate.

    Returns
    -------
    float
        1 if common random numbers bring nothing; infinite if the cases differ by a constant;
        NaN for fewer than two pairs.

    Examples
    --------
    >>> import pandas as pd
    >>> variance_reduction_factor(pd.Series([1.0, 2.0, 3.0]), pd.Series([2.0, 3.0, 4.0]))
    inf
    >>> variance_reduction_factor(pd.Series([1.0, 2.0, 3.0]), pd.Series([3.0, 2.0, 1.0]))
    0.5
    """
    pairs = pd.concat([base, case], axis=1).dropna().to_numpy()
    if len(pairs) < 2:
        return float("nan")
    unpaired = float(pairs.var(axis=0, ddof=1).sum())
    paired = float((pairs[:, 1] - pairs[:, 0]).var(ddof=1))
    if paired == 0.0:
        return float("inf") if unpaired else 1.0
    return unpaired / paired


def variance_reduction_by_day(
    daily: pd.DataFrame, runs: pd.DataFrame, column: str, by: Sequence[str], base: Any
) -> pd.DataFrame:
    """Return the variance reduction factor of a recorded column, by case and date.

    Runs with common random numbers diverge with time, so the factor falls towards 1.

    Parameters
    ----------
    daily
        One row per run and day: `key`, `replicate`, `date`, `column`.
    runs
        One row per run: `key` and the factors `by`.
    column
        A recorded column of the ledger.
    by
        Factors that distinguish the cases.
    base
        The base case, as `resolve_case` takes it.

    Returns
    -------
    pandas.DataFrame
        One row per case but the base and date: case, date, vrf, and sd, the standard deviation
        of the paired differences in the unit of the column.

    Raises
    ------
    AnalysisError
        If a column is not there, or the base is no single case.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"key": list("abcd"), "help": ["no", "no", "yes", "yes"]})
    >>> daily = pd.DataFrame({"key": list("abcd"), "replicate": [0, 1, 0, 1],
    ...     "date": pd.Timestamp("2016-12-06"), "km2": [1.0, 3.0, 2.0, 5.0]})
    >>> variance_reduction_by_day(daily, runs, "km2", ["help"], "no")["vrf"].round(1).tolist()
    [13.0]
    """
    check_columns(daily, [column, "key", "date"])
    table = daily.merge(runs[["key", *by]].drop_duplicates("key"), on="key")
    origin = resolve_case(runs, by, base)
    values = pivot_by_case(table, column, by, ("date", "replicate"))
    rows = []
    for date, part in values.groupby(level="date"):
        for case in values.columns:
            if case != origin and len(part[[origin, case]].dropna()) > 1:
                factor = variance_reduction_factor(part[origin], part[case])
                sd = float((part[case] - part[origin]).std(ddof=1))
                rows.append({"case": str(case), "date": date, "vrf": factor, "sd": sd})
    return pd.DataFrame(rows, columns=["case", "date", "vrf", "sd"])


def pairs_needed(differences: np.ndarray, width: float) -> float:
    """Return the pairs for which the 95 % interval of the mean is at most `width` wide.

    At least two; infinite for no width, NaN if the standard deviation is not known.
    """
    if len(differences) < 2 or np.isnan(width):
        return np.nan
    if width <= 0.0:
        return float("inf")
    ratio = 2.0 * float(differences.std(ddof=1)) / width
    quantile = 0.5 + CONFIDENCE_LEVEL / 2
    pairs = max(2, int(np.ceil((ndtri(quantile) * ratio) ** 2)))
    while stdtrit(pairs - 1, quantile) * ratio > pairs**0.5:
        pairs += 1
    return float(pairs)
