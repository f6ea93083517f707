"""Differences between cases, run by run under the same luck."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.cases import case_of, check_columns, spread
from mesa_mosul.analysis.distributions import mean_interval
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.resampling import LEVEL, RESAMPLES, boot_interval, over_sets

PAIR = "replicate"


def pairs_of(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    over: Sequence[str],
    within: Sequence[str],
) -> dict[str, pd.DataFrame]:
    """Return for each case but the base its pairs of values, columns base and case.

    over: what names a pair. within: other factors, which are kept equal in every pair: it is
    the mean over all their combinations, and left out where one of them has not been run.
    """
    origin = case_of(runs, by, base)
    table = spread(runs, outcome, by, (*over, *within))
    if table.shape[1] < 2:
        raise AnalysisError("there is one case only, and nothing to compare it with")
    many = len(table.groupby(level=list(within))) if within else 1
    found = {}
    for case in table.columns:
        if case != origin:
            both = table[[origin, case]].set_axis(["base", "case"], axis=1).dropna()
            groups = both.groupby(level=list(over))
            found[str(case)] = groups.mean()[groups.size() == many]
    if all(both.empty for both in found.values()):
        raise AnalysisError(
            "no case has a pair of runs with the base; compare cases that were run alike"
        )
    return found


def paired(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    within: Sequence[str] = (),
    width: float | None = None,
) -> pd.DataFrame:
    """Return the paired difference of each case from the base, one row each.

    within: other factors, kept equal in every pair (`pairs_of`). Columns: case, pairs; base and
    mean, the means of both over these pairs; difference with its 95 % t interval (low, high)
    and bootstrap interval over pairs (boot_low, boot_high: percentiles), each for its case
    alone; p of the t test and p_holm, adjusted for the cases of this outcome; `gain`, the
    variance of unpaired over that of paired differences; `needed`, the pairs for an interval of
    `width`, or left out for one that keeps clear of 0 (infinite for no difference). NaN where
    there are fewer than two pairs; differences that are all equal have an interval of no width.
    """
    found = pd.DataFrame(
        [
            {"case": case, **one_difference(both, width)}
            for case, both in pairs_of(runs, outcome, by, base, (PAIR,), within).items()
        ]
    )
    found["p_holm"] = holm(found["p"].to_numpy())
    return found


def one_difference(both: pd.DataFrame, width: float | None) -> dict[str, float]:
    """Return what is told of one case's pairs."""
    less = (both["case"] - both["base"]).to_numpy()
    mean = float(less.mean()) if len(less) else np.nan
    low, high = mean_interval(less)
    boot_low, boot_high = boot_interval(less)
    return {
        "pairs": len(less),
        "base": float(both["base"].mean()),
        "mean": float(both["case"].mean()),
        "difference": mean,
        "low": low,
        "high": high,
        "boot_low": boot_low,
        "boot_high": boot_high,
        "p": p_value(less),
        "gain": gain(both["base"], both["case"]),
        "needed": pairs_needed(less, 2 * abs(mean) if width is None else width),
    }


def p_value(less: np.ndarray) -> float:
    """Return the p-value of a paired t test, 1 where nothing differs or nothing is known.

    Of differences that are all equal, that of the sign test.
    """
    if len(less) < 2 or not less.any():
        return 1.0
    error, mean = float(stats.sem(less)), float(less.mean())
    if error == 0.0:
        return min(1.0, 2.0 * 0.5 ** len(less))
    return float(2 * stats.t.sf(abs(mean) / error, len(less) - 1))


def gain(base: pd.Series, case: pd.Series) -> float:
    """Return the variance of differences without common luck over that with it.

    1: common luck brings nothing; infinite where the cases differ by a constant.
    """
    both = pd.concat([base, case], axis=1).dropna().to_numpy()
    if len(both) < 2:
        return float("nan")
    apart = float(both.var(axis=0, ddof=1).sum())
    together = float((both[:, 1] - both[:, 0]).var(ddof=1))
    if together == 0.0:
        return float("inf") if apart else 1.0
    return apart / together


def pairs_needed(less: np.ndarray, width: float) -> float:
    """Return the pairs for which the 95 % interval of the mean is as narrow as `width`.

    At least two; infinite for no width, NaN where the spread is not known.
    """
    if len(less) < 2 or np.isnan(width):
        return np.nan
    if width <= 0.0:
        return float("inf")
    reach = 2.0 * float(less.std(ddof=1)) / width
    found = max(2, int(np.ceil((stats.norm.ppf(0.5 + LEVEL / 2) * reach) ** 2)))
    while stats.t.ppf(0.5 + LEVEL / 2, found - 1) * reach > found**0.5:
        found += 1
    return float(found)


def holm(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted for their number. Holm 1979."""
    order = np.argsort(p)
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    found = np.empty(len(p))
    found[order] = np.minimum(raised, 1.0)
    return found


def gain_by_day(
    daily: pd.DataFrame, runs: pd.DataFrame, column: str, by: Sequence[str], base: Any
) -> pd.DataFrame:
    """Return what common luck gains in a recorded column, by case and day.

    Luck that is shared is soon spent differently, so the gain falls with the days. Columns:
    case, date, gain, sd of the paired differences.
    """
    check_columns(daily, [column, "key", "date"])
    table = daily.merge(runs[["key", *by]].drop_duplicates("key"), on="key")
    origin = case_of(runs, by, base)
    flat = spread(table, column, by, ("date", PAIR))
    return pd.DataFrame(
        [
            {"case": str(case), "date": date, "gain": gain(part[origin], part[case]),
             "sd": float((part[case] - part[origin]).std(ddof=1))}
            for date, part in flat.groupby(level="date")
            for case in flat.columns
            if case != origin and len(part[[origin, case]].dropna()) > 1
        ],
        columns=["case", "date", "gain", "sd"],
    )  # fmt: skip


def two_level(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    sets: Sequence[str],
    within: Sequence[str] = (),
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Return the difference of each case from the base over parameter sets and seeds.

    sets: columns that name a parameter set; within: as in `pairs_of`. Columns: case, sets,
    replicates; base and mean, the means of both; difference, low, high (95 %, percentiles of
    `resampling.over_sets`, for its case alone); sd_sets, of the sets' means.
    """
    check_columns(runs, sets)
    number = runs.groupby(list(sets), sort=False, dropna=False).ngroup()
    found = pairs_of(runs.assign(set=number), outcome, by, base, ("set", PAIR), within)
    rows = []
    for case, both in found.items():
        cube = (both["case"] - both["base"]).unstack(PAIR)
        low, high = over_sets(cube.to_numpy(), resamples)
        rows.append(
            {"case": case, "sets": cube.shape[0], "replicates": cube.shape[1],
             "base": float(both["base"].mean()), "mean": float(both["case"].mean()),
             "difference": float((both["case"] - both["base"]).mean()),
             "low": low, "high": high, "sd_sets": float(cube.mean(axis=1).std(ddof=1))}
        )  # fmt: skip
    return pd.DataFrame(rows)
