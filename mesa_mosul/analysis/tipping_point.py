"""The value of a factor at which the probability of an outcome crosses a level."""

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from mesa_mosul.analysis.confidence import INTERVAL_QUANTILES
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.points import (
    boolean_target,
    checked_column,
    numeric_column,
    resample_rows,
)

TIPPING_RESAMPLES, TIPPING_SEED = 300, 1
MAX_NEWTON_STEPS, LOGIT_TOLERANCE = 200, 1e-8
"""Most steps of a regression, and the change of all logits at which it stops."""
L2_PENALTY = 1e-9
"""Penalty that keeps a slope finite if a value of the factor separates true from false."""


def tipping_point(
    runs: pd.DataFrame,
    outcome: str,
    factor: str,
    level: float = 0.5,
    resampling_unit: str = "point",
) -> pd.DataFrame:
    """Return the value of a factor at which an outcome's probability crosses a level.

    By logistic regression on the factor alone; all other factors vary as in the runs.

    Parameters
    ----------
    runs
        One row per run: `outcome`, `factor`, `resampling_unit`.
    outcome
        Name of a boolean column.
    factor
        Name of a numeric column.
    level
        Probability, 0 to 1.
    resampling_unit
        Column that identifies what the bootstrap resamples as a whole, such as the parameter
        set if points share it across levers.

    Returns
    -------
    pandas.DataFrame
        One row: factor; value, low, high (95 % cluster bootstrap; an end equal to an end of the
        factor's range means that the level may not be crossed there); slope, 1 if the
        probability rises with the factor and -1 if it falls; at_lowest and at_highest, the
        probabilities at the ends of the range; reason, why value and interval are NaN, else
        empty.

    Raises
    ------
    AnalysisError
        If the outcome is not boolean or the same in all runs, or the factor does not vary.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": range(40), "troops": range(40)})
    >>> runs["stalled"] = (runs["troops"] < 20) ^ (runs["troops"] % 7 == 0)
    >>> table = tipping_point(runs, "stalled", "troops")
    >>> int(table["slope"][0]), bool(table["low"][0] < 20 < table["high"][0])
    (-1, True)
    """
    is_true, values = numeric_column(runs, outcome), numeric_column(runs, factor)
    if not np.isin(is_true, (0.0, 1.0)).all():
        raise AnalysisError(f"'{outcome}' is not boolean; a tipping point needs true or false")
    target = boolean_target(runs, outcome)
    units = checked_column(runs, resampling_unit).to_numpy()
    lowest, highest = values.min(), values.max()
    if lowest == highest:
        raise AnalysisError(f"'{factor}' does not vary")
    fractions, index = np.unique((values - lowest) / (highest - lowest), return_inverse=True)
    samples = [np.arange(len(runs)), *resample_rows(units, TIPPING_RESAMPLES, TIPPING_SEED)]
    counts = [np.bincount(2 * index[rows] + target[rows], minlength=2 * len(fractions))
              for rows in samples]  # fmt: skip
    base, slope = fit_logistic(fractions, np.array(counts).reshape(len(samples), -1, 2))
    ends = expit([base[0], base[0] + slope[0]])
    reason = "never above" if ends.max() <= level else "never below"
    estimate = np.full(3, np.nan)
    if ends.min() < level < ends.max():
        reason, crossings = "", crossing_fraction(base, slope, level)
        interval = np.nanquantile(crossings[1:], INTERVAL_QUANTILES)
        estimate = lowest + (highest - lowest) * np.array([crossings[0], *interval])
    row = {"factor": factor, **dict(zip(("value", "low", "high"), estimate, strict=True))}
    row |= {"slope": int(np.sign(slope[0])), "at_lowest": ends[0], "at_highest": ends[1]}
    return pd.DataFrame([{**row, "reason": reason}])


def fit_logistic(
    factor_values: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return intercepts and slopes of logistic regressions, (regressions,) each.

    factor_values: 0 to 1, (values,); counts: of false and true at each value, (regressions,
    values, 2). Newton's method, damped so that it converges from any start (Sun and Tran-Dinh
    2019).
    """
    total, true = counts.sum(axis=2), counts[:, :, 1]
    base, slope = np.zeros(len(counts)), np.zeros(len(counts))
    for _ in range(MAX_NEWTON_STEPS):
        probability = expit(base[:, None] + slope[:, None] * factor_values)
        residual, weight = true - total * probability, total * probability * (1.0 - probability)
        base_gradient = residual.sum(axis=1) - L2_PENALTY * base
        slope_gradient = residual @ factor_values - L2_PENALTY * slope
        base_hessian, cross, slope_hessian = (weight @ factor_values**k for k in range(3))
        base_hessian, slope_hessian = base_hessian + L2_PENALTY, slope_hessian + L2_PENALTY
        determinant = base_hessian * slope_hessian - cross**2
        base_step = (slope_hessian * base_gradient - cross * slope_gradient) / determinant
        slope_step = (base_hessian * slope_gradient - cross * base_gradient) / determinant
        size = np.maximum(np.abs(base_step), np.abs(base_step + slope_step))
        damping = np.log1p(size) / np.maximum(size, LOGIT_TOLERANCE)
        base, slope = base + damping * base_step, slope + damping * slope_step
        if size.max() < LOGIT_TOLERANCE:
            break
    return base, slope


def crossing_fraction(intercept: np.ndarray, slope: np.ndarray, level: float) -> np.ndarray:
    """Return where in the range, 0 to 1, probabilities cross a level, or the nearer end.

    NaN for a probability that equals the level everywhere.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip((logit(level) - intercept) / slope, 0.0, 1.0)
