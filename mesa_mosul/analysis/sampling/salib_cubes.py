"""Cubes of fractions as SALib lays them out."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mesa_mosul.analysis.sampling.factors import UncertainParameter


def salib_problem(uncertainties: Mapping[str, UncertainParameter]) -> dict[str, Any]:
    """Return uncertainties as SALib takes them: fractions, 0 to 1, of each distribution."""
    names = list(uncertainties)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def morris_cube(
    uncertainties: Mapping[str, UncertainParameter], trajectories: int, levels: int, seed: int
) -> np.ndarray:
    """Return the trajectories of `morris_design` as fractions, 0 to 1, (points, factors)."""
    from SALib.sample.morris import sample

    return sample(salib_problem(uncertainties), trajectories, num_levels=levels, seed=seed)
