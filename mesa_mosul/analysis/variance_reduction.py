"""What common random numbers gain: the variance reduction factor."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.cases import check_columns, pivot_by_case, resolve_case
from mesa_mosul.analysis.distributions import carry_last_values


def variance_reduction_factor(
    base: pd.Series, case: pd.Series, sets: np.ndarray | None = None
) -> float:
    """Return the variance of unpaired differences over that of paired differences (VRF).

    Parameters
    ----------
    base, case
        An outcome in both cases, indexed by replicate.
    sets
        Parameter set of each pair, if parameters were sampled: variances are then those within
        the sets, as sets differ with common random numbers and without; None for a single set.

    Returns
    -------
    float
        1 if common random numbers bring nothing; infinite if the cases differ by a constant;
        NaN for fewer than two pairs (of a set).

    Examples
    --------
    >>> import pandas as pd
    >>> variance_reduction_factor(pd.Series([1.0, 2.0, 3.0]), pd.Series([2.0, 3.0, 4.0]))
    inf
    >>> variance_reduction_factor(pd.Series([1.0, 2.0, 3.0]), pd.Series([3.0, 2.0, 1.0]))
    0.5
    """
    pairs = pd.concat([base, case], axis=1).set_axis(["base", "case"], axis=1)
    pairs = pairs.assign(less=pairs["case"] - pairs["base"])
    groups = pairs[pairs.notna().all(axis=1)].groupby(
        np.zeros(len(pairs), int) if sets is None else pd.Series(sets, pairs.index)
    )
    freedom = int((groups.size() - 1).sum())
    if freedom < 1:
        return float("nan")
    within = (groups.var(ddof=0).mul(groups.size(), axis=0)).sum() / freedom
    unpaired, paired = float(within["base"] + within["case"]), float(within["less"])
    if paired == 0.0:
        return float("inf") if unpaired else 1.0
    return unpaired / paired


def variance_reduction_by_day(
    daily: pd.DataFrame,
    runs: pd.DataFrame,
    column: str,
    by: Sequence[str],
    base: Any,
    set_column: str = "",
) -> pd.DataFrame:
    """Return the variance reduction factor of a recorded column, by case and date.

    Runs with common random numbers diverge with time, so the factor falls towards 1.

    Parameters
    ----------
    daily
        One row per run and day: `key`, `replicate`, `date`, `column`; `point` if it is known.
    runs
        One row per run: `key`, the factors `by`; `point` if it is known; and, if some runs end
        for another reason than that the city was captured, `captured`.
    column
        A recorded column of the ledger.
    by
        Factors that distinguish the cases.
    base
        The base case, as `resolve_case` takes it.
    set_column
        Column that identifies a parameter set, if parameters were sampled.

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
    place = [name for name in ("key", "point") if {name} <= {*daily.columns} & {*runs.columns}]
    given = dict.fromkeys((*by, "captured", *([set_column] if set_column else [])))
    factors = [name for name in given if name in runs.columns]
    columns = daily[[*place, "replicate", "date", column]]
    table = columns.merge(runs[[*place, *factors]].drop_duplicates(place), on=place)
    table = table.assign(case=0, key=table.groupby(place).ngroup())
    table = carry_last_values(table.assign(set=table[set_column] if set_column else 0), column)
    origin = resolve_case(runs, by, base)
    values = pivot_by_case(table, column, by, ("date", "set", "replicate"))
    rows = []
    for date, part in values.groupby(level="date"):
        for case in values.columns:
            pairs = part[[origin, case]].dropna() if case != origin else part.iloc[:0]
            if len(pairs) > 1:
                sets = pairs.index.get_level_values("set").to_numpy()
                factor = variance_reduction_factor(pairs[origin], pairs[case], sets)
                sd = float((pairs[case] - pairs[origin]).std(ddof=1))
                rows.append((str(case), date, len(pairs), factor, sd))
    table = pd.DataFrame(rows, columns=["case", "date", "pairs", "vrf", "sd"])
    return table.astype({"pairs": int, "vrf": float, "sd": float})
