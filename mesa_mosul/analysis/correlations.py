"""How strongly an outcome rises or falls with each factor, all others held in thought."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.points import column, means, resamples
from mesa_mosul.analysis.resampling import INTERVAL

RESAMPLES, SEED = 300, 1
MOST_LOST = 0.1
"""Largest share of resamples in which factors may determine each other."""


def rank_correlations(
    runs: pd.DataFrame, outcome: str, factors: Sequence[str], unit: str = "point"
) -> pd.DataFrame:
    """Return partial rank correlations with an outcome's mean at each point, strongest first.

    Of ranks, what all other factors explain is taken out first (PRCC, Marino et al. 2008);
    factors that do not vary are left out. unit: column of what is drawn again as a whole for
    the 95 % bootstrap interval, such as the sample if points share it across levers. The
    interval is not a number if resamples hold too few different points for so many factors.
    Raises AnalysisError for too few points, and for factors that determine each other.
    """
    table = means(runs, [outcome, *factors])
    if table[outcome].nunique() == 1:
        raise AnalysisError(f"'{outcome}' is the same at all points")
    varied = [name for name in factors if table[name].nunique() > 1]
    if len(table) <= len(varied) + 2:
        raise AnalysisError(
            f"{len(varied)} factors take more than {len(varied) + 2} points, not {len(table)}"
        )
    values = table[[*varied, outcome]].to_numpy()
    found = partial(values)
    if np.isnan(found).any():
        raise AnalysisError("some factors are determined by the others; leave them out")
    units = runs.assign(unit=column(runs, unit)).groupby("point")["unit"].first().to_numpy()
    low, high = interval(values, units)
    told = pd.DataFrame({"factor": varied, "correlation": found, "low": low, "high": high})
    return told.sort_values("correlation", key=np.abs, ascending=False, ignore_index=True)


def interval(values: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return the ends of the bootstrap intervals of `partial`, (2, factors)."""
    again = np.array([partial(values[rows]) for rows in resamples(units, RESAMPLES, SEED)])
    lost = np.isnan(again).any(axis=1)
    if lost.mean() > MOST_LOST:
        return np.full((2, again.shape[1]), np.nan)
    return np.quantile(again[~lost], INTERVAL, axis=0)


def partial(values: np.ndarray) -> np.ndarray:
    """Return the partial rank correlation of each column but the last with the last.

    From the inverse of the matrix of correlations of ranks; not a number if it has none.
    """
    ranks = stats.rankdata(values, axis=0)
    ranks = (ranks - ranks.mean(axis=0)) / np.maximum(ranks.std(axis=0), 1e-12)
    shared = ranks.T @ ranks / len(ranks)
    if np.linalg.matrix_rank(shared[:-1, :-1], tol=1e-8, hermitian=True) < len(shared) - 1:
        return np.full(len(shared) - 1, np.nan)
    slopes = np.linalg.inv(shared[:-1, :-1])
    towards = slopes @ shared[:-1, -1]
    left = max(shared[-1, -1] - shared[-1, :-1] @ towards, 1e-12)
    return towards / np.sqrt(towards**2 + left * np.diag(slopes))
