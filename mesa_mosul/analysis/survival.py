"""Time until something happens, with runs that ended before it did."""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.cases import cases, check_columns
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.resampling import LEVEL


def times(runs: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return the days from the start until an event of each run, and whether it came.

    event: captured, east_cleared or stalled, whose day stands in EVENT_day. Columns: day,
    came, replicate. A run without it counts to its last day (censored).
    """
    check_columns(runs, [event, f"{event}_day", "days"])
    came = runs[event].astype(bool)
    day = runs[f"{event}_day"].astype(float).where(came, runs["days"].astype(float))
    luck = runs["replicate"] if "replicate" in runs.columns else np.arange(len(runs))
    return pd.DataFrame({"day": day, "came": came, "replicate": luck})


def survival(
    runs: pd.DataFrame, event: str, by: Sequence[str] = (), level: float = LEVEL
) -> pd.DataFrame:
    """Return the share of runs in which an event has not come by a day, by case.

    Kaplan and Meier 1958. Columns: case, day, at_risk, share, low and high of the interval of
    each day alone (log-log of Greenwood's); where a case has several runs of one luck, as wide
    as if these were one run.
    """
    table = times(runs, event).assign(case=cases(runs, by))
    parts = [
        curve(part, level).assign(case=str(case))
        for case, part in table.groupby("case", observed=True)
    ]
    found = pd.concat(parts, ignore_index=True)
    return found[["case", "day", "at_risk", "share", "low", "high"]]


def censored(part: pd.DataFrame) -> stats.CensoredData:
    """Return times as scipy has them."""
    return stats.CensoredData.right_censored(part["day"].to_numpy(), ~part["came"].to_numpy())


def curve(part: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return one case's curve from day 0, a row for each day on which a run ends."""
    kept = stats.ecdf(censored(part)).sf
    day, sure = kept.quantiles, kept.probabilities
    if part["came"].any():
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            ends = kept.confidence_interval(level, method="log-log")
        low, high = (
            wider(sure, end.probabilities, shared(part)) for end in (ends.low, ends.high)
        )
    else:
        low = high = sure
    times, came = part["day"].to_numpy(), part["came"].to_numpy()
    table = pd.DataFrame(
        {
            "day": day,
            "at_risk": (times >= day[:, None]).sum(axis=1),
            "came": ((times == day[:, None]) & came).sum(axis=1),
            "share": sure,
            "low": np.where(np.isnan(low), sure, low),
            "high": np.where(np.isnan(high), sure, high),
        }
    )
    start = pd.DataFrame(
        [{"day": 0.0, "at_risk": len(part), "came": 0, "share": 1.0, "low": 1.0, "high": 1.0}]
    )
    return pd.concat([start, table], ignore_index=True)


def shared(part: pd.DataFrame) -> float:
    """Return how many runs of a case share each luck."""
    return len(part) / part["replicate"].nunique()


def wider(sure: np.ndarray, end: np.ndarray, runs: float) -> np.ndarray:
    """Return the ends of log-log intervals for errors that are larger by the root of `runs`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.log(np.log(end) / np.log(sure))
        return np.where(np.isfinite(away), sure ** np.exp(away * np.sqrt(runs)), end)


def restricted_mean(
    runs: pd.DataFrame, event: str, by: Sequence[str] = (), horizon: float | None = None
) -> pd.DataFrame:
    """Return the mean days until an event, counted to a horizon at most, by case.

    horizon: days; left out, as long as the curves of all cases are known. Columns: case, runs,
    came (share), horizon, mean, low, high (95 %, from the variance of the area under the
    curve, runs of one luck counting as one). Royston and Parmar 2013. Raises AnalysisError for
    a horizon beyond what was run.
    """
    table = times(runs, event).assign(case=cases(runs, by))
    parts = dict(list(table.groupby("case", observed=True)))
    known = min(known_until(part) for part in parts.values())
    until = min(known, float(table["day"].max())) if horizon is None else horizon
    if until > known:
        raise AnalysisError(f"horizon is {until:g}: these runs tell of {known:g} days")
    rows = [
        {"case": str(case), "runs": len(part), "came": float(part["came"].mean()),
         "horizon": float(until), **area(part, until)}
        for case, part in parts.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def known_until(part: pd.DataFrame) -> float:
    """Return the day to which a case's curve is known; without end once all runs came."""
    last = part["day"].max()
    return float("inf") if part.loc[part["day"] == last, "came"].all() else float(last)


def area(part: pd.DataFrame, horizon: float) -> dict[str, float]:
    """Return the area under a case's curve to a horizon, with its interval."""
    told = curve(part, LEVEL)
    told = told[told["day"] < horizon]
    pieces = told["share"].to_numpy() * np.diff(np.append(told["day"].to_numpy(), horizon))
    to_come = np.cumsum(pieces[::-1])[::-1]
    at_risk, came = told["at_risk"].to_numpy(), told["came"].to_numpy()
    left = np.maximum(at_risk - came, 1)
    variance = float((to_come**2 * came / (at_risk * left)).sum())
    half = stats.norm.ppf(0.5 + LEVEL / 2) * np.sqrt(variance * shared(part))
    mean = float(pieces.sum())
    return {"mean": mean, "low": float(mean - half), "high": float(mean + half)}
