"""Main effects and interactions of the levers of a full factorial design."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mesa_mosul.analysis.bootstrap import INTERVAL_QUANTILES
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.points import checked_column, numeric_column

HIGHER_ORDER = "higher"
"""Label of the row of interactions of three levers or more."""


def interactions(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    resamples: int = 1000,
    seed: int = 1,
    resampling_unit: str = "replicate",
) -> pd.DataFrame:
    """Return the shares of the variance between the cells of a full factorial (ANOVA).

    Parameters
    ----------
    runs
        One row per run: `outcome`, `factors`, `resampling_unit`.
    outcome
        Name of a numeric or boolean column.
    factors
        The levers of the design.
    resamples, seed
        Number of bootstrap resamples, and their random seed.
    resampling_unit
        Column of what is resampled, the same in all cells, because cells share the random
        numbers of a replicate; units that not every cell has are left out.

    Returns
    -------
    pandas.DataFrame
        One row per lever, pair of levers, and one, `higher`, for all higher orders: first,
        second (empty for one lever), share (0 to 1), low and high (95 % bootstrap). Random
        variation that cells do not share counts as interaction, more so with few replicates.

    Raises
    ------
    AnalysisError
        If a cell is empty, fewer than two units are in all cells, or all cells have one mean.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": [0, 1] * 4, "a": [0, 0, 0, 0, 1, 1, 1, 1],
    ...     "b": [0, 0, 1, 1] * 2, "km2": [0.0, 1.0, 0.0, 1.0, 2.0, 3.0, 2.0, 3.0]})
    >>> table = interactions(runs, "km2", ["a", "b"])
    >>> table[["first", "second", "share"]].to_numpy().tolist()
    [['a', '', 1.0], ['b', '', 0.0], ['a', 'b', 0.0], ['higher', '', 0.0]]
    """
    table = cell_means(runs, outcome, factors, resampling_unit)
    shape = tuple(runs[name].nunique() for name in factors)
    terms = [*itertools.combinations(range(len(factors)), 1)]
    terms += itertools.combinations(range(len(factors)), 2)
    shares = variance_shares(table.mean(axis=0).reshape(1, *shape), terms)[0]
    if np.isnan(shares).any():
        raise AnalysisError(f"'{outcome}' has the same mean in all cells")
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=resamples)
    resampled = variance_shares((weights @ table / len(table)).reshape(-1, *shape), terms)
    low, high = np.nanquantile(resampled, INTERVAL_QUANTILES, axis=0)
    names = [([factors[at] for at in term] + [""])[:2] for term in terms]
    result = pd.DataFrame([*names, [HIGHER_ORDER, ""]], columns=["first", "second"])
    return result.assign(share=shares, low=low, high=high)


def cell_means(
    runs: pd.DataFrame, outcome: str, factors: Sequence[str], resampling_unit: str
) -> np.ndarray:
    """Return the mean outcome of each unit in each cell, (units, cells).

    Cells are in order of the levers, the last of which varies fastest. Raises AnalysisError
    if a cell is empty, or if fewer than two units are in all of them.
    """
    keys = [pd.factorize(checked_column(runs, name))[0] for name in (resampling_unit, *factors)]
    grouped = pd.Series(numeric_column(runs, outcome)).groupby(keys)
    cells = int(np.prod([len(pd.unique(key)) for key in keys[1:]]))
    counts = grouped.size().unstack(list(range(1, len(keys))), fill_value=0)
    if counts.shape[1] != cells:
        raise AnalysisError(f"{counts.shape[1]} of {cells} cells of the factorial have runs")
    is_complete = (counts == counts.to_numpy().max()).all(axis=1)
    if is_complete.sum() < 2:
        raise AnalysisError(
            f"{is_complete.sum()} of {len(is_complete)} values of '{resampling_unit}' are in"
            " all cells; interactions need at least 2"
        )
    means = grouped.mean().unstack(list(range(1, len(keys))))
    return means.loc[is_complete].to_numpy()


def variance_shares(means: np.ndarray, terms: Sequence[tuple[int, ...]]) -> np.ndarray:
    """Return the share of each lever, each pair and the rest, (resamples, terms + 1).

    means: (resamples, levels of the first lever, of the second, ...); terms: positions of
    levers, then of pairs. NaN where all cells have the same mean.
    """
    means = means - means.mean(axis=tuple(range(1, means.ndim)), keepdims=True)
    effects: dict[tuple[int, ...], np.ndarray] = {}
    for term in terms:
        other_axes = tuple(axis + 1 for axis in range(means.ndim - 1) if axis not in term)
        main_effects = sum(effects[(at,)] for at in term if len(term) > 1)
        effects[term] = means.mean(axis=other_axes, keepdims=True) - main_effects
    total = (means**2).mean(axis=tuple(range(1, means.ndim)))
    total[total < 1e-20] = np.nan
    shares = [
        (effect**2).mean(axis=tuple(range(1, effect.ndim))) / total
        for effect in effects.values()
    ]
    return np.stack([*shares, 1.0 - sum(shares)], axis=1)
