"""How boxes that were fitted to some parameter sets perform on those that were left out."""

from collections.abc import Sequence
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.box_limits import in_limits, peeling_trajectory
from mesa_mosul.analysis.errors import AnalysisError

FOLDS = 5
MAX_SEARCHED_FACTORS = 6
"""Factors that a search may limit: those most associated with the outcome."""
MASSES = 0.95 ** np.arange(60)
"""Shares of the runs at which boxes of different splits are compared."""
MIN_UNITS = 2 * FOLDS

Searches = Sequence[tuple[np.ndarray, list[pd.DataFrame]]]
"""For each split: which runs were left out, and the limits of the boxes of the others."""


class Sample(NamedTuple):
    """Factors, whether the outcome has the target value, and the parameter set of each run."""

    factors: pd.DataFrame
    is_target: np.ndarray
    units: np.ndarray


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


def split_trajectories(
    prim: ModuleType,
    sample: Sample,
    parts: Sequence[np.ndarray],
    mass_min: float,
    peel_alpha: float,
) -> Searches:
    """Return for each split the boxes that a search without the runs left out finds."""
    searches = []
    for is_left_out in parts:
        columns = associated_factors(sample, ~is_left_out)
        factors, target = sample.factors[columns], sample.is_target[~is_left_out]
        boxes = peeling_trajectory(prim, factors[~is_left_out], target, mass_min, peel_alpha)
        searches.append((is_left_out, boxes))
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
    ranks = stats.rankdata(values) / len(values)
    return np.array([ranks, (ranks - ranks.mean()) ** 2])


def max_correlation(scores: np.ndarray, target: np.ndarray) -> float:
    """Return the largest absolute correlation of a row of scores with a target."""
    scores = scores - scores.mean(axis=1, keepdims=True)
    target = target - target.mean()
    scale = np.sqrt((scores**2).sum(axis=1) * (target**2).sum())
    return float(np.max(np.abs(scores @ target) / np.maximum(scale, 1e-12)))


def box_of_mass(boxes: Sequence[pd.DataFrame], mass: float) -> pd.DataFrame:
    """Return the first box with at most a share of the runs that were fitted, or the last."""
    return next((box for box in boxes if box.attrs["mass"] <= mass + 1e-9), boxes[-1])


def best_mass(sample: Sample, searches: Searches) -> tuple[float, float]:
    """Return the mass with the best boxes on runs left out, and how they agree with the target.

    The best has the largest mean product of density and coverage. The agreement is the
    standardized correlation, over parameter sets, of the target with the share of the tests in
    which a set lies in the box.
    """
    scores = [held_out_scores(sample, searches, mass) for mass in MASSES]
    products = [np.nan_to_num(one[:, 0] * one[:, 1]).mean() for one in scores]
    mass = float(MASSES[int(np.argmax(products))])
    is_inside = np.zeros(len(sample.is_target))
    for is_left_out, boxes in searches:
        limits = box_of_mass(boxes, mass)
        is_inside[is_left_out] += in_limits(limits, sample.factors[is_left_out])
    by_unit = pd.DataFrame({"inside": is_inside, "target": sample.is_target.astype(float)})
    means = by_unit.groupby(sample.units).mean()
    if means["inside"].nunique() == 1 or means["target"].nunique() == 1:
        return mass, 0.0
    return mass, float(means["inside"].corr(means["target"]) * np.sqrt(len(means) - 1))


def held_out_scores(sample: Sample, searches: Searches, mass: float) -> np.ndarray:
    """Return coverage and density of boxes of a mass on the runs left out, (splits, 2)."""
    rows = []
    for is_left_out, boxes in searches:
        is_target = sample.is_target[is_left_out]
        inside = in_limits(box_of_mass(boxes, mass), sample.factors[is_left_out])
        hits = (inside & is_target).sum()
        rows.append((hits / is_target.sum() if is_target.any() else np.nan,
                     hits / inside.sum() if inside.any() else np.nan))  # fmt: skip
    return np.array(rows)


def held_out_table(sample: Sample, searches: Searches, mass: float) -> pd.DataFrame:
    """Return the columns of `split_validation` for boxes of a mass."""
    scores = held_out_scores(sample, searches, mass)
    table = pd.DataFrame({"split": range(len(searches)), "coverage": scores[:, 0]})
    table["density"] = scores[:, 1]
    table["base_rate"] = [sample.is_target[is_left_out].mean() for is_left_out, _ in searches]
    table["restricted"] = [tuple(box_of_mass(boxes, mass)["factor"]) for _, boxes in searches]
    return table
