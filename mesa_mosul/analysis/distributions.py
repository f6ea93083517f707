"""How outcomes are distributed: by case, as shares with intervals, and as bands over time."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from mesa_mosul.analysis.cases import is_boolean, label_cases, numeric_outcome
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import (
    Interval,
    Sample,
    arrange_runs,
    interval_of_mean,
)
from mesa_mosul.analysis.share_intervals import (
    interval_of_quantile,
    interval_of_share,
)

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def summary(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), set_column: str = ""
) -> pd.DataFrame:
    """Return mean, spread and quantiles of an outcome, by case.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, the factors `by`.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    set_column
        Column that identifies a parameter set, if parameters were sampled.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, runs, mean, low and high (the 95 % interval of the mean, of a
        boolean that of the share) and basis, what it covers (`analysis.intervals`); sd,
        quantiles p05 to p95, min, max of the runs.

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(4), "days": [60, 70, 80, 90]})
    >>> summary(runs, "days")[["case", "runs", "mean", "max"]].to_dict("records")
    [{'case': 'all runs', 'runs': 4, 'mean': 75.0, 'max': 90.0}]
    """
    table = tag_cases(runs, by, numeric_outcome(runs, outcome), set_column)
    interval = interval_of_share if is_boolean(runs, outcome) else interval_of_mean
    return pd.DataFrame([case_summary(*one, interval) for one in samples_by_case(table)])


def tag_cases(
    runs: pd.DataFrame, by: Sequence[str], outcome_values: pd.Series, set_column: str
) -> pd.DataFrame:
    """Return the columns case, value, replicate, set, and seed and hypercube if known."""
    table = pd.DataFrame({"case": label_cases(runs, by), "value": outcome_values})
    known = {name: runs[name] for name in ("seed", "hypercube") if name in runs.columns}
    return table.assign(
        replicate=runs["replicate"] if "replicate" in runs.columns else np.arange(len(runs)),
        set=runs[set_column] if set_column else 0,
        **known,
    )


def samples_by_case(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame, Sample]]:
    """Return of each case of a tagged table its label, its runs, and their values arranged."""
    return [
        (str(case), part, arrange_runs(part, part["value"].to_numpy()))
        for case, part in table.groupby("case", observed=True)
    ]


def interval_columns(interval: Interval, sample: Sample) -> dict[str, float | str]:
    """Return the columns low, high and basis of a single value's interval."""
    return {
        "low": float(interval.low[0]),
        "high": float(interval.high[0]),
        "basis": sample.basis(),
    }


def case_summary(
    case: str,
    case_runs: pd.DataFrame,
    sample: Sample,
    interval: Callable[[Sample], Interval],
) -> dict[str, float | str]:
    """Return the row of `summary` for one case; interval: of the mean."""
    value = case_runs["value"].to_numpy()
    quantiles = np.quantile(value, QUANTILES)
    names = [f"p{round(100 * q):02d}" for q in QUANTILES]
    return {
        "case": case,
        "runs": len(value),
        "mean": float(value.mean()),
        **interval_columns(interval(sample), sample),
        "sd": float(value.std(ddof=1)) if len(value) > 1 else np.nan,
        **dict(zip(names, quantiles, strict=True)),
        "min": float(value.min()),
        "max": float(value.max()),
    }


def quantile_intervals(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    set_column: str = "",
    levels: Sequence[float] = QUANTILES,
) -> pd.DataFrame:
    """Return quantiles of an outcome with their intervals, by case.

    Parameters
    ----------
    runs, outcome, by, set_column
        As for `summary`.
    levels
        Levels of the quantiles, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row per case and level: case, runs, level, quantile, low, high (95 %; infinite where
        the runs do not reach far enough to set an end), basis.

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(9), "km2": range(9)})
    >>> table = quantile_intervals(runs, "km2", levels=[0.5])
    >>> table[["quantile", "low", "high"]].iloc[0].tolist()
    [4.0, 1.0, 7.0]
    """
    table = tag_cases(runs, by, numeric_outcome(runs, outcome), set_column)
    rows = []
    for case, part, sample in samples_by_case(table):
        for level in levels:
            interval = interval_of_quantile(sample, level)
            row = {"case": case, "runs": len(part), "level": level}
            row |= {"quantile": float(interval.estimate[0])}
            rows.append(row | interval_columns(interval, sample))
    return pd.DataFrame(rows)


def probability(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), set_column: str = ""
) -> pd.DataFrame:
    """Return the share of runs in which a boolean outcome is true, by case.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, the factors `by`.
    outcome
        Name of a boolean column, such as `stalled`.
    by
        Factors that distinguish the cases.
    set_column
        Column that identifies a parameter set, if parameters were sampled.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, runs, yes (runs in which it is true), share, low and high
        (95 %: Wilson's interval of the effective number of runs), basis.

    Raises
    ------
    AnalysisError
        If the outcome is not boolean.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(4), "stalled": [True, False, False, False]})
    >>> probability(runs, "stalled")[["runs", "yes", "share"]].iloc[0].tolist()
    [4.0, 1.0, 0.25]
    """
    if not is_boolean(runs, outcome):
        raise AnalysisError(f"'{outcome}' is not boolean; use summary")
    table, rows = tag_cases(runs, by, runs[outcome].astype(float), set_column), []
    for case, part, sample in samples_by_case(table):
        row = {"case": case, "runs": len(part), "yes": int(part["value"].sum())}
        row |= {"share": float(part["value"].mean())}
        rows.append(row | interval_columns(interval_of_share(sample), sample))
    return pd.DataFrame(rows)


def daily_quantiles(
    daily: pd.DataFrame,
    column: str,
    case: pd.Series | None = None,
    quantile_range: tuple[float, float] = (0.05, 0.95),
) -> pd.DataFrame:
    """Return the median and two quantiles over runs of a recorded column, by case and date.

    Parameters
    ----------
    daily
        One row per run and day: `date` and `column`; `key`, which identifies a run, unless all
        runs are equally long; and, if some end for another reason, `captured`.
    column
        A recorded column of the ledger.
    case
        Case of each row; None for a single case.
    quantile_range
        Lower and upper quantile, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row per case and date: case, date, runs, carried, low, median, high, in the unit of
        the column. A run that ended because the city was captured keeps its last value up to
        the last day of its case; `carried` counts such runs. The band contains runs; it is not
        an interval of the median.

    Raises
    ------
    AnalysisError
        If the column was not recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.Timestamp("2016-12-06")
    >>> daily = pd.DataFrame({"date": [day] * 3, "isis_killed": [1.0, 2.0, 9.0]})
    >>> daily_quantiles(daily, "isis_killed")["median"].tolist()
    [2.0]
    """
    if column not in daily.columns:
        raise AnalysisError(f"'{column}' was not recorded; name it under record")
    table = daily.assign(case=case if case is not None else label_cases(daily, ()))
    table = carry_last_values(table, column)
    by_day = table.groupby(["case", "date"], observed=True)
    low, high = quantile_range
    quantiles = by_day[column].quantile(np.array([low, 0.5, high])).unstack()
    quantiles.columns = pd.Index(["low", "median", "high"])
    quantiles.insert(0, "runs", by_day[column].size())
    quantiles.insert(1, "carried", by_day["carried"].sum())
    return quantiles.reset_index().astype({"case": str})


def carry_last_values(daily: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return rows of runs and days, with the last value of a run that ended before its case.

    daily: columns case, date, `column`, and key. Without a key nothing is carried on; with a
    boolean column `captured` only runs for which it is true are. The added rows have True in
    the column carried; all else in them is that of the last day.
    """
    table = daily.assign(carried=False).reset_index(drop=True)
    if "key" not in table.columns:
        return table
    dates = table.groupby("case", observed=True)["date"].unique()
    last = table.sort_values("date").groupby(["case", "key"], observed=True).tail(1)
    if "captured" in last.columns:
        last = last[last["captured"].astype(bool)]
    ends = last["case"].map(table.groupby("case", observed=True)["date"].max())
    parts = [table]
    for row in last[(last["date"] < ends.astype(last["date"].dtype)).to_numpy()].index:
        final = last.loc[[row]]
        days = pd.DatetimeIndex(dates[final["case"].iloc[0]])
        later = days[days > final["date"].iloc[0]]
        copies = final.loc[np.repeat(row, len(later))]
        parts.append(copies.assign(date=later.to_numpy(), carried=True))
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else table
