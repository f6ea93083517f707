"""What levers do alone, two by two, and only all together."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.points import column, numbers
from mesa_mosul.analysis.resampling import INTERVAL

HIGHER = "higher"
"""Name of the row for what takes three levers or more."""


def interactions(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    resamples: int = 1000,
    seed: int = 1,
    unit: str = "replicate",
) -> pd.DataFrame:
    """Return shares of the variance between cells of a full factorial: levers, pairs, the rest.

    first, second: the levers, the second empty for one alone; the last row is what is left
    for three and more. unit: column of what is drawn again, the same in all cells, for the
    95 % bootstrap interval, as cells share their luck; units that not every cell has are left
    out. Luck that cells do not share counts as interaction, the more so the fewer units.
    Raises AnalysisError if a cell is empty.
    """
    table = cells(runs, outcome, factors, unit)
    shape = tuple(runs[name].nunique() for name in factors)
    terms = [*itertools.combinations(range(len(factors)), 1)]
    terms += itertools.combinations(range(len(factors)), 2)
    found = shares(table.mean(axis=0).reshape(1, *shape), terms)[0]
    if np.isnan(found).any():
        raise AnalysisError(f"'{outcome}' has the same mean in all cells")
    rng = np.random.default_rng(seed)
    often = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=resamples)
    again = shares((often @ table / len(table)).reshape(-1, *shape), terms)
    low, high = np.nanquantile(again, INTERVAL, axis=0)
    names = [([factors[at] for at in term] + [""])[:2] for term in terms] + [[HIGHER, ""]]
    told = pd.DataFrame(names, columns=["first", "second"])
    return told.assign(share=found, low=low, high=high)


def cells(runs: pd.DataFrame, outcome: str, factors: Sequence[str], unit: str) -> np.ndarray:
    """Return the mean outcome of each unit in each cell, (units, cells).

    Cells are in order of the levers, the last of which varies fastest. Raises AnalysisError
    if a cell is empty, or if fewer than two units are in all of them.
    """
    keys = [pd.factorize(column(runs, name))[0] for name in (unit, *factors)]
    grouped = pd.Series(numbers(runs, outcome)).groupby(keys)
    wanted = int(np.prod([len(pd.unique(key)) for key in keys[1:]]))
    counts = grouped.size().unstack(list(range(1, len(keys))), fill_value=0)
    if counts.shape[1] != wanted:
        raise AnalysisError(f"{counts.shape[1]} of {wanted} cells of the factorial have runs")
    whole = (counts == counts.to_numpy().max()).all(axis=1)
    if whole.sum() < 2:
        raise AnalysisError(f"{whole.sum()} of {len(whole)} of '{unit}' are in all cells")
    means = grouped.mean().unstack(list(range(1, len(keys))))
    return means.loc[whole].to_numpy()


def shares(means: np.ndarray, terms: Sequence[tuple[int, ...]]) -> np.ndarray:
    """Return the share of each lever, each pair and the rest, (resamples, terms + 1).

    means: (resamples, levels of the first lever, of the second, ...); terms: levers, then
    pairs, by place. Not a number where all cells are the same.
    """
    means = means - means.mean(axis=tuple(range(1, means.ndim)), keepdims=True)
    effects: dict[tuple[int, ...], np.ndarray] = {}
    for term in terms:
        rest = tuple(axis + 1 for axis in range(means.ndim - 1) if axis not in term)
        alone = sum(effects[(at,)] for at in term if len(term) > 1)
        effects[term] = means.mean(axis=rest, keepdims=True) - alone
    whole = (means**2).mean(axis=tuple(range(1, means.ndim)))
    whole[whole < 1e-20] = np.nan
    parts = [(one**2).mean(axis=tuple(range(1, one.ndim))) / whole for one in effects.values()]
    return np.stack([*parts, 1.0 - sum(parts)], axis=1)
