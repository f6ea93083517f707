"""Which runs of a design an analysis may use, and whether they are those of the design."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError


def sampled_runs(
    runs: pd.DataFrame,
    method: str,
    design_kind: str,
    uncertain_count: int,
    second_order: bool = False,
) -> pd.DataFrame:
    """Return the runs of a design that are an independent sample of what was drawn.

    All of them: a point that equals another one is a draw of its own. Of a `saltelli` design
    only the points of its two independent samples (A and B): the others are copies of A with
    one parameter, or all but one, from B, so that they would be counted as independent sets.

    Parameters
    ----------
    runs
        One row per run: `point`.
    method
        Name of the analysis, for the error.
    design_kind, second_order
        Of the design.
    uncertain_count
        Number of drawn parameters.

    Returns
    -------
    pandas.DataFrame
        The rows of `runs` that are an independent sample.

    Raises
    ------
    AnalysisError
        For a `morris` design, whose points follow one another on a coarse grid and are no
        sample of the declared distributions.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"point": range(8), "replicate": 0, "speed": range(8)})
    >>> table = sampled_runs(runs, "summary", "saltelli", uncertain_count=2)
    >>> table["point"].tolist()
    [0, 3, 4, 7]
    """
    if not uncertain_count or runs.empty:
        return runs
    if design_kind == "morris":
        raise AnalysisError(
            f"{method} takes a sample of the parameters' distributions, but a morris design"
            " moves one parameter after the other on a coarse grid, so that its points are"
            " neither independent nor distributed as declared. It supports sensitivity alone;"
            " for all else draw latin_hypercube, nolh or sobol"
        )
    if design_kind == "saltelli":
        size = (2 if second_order else 1) * uncertain_count + 2
        return runs[runs["point"].mod(size).isin([0, size - 1])]
    return runs


def check_design_complete(
    point_table: pd.DataFrame, expected_points: int, labels: Mapping[str, Any]
) -> None:
    """Raise AnalysisError unless all points of a design, or of one combination, have runs."""
    if len(point_table) != expected_points or np.ptp(point_table.index) != expected_points - 1:
        where = "".join(f", {name} {label}" for name, label in labels.items())
        raise AnalysisError(
            f"{len(point_table)} of {expected_points} points of the design have runs{where};"
            " finish the sweep, or give the options with which the design was generated"
        )


def check_saltelli_blocks(values: np.ndarray, block_size: int) -> None:
    """Raise AnalysisError unless each block changes one factor after the other.

    values: (points, factors).
    """
    count = values.shape[1]
    blocks = values.reshape(-1, block_size, count)
    is_unchanged = blocks[:, 1 : count + 1] == blocks[:, :1]
    if not (is_unchanged | np.eye(count, dtype=bool)).all():
        raise AnalysisError(
            "the points are no Saltelli sample of these uncertainties in this order; are all"
            " levers given, and is second_order as in the design?"
        )
