"""Scenario discovery: the region of the factors in which an outcome is concentrated (PRIM)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from mesa_mosul.analysis.box_limits import (
    BOX_SCORES,
    in_limits,
    peeling_trajectory,
    prim_module,
    score_box,
    varying_factors,
)
from mesa_mosul.analysis.box_validation import (
    Sample,
    associated_factors,
    best_mass,
    box_of_mass,
    held_out_table,
    random_splits,
    split_trajectories,
)
from mesa_mosul.analysis.points import boolean_target, checked_column

SEARCH_PEEL_ALPHA = 0.3
"""Share of the runs that a peeling step removes while factors are searched for: large steps
find the factors of a box in few parameter sets, small steps then find its limits."""
MAX_QUASI_P = 0.05
MIN_REPRODUCIBILITY = 0.7
"""Share of the splits in which a factor has to be restricted."""
MIN_TEST_Z = float(stats.norm.ppf(0.99))
"""How far, in standard errors under no relation, target and box have to agree outside."""
NO_FACTOR = "no factor limits the box in most of the splits"
NOT_BETTER = "no box is better than all runs together on parameter sets left out of the search"


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
        The trajectory from all runs to the smallest box over these factors: mass, coverage,
        density, test_coverage, test_density, and is_selected for the box that was chosen.
    splits
        As `split_validation`.
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
    search is repeated on parts of four fifths of the parameter sets, and each box is tested on
    the fifth that was left out. The size of the box has the largest mean product of density
    and coverage there. A factor limits it only if it does so in 70 % of the splits and if its
    quasi-p-value (Bryant and Lempert 2010), with parameter sets as observations, is at most
    0.05. There is no box if none is better than all runs together, or if those left out agree
    with it no better than by chance (p > 0.01). In simulations, noise has a box in at most 5 %
    of the samples.

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
        Share of the runs that a peeling step removes when the limits are set.
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
        If all runs have the target value or none, if no factor varies, or if the extra
        `analysis` is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": range(100), "speed": range(100)})
    >>> runs["stalled"] = runs["speed"] >= 60
    >>> box = prim_box(runs, "stalled", ["speed"])
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
        searches = split_trajectories(prim, sample, parts, mass_min, SEARCH_PEEL_ALPHA)
        mass, agreement = best_mass(sample, searches)
        validation = held_out_table(sample, searches, mass)
        columns = associated_factors(sample, np.ones(len(sample.is_target), bool))
        search = peeling_trajectory(prim, sample.factors[columns], sample.is_target,
                                    mass_min, SEARCH_PEEL_ALPHA)  # fmt: skip
        if mass == 1.0 or agreement < MIN_TEST_Z:
            return no_box(sample, search, validation, NOT_BETTER)
        kept = supported_factors(sample, box_of_mass(search, mass), validation)
        if not kept:
            return no_box(sample, search, validation, NO_FACTOR)
        narrow = sample._replace(factors=sample.factors[kept])
        searches = split_trajectories(prim, narrow, parts, mass_min, peel_alpha)
        trajectory = peeling_trajectory(
            prim, narrow.factors, narrow.is_target, mass_min, peel_alpha
        )
    mass, agreement = best_mass(narrow, searches)
    limits = open_ends(narrow, box_of_mass(trajectory, mass))
    tested = held_out_table(narrow, searches, mass)[["coverage", "density"]].mean()
    if limits.empty or tested["density"] <= sample.is_target.mean():
        return no_box(sample, search, validation, NOT_BETTER)
    return PrimBox(
        limits, *score_box(limits, sample.factors, sample.is_target), tested["coverage"],
        tested["density"], float(sample.is_target.mean()),
        tradeoff_curve(narrow, trajectory, searches, mass), validation, "",
    )  # fmt: skip


def no_box(
    sample: Sample, trajectory: Sequence[pd.DataFrame], validation: pd.DataFrame, reason: str
) -> PrimBox:
    """Return the box of all runs, which has no limits, and the reason why it is no other."""
    base_rate = float(sample.is_target.mean())
    curve = tradeoff_curve(sample, trajectory, [], 1.0)
    return PrimBox(
        trajectory[0], 1.0, base_rate, 1.0, 1.0, base_rate, base_rate, curve, validation, reason
    )


def supported_factors(
    sample: Sample, limits: pd.DataFrame, validation: pd.DataFrame
) -> list[str]:
    """Return the factors of a box whose limits are reproducible and not due to chance."""
    shares = reproducibility(validation).set_index("factor")["share"]
    reproduced = limits[limits["factor"].map(shares).fillna(0.0) >= MIN_REPRODUCIBILITY]
    return [name for name in reproduced["factor"]
            if quasi_p(sample, limits, limits["factor"] == name) <= MAX_QUASI_P]  # fmt: skip


def quasi_p(sample: Sample, limits: pd.DataFrame, is_dropped: pd.Series) -> float:
    """Return the quasi-p-value of the rows `is_dropped` of the limits of a box.

    The probability of at least as many targets inside if the density were that of the box
    without these limits (Bryant and Lempert 2010). Runs of one parameter set share its factors
    and count as one observation.
    """
    density = sample.is_target[in_limits(limits[~is_dropped], sample.factors)].mean()
    return binomial_p(sample, in_limits(limits, sample.factors), density)


def binomial_p(sample: Sample, is_inside: np.ndarray, density: float) -> float:
    """Return the probability of as many target sets among those inside at a density."""
    runs_per_unit = len(sample.units) / len(np.unique(sample.units))
    inside = round(is_inside.sum() / runs_per_unit)
    target = round(sample.is_target[is_inside].sum() / runs_per_unit)
    return float(stats.binom.sf(target - 1, inside, density))


def open_ends(sample: Sample, limits: pd.DataFrame) -> pd.DataFrame:
    """Return limits without those ends that may be due to chance (quasi-p above 0.05)."""
    limits = limits.copy()
    for at, column in [(at, end) for at in limits.index for end in ("low", "high")]:
        opened = limits.copy()
        opened.loc[at, column] = np.nan
        density = sample.is_target[in_limits(opened, sample.factors)].mean()
        p = binomial_p(sample, in_limits(limits, sample.factors), density)
        if limits["values"][at] is None and p > MAX_QUASI_P:
            limits = opened
    is_open = limits[["low", "high"]].isna().all(axis=1) & limits["values"].isna()
    return limits[~is_open].reset_index(drop=True)


def tradeoff_curve(
    sample: Sample,
    trajectory: Sequence[pd.DataFrame],
    searches: Sequence[tuple[np.ndarray, list[pd.DataFrame]]],
    selected_mass: float,
) -> pd.DataFrame:
    """Return the attribute `tradeoff` of a `PrimBox`, in order of mass."""
    rows = [score_box(limits, sample.factors, sample.is_target) for limits in trajectory]
    curve = pd.DataFrame(rows, columns=BOX_SCORES).drop_duplicates()
    curve = curve.sort_values("mass", ascending=False, ignore_index=True)
    tests = [held_out_table(sample, searches, mass)[["coverage", "density"]].mean().to_numpy()
             if searches else (np.nan, np.nan) for mass in curve["mass"]]  # fmt: skip
    curve[["test_coverage", "test_density"]] = np.array(tests)
    below = curve["mass"] <= selected_mass + 1e-9
    return curve.assign(is_selected=below & (below.cumsum() == 1))


def split_validation(
    runs: pd.DataFrame, outcome: str, factors: Sequence[str], **options: Any
) -> pd.DataFrame:
    """Return how boxes fitted to four fifths of the points perform on the fifth left out.

    Parameters as for `prim_box`, which uses this to choose the size of its box.

    Returns
    -------
    pandas.DataFrame
        One row per split: split, coverage, density and base_rate of the target on the points
        left out (density NaN if none of them is inside), and restricted, the names of the
        factors that the box limits.
    """
    return prim_box(runs, outcome, factors, **options).splits


def reproducibility(validation: pd.DataFrame) -> pd.DataFrame:
    """Return how often each factor was restricted in a `split_validation`.

    Columns: factor, share of the splits, most often first; a factor that never was has no row.
    """
    counts = validation["restricted"].explode().dropna().value_counts() / len(validation)
    return counts.rename_axis("factor").rename("share").reset_index()
