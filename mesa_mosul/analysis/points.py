"""Preparation of runs for an analysis: checked columns, means and resamples of points."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.cases import check_columns, numeric_outcome
from mesa_mosul.analysis.errors import AnalysisError


def checked_column(runs: pd.DataFrame, name: str) -> pd.Series:
    """Return a column without missing values; raise AnalysisError if some are missing."""
    check_columns(runs, [name])
    if runs.empty:
        raise AnalysisError("there are no runs")
    values = runs[name]
    missing = int(values.isna().sum())
    if missing:
        raise AnalysisError(f"'{name}' is missing in {missing} of {len(values)} runs")
    return values


def numeric_column(runs: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column as floats, booleans as 1 and 0; raise AnalysisError for text."""
    return numeric_outcome(checked_column(runs, name).to_frame(), name).to_numpy()


def boolean_target(runs: pd.DataFrame, outcome: str, target_value: Any = True) -> np.ndarray:
    """Return for each run whether an outcome has the target value, (runs,).

    Raises AnalysisError if all runs have it or none.
    """
    is_target = checked_column(runs, outcome).eq(target_value).to_numpy(bool)
    if is_target.all() or not is_target.any():
        which = "all" if is_target.all() else "none"
        raise AnalysisError(
            f"'{outcome}' is {target_value} in {which} of {len(is_target)} runs"
        )
    return is_target


def point_means(runs: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the means of columns over the replicates of each point, in order of the points."""
    columns = {name: numeric_column(runs, name) for name in names}
    points = checked_column(runs, "point").to_numpy()
    return pd.DataFrame(columns).groupby(points).mean()


def by_lever_combination(
    runs: pd.DataFrame, levers: Sequence[str]
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Yield each combination of levers with its runs; one empty combination for no levers."""
    for name in levers:
        checked_column(runs, name)
    if not levers:
        yield {}, runs
        return
    for labels, part in runs.groupby(list(levers), sort=False):
        yield dict(zip(levers, labels, strict=True)), part


def resample_rows(resampling_units: np.ndarray, count: int, seed: int) -> Iterator[np.ndarray]:
    """Yield row positions of `count` cluster bootstrap resamples.

    resampling_units: the unit of each row, such as its point, (rows,); units are drawn with
    replacement, each with all its rows.
    """
    rng = np.random.default_rng(seed)
    _, unit_of_row = np.unique(resampling_units, return_inverse=True)
    order = np.argsort(unit_of_row, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(unit_of_row[order])) + 1)
    for _ in range(count):
        units = rng.integers(len(members), size=len(members))
        yield np.concatenate([members[unit] for unit in units])
