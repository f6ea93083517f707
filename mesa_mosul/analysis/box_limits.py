"""Boxes of factors: their limits along a peeling trajectory, and the runs inside."""

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError, optional_import
from mesa_mosul.analysis.points import checked_column

BOX_SCORES = ["coverage", "density", "mass"]
LIMIT_COLUMNS = ["factor", "low", "high", "values"]


@contextlib.contextmanager
def prim_module() -> Iterator[ModuleType]:
    """Import the PRIM of ema_workbench without its warnings, which do not concern the runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with optional_import("prim_box", extra="ema"):
            from ema_workbench.analysis import prim
        yield prim


def peeling_trajectory(
    prim: ModuleType,
    factors: pd.DataFrame,
    is_target: np.ndarray,
    mass_min: float,
    peel_alpha: float,
) -> tuple[list[pd.DataFrame], np.ndarray]:
    """Return the limits of each box from all runs to the last that PRIM peels or pastes.

    And the share of the runs in each, (boxes,).
    """
    table = factors.reset_index(drop=True)
    search = prim.Prim(
        table, is_target, peel_alpha=peel_alpha, paste_alpha=peel_alpha, mass_min=mass_min
    )
    # Its quasi-p-values take runs of one set as independent, and a third of the time.
    search._prim_box_klass = type(
        "Box", (prim.PrimBox,), {"_calculate_quasi_p": lambda self, at, names: {}}
    )
    box = search.find_box()
    limits = [box_limits(one, search.box_init) for one in box.box_lims]
    return limits, box.peeling_trajectory["mass"].to_numpy(float)


def varying_factors(runs: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """Return the factors that vary (`as_text_or_float`); raise AnalysisError if none does."""
    columns = {name: as_text_or_float(checked_column(runs, name)) for name in factors}
    varied = {name: values for name, values in columns.items() if values.nunique() > 1}
    if not varied:
        raise AnalysisError("none of the factors varies")
    return pd.DataFrame(varied).reset_index(drop=True)


def as_text_or_float(values: pd.Series) -> pd.Series:
    """Return numbers as floats, booleans as objects, anything else as text."""
    if pd.api.types.infer_dtype(values, skipna=False) == "boolean":  # of objects, too
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
    return pd.DataFrame(rows, columns=LIMIT_COLUMNS)


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


def score_box(
    limits: pd.DataFrame, runs: pd.DataFrame, is_target: np.ndarray
) -> tuple[float, float, float]:
    """Return coverage, density and mass of a box over runs; is_target: (runs,)."""
    is_inside = in_limits(limits, runs)
    coverage = float(is_inside[is_target].mean()) if is_target.any() else np.nan
    density = float(is_target[is_inside].mean()) if is_inside.any() else np.nan
    return coverage, density, float(is_inside.mean())
