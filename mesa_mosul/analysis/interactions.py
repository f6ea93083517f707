"""Main effects and interactions of the levers of a full factorial design."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mesa_mosul.analysis.confidence import INTERVAL_QUANTILES
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.points import checked_column, numeric_column

HIGHER_ORDER = "higher"
"""Label of the row of interactions of three levers or more."""
ROUNDING = 1e-12
"""Share of the variance below which a term is a rounding error."""


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
        numbers of a replicate; the parameter set where parameters were sampled; units that not
        every cell has are left out.

    Returns
    -------
    pandas.DataFrame
        One row per lever, pair of levers, and one, `higher`, for all higher orders: first,
        second (empty for one lever), share (0 to 1), low and high (95 % bootstrap); sd, the
        standard deviation between cells that the term makes, in the unit of the outcome. In
        every row sd_cells, that of all terms together, and sd_random, the standard deviation
        of single runs within a cell. The variance that random variation alone leaves between
        means of cells is subtracted from each term (as in epsilon squared), which is 0 at
        least.

    Raises
    ------
    AnalysisError
        If a cell is empty, fewer than two units are in all cells, or the means of cells differ
        by no more than random variation explains (bootstrap test at 5 %).

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": [0, 1] * 4, "a": [0, 0, 0, 0, 1, 1, 1, 1],
    ...     "b": [0, 0, 1, 1] * 2, "km2": [0.0, 1.0, 0.0, 1.0, 2.0, 3.0, 2.0, 3.0]})
    >>> table = interactions(runs, "km2", ["a", "b"])
    >>> table[["first", "second", "share"]].to_numpy().tolist()
    [['a', '', 1.0], ['b', '', 0.0], ['a', 'b', 0.0], ['higher', '', 0.0]]
    """
    table, single_variance = cell_means(runs, outcome, factors, resampling_unit)
    shape = tuple(runs[name].nunique() for name in factors)
    terms = [*itertools.combinations(range(len(factors)), 1)]
    terms += itertools.combinations(range(len(factors)), 2)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=resamples)
    check_cells_differ(table, weights / len(table), outcome)
    noise = noise_variances(table.reshape(-1, *shape), terms)
    observed = term_variances(table.mean(axis=0).reshape(1, *shape), terms)
    resampled = term_variances((weights @ table / len(table)).reshape(-1, *shape), terms)
    variances = np.maximum(observed - noise, 0.0)[0]
    variances[variances < ROUNDING * variances.sum()] = 0.0
    # A resample has the noise of the sample, and once more that of resampling.
    shares = normalized(np.maximum(resampled - 2.0 * noise, 0.0))
    low, high = np.nanquantile(shares, INTERVAL_QUANTILES, axis=0)
    names = [([factors[at] for at in term] + [""])[:2] for term in terms]
    result = pd.DataFrame([*names, [HIGHER_ORDER, ""]], columns=["first", "second"])
    return result.assign(
        share=normalized(variances[None])[0], low=low, high=high, sd=np.sqrt(variances),
        sd_cells=float(np.sqrt(variances.sum())),
        sd_random=float(np.sqrt(single_variance)),
    )  # fmt: skip


def normalized(variances: np.ndarray) -> np.ndarray:
    """Return each variance as a share of its row's sum, NaN for a sum of 0."""
    total = variances.sum(axis=1, keepdims=True)
    return variances / np.where(total > 0.0, total, np.nan)


def check_cells_differ(table: np.ndarray, weights: np.ndarray, outcome: str) -> None:
    """Raise AnalysisError if the means of cells differ no more than by random variation.

    table: (units, cells); weights: of the units in each resample. Resamples of deviations from
    the means of cells show how much means differ by random variation alone.
    """
    means = table.mean(axis=0)
    scale = np.sqrt(len(table) / (len(table) - 1.0))
    random_means = scale * (weights @ (table - means))
    observed = float(means.var())
    tolerance = 1e-24 * float(np.abs(table).max()) ** 2
    if observed <= max(tolerance, np.quantile(random_means.var(axis=1), 0.95)):
        raise AnalysisError(
            f"'{outcome}' differs between cells by no more than random variation explains (sd"
            f" {np.sqrt(observed):.3g} between means of cells, {table.std(axis=0).mean():.3g}"
            " between runs of a cell); there is no variance to share out"
        )


def cell_means(
    runs: pd.DataFrame, outcome: str, factors: Sequence[str], resampling_unit: str
) -> tuple[np.ndarray, float]:
    """Return the mean outcome of each unit in each cell, (units, cells).

    Also returns the variance of single runs within a cell, the mean over the cells. Cells are
    in order of the levers, the last of which varies fastest. Raises AnalysisError if a cell is
    empty, or if fewer than two units are in all of them.
    """
    keys = [pd.factorize(checked_column(runs, name))[0] for name in (resampling_unit, *factors)]
    values = pd.Series(numeric_column(runs, outcome))
    grouped = values.groupby(keys)
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
    is_used = is_complete.reindex(keys[0]).to_numpy()
    by_cell = values[is_used].groupby([key[is_used] for key in keys[1:]])
    return means.loc[is_complete].to_numpy(), float(by_cell.var().mean())


def term_effects(cells: np.ndarray, terms: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    """Return the effect of each lever, each pair and the rest, (samples, levels, ...) each.

    cells: (samples, levels of the first lever, of the second, ...); terms: positions of
    levers, then of pairs.
    """
    cells = cells - cells.mean(axis=tuple(range(1, cells.ndim)), keepdims=True)
    effects: dict[tuple[int, ...], np.ndarray] = {}
    for term in terms:
        other_axes = tuple(axis + 1 for axis in range(cells.ndim - 1) if axis not in term)
        main_effects = sum(effects[(at,)] for at in term if len(term) > 1)
        effects[term] = cells.mean(axis=other_axes, keepdims=True) - main_effects
    return [*effects.values(), cells - sum(effects.values())]


def term_variances(cells: np.ndarray, terms: Sequence[tuple[int, ...]]) -> np.ndarray:
    """Return the variance between cells that each term makes, (samples, terms + 1)."""
    return np.stack(
        [(effect**2).mean(axis=tuple(range(1, effect.ndim)))
         for effect in term_effects(cells, terms)], axis=1
    )  # fmt: skip


def noise_variances(cells: np.ndarray, terms: Sequence[tuple[int, ...]]) -> np.ndarray:
    """Return the variance of each term that random variation of the units leaves, (terms + 1,).

    cells: (units, levels of the first lever, ...).
    """
    return np.array([effect.var(axis=0, ddof=1).mean() / len(cells)
                     for effect in term_effects(cells, terms)])  # fmt: skip
