"""Time until an event, up to the day on which the runs end.

All runs of a case are observed for the same number of days: a run that ends early, because the
city was captured, is known to have no later event. The share without an event on a day is thus
a mean over runs like any other, and so are the days without it up to a horizon.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.analysis.distributions import interval_columns, tag_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import arrange_runs
from mesa_mosul.analysis.share_intervals import (
    interval_of_restricted_mean,
    interval_of_share,
)


def event_times(runs: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return the days from the start until an event of each run, and whether it occurred.

    event: captured, east_cleared or stalled; its day is in the column EVENT_day. Columns: day,
    event_observed, replicate. A run without the event has its last day.
    """
    check_columns(runs, [event, f"{event}_day", "days"])
    observed = runs[event].astype(bool)
    day = runs[f"{event}_day"].astype(float).where(observed, runs["days"].astype(float))
    replicate = runs["replicate"] if "replicate" in runs.columns else np.arange(len(runs))
    return pd.DataFrame({"day": day, "event_observed": observed, "replicate": replicate})


def tag_event_times(
    runs: pd.DataFrame, event: str, by: Sequence[str], set_column: str
) -> pd.DataFrame:
    """Return case, set, replicate of each run; its event's day, infinite without the event.

    known_until: the day to which it is known whether the event came; infinite if it came, or
    if the run ended because the city was captured.
    """
    times = event_times(runs, event)
    is_over = times["event_observed"]
    if "captured" in runs.columns:
        # Not in place: pandas 2 would write into `times`.
        is_over = is_over | runs["captured"].astype(bool)
    table = tag_cases(runs, by, times["day"].where(times["event_observed"], np.inf), set_column)
    return table.assign(known_until=times["day"].where(~is_over, np.inf), days=runs["days"])


def common_horizon(table: pd.DataFrame) -> float:
    """Return the last day to which it is known of all runs whether the event came."""
    return min(float(table["known_until"].min()), float(table["days"].max()))


def survival(
    runs: pd.DataFrame, event: str, by: Sequence[str] = (), set_column: str = ""
) -> pd.DataFrame:
    """Return the share of runs without an event by day, by case.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `days` (length of the run), EVENT (boolean), EVENT_day
        (days from the start), the factors `by`; `captured`, if it is known.
    event
        captured, east_cleared or stalled.
    by
        Factors that distinguish the cases.
    set_column
        Column that identifies a parameter set, if parameters were sampled.

    Returns
    -------
    pandas.DataFrame
        One row per case and day with an event, up to the last day to which all runs of the case
        are known: case, day, at_risk (runs without the event until then), share, low and high
        (95 %, for each day alone: the interval of a share), basis.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(4), "days": 90,
    ...     "stalled": [True, True, False, False], "stalled_day": [10.0, 30.0, None, None]})
    >>> survival(runs, "stalled")[["day", "at_risk", "share"]].to_numpy().tolist()
    [[0.0, 4.0, 1.0], [10.0, 4.0, 0.75], [30.0, 3.0, 0.5], [90.0, 2.0, 0.5]]
    """
    table = tag_event_times(runs, event, by, set_column)
    curves = [
        survival_curve(part).assign(case=str(case))
        for case, part in table.groupby("case", observed=True)
    ]
    columns = ["case", "day", "at_risk", "share", "low", "high", "basis"]
    return pd.concat(curves, ignore_index=True)[columns]


def survival_curve(case_times: pd.DataFrame) -> pd.DataFrame:
    """Return one case's curve from day 0 to its horizon, a row for each day with an event."""
    event_day, horizon = case_times["value"].to_numpy(), common_horizon(case_times)
    days = np.unique([0.0, *event_day[event_day <= horizon], horizon])
    sample = arrange_runs(case_times, (event_day[:, None] > days).astype(float))
    share = interval_of_share(sample)
    is_certain = (days == 0.0) & (share.estimate == 1.0)
    return pd.DataFrame(
        {
            "day": days,
            "at_risk": (event_day[:, None] >= days).sum(axis=0),
            "share": share.estimate,
            "low": np.where(is_certain, 1.0, share.low),
            "high": share.high,
            "basis": sample.basis(),
        }
    )


def restricted_mean(
    runs: pd.DataFrame,
    event: str,
    by: Sequence[str] = (),
    horizon: float | None = None,
    set_column: str = "",
) -> pd.DataFrame:
    """Return the restricted mean survival time, by case (Royston and Parmar 2013).

    The mean number of days until an event, counted up to a horizon: the area under the curve
    of `survival`.

    Parameters
    ----------
    runs
        As for `survival`.
    event
        captured, east_cleared or stalled.
    by
        Factors that distinguish the cases.
    horizon
        Days; None for the longest time to which the runs of all cases are known.
    set_column
        Column that identifies a parameter set, if parameters were sampled.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, runs, event_share (runs with the event), horizon, mean, low,
        high (days; 95 %), basis.

    Raises
    ------
    AnalysisError
        If the horizon is beyond the length of the runs.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(2), "days": 90, "stalled": [True, False],
    ...     "stalled_day": [10.0, None]})
    >>> table = restricted_mean(runs, "stalled", horizon=50.0)
    >>> table[["event_share", "mean"]].iloc[0].tolist()
    [0.5, 30.0]
    """
    table = tag_event_times(runs, event, by, set_column)
    known = float(table["known_until"].min())
    end = common_horizon(table) if horizon is None else float(horizon)
    if end > known:
        raise AnalysisError(f"horizon is {end:g} days, but the runs end on day {known:g}")
    rows = []
    for case, part in table.groupby("case", observed=True):
        sample = arrange_runs(part, np.minimum(part["value"].to_numpy(), end))
        interval = interval_of_restricted_mean(sample, end)
        row = {"case": str(case), "runs": len(part)}
        row |= {"event_share": float(np.isfinite(part["value"]).mean()), "horizon": end}
        row |= {"mean": float(interval.estimate[0])}
        rows.append(row | interval_columns(interval, sample))
    return pd.DataFrame(rows)
