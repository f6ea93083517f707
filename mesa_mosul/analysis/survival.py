"""Time until an event, with runs that ended before it (right-censored)."""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.bootstrap import CONFIDENCE_LEVEL
from mesa_mosul.analysis.cases import check_columns, label_cases
from mesa_mosul.analysis.errors import AnalysisError


def event_times(runs: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return the days from the start until an event of each run, and whether it occurred.

    event: captured, east_cleared or stalled; its day is in the column EVENT_day. Columns: day,
    event_observed, replicate. A run without the event is censored on its last day.
    """
    check_columns(runs, [event, f"{event}_day", "days"])
    observed = runs[event].astype(bool)
    day = runs[f"{event}_day"].astype(float).where(observed, runs["days"].astype(float))
    replicate = runs["replicate"] if "replicate" in runs.columns else np.arange(len(runs))
    return pd.DataFrame({"day": day, "event_observed": observed, "replicate": replicate})


def survival(
    runs: pd.DataFrame, event: str, by: Sequence[str] = (), level: float = CONFIDENCE_LEVEL
) -> pd.DataFrame:
    """Return the share of runs without an event by day, by case (Kaplan-Meier estimator).

    Parameters
    ----------
    runs
        One row per run: `replicate`, `days` (length of the run), EVENT (boolean), EVENT_day
        (days from the start), the factors `by`.
    event
        captured, east_cleared or stalled.
    by
        Factors that distinguish the cases.
    level
        Level of the interval, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row per case and day on which a run ends: case, day, at_risk (runs), share, low and
        high: the log-log interval with Greenwood's variance, for each day alone. If several
        runs of a case share a replicate, the variance is that of one run per replicate.

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
    table = event_times(runs, event).assign(case=label_cases(runs, by))
    curves = [
        kaplan_meier_curve(part, level).assign(case=str(case))
        for case, part in table.groupby("case", observed=True)
    ]
    columns = ["case", "day", "at_risk", "share", "low", "high"]
    return pd.concat(curves, ignore_index=True)[columns]


def censored_data(case_times: pd.DataFrame) -> "scipy.stats.CensoredData":
    """Return event times in SciPy's form."""
    return scipy.stats.CensoredData.right_censored(
        case_times["day"].to_numpy(), ~case_times["event_observed"].to_numpy()
    )


def kaplan_meier_curve(case_times: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return one case's curve from day 0, a row for each day on which a run ends."""
    estimate = scipy.stats.ecdf(censored_data(case_times)).sf
    day, share = estimate.quantiles, estimate.probabilities
    if case_times["event_observed"].any():
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            interval = estimate.confidence_interval(level, method="log-log")
        low, high = (
            inflate_interval(share, bound.probabilities, runs_per_replicate(case_times))
            for bound in (interval.low, interval.high)
        )
    else:
        low = high = share
    times, observed = case_times["day"].to_numpy(), case_times["event_observed"].to_numpy()
    start = {"day": 0.0, "at_risk": len(case_times), "events": 0}
    start |= dict.fromkeys(("share", "low", "high"), 1.0)
    table = pd.DataFrame(
        {
            "day": day,
            "at_risk": (times >= day[:, None]).sum(axis=1),
            "events": ((times == day[:, None]) & observed).sum(axis=1),
            "share": share,
            "low": np.where(np.isnan(low), share, low),
            "high": np.where(np.isnan(high), share, high),
        }
    )
    return pd.concat([pd.DataFrame([start]), table], ignore_index=True)


def runs_per_replicate(case_times: pd.DataFrame) -> float:
    """Return the number of runs of a case that share the random numbers of a replicate."""
    return len(case_times) / case_times["replicate"].nunique()


def inflate_interval(
    estimate: np.ndarray, bound: np.ndarray, variance_factor: float
) -> np.ndarray:
    """Return the ends of log-log intervals for a variance that is larger by a factor."""
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.log(np.log(bound) / np.log(estimate))
        return np.where(
            np.isfinite(distance),
            estimate ** np.exp(distance * np.sqrt(variance_factor)),
            bound,
        )


def restricted_mean(
    runs: pd.DataFrame, event: str, by: Sequence[str] = (), horizon: float | None = None
) -> pd.DataFrame:
    """Return the restricted mean survival time, by case (Royston and Parmar 2013).

    The mean number of days until an event, counted up to a horizon: the area under the
    Kaplan-Meier curve.

    Parameters
    ----------
    runs
        As for `survival`.
    event
        captured, east_cleared or stalled.
    by
        Factors that distinguish the cases.
    horizon
        Days; None for the longest time to which the curves of all cases are known.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, runs, event_share (runs with the event), horizon, mean, low,
        high (days; 95 %, from the variance of the area, with one run per replicate).

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
    table = event_times(runs, event).assign(case=label_cases(runs, by))
    parts = dict(list(table.groupby("case", observed=True)))
    known = min(last_observed_day(part) for part in parts.values())
    end = min(known, float(table["day"].max())) if horizon is None else horizon
    if end > known:
        raise AnalysisError(f"horizon is {end:g} days, but the runs end on day {known:g}")
    rows = [
        {"case": str(case), "runs": len(part),
         "event_share": float(part["event_observed"].mean()), "horizon": float(end),
         **restricted_mean_area(part, end)}
        for case, part in parts.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def last_observed_day(case_times: pd.DataFrame) -> float:
    """Return the day to which a case's curve is known; infinite once it reaches 0."""
    last = case_times["day"].max()
    is_last = case_times["day"] == last
    return float("inf") if case_times.loc[is_last, "event_observed"].all() else float(last)


def restricted_mean_area(case_times: pd.DataFrame, horizon: float) -> dict[str, float]:
    """Return the area under a case's curve up to a horizon, with its 95 % interval."""
    curve = kaplan_meier_curve(case_times, CONFIDENCE_LEVEL)
    curve = curve[curve["day"] < horizon]
    areas = curve["share"].to_numpy() * np.diff(np.append(curve["day"].to_numpy(), horizon))
    remaining = np.cumsum(areas[::-1])[::-1]
    at_risk, events = curve["at_risk"].to_numpy(), curve["events"].to_numpy()
    survivors = np.maximum(at_risk - events, 1)
    variance = float((remaining**2 * events / (at_risk * survivors)).sum())
    half = scipy.special.ndtri(0.5 + CONFIDENCE_LEVEL / 2) * np.sqrt(
        variance * runs_per_replicate(case_times)
    )
    mean = float(areas.sum())
    return {"mean": mean, "low": float(mean - half), "high": float(mean + half)}
