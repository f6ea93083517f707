"""Partial rank correlation coefficients (PRCC): how an outcome rises or falls with a factor."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.confidence import INTERVAL_QUANTILES
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.points import checked_column, point_means, resample_rows

PRCC_RESAMPLES, PRCC_SEED = 300, 1
MAX_SINGULAR_SHARE = 0.1
"""Largest share of resamples in which factors may determine each other."""


def partial_rank_correlations(
    runs: pd.DataFrame, outcome: str, factors: Sequence[str], resampling_unit: str = "point"
) -> pd.DataFrame:
    """Return partial rank correlation coefficients with an outcome (PRCC, Marino et al. 2008).

    The correlation of the ranks of a factor with those of the outcome's mean at each point,
    after a linear adjustment of both for the ranks of all other factors.

    Parameters
    ----------
    runs
        One row per run: `point`, `outcome`, `factors`, `resampling_unit`.
    outcome
        Name of a numeric or boolean column.
    factors
        Numeric or boolean columns; those that do not vary are left out.
    resampling_unit
        Column that identifies what the bootstrap resamples as a whole, such as the parameter
        set if points share it across levers.

    Returns
    -------
    pandas.DataFrame
        One row per factor, strongest first: factor, correlation (-1 to 1), low and high (95 %
        cluster bootstrap; NaN if too many resamples have factors that determine each other).

    Raises
    ------
    AnalysisError
        If there are too few points, if factors determine each other, or if the outcome is the
        same at all points.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": range(8), "speed": [1, 2, 3, 4, 5, 6, 7, 8],
    ...     "depth": [3, 1, 4, 2, 8, 5, 7, 6], "days": [9, 8, 7, 6, 5, 4, 3, 2]})
    >>> table = partial_rank_correlations(runs, "days", ["depth", "speed"])
    >>> table.round(3)[["factor", "correlation"]].to_dict("records")[0]
    {'factor': 'speed', 'correlation': -1.0}
    """
    table = point_means(runs, [outcome, *factors])
    if table[outcome].nunique() == 1:
        raise AnalysisError(f"'{outcome}' is the same at all points")
    varied = [name for name in factors if table[name].nunique() > 1]
    if len(table) <= len(varied) + 2:
        raise AnalysisError(
            f"{len(varied)} factors need more than {len(varied) + 2} points, not {len(table)}"
        )
    values = table[[*varied, outcome]].to_numpy()
    correlations = partial_correlations(values)
    if np.isnan(correlations).any():
        raise AnalysisError("some factors are determined by the others; leave them out")
    units = runs.assign(unit=checked_column(runs, resampling_unit)).groupby("point")["unit"]
    low, high = prcc_intervals(values, units.first().to_numpy())
    result = pd.DataFrame(
        {"factor": varied, "correlation": correlations, "low": low, "high": high}
    )
    return result.sort_values("correlation", key=np.abs, ascending=False, ignore_index=True)


def prcc_intervals(values: np.ndarray, resampling_units: np.ndarray) -> np.ndarray:
    """Return the ends of the bootstrap intervals of `partial_correlations`, (2, factors)."""
    resamples = np.array(
        [
            partial_correlations(values[rows])
            for rows in resample_rows(resampling_units, PRCC_RESAMPLES, PRCC_SEED)
        ]
    )
    is_singular = np.isnan(resamples).any(axis=1)
    if is_singular.mean() > MAX_SINGULAR_SHARE:
        return np.full((2, resamples.shape[1]), np.nan)
    return np.quantile(resamples[~is_singular], INTERVAL_QUANTILES, axis=0)


def partial_correlations(values: np.ndarray) -> np.ndarray:
    """Return the partial rank correlation of each column but the last with the last.

    values: (points, factors + 1). From the inverse of the matrix of rank correlations; NaN if
    it is singular.
    """
    ranks = scipy.stats.rankdata(values, axis=0)
    ranks = (ranks - ranks.mean(axis=0)) / np.maximum(ranks.std(axis=0), 1e-12)
    matrix = ranks.T @ ranks / len(ranks)
    if np.linalg.matrix_rank(matrix[:-1, :-1], tol=1e-8, hermitian=True) < len(matrix) - 1:
        return np.full(len(matrix) - 1, np.nan)
    inverse = np.linalg.inv(matrix[:-1, :-1])
    slopes = inverse @ matrix[:-1, -1]
    residual_variance = max(matrix[-1, -1] - matrix[-1, :-1] @ slopes, 1e-12)
    return slopes / np.sqrt(slopes**2 + residual_variance * np.diag(inverse))
