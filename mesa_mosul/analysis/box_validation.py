"""How boxes that were fitted to some parameter sets perform on those that were left out."""

from collections.abc import Sequence
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.box_limits import BOX_SCORES, in_limits, peeling_trajectory, score_box
from mesa_mosul.analysis.errors import AnalysisError

LARGE_PEEL_ALPHAS = (0.1, 0.3)
TEST_SCORES = ["test_coverage", "test_density"]
FOLDS = 5
MAX_SEARCHED_FACTORS = 6
"""Factors that a search may limit: those most associated with the outcome."""
MASSES = 0.95 ** np.arange(60)
"""Shares of the runs at which boxes of different splits are compared."""
MIN_UNITS = 2 * FOLDS


class Sample(NamedTuple):
    """Factors, whether the outcome has the target value, and the parameter set of each run."""

    factors: pd.DataFrame
    is_target: np.ndarray
    units: np.ndarray


class Search(NamedTuple):
    """The boxes that PRIM finds without the runs of one split.

    is_left_out: (runs,); masses: share of the fitted runs in each box; is_inside: which of the
    runs left out lie in each box, (boxes, runs left out).
    """

    is_left_out: np.ndarray
    boxes: list[pd.DataFrame]
    masses: np.ndarray
    is_inside: np.ndarray


def random_splits(sample: Sample, count: int, seed: int) -> list[np.ndarray]:
    """Return which runs each split leaves out, (splits, runs): a fifth of the units in turn."""
    if count < FOLDS or count % FOLDS:
        raise AnalysisError(f"splits is {count}: it takes a multiple of {FOLDS}")
    size = int(sample.units.max()) + 1
    if size < MIN_UNITS:
        raise AnalysisError(
            f"a box takes {MIN_UNITS} parameter sets or more, not {size}: some are left out to"
            " test it"
        )
    rng, parts = np.random.default_rng(seed), []
    for _ in range(count // FOLDS):
        fold = rng.permutation(np.arange(size) % FOLDS)
        parts += [fold[sample.units] == number for number in range(FOLDS)]
    return parts


def search_splits(
    prim: ModuleType,
    sample: Sample,
    parts: Sequence[np.ndarray],
    mass_min: float,
    peel_alpha: float,
) -> list[Search]:
    """Return for each split the boxes that a search without the runs left out finds."""
    searches = []
    for is_left_out in parts:
        factors = sample.factors[associated_factors(sample, ~is_left_out)]
        boxes, masses = peeling_trajectory(
            prim, factors[~is_left_out], sample.is_target[~is_left_out], mass_min, peel_alpha
        )
        is_inside = np.array([in_limits(limits, factors[is_left_out]) for limits in boxes])
        searches.append(Search(is_left_out, boxes, masses, is_inside))
    return searches


def associated_factors(sample: Sample, is_fitted: np.ndarray) -> list[str]:
    """Return the factors most associated with the target, at most MAX_SEARCHED_FACTORS.

    By the largest correlation with the rank of a factor, with its square, or with one value of
    a factor that is not numeric. Factors that do not vary among the fitted runs are left out.
    """
    table, target = sample.factors[is_fitted], sample.is_target[is_fitted].astype(float)
    strength = {
        name: max_correlation(score_columns(values), target)
        for name, values in table.items()
        if values.nunique() > 1
    }
    names = sorted(strength, key=lambda name: -strength[name])[:MAX_SEARCHED_FACTORS]
    return [name for name in table.columns if name in names]


def score_columns(values: pd.Series) -> np.ndarray:
    """Return ranks and their squares, or indicators of values that are not numeric."""
    if not pd.api.types.is_float_dtype(values):
        return pd.get_dummies(values.astype(str)).to_numpy(float).T
    ranks = scipy.stats.rankdata(values) / len(values)
    return np.array([ranks, (ranks - ranks.mean()) ** 2])


def max_correlation(scores: np.ndarray, target: np.ndarray) -> float:
    """Return the largest absolute correlation of a row of scores with a target."""
    scores = scores - scores.mean(axis=1, keepdims=True)
    target = target - target.mean()
    scale = np.sqrt((scores**2).sum(axis=1) * (target**2).sum())
    return float(np.max(np.abs(scores @ target) / np.maximum(scale, 1e-12)))


def position_of_mass(masses: np.ndarray, mass: float) -> int:
    """Return the position of the first box with at most a share of the runs, or the last."""
    positions = np.flatnonzero(masses <= mass + 1e-9)
    return int(positions[0]) if len(positions) else len(masses) - 1


def best_mass(sample: Sample, searches: Sequence[Search]) -> tuple[float, float]:
    """Return the mass of the best boxes, and their score.

    The score is the mean of density times coverage on the runs left out.
    """
    products = [
        np.nan_to_num(np.prod(held_out_scores(sample, searches, mass), axis=1)).mean()
        for mass in MASSES
    ]
    best = int(np.argmax(products))
    return float(MASSES[best]), float(products[best])


def agreement(sample: Sample, searches: Sequence[Search], mass: float) -> float:
    """Return the standardized correlation of the target with boxes of a mass, over sets.

    Of the share of target runs of a parameter set with the share of the splits that leave the
    set out in which it lies in the box; standard normal if factors and target are unrelated.
    """
    times_inside = np.zeros(len(sample.is_target))
    for one in searches:
        position = position_of_mass(one.masses, mass)
        times_inside[one.is_left_out] += one.is_inside[position]
    runs = pd.DataFrame({"inside": times_inside, "target": sample.is_target.astype(float)})
    means = runs.groupby(sample.units).mean()
    if (means.nunique() == 1).any():
        return 0.0
    return float(means["inside"].corr(means["target"]) * np.sqrt(len(means) - 1))


def held_out_scores(sample: Sample, searches: Sequence[Search], mass: float) -> np.ndarray:
    """Return coverage and density of boxes of a mass on the runs left out, (splits, 2)."""
    rows = []
    for one in searches:
        is_target = sample.is_target[one.is_left_out]
        is_inside = one.is_inside[position_of_mass(one.masses, mass)]
        hits = (is_inside & is_target).sum()
        rows.append((hits / is_target.sum() if is_target.any() else np.nan,
                     hits / is_inside.sum() if is_inside.any() else np.nan))  # fmt: skip
    return np.array(rows)


def split_table(sample: Sample, searches: Sequence[Search], mass: float) -> pd.DataFrame:
    """Return the columns of `PrimBox.splits` for boxes of a mass."""
    coverage, density = held_out_scores(sample, searches, mass).T
    rates = [sample.is_target[one.is_left_out].mean() for one in searches]
    restricted = [
        tuple(one.boxes[position_of_mass(one.masses, mass)]["factor"]) for one in searches
    ]
    return pd.DataFrame(
        {"split": range(len(searches)), "coverage": coverage, "density": density,
         "base_rate": rates, "restricted": restricted}
    )  # fmt: skip


def best_search(
    prim: ModuleType, sample: Sample, parts: Sequence[np.ndarray], mass_min: float, alpha: float
) -> tuple[list[Search], float]:
    """Return the searches with the best boxes on runs left out, and their size of steps.

    In few sets small steps stop early, where no single one is better than none.
    """
    trials = []
    for step in dict.fromkeys((alpha, *LARGE_PEEL_ALPHAS)):
        searches = search_splits(prim, sample, parts, mass_min, step)
        trials.append((best_mass(sample, searches)[1], searches, step))
    _, searches, step = max(trials, key=lambda trial: trial[0])
    return searches, step


def mean_held_out_scores(
    sample: Sample, searches: Sequence[Search], mass: float
) -> tuple[float, float]:
    """Return the mean coverage and density of boxes of a mass on runs left out."""
    coverage, density = pd.DataFrame(held_out_scores(sample, searches, mass)).mean()
    return float(coverage), float(density)


def tradeoff_curve(
    sample: Sample, boxes: Sequence[pd.DataFrame], searches: Sequence[Search]
) -> pd.DataFrame:
    """Return the columns of `PrimBox.tradeoff` but is_selected, one row per box."""
    rows = [score_box(limits, sample.factors, sample.is_target) for limits in boxes]
    curve = pd.DataFrame(rows, columns=BOX_SCORES)
    curve[TEST_SCORES] = [
        mean_held_out_scores(sample, searches, mass) for mass in curve["mass"]
    ]
    return curve
