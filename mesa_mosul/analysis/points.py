"""Runs as an analysis takes them: checked numbers, means of points, resamples of points."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.cases import check_columns, values
from mesa_mosul.analysis.errors import AnalysisError


def column(runs: pd.DataFrame, name: str) -> pd.Series:
    """Return a column in which nothing is missing, or raise AnalysisError."""
    check_columns(runs, [name])
    if runs.empty:
        raise AnalysisError("there are no runs")
    found = runs[name]
    missing = int(found.isna().sum())
    if missing:
        raise AnalysisError(f"'{name}' is missing in {missing} of {len(found)} runs")
    return found


def numbers(runs: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column as numbers, yes and no as 1 and 0; raises AnalysisError for text."""
    return values(column(runs, name).to_frame(), name).to_numpy()


def answers(runs: pd.DataFrame, outcome: str, wanted: Any = True) -> np.ndarray:
    """Return of each run whether an outcome is what is wanted.

    Raises AnalysisError if it is so in all runs or in none.
    """
    found = column(runs, outcome).eq(wanted).to_numpy(bool)
    if found.all() or not found.any():
        which = "all" if found.all() else "none"
        raise AnalysisError(f"'{outcome}' is {wanted} in {which} of {len(found)} runs")
    return found


def means(runs: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the means of columns over the replicates of each point, in order of the points."""
    told = {name: numbers(runs, name) for name in names}
    points = column(runs, "point").to_numpy()
    return pd.DataFrame(told).groupby(points).mean()


def combinations(
    runs: pd.DataFrame, held: Sequence[str]
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Yield each combination of levers and its runs; one empty combination for no levers."""
    for name in held:
        column(runs, name)
    if not held:
        yield {}, runs
        return
    for labels, part in runs.groupby(list(held), sort=False):
        yield dict(zip(held, labels, strict=True)), part


def resamples(units: np.ndarray, count: int, seed: int) -> Iterator[np.ndarray]:
    """Yield places of rows, units drawn with replacement and each taken with all its rows.

    units: of each row, what it belongs to, such as its point.
    """
    rng = np.random.default_rng(seed)
    _, numbered = np.unique(units, return_inverse=True)
    order = np.argsort(numbered, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(numbered[order])) + 1)
    for _ in range(count):
        chosen = rng.integers(len(members), size=len(members))
        yield np.concatenate([members[one] for one in chosen])
