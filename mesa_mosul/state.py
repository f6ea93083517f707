"""The state of a world: groups of columns in one named tuple.

A tuple cannot be rebound, only written in place, so every array has one home.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np

from mesa_mosul.columns import (
    Axes,
    Battalions,
    Bridges,
    City,
    Commands,
    Dated,
    Formations,
    Outside,
    Quarters,
    Units,
)
from mesa_mosul.scratch import (
    Bell,
    Council,
    Counts,
    Duel,
    Events,
    Hold,
    Listed,
    Near,
    Roll,
    Site,
    Toll,
)


class World(NamedTuple):
    """A world: every column there is. What lasts comes first, scratch from `toll` on."""

    units: Units
    battalions: Battalions
    formations: Formations
    city: City
    quarters: Quarters
    axes: Axes
    commands: Commands
    dated: Dated
    outside: Outside
    bridges: Bridges
    bell: Bell
    near: Near
    hold: Hold
    counts: Counts
    events: Events
    toll: Toll
    site: Site
    duel: Duel
    roll: Roll
    council: Council
    listed: Listed
    beside: np.ndarray
    """The eight cells around a cell, as offsets."""
    fought: np.ndarray
    """Cells that are fought over, grouped by axis."""
    in_order: np.ndarray
    """The same cells, from the first to the last."""


GROUPS = {name: kind for name, kind in World.__annotations__.items() if kind is not np.ndarray}


def dtype_of(group: type) -> dict[str, np.dtype]:
    """Return the dtype of each column of a group."""
    hints = get_type_hints(group, include_extras=True)
    return {name: np.dtype(get_args(hint)[1]) for name, hint in hints.items()}


def dimensions(group: type, name: str) -> int:
    """Return how many axes a column of a group has: cells, or sides and cells."""
    return len(get_args(get_type_hints(group, include_extras=True)[name])) - 1


def blank(
    sizes: dict[str, int | tuple[int, int]], beside: np.ndarray, fought: np.ndarray
) -> World:
    """Return a world whose groups have these sizes, all zero."""
    groups: dict[str, Any] = {
        name: kind(*(np.zeros(sizes[name], dtype) for dtype in dtype_of(kind).values()))
        for name, kind in GROUPS.items()
    }
    return World(**groups, beside=beside, fought=fought, in_order=np.sort(fought))


def columns(world: World) -> Iterator[tuple[str, np.ndarray]]:
    """Yield every column with its dotted name."""
    for group in GROUPS:
        for name, column in getattr(world, group)._asdict().items():
            yield f"{group}.{name}", column


def fill(group: tuple, **values: object) -> None:
    """Write values into columns of a group."""
    for name, value in values.items():
        getattr(group, name)[:] = value
