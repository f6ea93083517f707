"""Checks that runs are those of the design for which an index is defined."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError


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
