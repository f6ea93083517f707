"""What a researcher's own rule leaves behind is checked before a rule of the model reads it."""

from collections.abc import Iterator

import numpy as np

from mesa_mosul.engine.codes import FORCES, MISSIONS, ROLES, UNIT_KINDS
from mesa_mosul.engine.fixed_point import PERMILLE
from mesa_mosul.engine.world import World

ONE = 1.0 + 1e-9
"""The largest share, with room for errors of rounding."""
COUNTS = ("strength", "wounded_now", "wounded_total", "killed", "withdrawn", "equipment")
"""Columns of units that are never below 0."""


def find_impossible(world: World) -> str:
    """Return which column has a value that nothing can have, and which values it may have.

    An empty text if there is none. Only columns are looked at whose wrong values end in
    nonsense or beyond the end of an array: of the others a rule's author takes care.
    """
    for name, column, low, high in iter_bounds(world):
        # Written so that nan is no value either.
        if column.size and not (low <= column.min() and column.max() <= high):
            upper = f" to {high:g}" if np.isfinite(high) else " or more"
            return (
                f"leaves {name} at {column.min():g} to {column.max():g}; it takes {low}{upper}"
            )
    return ""


def iter_bounds(world: World) -> Iterator[tuple[str, np.ndarray, int, float]]:
    """Yield columns by name, with the least and the greatest value that each can have."""
    units = world.units
    sizes = {
        "cell": world.cells.control.size,
        "axis": world.axes_of_advance[0].size,
        "battalion": world.battalions.uid.size,
        "formation": world.formations.code.size,
        "role": len(ROLES),
        "mission": len(MISSIONS),
        "force": len(FORCES),
        "kind": len(UNIT_KINDS),
    }
    for name in COUNTS:
        yield f"units.{name}", getattr(units, name), 0, np.inf
    for name, size in sizes.items():
        yield f"units.{name}", getattr(units, name), -1, size - 1.0
    yield "battalions.cohesion", world.battalions.cohesion, 0, ONE
    yield "cells.control", world.cells.control, 0, ONE
    grounded = world.external.aircraft_grounded_permille
    yield "external.aircraft_grounded_permille", grounded, 0, PERMILLE
    yield "totals.n_events", world.totals.n_events, 0, np.inf
