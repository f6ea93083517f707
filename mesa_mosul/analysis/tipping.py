"""The value of a factor at which an outcome tips from unlikely to likely."""

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.points import answers, column, numbers, resamples
from mesa_mosul.analysis.resampling import INTERVAL

RESAMPLES, SEED = 300, 1
STEPS, CLOSE = 200, 1e-8
"""Most steps of a regression, and the change of all logits at which it stops."""
RIDGE = 1e-9
"""Penalty that keeps a slope finite if a value parts all yes from all no."""


def tipping(
    runs: pd.DataFrame, outcome: str, factor: str, level: float = 0.5, unit: str = "point"
) -> pd.DataFrame:
    """Return the value of a factor at which the chance of a yes-or-no outcome crosses a level.

    By logistic regression. low, high: 95 % bootstrap interval; an end that is an end of the
    factor's range means that it may not be crossed there. slope: 1 if the chance rises with
    the factor, -1 if it falls; at_lowest, at_highest: chances at the ends of its range.
    Value and interval are not a number, and reason says why, if it is not crossed within.
    unit: column of what is drawn again as a whole. Raises AnalysisError if the outcome is not
    yes or no, or the same in all runs, or the factor does not vary.
    """
    said, values = numbers(runs, outcome), numbers(runs, factor)
    if not np.isin(said, (0.0, 1.0)).all():
        raise AnalysisError(f"'{outcome}' takes yes or no")
    right, units = answers(runs, outcome), column(runs, unit).to_numpy()
    least, most = values.min(), values.max()
    if least == most:
        raise AnalysisError(f"'{factor}' does not vary")
    known, at = np.unique((values - least) / (most - least), return_inverse=True)
    drawn = [np.arange(len(runs)), *resamples(units, RESAMPLES, SEED)]
    counts = [np.bincount(2 * at[rows] + right[rows], minlength=2 * len(known))
              for rows in drawn]  # fmt: skip
    base, slope = fitted(known, np.array(counts).reshape(len(drawn), -1, 2))
    ends = expit([base[0], base[0] + slope[0]])
    reason = "never above" if ends.max() <= level else "never below"
    places = np.full(3, np.nan)
    if ends.min() < level < ends.max():
        reason, parts = "", crossed(base, slope, level)
        places = least + (most - least) * np.array(
            [parts[0], *np.nanquantile(parts[1:], INTERVAL)]
        )
    told = {"factor": factor, **dict(zip(("value", "low", "high"), places, strict=True))}
    told |= {"slope": int(np.sign(slope[0])), "at_lowest": ends[0], "at_highest": ends[1]}
    return pd.DataFrame([{**told, "reason": reason}])


def fitted(values: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return logits at zero and slopes of logistic regressions, (regressions,) each.

    values: of the factor, 0 to 1; counts: of no and yes at each, (regressions, values, 2).
    Newton's steps, damped so that they converge from anywhere (Sun and Tran-Dinh 2019).
    """
    both, yes = counts.sum(axis=2), counts[:, :, 1]
    base, slope = np.zeros(len(counts)), np.zeros(len(counts))
    for _ in range(STEPS):
        chance = expit(base[:, None] + slope[:, None] * values)
        left, weight = yes - both * chance, both * chance * (1.0 - chance)
        up, along = left.sum(axis=1) - RIDGE * base, left @ values - RIDGE * slope
        flat, mixed, steep = (weight @ values**power for power in range(3))
        flat, steep = flat + RIDGE, steep + RIDGE
        whole = flat * steep - mixed**2
        steps = (steep * up - mixed * along) / whole, (flat * along - mixed * up) / whole
        far = np.maximum(np.abs(steps[0]), np.abs(steps[0] + steps[1]))
        part = np.log1p(far) / np.maximum(far, CLOSE)
        base, slope = base + part * steps[0], slope + part * steps[1]
        if far.max() < CLOSE:
            break
    return base, slope


def crossed(base: np.ndarray, slope: np.ndarray, level: float) -> np.ndarray:
    """Return the parts of the range, 0 to 1, at which chances cross a level, or an end.

    Not a number for a chance that is at the level everywhere.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip((logit(level) - base) / slope, 0.0, 1.0)
