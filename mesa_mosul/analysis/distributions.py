"""How outcomes are distributed: by case, as shares with intervals, and as bands over time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.cases import cases, is_share, values
from mesa_mosul.analysis.errors import AnalysisError, extra

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVEL = 0.95
FEWEST = 8
"""Values from which on two peaks can be told."""


def summary(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), over: str = "replicate"
) -> pd.DataFrame:
    """Return an outcome by case, one row each.

    over: column of what is one draw. Columns: case, runs, mean with its 95 % t interval (low,
    high) over draws, sd,
    quantiles p05 to p95, least, most, and `two_peaks`, the p-value of the dip test: below 0.05
    the values have more than one peak.
    """
    table = pd.DataFrame({"case": cases(runs, by), "value": values(runs, outcome)})
    table["draw"] = runs[over]
    rows = [of_case(str(case), part) for case, part in table.groupby("case", observed=True)]
    return pd.DataFrame(rows)


def of_case(case: str, part: pd.DataFrame) -> dict[str, float | str]:
    """Return the row of one case."""
    value = part["value"].to_numpy()
    low, high = mean_interval(part.groupby("draw")["value"].mean().to_numpy())
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
        "two_peaks": two_peaks(value),
    }


def mean_interval(value: np.ndarray, level: float = LEVEL) -> tuple[float, float]:
    """Return the t interval of the mean of independent values, NaN for a single one."""
    if len(value) < 2:
        return np.nan, np.nan
    half = stats.sem(value) * stats.t.ppf(0.5 + level / 2, len(value) - 1)
    return float(value.mean() - half), float(value.mean() + half)


def two_peaks(value: np.ndarray) -> float:
    """Return the p-value of Hartigan's dip test that values have one peak only.

    1 for values that are equal or too few. Raises AnalysisError without the extra 'analysis'.
    Hartigan and Hartigan 1985.
    """
    if len(value) < FEWEST or len(np.unique(value)) < 3:
        return 1.0
    with extra("telling two peaks"):
        import diptest
    return float(diptest.diptest(np.sort(value))[1])


def probability(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), over: str = "replicate"
) -> pd.DataFrame:
    """Return the share of runs in which an outcome is yes, by case.

    over: column of what is one draw; where a draw has several runs, they count as far as they
    differ. Columns: case, runs, yes, share, low and high of Wilson's 95 % interval (1927).
    """
    if not is_share(runs, outcome):
        raise AnalysisError(f"'{outcome}' is not yes or no; ask for its summary")
    table = pd.DataFrame({"case": cases(runs, by), "yes": runs[outcome].astype(int)})
    table["draw"] = runs[over]
    rows = []
    for case, part in table.groupby("case", observed=True):
        share, worth = float(part["yes"].mean()), independent(part)
        low, high = wilson(share * worth, worth)
        rows.append({"case": str(case), "runs": len(part), "yes": int(part["yes"].sum()),
                     "share": share, "low": low, "high": high})  # fmt: skip
    return pd.DataFrame(rows)


def independent(part: pd.DataFrame) -> float:
    """Return how many independent runs those of several draws are worth for a share.

    The variance of a share of independent runs over that of the mean of draws, between the
    number of draws and of runs (Kish 1965).
    """
    means, share = part.groupby("draw")["yes"].mean(), float(part["yes"].mean())
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
