"""Differences between cases, run by run under the same luck."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.cases import case_of, check_columns, spread
from mesa_mosul.analysis.distributions import LEVEL, mean_interval
from mesa_mosul.analysis.errors import AnalysisError

RESAMPLES = 2000
SEED = 20161206
PAIR, SETS = "replicate", "point"


def differences(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    within: Sequence[str] = (),
) -> pd.DataFrame:
    """Return an outcome less what it is in the base case under the same luck.

    A row a replicate, a column a case but the base. within: other factors, which are kept equal
    in every pair; a replicate's row is the mean over their combinations. A pair of which one
    run failed is left out.
    """
    origin = case_of(runs, by, base)
    table = spread(runs, outcome, by, (PAIR, *within))
    if table.shape[1] < 2:
        raise AnalysisError("there is one case only, and nothing to compare it with")
    less = table.drop(columns=origin).sub(table[origin], axis=0)
    less.columns = less.columns.astype(str)
    return less.groupby(level=PAIR).mean()


def paired(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    within: Sequence[str] = (),
    width: float | None = None,
) -> pd.DataFrame:
    """Return the paired difference of each case from the base, one row each.

    Columns: case, pairs, base (its mean), mean, difference with its 95 % t interval (low,
    high) and bootstrap interval over pairs (boot_low, boot_high: percentiles), p of the t test
    and p_holm, adjusted for all rows; `gain`, the variance of unpaired over that of paired
    differences; `needed`, the pairs for an interval of `width`, or left out for one that keeps
    clear of 0 (infinite for no difference). Differences that are all equal have an interval of
    no width.
    """
    origin = case_of(runs, by, base)
    less = differences(runs, outcome, by, base, within)
    flat = spread(runs, outcome, by)
    rows = [
        {
            "case": case,
            **one_difference(less[case].dropna().to_numpy(), flat[origin], flat[case], width),
        }
        for case in less.columns
    ]
    found = pd.DataFrame(rows)
    found.insert(5, "p_holm", holm(found["p"].to_numpy()))
    front = [
        "case",
        "pairs",
        "base",
        "mean",
        "difference",
        "low",
        "high",
        "boot_low",
        "boot_high",
    ]
    return found[[*front, "p", "p_holm", "gain", "needed"]]


def one_difference(
    less: np.ndarray, base: pd.Series, case: pd.Series, width: float | None
) -> dict[str, float]:
    """Return what is told of one case's differences."""
    low, high = mean_interval(less)
    boot_low, boot_high = boot_interval(less)
    told = width if width is not None else 2 * abs(float(less.mean()))
    return {
        "pairs": len(less),
        "base": float(base.mean()),
        "mean": float(case.mean()),
        "difference": float(less.mean()),
        "low": low,
        "high": high,
        "boot_low": boot_low,
        "boot_high": boot_high,
        "p": p_value(less),
        "gain": gain(base, case),
        "needed": pairs_needed(less, told),
    }


def p_value(less: np.ndarray) -> float:
    """Return the p-value of a paired t test; 1 where nothing differs."""
    error, mean = float(stats.sem(less)), float(less.mean())
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2 * stats.t.sf(abs(mean) / error, len(less) - 1))


def boot_interval(less: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Return the percentile bootstrap interval of the mean of differences. Efron 1979."""
    luck = np.random.default_rng(SEED)
    drawn = less[luck.integers(0, len(less), (RESAMPLES, len(less)))].mean(axis=1)
    low, high = np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)


def gain(base: pd.Series, case: pd.Series) -> float:
    """Return the variance of differences without common luck over that with it.

    1: common luck brings nothing; infinite where the cases differ by a constant.
    """
    both = pd.concat([base, case], axis=1).dropna().to_numpy()
    apart = float(both.var(axis=0, ddof=1).sum())
    together = float((both[:, 1] - both[:, 0]).var(ddof=1))
    if together == 0.0:
        return float("inf") if apart else 1.0
    return apart / together


def pairs_needed(less: np.ndarray, width: float) -> float:
    """Return the pairs for which the 95 % interval of the mean is as narrow as `width`."""
    if width <= 0.0:
        return float("inf")
    return float(np.ceil((2 * stats.norm.ppf(0.5 + LEVEL / 2) * less.std(ddof=1) / width) ** 2))


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
    parts = []
    for date, part in table.groupby("date"):
        flat = spread(part, column, by, (PAIR,))
        origin = case_of(part, by, base)
        parts += [
            {"case": str(case), "date": date, "gain": gain(flat[origin], flat[case]),
             "sd": float((flat[case] - flat[origin]).std(ddof=1))}
            for case in flat.columns if case != origin
        ]  # fmt: skip
    return pd.DataFrame(parts)


def two_level(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    sets: Sequence[str],
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Return the difference of each case from the base over parameter sets and seeds.

    sets: columns that name a parameter set. Sets are resampled, and seeds within them: the same
    seeds for all sets drawn, as all share their luck (Owen 2007). Columns: case, sets,
    replicates, difference, low, high (95 %, percentiles), sd_sets (of the sets' means).
    """
    check_columns(runs, sets)
    origin = case_of(runs, by, base)
    number = runs.groupby(list(sets), sort=False, dropna=False).ngroup()
    table = spread(runs.assign(set=number), outcome, by, ("set", PAIR))
    rows = []
    for case in table.columns:
        if case != origin:
            cube = (table[case] - table[origin]).unstack(PAIR)
            rows.append({"case": str(case), **over_sets(cube.to_numpy(), resamples)})
    return pd.DataFrame(rows)


def over_sets(cube: np.ndarray, resamples: int) -> dict[str, float]:
    """Return the mean of differences (sets, replicates) and its interval over both."""
    luck, (sets, seeds) = np.random.default_rng(SEED), cube.shape
    rows = luck.integers(0, sets, (resamples, sets))
    weights = np.stack([np.bincount(row, minlength=sets) for row in rows]) / sets
    seen = np.stack(
        [
            np.bincount(row, minlength=seeds)
            for row in luck.integers(0, seeds, (resamples, seeds))
        ]
    )
    there = ~np.isnan(cube)
    total = np.einsum("rs,st,rt->r", weights, np.where(there, cube, 0.0), seen)
    count = np.einsum("rs,st,rt->r", weights, there.astype(float), seen)
    low, high = np.quantile(total / count, [0.025, 0.975])
    means = np.nanmean(cube, axis=1)
    return {
        "sets": sets,
        "replicates": seeds,
        "difference": float(np.nanmean(cube)),
        "low": float(low),
        "high": float(high),
        "sd_sets": float(means.std(ddof=1)) if sets > 1 else 0.0,
    }
