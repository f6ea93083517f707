"""Whose the variance of single runs is: of cases, parameter sets, both together, or seeds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.cases import numeric_outcome
from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.distributions import tag_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import sets_share_seeds
from mesa_mosul.analysis.skewed_means import limits_of_mean

CASES, SETS, SETS_BY_CASES, SEEDS = "cases", "parameter sets", "sets x cases", "seeds"
COMPONENTS = (CASES, SETS, SETS_BY_CASES, SEEDS)
"""Components of the variance of single runs, in the order of all arrays here."""
MIN_SETS, MIN_SEEDS = 10, 2
"""Fewest parameter sets, and runs of each, of which a variance is split."""
MIN_COINCIDENCES = 10
"""Fewest pairs of runs of a set and case with the same rare event that are expected if sets do
not differ: with fewer, how much they differ cannot be told."""


class Moments(NamedTuple):
    """Moments of values by case: of all sets, then without each set, (1 + sets, cases) each.

    sets: their number; between: mean square of sets; within: variance within sets; common: the
    part of it that seeds have which all sets share.
    """

    sets: np.ndarray
    mean: np.ndarray
    between: np.ndarray
    within: np.ndarray
    common: np.ndarray


def variance_shares(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), set_column: str = ""
) -> pd.DataFrame:
    """Return the shares of cases, parameter sets, both and seeds in the variance of runs.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `set_column`, the factors `by`; `seed` if it is
        known. Sets that lack a replicate in some case are left out.
    outcome
        Name of a numeric or boolean column.
    by
        Factors that distinguish the cases; none for a single case.
    set_column
        Column that identifies a parameter set.

    Returns
    -------
    pandas.DataFrame
        One row per component: component; share (0 to 1) of the variance of a run of a random
        case, set and seed, with low and high (95 %; NaN where no run of a set differs, or an
        event is so rare that it hardly comes twice in a set); sd, the standard deviation that
        the component makes, in the unit of the outcome; cases, sets, seeds, how many there are.
        The components are `cases` (the means of the cases differ), `parameter sets` (the means
        of the sets differ), `sets x cases` (differences between cases are not the same in all
        sets) and `seeds` (runs of one set and case differ); of a single case sets and seeds.

    Raises
    ------
    AnalysisError
        If the outcome is text, or missing in some runs; without parameter sets; for fewer than
        10 sets or 2 runs of each.

    Notes
    -----
    The components are those of the functional analysis of variance (Sobol 1993), cases being
    all there are; the estimates are free of the variance that seeds add to means of sets, and
    sets and seeds to means of cases. Intervals are those of a jackknife over sets (Arvesen
    1969, doi:10.1214/aoms/1177697287) of the logarithm of a share over the others, each with
    the noise of its estimate added, so that a component that is not there is as likely above 0
    as below, and as `skewed_means` has them. Where sets share their seeds, what so few seeds
    leave open is joined as for normal values (MOVER; Zou and Donner 2008).

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> runs = pd.DataFrame({"set": np.repeat(range(20), 4), "replicate": [0, 1, 0, 1] * 20,
    ...     "help": ["no", "no", "yes", "yes"] * 20})
    >>> runs["km2"] = 3.0 * runs["set"] + [0.0, 1.0, 9.0, 8.0, 1.0, 0.0, 8.0, 9.0] * 10
    >>> table = variance_shares(runs, "km2", ["help"], "set")
    >>> dict(zip(table["component"], table["share"].round(3)))
    {'cases': 0.048, 'parameter sets': 0.95, 'sets x cases': 0.0, 'seeds': 0.002}
    """
    if not set_column:
        raise AnalysisError(
            "no parameters were sampled, so within a case all spread is of seeds"
        )
    values, shares_seeds = cube_of_runs(runs, outcome, by, set_column)
    shares, low, high, total = shares_with_intervals(values, shares_seeds)
    table = pd.DataFrame(
        {"component": COMPONENTS, "share": shares, "low": low, "high": high,
         "sd": np.sqrt(np.nan_to_num(shares) * total),
         **dict(zip(("cases", "sets", "seeds"), values.shape, strict=True))}
    )  # fmt: skip
    is_there = [len(values) > 1 or name in (SETS, SEEDS) for name in COMPONENTS]
    return table[is_there].reset_index(drop=True)


def cube_of_runs(
    runs: pd.DataFrame, outcome: str, by: Sequence[str], set_column: str
) -> tuple[np.ndarray, bool]:
    """Return an outcome by case, set (complete in all) and seed; whether sets share seeds."""
    table = tag_cases(runs, by, numeric_outcome(runs, outcome).astype(float), set_column)
    wide = table.pivot_table(
        index="set", columns=["case", "replicate"], values="value", observed=True
    )
    cases = table["case"].nunique()
    replicate = wide.columns.get_level_values("replicate")
    wide = wide.loc[:, pd.Series(replicate).map(replicate.value_counts()).to_numpy() == cases]
    values = wide.dropna().to_numpy()
    values = values.reshape(len(values), cases, -1).swapaxes(0, 1)
    sets, seeds = values.shape[1:]
    if sets < MIN_SETS or seeds < MIN_SEEDS:
        raise AnalysisError(
            f"there are {sets} complete parameter sets with {seeds} runs each; to split the"
            f" spread it takes {MIN_SETS} sets or more with {MIN_SEEDS} runs or more"
        )
    return values, sets_share_seeds(table[table["case"] == table["case"].iloc[0]])


def shares_with_intervals(
    values: np.ndarray, shares_seeds: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Return shares with the ends of their intervals, (components,), and the total variance.

    values: (cases, sets, seeds).
    """
    sets, seeds = values.shape[1:]
    common = values.mean(axis=0, keepdims=True)
    of_all = moments_without_sets(common, shares_seeds)
    of_case = moments_without_sets(values - common, shares_seeds)
    variances, noise = split_variance(of_all, of_case, seeds, shares_seeds)
    total = variances.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        offset = noise[0] / total[0]
        odds = log_odds(variances, offset)
        low, high = limits_of_mean((sets - 1.0) * (odds[1:].mean(axis=0) - odds[1:]))
        for changes in changes_by_seeds(of_all, of_case, seeds):
            shifts = log_odds(variances[0] + changes, offset) - odds[0]
            low = -np.hypot(low, np.minimum(shifts, 0.0).min(axis=0))
            high = np.hypot(high, np.maximum(shifts, 0.0).max(axis=0))
        is_known = np.isfinite(odds[0]) & np.isfinite(low) & np.isfinite(high)
        is_known[1:] &= expected_coincidences(values) >= MIN_COINCIDENCES
        ends = [share_of_odds(odds[0] + side, offset) for side in (low, high)]
    positive = np.maximum(variances[0], 0.0)
    estimate = positive / positive.sum() if positive.sum() > 0.0 else np.full(4, np.nan)
    low, high = (np.clip(end, 0.0, 1.0) for end in ends)
    low = np.where(is_known, np.minimum(low, estimate), np.nan)
    high = np.where(is_known, np.maximum(high, estimate), np.nan)
    return estimate, low, high, float(positive.sum())


def expected_coincidences(values: np.ndarray) -> float:
    """Return the pairs of runs of a set with the same rare event; infinite for no booleans."""
    if not np.isin(values, (0.0, 1.0)).all():
        return float("inf")
    _, sets, seeds = values.shape
    share = values.mean(axis=(1, 2))
    return float(sets * seeds * (seeds - 1) / 2 * (np.minimum(share, 1.0 - share) ** 2).sum())


def log_odds(variances: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Return the logarithm of each share over the others, (..., components).

    offset: noise of the estimates as shares, which is added.
    """
    shares = variances / variances.sum(axis=-1, keepdims=True)
    return np.asarray(np.log((shares + offset) / (1.0 - shares + offset.sum() - offset)))


def share_of_odds(odds: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Return the shares whose `log_odds` these are."""
    ratio = np.exp(odds)
    return np.asarray(((1.0 + offset.sum() - offset) * ratio - offset) / (1.0 + ratio))


def moments_without_sets(values: np.ndarray, shares_seeds: bool) -> Moments:
    """Return the moments of values (cases, sets, seeds) of all sets, and without each set."""
    sets, seeds = values.shape[1:]
    centre = values.mean(axis=(1, 2), keepdims=True)
    deviation = (values - centre).swapaxes(0, 1)
    of_set = deviation.sum(axis=2)

    def without_each(parts: np.ndarray) -> np.ndarray:
        total = parts.sum(axis=0, keepdims=True)
        return np.concatenate([total, total - parts])

    count = np.concatenate([[sets], np.full(sets, sets - 1.0)])[:, None]
    grand = without_each(of_set)
    of_means = grand**2 / (count * seeds)
    squares = without_each((deviation**2).sum(axis=2))
    of_sets = without_each(of_set**2) / seeds
    between = np.maximum(of_sets - of_means, 0.0) / (count - 1.0)
    within = np.maximum(squares - of_sets, 0.0) / (count * (seeds - 1.0))
    common = np.zeros_like(within)
    if shares_seeds:
        of_seeds = (without_each(deviation) ** 2).sum(axis=2) / count - of_means
        rest = np.maximum(squares - of_sets - of_seeds, 0.0)
        rest /= (count - 1.0) * (seeds - 1.0)
        common = np.maximum(of_seeds / (seeds - 1.0) - rest, 0.0) / count
        between, within = between + common, rest + common
    return Moments(count, centre[:, 0, 0] + grand / (count * seeds), between, within, common)


def split_variance(
    of_all: Moments, of_case: Moments, seeds: int, shares_seeds: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return the variance of each component and the noise in it, (1 + sets, components) each.

    of_all: moments of the means over cases; of_case: of the deviations of each case from them.
    """
    noise_of_means = of_case.between / (of_case.sets * seeds)
    noise_of_means = noise_of_means + of_case.common * (1.0 - 1.0 / of_case.sets) / seeds
    variances = [
        (of_case.mean**2 - noise_of_means).mean(axis=1),
        ((of_all.between - of_all.within) / seeds).mean(axis=1),
        ((of_case.between - of_case.within) / seeds).mean(axis=1),
        of_all.within.mean(axis=1) + of_case.within.mean(axis=1),
    ]
    noise = [noise_of_means.mean(axis=1), of_all.within.mean(axis=1) / seeds,
             of_case.within.mean(axis=1) / seeds, np.zeros(len(of_all.sets))]  # fmt: skip
    return np.stack(variances, axis=1), np.stack(noise, axis=1)


def changes_by_seeds(of_all: Moments, of_case: Moments, seeds: int) -> np.ndarray:
    """Return by how much variances change if the shared seeds are others.

    Shape (2, 2, components): of cases, whose means have the effects of the seeds, and of seeds,
    each at the ends of its 95 % interval for normal values. 0 if no seeds are shared.
    """
    changes = np.zeros((2, 2, len(COMPONENTS)))
    tails = np.array([0.5 - CONFIDENCE_LEVEL / 2, 0.5 + CONFIDENCE_LEVEL / 2])
    squares = of_case.mean[0] ** 2 * of_case.common[0] / seeds
    error = 2.0 * np.sqrt(squares.sum()) / len(squares)
    changes[0, :, 0] = scipy.special.stdtrit(seeds - 1, tails) * error
    common = float(of_all.common[0].mean() + of_case.common[0].mean())
    changes[1, :, 3] = common * ((seeds - 1) / scipy.special.chdtri(seeds - 1, tails) - 1.0)
    return changes
