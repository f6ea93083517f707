"""How far an outcome differs between parameter sets, and between seeds within a set."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.cases import numeric_outcome
from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.distributions import samples_by_case, tag_cases
from mesa_mosul.analysis.errors import AnalysisError

MIN_SETS, MIN_SEEDS = 10, 2
"""Fewest parameter sets, and runs of each, of which the spread is split."""


def spread(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), set_column: str = ""
) -> pd.DataFrame:
    """Return the spread of single runs between parameter sets and between seeds, by case.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `set_column`, the factors `by`. Sets that lack
        a replicate that others have are left out.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases.
    set_column
        Column that identifies a parameter set.

    Returns
    -------
    pandas.DataFrame
        One row per case: case, sets, seeds (runs of each set); sd_sets and sd_seeds, standard
        deviations between and within sets, in the unit of the outcome; share_sets, the share of
        the variance of single runs that parameter sets have; low and high, its 95 % interval
        (NaN where runs of a set never differ, or no run differs).

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs; without parameter sets; for fewer than
        10 sets or 2 runs of each.

    Notes
    -----
    A two-way random model: the mean squares give the variances of sets, of seeds that all sets
    share, and of the rest; the last two are within a set. The interval is that of a jackknife
    over sets of the logarithm of the ratio of mean squares (Arvesen 1969,
    doi:10.1214/aoms/1177697287), which needs no normal distribution, widened by what so few
    shared seeds leave open. Tests hold its coverage on skewed values of sets with seeds of
    their own; where shared seeds have much of the variance it is too narrow.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> runs = pd.DataFrame({"set": np.repeat(range(20), 2), "replicate": [0, 1] * 20})
    >>> runs["km2"] = 3.0 * runs["set"] + [0.0, 1.0, 1.0, 0.0] * 10
    >>> table = spread(runs, "km2", set_column="set")
    >>> table[["sets", "seeds"]].to_numpy().tolist(), round(float(table["share_sets"][0]), 3)
    ([[20, 2]], 0.998)
    """
    if not set_column:
        raise AnalysisError("spread: no parameters were sampled, so all spread is of seeds")
    table = tag_cases(runs, by, numeric_outcome(runs, outcome).astype(float), set_column)
    rows = []
    for case, _, sample in samples_by_case(table):
        values = sample.values[:, :, 0]
        values = values[np.isfinite(values).all(axis=1)]
        sets, seeds = values.shape
        if sets < MIN_SETS or seeds < MIN_SEEDS:
            raise AnalysisError(
                f"spread: '{case}' has {sets} complete parameter sets with {seeds} runs each;"
                f" it takes {MIN_SETS} sets or more with {MIN_SEEDS} runs or more"
            )
        deviations = spread_of_sets(values, sample.shares_seeds)
        shares = share_of_sets(values, sample.shares_seeds)
        names = ("sd_sets", "sd_seeds", "share_sets", "low", "high")
        row = dict(zip(names, (*deviations, *shares), strict=True))
        rows.append({"case": case, "sets": sets, "seeds": seeds, **row})
    return pd.DataFrame(rows)


def mean_squares(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean squares of sets, of seeds and of the rest.

    values: (..., sets, seeds).
    """
    sets, seeds = values.shape[-2:]
    mean = values.mean(axis=(-2, -1), keepdims=True)
    of_sets = values.mean(axis=-1, keepdims=True) - mean
    of_seeds = values.mean(axis=-2, keepdims=True) - mean
    rest = values - mean - of_sets - of_seeds
    return (
        seeds * (of_sets**2).sum(axis=(-2, -1)) / (sets - 1),
        sets * (of_seeds**2).sum(axis=(-2, -1)) / (seeds - 1),
        (rest**2).sum(axis=(-2, -1)) / ((sets - 1) * (seeds - 1)),
    )


def within_sets(values: np.ndarray, shares_seeds: bool) -> tuple[np.ndarray, ...]:
    """Return the mean square of sets, the variance within sets, and the shared seeds' part.

    Both contain what seeds that all sets share have in common.
    """
    of_sets, of_seeds, rest = mean_squares(values)
    if not shares_seeds:
        within = values.var(axis=-1, ddof=1).mean(axis=-1)
        return of_sets, within, np.zeros_like(within)
    shared = np.maximum((of_seeds - rest) / values.shape[-2], 0.0)
    return of_sets + shared, rest + shared, shared


def spread_of_sets(values: np.ndarray, shares_seeds: bool = True) -> tuple[float, float]:
    """Return the standard deviations between and within sets, values (sets, seeds)."""
    of_sets, within, _ = within_sets(values, shares_seeds)
    between = max(float(of_sets - within) / values.shape[1], 0.0)
    return between**0.5, float(within) ** 0.5


def share_of_sets(values: np.ndarray, shares_seeds: bool = True) -> tuple[float, float, float]:
    """Return the share of the variance that sets have, and its interval."""
    sets, seeds = values.shape
    of_sets, within, shared = within_sets(values, shares_seeds)
    others = ~np.eye(sets, dtype=bool)
    left_out = values[np.nonzero(others)[1].reshape(sets, sets - 1)]
    of_sets_left, within_left, _ = within_sets(left_out, shares_seeds)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(of_sets / within)
        pseudo = sets * ratio - (sets - 1) * np.log(of_sets_left / within_left)
        of_shared = (1.0 - np.exp(-ratio)) * shared / within
    variances = np.array([pseudo.var(ddof=1) / sets, of_shared**2 * 2.0 / (seeds - 1)])
    if not np.isfinite(variances).all() or not np.isfinite(ratio):
        share = 1.0 if of_sets > within else np.nan
        return share, np.nan, np.nan
    freedoms = np.array([sets - 1, seeds - 1])
    total = variances.sum()
    freedom = total**2 / (variances**2 / freedoms).sum() if total > 0.0 else sets - 1
    half = scipy.special.stdtrit(freedom, 0.5 + CONFIDENCE_LEVEL / 2) * total**0.5
    ratios = np.exp(ratio + np.array([0.0, -half, half]))
    share, low, high = np.clip((ratios - 1.0) / (ratios - 1.0 + seeds), 0.0, 1.0)
    return float(share), float(low), float(high)
