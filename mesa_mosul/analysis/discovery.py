"""Scenario discovery: the region of the factors in which an outcome comes about."""

import contextlib
import warnings
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError, extra
from mesa_mosul.analysis.points import answers, column


class Box(NamedTuple):
    """A region of the factors, and how well it tells where the outcome comes about.

    limits: a row a restricted factor: low and high, or the values that a factor without
    numbers takes; not a number where it is open. coverage: share of the outcome's runs that
    lie inside; density: share of the runs inside that have the outcome; mass: share of all
    runs inside.
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float


@contextlib.contextmanager
def workbench() -> Iterator[ModuleType]:
    """Lend the PRIM of ema_workbench, whose warnings are about itself and not the runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with extra("box"):
            from ema_workbench.analysis import prim
        yield prim


def box(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    wanted: Any = True,
    mass: float = 0.05,
    peel: float = 0.05,
) -> Box:
    """Return the box in which an outcome is what is wanted (PRIM, Friedman and Fisher 1999).

    peel: share of the runs that each step takes off; mass: the least that may be left. Raises
    AnalysisError if the outcome is wanted in all runs or in none.
    """
    table, right = plain(runs, factors), answers(runs, outcome, wanted)
    with workbench() as prim:
        search = prim.Prim(table, right, peel_alpha=peel, paste_alpha=peel, mass_min=mass)
        found = search.find_box()
        limits = limits_of(found.box_lim, search.box_init)
    return judged(limits, runs, right)


def plain(runs: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """Return factors that vary as `worded`; raises AnalysisError if none does."""
    found = {name: worded(column(runs, name)) for name in factors}
    varied = {name: values for name, values in found.items() if values.nunique() > 1}
    if not varied:
        raise AnalysisError("none of the factors varies")
    return pd.DataFrame(varied).reset_index(drop=True)


def worded(values: pd.Series) -> pd.Series:
    """Return numbers as floats, yes and no as they are, anything else as text."""
    if pd.api.types.is_bool_dtype(values):
        return values.astype(object)
    return values.astype(float if pd.api.types.is_numeric_dtype(values) else str)


def limits_of(ends: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the limits of a box where they are narrower than those of the whole."""
    rows: list[tuple[str, float, float, tuple[Any, ...] | None]] = []
    for name in whole.columns:
        (low, high), (least, most) = ends[name], whole[name]
        if isinstance(low, set):
            if low != least:
                rows.append((name, np.nan, np.nan, tuple(sorted(low))))
        elif low > least or high < most:
            rows.append((name, low if low > least else np.nan,
                         high if high < most else np.nan, None))  # fmt: skip
    return pd.DataFrame(rows, columns=["factor", "low", "high", "values"])


def inside(found: Box, runs: pd.DataFrame) -> np.ndarray:
    """Return of each run whether it lies in a box."""
    return within(found.limits, runs)


def within(limits: pd.DataFrame, runs: pd.DataFrame) -> np.ndarray:
    """Return of each run whether it lies between limits."""
    right = np.ones(len(runs), bool)
    for name, low, high, values in limits.itertuples(index=False):
        own = worded(column(runs, name))
        if values is not None:
            right &= own.isin(values).to_numpy()
        else:
            right &= ~(own < low).to_numpy() & ~(own > high).to_numpy()
    return right


def judged(limits: pd.DataFrame, runs: pd.DataFrame, right: np.ndarray) -> Box:
    """Return limits with what they come to over runs that have the outcome or not."""
    among = within(limits, runs)
    coverage = float(among[right].mean()) if right.any() else np.nan
    density = float(right[among].mean()) if among.any() else np.nan
    return Box(limits, coverage, density, float(among.mean()))


def resampled(
    runs: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    wanted: Any = True,
    mass: float = 0.05,
    peel: float = 0.05,
    halves: int = 20,
    seed: int = 1,
    unit: str = "point",
) -> pd.DataFrame:
    """Return what boxes found on one half of the points come to on the other half.

    A row a random half: coverage, density and base_rate of the outcome on the other half, and
    the names of the factors restricted. unit: column of what is never split, such as the
    sample if points share it across levers. Raises AnalysisError as `box`, for any half.
    """
    units = column(runs, unit)
    known = units.unique()
    rng = np.random.default_rng(seed)
    right = column(runs, outcome).eq(wanted).to_numpy(bool)
    rows = []
    for half in range(halves):
        chosen = units.isin(rng.permutation(known)[: len(known) // 2]).to_numpy()
        found = box(runs[chosen], outcome, factors, wanted, mass, peel)
        other = judged(found.limits, runs[~chosen], right[~chosen])
        told = tuple(found.limits["factor"])
        rows.append((half, other.coverage, other.density, right[~chosen].mean(), told))
    heads = ["half", "coverage", "density", "base_rate", "restricted"]
    return pd.DataFrame(rows, columns=heads)


def reproducibility(table: pd.DataFrame) -> pd.DataFrame:
    """Return in which share of the halves of `resampled` each factor was restricted.

    Most often first; a factor that never was has no row.
    """
    often = table["restricted"].explode().dropna().value_counts() / len(table)
    return often.rename_axis("factor").rename("share").reset_index()
