"""What common random numbers gain: the variance reduction factor."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from mesa_mosul.analysis.cases import check_columns, pivot_by_case, resolve_case
from mesa_mosul.analysis.distributions import carry_last_values


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
        One row per run: `key`, the factors `by`, and, if some runs end for another reason than
        that the city was captured, `captured`.
    column
        A recorded column of the ledger.
    by
        Factors that distinguish the cases.
    base
        The base case, as `resolve_case` takes it.

    Returns
    -------
    pandas.DataFrame
        One row per case but the base and date: case, date, pairs, vrf, and sd, the standard
        deviation of the paired differences in the unit of the column. A run that ended because
        the city was captured keeps its last value up to the last day of all runs. Empty if no
        case has two pairs with the base.

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
    factors = [name for name in (*by, "captured") if name in runs.columns]
    columns = daily[["key", "replicate", "date", column]]
    table = columns.merge(runs[["key", *factors]].drop_duplicates("key"), on="key")
    table = carry_last_values(table.assign(case=0), column)
    origin = resolve_case(runs, by, base)
    values = pivot_by_case(table, column, by, ("date", "replicate"))
    rows = []
    for date, part in values.groupby(level="date"):
        for case in values.columns:
            pairs = part[[origin, case]].dropna() if case != origin else part[:0]
            if len(pairs) > 1:
                factor = variance_reduction_factor(pairs[origin], pairs[case])
                sd = float((pairs[case] - pairs[origin]).std(ddof=1))
                rows.append((str(case), date, len(pairs), factor, sd))
    table = pd.DataFrame(rows, columns=["case", "date", "pairs", "vrf", "sd"])
    return table.astype({"pairs": int, "vrf": float, "sd": float})
