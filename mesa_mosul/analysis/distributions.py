"""How outcomes are distributed: by case, as shares with intervals, and as bands over time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.cases import cases, is_share, values
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.resampling import LEVEL, over_sets

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST = 8
"""Values from which on two peaks can be told."""


def summary(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), sets: str = ""
) -> pd.DataFrame:
    """Return an outcome by case, one row each.

    sets: column that names a parameter set, where numbers were drawn. Columns: case, runs, mean
    with its 95 % interval (low, high; of t over replicates, or over sets and seeds by
    bootstrap), sd, quantiles p05 to p95, least, most, and `two_peaks`, the p-value of the dip
    test: below 0.05 the values have more than one peak; NaN where runs of a case share luck.
    """
    table = drawn(runs, by, values(runs, outcome), sets)
    rows = [of_case(str(case), part) for case, part in table.groupby("case", observed=True)]
    return pd.DataFrame(rows)


def drawn(runs: pd.DataFrame, by: Sequence[str], value: pd.Series, sets: str) -> pd.DataFrame:
    """Return values with their case, their luck and their parameter set."""
    table = pd.DataFrame({"case": cases(runs, by), "value": value})
    return table.assign(
        replicate=runs["replicate"] if "replicate" in runs.columns else np.arange(len(runs)),
        set=runs[sets] if sets else 0,
    )


def of_case(case: str, part: pd.DataFrame) -> dict[str, float | str]:
    """Return the row of one case."""
    value = part["value"].to_numpy()
    low, high = interval(part)
    ends = np.quantile(value, QUANTILES)
    names = [f"p{round(100 * q):02d}" for q in QUANTILES]
    return {
        "case": case,
        "runs": len(value),
        "mean": float(value.mean()),
        "low": low,
        "high": high,
        "sd": float(value.std(ddof=1)) if len(value) > 1 else np.nan,
        **dict(zip(names, ends, strict=True)),
        "least": float(value.min()),
        "most": float(value.max()),
        "two_peaks": two_peaks(value) if share_no_luck(part) else np.nan,
    }


def share_no_luck(part: pd.DataFrame) -> bool:
    """Return whether every run of a case has luck of its own."""
    return bool(part["replicate"].is_unique)


def interval(part: pd.DataFrame) -> tuple[float, float]:
    """Return the 95 % interval of a case's mean: over replicates, or over sets and seeds."""
    if part["set"].nunique() < 2:
        return mean_interval(part.groupby("replicate")["value"].mean().to_numpy())
    cube = part.pivot_table(index="set", columns="replicate", values="value")
    return over_sets(cube.to_numpy())


def mean_interval(value: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Return the t interval of the mean of independent values, NaN for a single one."""
    if len(value) < 2:
        return np.nan, np.nan
    half = stats.sem(value) * stats.t.ppf(0.5 + level / 2, len(value) - 1)
    return float(value.mean() - half), float(value.mean() + half)


def two_peaks(value: np.ndarray) -> float:
    """Return the p-value of Hartigan's dip test that independent values have one peak only.

    1 for values that are equal or too few. Hartigan and Hartigan 1985.
    """
    import diptest

    if len(value) < FEWEST or len(np.unique(value)) < 3:
        return 1.0
    return float(diptest.diptest(np.sort(value))[1])


def probability(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), sets: str = ""
) -> pd.DataFrame:
    """Return the share of runs in which an outcome is yes, by case.

    sets: column that names a parameter set, where numbers were drawn. Columns: case, runs, yes,
    share, low and high: Wilson's 95 % interval (1927), in which runs that share their luck
    count as far as they differ; over sets and seeds by bootstrap where there are sets.
    """
    if not is_share(runs, outcome):
        raise AnalysisError(f"'{outcome}' is not yes or no; ask for its summary")
    table, rows = drawn(runs, by, runs[outcome].astype(float), sets), []
    for case, part in table.groupby("case", observed=True):
        share, worth = float(part["value"].mean()), independent(part)
        several = part["set"].nunique() > 1
        low, high = interval(part) if several else wilson(share * worth, worth)
        rows.append({"case": str(case), "runs": len(part), "yes": int(part["value"].sum()),
                     "share": share, "low": low, "high": high})  # fmt: skip
    return pd.DataFrame(rows)


def independent(part: pd.DataFrame) -> float:
    """Return how many independent runs those that share luck are worth for a share.

    The variance of a share of independent runs over that of the mean of replicates, between
    the number of replicates and of runs (Kish 1965).
    """
    means, share = part.groupby("replicate")["value"].mean(), float(part["value"].mean())
    error = float(means.var(ddof=1)) / len(means) if len(means) > 1 else 0.0
    worth = share * (1.0 - share) / error if error > 0.0 else len(means)
    return float(np.clip(worth, len(means), len(part)))


def wilson(yes: float, count: float, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's interval of a share."""
    z = stats.norm.ppf(0.5 + level / 2)
    middle = (yes + z**2 / 2) / (count + z**2)
    half = z * np.sqrt(yes * (count - yes) / count + z**2 / 4) / (count + z**2)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def band(
    daily: pd.DataFrame,
    column: str,
    case: pd.Series | None = None,
    ends: tuple[float, float] = (0.05, 0.95),
) -> pd.DataFrame:
    """Return the median of a recorded column over the runs of a day, and its quantiles.

    daily: one row a run and day; case: what each row's case is called. Columns: case, date,
    runs, low, median, high. The band holds runs, not an error of the median.
    """
    if column not in daily.columns:
        raise AnalysisError(f"'{column}' was not recorded; name it under record")
    table = daily[["date", column]].assign(case=case if case is not None else cases(daily, ()))
    days = table.groupby(["case", "date"], observed=True)[column]
    found = days.quantile(np.array([ends[0], 0.5, ends[1]])).unstack()
    found.columns = pd.Index(["low", "median", "high"])
    found.insert(0, "runs", days.size())
    return found.reset_index().astype({"case": str})
