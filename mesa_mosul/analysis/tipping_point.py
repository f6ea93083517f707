"""The value of a factor at which the probability of an outcome crosses a level."""

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.analysis.confidence import INTERVAL_QUANTILES
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import arrange_runs, interval_of_mean
from mesa_mosul.analysis.points import boolean_target, numeric_column

MAX_NEWTON_STEPS, LOGIT_TOLERANCE = 200, 1e-8
"""Most steps of a regression, and the change of all logits at which it stops."""
L2_PENALTY = 1e-9
"""Penalty that keeps a slope finite if a value of the factor separates true from false."""
GRID_POINTS = 101
"""Values of the factor at which the score is tested."""


def tipping_point(
    runs: pd.DataFrame, outcome: str, factor: str, level: float = 0.5, set_column: str = ""
) -> pd.DataFrame:
    """Return the value of a factor at which an outcome's probability crosses a level.

    By logistic regression on the factor alone; all other factors vary as in the runs. The
    interval holds the values of the factor at which a score test does not reject that the level
    is crossed there: the interval of the mean score of the runs (`analysis.intervals`), which
    covers the choice of sets and seeds, contains 0.

    Parameters
    ----------
    runs
        One row per run: `outcome`, `factor`; `replicate`, `seed`, `hypercube` if known.
    outcome
        Name of a boolean column.
    factor
        Name of a numeric column.
    level
        Probability, 0 to 1.
    set_column
        Column that identifies a parameter set, if parameters were sampled.

    Returns
    -------
    pandas.DataFrame
        One row: factor; value, low, high (95 %; an end equal to an end of the factor's range
        means that the level may not be crossed there; NaN for a single set or seed) and basis,
        what the interval covers; slope, 1 if the probability rises with the factor and -1 if it
        falls; at_lowest and at_highest, the probabilities at the ends of the range; reason, why
        value and interval are NaN, else empty.

    Raises
    ------
    AnalysisError
        If the outcome is not boolean or the same in all runs, or the factor does not vary.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(40), "troops": range(40)})
    >>> runs["stalled"] = (runs["troops"] < 20) ^ (runs["troops"] % 7 == 0)
    >>> table = tipping_point(runs, "stalled", "troops")
    >>> int(table["slope"][0]), bool(table["low"][0] < 20 < table["high"][0])
    (-1, True)
    """
    is_true, values = numeric_column(runs, outcome), numeric_column(runs, factor)
    if not np.isin(is_true, (0.0, 1.0)).all():
        raise AnalysisError(f"'{outcome}' is not boolean; a tipping point needs true or false")
    target = boolean_target(runs, outcome)
    lowest, highest = values.min(), values.max()
    if lowest == highest:
        raise AnalysisError(f"'{factor}' does not vary")
    places = place_of_runs(runs, set_column)
    fractions = (values - lowest) / (highest - lowest)
    coefficients = fit_logistic(fractions, target)
    ends = expit([coefficients[0], coefficients.sum()])
    reason = "never above" if ends.max() <= level else "never below"
    estimate = np.full(3, np.nan)
    if ends.min() < level < ends.max():
        reason, crossing = "", (logit(level) - coefficients[0]) / coefficients[1]
        interval = separated_interval(fractions, target, places, level)
        if interval is None:
            interval = crossing_interval(fractions, target, places, crossing, level)
        estimate = lowest + (highest - lowest) * np.array([crossing, *interval])
    row = {"factor": factor, **dict(zip(("value", "low", "high"), estimate, strict=True))}
    row |= {"basis": arrange_runs(places, fractions).basis()}
    row |= {"slope": int(np.sign(coefficients[1])), "at_lowest": ends[0], "at_highest": ends[1]}
    return pd.DataFrame([{**row, "reason": reason}])


def place_of_runs(runs: pd.DataFrame, set_column: str) -> pd.DataFrame:
    """Return set and replicate of each run, and seed and hypercube if they are known.

    Without replicates every run is one of its own, or all of a set are the same one.
    """
    check_columns(runs, [set_column] if set_column else [])
    known = [name for name in ("replicate", "seed", "hypercube") if name in runs.columns]
    places = runs[known].assign(set=runs[set_column] if set_column else 0)
    if "replicate" not in known:
        places["replicate"] = 0 if set_column else np.arange(len(runs))
    return places


def crossing_interval(
    fractions: np.ndarray,
    target: np.ndarray,
    places: pd.DataFrame,
    crossing: float,
    level: float,
) -> tuple[float, float]:
    """Return the fractions of the range between which the level is crossed (95 %).

    crossing: the fraction at which the regression crosses the level.
    """
    x = np.sort(np.append(np.linspace(0.0, 1.0, GRID_POINTS), crossing))
    _, low, high = interval_of_mean(
        arrange_runs(places, crossing_scores(fractions, target, x, level))
    )
    margin = np.minimum(high, -low)
    if np.isnan(margin).all():
        return np.nan, np.nan
    inside = np.flatnonzero(~(margin < 0.0))
    first, last = int(inside[0]), int(inside[-1])
    start, end = x[first], x[last]
    if first > 0:
        start -= (x[first] - x[first - 1]) * zero_between(margin[first], margin[first - 1])
    if last < len(x) - 1:
        end += (x[last + 1] - x[last]) * zero_between(margin[last], margin[last + 1])
    return float(start), float(end)


def zero_between(inner: float, outer: float) -> float:
    """Return the part of the way from a margin of 0 or more to a negative one where it is 0."""
    return inner / (inner - outer) if inner > 0.0 else 0.0


def crossing_scores(
    fractions: np.ndarray, target: np.ndarray, x: np.ndarray, level: float
) -> np.ndarray:
    """Return each run's score of whether the level is crossed at the fractions x, (runs, x).

    Its mean is 0 if the level is crossed there: the efficient score of the intercept of a
    logistic regression with its slope estimated, the logit at x being that of the level.
    """
    values, index = np.unique(fractions, return_inverse=True)
    count, true = np.bincount(index)[:, None], np.bincount(index, target)[:, None]
    distance, slope = values[:, None] - x, np.zeros(len(x))
    for _ in range(MAX_NEWTON_STEPS):
        probability = expit(logit(level) + slope * distance)
        gradient = (distance * (true - count * probability)).sum(axis=0) - L2_PENALTY * slope
        weight = count * probability * (1.0 - probability)
        step = gradient / ((weight * distance**2).sum(axis=0) + L2_PENALTY)
        size = np.abs(step)
        slope = slope + np.log1p(size) / np.maximum(size, LOGIT_TOLERANCE) * step
        if size.max() < LOGIT_TOLERANCE:
            break
    information = np.maximum((weight * distance**2).sum(axis=0), L2_PENALTY)
    adjustment = 1.0 - (weight * distance).sum(axis=0) / information * distance
    return np.asarray(adjustment[index] * (target[:, None] - probability[index]))


def separated_interval(
    fractions: np.ndarray, target: np.ndarray, places: pd.DataFrame, level: float
) -> tuple[float, float] | None:
    """Return the interval of a crossing that separates true from false; None if none does.

    A regression knows no error there. Were the crossing beyond k sets (or seeds of a single
    set) that are all true, they would be so by chance, with a probability of at most level^k.
    """
    rises = fractions[target].min() >= fractions[~target].max()
    if not rises and fractions[target].max() > fractions[~target].min():
        return None
    units = places["set" if places["set"].nunique() > 1 else "replicate"].to_numpy()
    ends = []
    for side, chance, sign in ((target, level, 1.0), (~target, 1.0 - level, -1.0)):
        outward = sign if rises else -sign
        order = np.argsort(outward * fractions[side], kind="stable")
        is_new = ~pd.Series(units[side][order]).duplicated().to_numpy()
        needed = int(np.ceil(np.log(INTERVAL_QUANTILES[0]) / np.log(chance)))
        enough = np.flatnonzero(is_new.cumsum() >= needed)
        far = fractions[side][order][enough[0]] if len(enough) else (1.0 + outward) / 2.0
        ends.append(float(far))
    return min(ends), max(ends)


def fit_logistic(factor_values: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return intercept and slope of a logistic regression.

    factor_values: 0 to 1, (runs,); target: booleans, (runs,). Newton's method, damped so that
    it converges from any start (Sun and Tran-Dinh 2019).
    """
    columns = np.stack([np.ones_like(factor_values), factor_values])
    coefficients = np.zeros(2)
    for _ in range(MAX_NEWTON_STEPS):
        probability = expit(coefficients @ columns)
        gradient = columns @ (target - probability) - L2_PENALTY * coefficients
        hessian = (columns * probability * (1.0 - probability)) @ columns.T
        step = np.linalg.solve(hessian + L2_PENALTY * np.eye(2), gradient)
        size = max(abs(step[0]), abs(step.sum()))
        coefficients = coefficients + np.log1p(size) / max(size, LOGIT_TOLERANCE) * step
        if size < LOGIT_TOLERANCE:
            break
    return coefficients
