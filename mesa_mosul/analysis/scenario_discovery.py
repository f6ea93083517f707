"""Scenario discovery: the region of the factors in which an outcome is concentrated (PRIM)."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.box_limits import (
    BOX_SCORES,
    LIMIT_COLUMNS,
    in_limits,
    peeling_trajectory,
    prim_module,
    score_box,
    varying_factors,
)
from mesa_mosul.analysis.box_validation import (
    LARGE_PEEL_ALPHAS,
    TEST_SCORES,
    Sample,
    agreement,
    associated_factors,
    best_mass,
    best_search,
    mean_held_out_scores,
    position_of_mass,
    random_splits,
    search_splits,
    split_table,
    tradeoff_curve,
)
from mesa_mosul.analysis.points import boolean_target, checked_column

SEARCH_PEEL_ALPHA = LARGE_PEEL_ALPHAS[-1]
"""Share of the runs that a peeling step removes while factors are searched for: large steps
find the factors of a box in few parameter sets, small steps its limits in many."""
MAX_QUASI_P = 0.05
MIN_REPRODUCIBILITY = 0.7
"""Share of the splits in which a factor has to be restricted."""
MIN_AGREEMENT = float(scipy.special.ndtri(0.99))
NOT_BETTER = "no box is better than all runs together on parameter sets left out of the search"
NO_FACTOR = "no factor limits the box in most of the splits"


class PrimBox(NamedTuple):
    """A region of the factors, and how well it predicts an outcome.

    Attributes
    ----------
    limits
        One row per restricted factor: factor, low, high, values (those allowed of a factor
        that is not numeric); NaN where it is not limited. No row if no box is supported.
    coverage
        Share of the target runs that lie inside.
    density
        Share of the runs inside that are target runs.
    mass
        Share of all runs that lie inside.
    test_coverage, test_density
        Means of coverage and density on parameter sets that were left out of the search.
    base_rate
        Share of target runs among all runs.
    tradeoff
        The trajectory from all runs to the smallest box over the factors of `limits`, in order
        of mass: coverage, density, mass, test_coverage, test_density, and is_selected for the
        box that was chosen, before ends that may be due to chance are opened.
    splits
        One row per split of the search for factors: split, coverage, density and base_rate of
        the target on the sets left out (NaN if there is none inside), and restricted, the
        factors that the box limits.
    reason
        Why there is no box; empty if there is one.
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float
    test_coverage: float
    test_density: float
    base_rate: float
    tradeoff: pd.DataFrame
    splits: pd.DataFrame
    reason: str


def prim_box(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    target_value: Any = True,
    mass_min: float = 0.05,
    peel_alpha: float = 0.05,
    splits: int = 20,
    seed: int = 1,
    resampling_unit: str = "point",
) -> PrimBox:
    """Return a box of the patient rule induction method (PRIM) that holds for other points.

    PRIM (Friedman and Fisher 1999) finds a dense box in any sample, also in noise. Here the
    search is repeated without a fifth of the parameter sets, and each box is tested on that
    fifth. The size of the box is the one with the largest mean density times coverage there. A
    factor limits it only if it does so in 70 % of the splits and has a quasi-p-value (Bryant
    and Lempert 2010) of at most 0.05. There is no box if none is better than all runs together,
    or if it agrees with the sets left out no better than by chance (p > 0.01): on noise, in at
    least 95 % of samples.

    Parameters
    ----------
    runs
        One row per run: `outcome`, `factors`, `resampling_unit`.
    outcome
        Name of a column, of any type.
    factors
        Columns that may limit the box; those that do not vary are ignored. Each split searches
        the six that are most associated with the outcome.
    target_value
        Value of the outcome that the box shall contain.
    mass_min
        Smallest share of the runs in the box.
    peel_alpha
        Share of the runs that a peeling step removes when the limits are set, if that makes
        better boxes than larger steps.
    splits, seed
        Number of splits, a multiple of five, and their random seed.
    resampling_unit
        Column of what is never split, such as the parameter set if points share it across
        levers.

    Returns
    -------
    PrimBox
        Without limits, and with the reason, if no box is supported.

    Raises
    ------
    AnalysisError
        If all runs have the target value or none, if no factor varies, if there are fewer than
        ten parameter sets, or if the extra `ema` is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": range(100), "speed": range(100)})
    >>> runs["stalled"] = runs["speed"] >= 60
    >>> box = prim_box(runs, "stalled", ["speed"], splits=5)
    >>> box.limits["factor"].tolist(), box.density
    (['speed'], 1.0)
    """
    sample = Sample(
        varying_factors(runs, factors),
        boolean_target(runs, outcome, target_value),
        pd.factorize(checked_column(runs, resampling_unit))[0],
    )
    parts = random_splits(sample, splits, seed)
    with prim_module() as prim:
        names_kept, validation, reason = find_factors(prim, sample, parts, mass_min)
        if reason:
            return no_box(sample, validation, reason)
        narrow = sample._replace(factors=sample.factors[names_kept])
        searches, alpha = best_search(prim, narrow, parts, mass_min, peel_alpha)
        boxes, masses = peeling_trajectory(
            prim, narrow.factors, narrow.is_target, mass_min, alpha
        )
    mass, _ = best_mass(narrow, searches)
    position = position_of_mass(masses, mass)
    limits = open_ends(narrow, boxes[position])
    test_coverage, test_density = mean_held_out_scores(narrow, searches, mass)
    base_rate = float(sample.is_target.mean())
    if limits.empty or not test_density > base_rate:
        return no_box(sample, validation, NOT_BETTER)
    curve = tradeoff_curve(narrow, boxes, searches)
    curve["is_selected"] = curve.index == position
    return PrimBox(
        limits, *score_box(limits, narrow.factors, narrow.is_target), test_coverage,
        test_density, base_rate, curve.sort_values("mass", ascending=False, ignore_index=True),
        validation, "",
    )  # fmt: skip


def find_factors(
    prim: ModuleType, sample: Sample, parts: Sequence[np.ndarray], mass_min: float
) -> tuple[list[str], pd.DataFrame, str]:
    """Return the factors of a box, `PrimBox.splits`, and why there is no box, if so."""
    searches = search_splits(prim, sample, parts, mass_min, SEARCH_PEEL_ALPHA)
    mass, _ = best_mass(sample, searches)
    validation = split_table(sample, searches, mass)
    if mass == 1.0 or agreement(sample, searches, mass) < MIN_AGREEMENT:
        return [], validation, NOT_BETTER
    columns = associated_factors(sample, np.ones(len(sample.units), bool))
    boxes, masses = peeling_trajectory(
        prim, sample.factors[columns], sample.is_target, mass_min, SEARCH_PEEL_ALPHA
    )
    limits = boxes[position_of_mass(masses, mass)]
    shares = reproducibility(validation).set_index("factor")["share"]
    names_kept = [
        name
        for name in limits["factor"]
        if shares.get(name, 0.0) >= MIN_REPRODUCIBILITY
        and quasi_p(sample, limits, limits[limits["factor"] != name]) <= MAX_QUASI_P
    ]
    return names_kept, validation, "" if names_kept else NO_FACTOR


def no_box(sample: Sample, validation: pd.DataFrame, reason: str) -> PrimBox:
    """Return the box of all runs, which has no limits, and the reason why it is no other."""
    limits = pd.DataFrame(columns=LIMIT_COLUMNS)
    curve = pd.DataFrame(columns=[*BOX_SCORES, *TEST_SCORES, "is_selected"])
    rate = float(sample.is_target.mean())
    return PrimBox(limits, 1.0, rate, 1.0, 1.0, rate, rate, curve, validation, reason)


def quasi_p(sample: Sample, limits: pd.DataFrame, wider: pd.DataFrame) -> float:
    """Return the quasi-p-value of the limits of a box that a wider box lacks.

    The probability of at least as many targets inside if the density were that of the wider
    box (Bryant and Lempert 2010). Runs of a parameter set share its factors: it counts once.
    """
    is_inside = in_limits(limits, sample.factors)
    density = sample.is_target[in_limits(wider, sample.factors)].mean()
    runs_per_unit = len(sample.units) / len(np.unique(sample.units))
    count = round(is_inside.sum() / runs_per_unit)
    targets = round((is_inside & sample.is_target).sum() / runs_per_unit)
    return float(scipy.stats.binom.sf(targets - 1, count, density))


def open_ends(sample: Sample, limits: pd.DataFrame) -> pd.DataFrame:
    """Return limits without those that may be due to chance, one after the other."""
    while len(limits):
        trials = []
        for at, (_, low, high, allowed) in zip(
            limits.index, limits.itertuples(index=False), strict=True
        ):
            for end, value in (("low", low), ("high", high)):
                if allowed is None and not np.isnan(value):
                    opened = limits.copy()
                    opened.loc[at, end] = np.nan
                    trials.append(opened)
            if allowed is not None:
                trials.append(limits.drop(index=at))
        p_values = [quasi_p(sample, limits, opened) for opened in trials]
        if max(p_values) <= MAX_QUASI_P:
            break
        limits = trials[int(np.argmax(p_values))]
        is_open = limits[["low", "high"]].isna().all(axis=1) & limits["values"].isna()
        limits = limits[~is_open]
    return limits.reset_index(drop=True)


def reproducibility(validation: pd.DataFrame) -> pd.DataFrame:
    """Return how often each factor was restricted in `PrimBox.splits`.

    Columns: factor, share of the splits, most often first; a factor that never was has no row.
    """
    counts = validation["restricted"].explode().dropna().value_counts() / len(validation)
    return counts.rename_axis("factor").rename("share").reset_index()
