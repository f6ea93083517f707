"""Scenario discovery: the region of the factors in which an outcome is concentrated (PRIM)."""

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError, optional_import
from mesa_mosul.analysis.points import boolean_target, checked_column


class PrimBox(NamedTuple):
    """A region of the factors, and how well it predicts an outcome.

    Attributes
    ----------
    limits
        One row per restricted factor: factor, low, high, values (those allowed of a factor
        that is not numeric); NaN where it is not limited.
    coverage
        Share of the target runs that lie inside.
    density
        Share of the runs inside that are target runs.
    mass
        Share of all runs that lie inside.
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float


@contextlib.contextmanager
def quiet_prim() -> Iterator[ModuleType]:
    """Import the PRIM of ema_workbench without its warnings, which do not concern the runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with optional_import("prim_box"):
            from ema_workbench.analysis import prim
        yield prim


def prim_box(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    target_value: Any = True,
    mass_min: float = 0.05,
    peel_alpha: float = 0.05,
) -> PrimBox:
    """Return the box of the patient rule induction method (PRIM, Friedman and Fisher 1999).

    Parameters
    ----------
    runs
        One row per run: `outcome`, `factors`.
    outcome
        Name of a column, of any type.
    factors
        Columns that may limit the box; those that do not vary are ignored.
    target_value
        Value of the outcome that the box shall contain.
    mass_min
        Smallest share of the runs in the box.
    peel_alpha
        Share of the runs that a peeling step removes.

    Returns
    -------
    PrimBox
        Limits, coverage, density and mass, over the same runs: optimistic for new runs, see
        `split_half_validation`.

    Raises
    ------
    AnalysisError
        If all runs have the target value or none, if no factor varies, or if the extra
        `analysis` is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"speed": range(100), "stalled": [False] * 60 + [True] * 40})
    >>> box = prim_box(runs, "stalled", ["speed"])
    >>> box.limits["factor"].tolist(), box.density
    (['speed'], 1.0)
    """
    table, is_target = (
        varying_factors(runs, factors),
        boolean_target(runs, outcome, target_value),
    )
    with quiet_prim() as prim:
        search = prim.Prim(
            table, is_target, peel_alpha=peel_alpha, paste_alpha=peel_alpha, mass_min=mass_min
        )
        box = search.find_box()
        limits = box_limits(box.box_lim, search.box_init)
    return score_box(limits, runs, is_target)


def varying_factors(runs: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """Return the factors that vary (`as_text_or_float`); raise AnalysisError if none does."""
    columns = {name: as_text_or_float(checked_column(runs, name)) for name in factors}
    varied = {name: values for name, values in columns.items() if values.nunique() > 1}
    if not varied:
        raise AnalysisError("none of the factors varies")
    return pd.DataFrame(varied).reset_index(drop=True)


def as_text_or_float(values: pd.Series) -> pd.Series:
    """Return numbers as floats, booleans as objects, anything else as text."""
    if pd.api.types.is_bool_dtype(values):
        return values.astype(object)
    return values.astype(float if pd.api.types.is_numeric_dtype(values) else str)


def box_limits(final_box: pd.DataFrame, initial_box: pd.DataFrame) -> pd.DataFrame:
    """Return the limits of a box where they are narrower than the range of the runs."""
    rows: list[tuple[str, float, float, tuple[Any, ...] | None]] = []
    for name in initial_box.columns:
        (low, high), (lowest, highest) = final_box[name], initial_box[name]
        if isinstance(low, set):
            if low != lowest:
                rows.append((name, np.nan, np.nan, tuple(sorted(low))))
        elif low > lowest or high < highest:
            rows.append((name, low if low > lowest else np.nan,
                         high if high < highest else np.nan, None))  # fmt: skip
    return pd.DataFrame(rows, columns=["factor", "low", "high", "values"])


def in_limits(limits: pd.DataFrame, runs: pd.DataFrame) -> np.ndarray:
    """Return for each run whether it lies within the limits of a box, (runs,)."""
    is_inside = np.ones(len(runs), bool)
    for name, low, high, allowed in limits.itertuples(index=False):
        values = as_text_or_float(checked_column(runs, name))
        if allowed is not None:
            is_inside &= values.isin(allowed).to_numpy()
        else:
            is_inside &= ~(values < low).to_numpy() & ~(values > high).to_numpy()
    return is_inside


def score_box(limits: pd.DataFrame, runs: pd.DataFrame, is_target: np.ndarray) -> PrimBox:
    """Return a box with its coverage, density and mass over runs; is_target: (runs,)."""
    is_inside = in_limits(limits, runs)
    coverage = float(is_inside[is_target].mean()) if is_target.any() else np.nan
    density = float(is_target[is_inside].mean()) if is_inside.any() else np.nan
    return PrimBox(limits, coverage, density, float(is_inside.mean()))


def split_half_validation(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    target_value: Any = True,
    mass_min: float = 0.05,
    peel_alpha: float = 0.05,
    splits: int = 20,
    seed: int = 1,
    resampling_unit: str = "point",
) -> pd.DataFrame:
    """Return how PRIM boxes fitted to one half of the points perform on the other half.

    Parameters
    ----------
    runs, outcome, factors, target_value, mass_min, peel_alpha
        As for `prim_box`.
    splits, seed
        Number of random halves, and their random seed.
    resampling_unit
        Column of what is never split, such as the parameter set if points share it across
        levers.

    Returns
    -------
    pandas.DataFrame
        One row per split: split, coverage, density and base_rate of the target on the other
        half, and restricted, the names of the factors that the box limits.

    Raises
    ------
    AnalysisError
        As `prim_box`, for any half.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": range(200), "speed": range(200)})
    >>> runs["stalled"] = runs["speed"] >= 120
    >>> table = split_half_validation(runs, "stalled", ["speed"], splits=2)
    >>> bool((table["density"] > table["base_rate"]).all())
    True
    """
    units = checked_column(runs, resampling_unit)
    names = units.unique()
    rng = np.random.default_rng(seed)
    is_target = checked_column(runs, outcome).eq(target_value).to_numpy(bool)
    rows = []
    for split in range(splits):
        is_fitted = units.isin(rng.permutation(names)[: len(names) // 2]).to_numpy()
        box = prim_box(runs[is_fitted], outcome, factors, target_value, mass_min, peel_alpha)
        test = score_box(box.limits, runs[~is_fitted], is_target[~is_fitted])
        base_rate, restricted = is_target[~is_fitted].mean(), tuple(box.limits["factor"])
        rows.append((split, test.coverage, test.density, base_rate, restricted))
    columns = ["split", "coverage", "density", "base_rate", "restricted"]
    return pd.DataFrame(rows, columns=columns)


def reproducibility(validation: pd.DataFrame) -> pd.DataFrame:
    """Return how often each factor was restricted in a `split_half_validation`.

    Columns: factor, share of the splits, most often first; a factor that never was has no row.
    """
    counts = validation["restricted"].explode().dropna().value_counts() / len(validation)
    return counts.rename_axis("factor").rename("share").reset_index()
