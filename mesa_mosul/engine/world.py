"""The state of a world: groups of columns in one named tuple.

A tuple cannot be rebound, only written in place, so every array has one owner.
"""

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np

from mesa_mosul.engine.columns import (
    Battalions,
    Cells,
    Column,
    Formations,
    Neighbourhoods,
    Units,
)
from mesa_mosul.engine.command_columns import (
    AxesOfAdvance,
    Bridges,
    Commands,
    ExternalInfluences,
    ScheduledOrders,
)
from mesa_mosul.engine.workspace import (
    AxisReview,
    BattalionReport,
    Candidates,
    CellWorkspace,
    EnemyCells,
    EventLog,
    FireExchange,
    Holding,
    Kernel,
    LocalDensity,
    Totals,
    UnitWorkspace,
)


class World(NamedTuple):
    """The state arrays of a world: lasting columns first, then those computed anew."""

    units: Units
    battalions: Battalions
    formations: Formations
    cells: Cells
    neighbourhoods: Neighbourhoods
    axes_of_advance: AxesOfAdvance
    commands: Commands
    scheduled_orders: ScheduledOrders
    external: ExternalInfluences
    bridges: Bridges
    kernel: Kernel
    local_density: LocalDensity
    holding: Holding
    totals: Totals
    event_log: EventLog
    unit_workspace: UnitWorkspace
    cell_workspace: CellWorkspace
    fire_exchange: FireExchange
    enemy_cells: EnemyCells
    battalion_report: BattalionReport
    axis_review: AxisReview
    candidates: Candidates
    moore_offsets: np.ndarray
    """Differences of index from a cell to the eight cells of its Moore neighbourhood."""
    contested_cells: np.ndarray
    """Indices of the cells of the theatre, grouped by axis of advance."""
    contested_cells_sorted: np.ndarray
    """Indices of the cells of the theatre, in ascending order."""


STATE_GROUPS = {
    name: kind for name, kind in World.__annotations__.items() if kind is not np.ndarray
}


class ColumnSpec(NamedTuple):
    """The declaration of a column: its type, its number of dimensions, and its `Column`."""

    dtype: np.dtype
    ndim: int
    column: Column


@functools.cache
def column_specs(group: type) -> dict[str, ColumnSpec]:
    """Return the declarations of a group's columns, by name."""
    specs = {}
    for name, hint in get_type_hints(group, include_extras=True).items():
        _, dtype, *by_side, column = get_args(hint)
        specs[name] = ColumnSpec(np.dtype(dtype), 1 + len(by_side), column)
    return specs


def columns_written_by(writer: str) -> tuple[str, ...]:
    """Return the dotted names of the columns that declare this writer."""
    return tuple(
        f"{group}.{name}"
        for group, kind in STATE_GROUPS.items()
        for name, spec in column_specs(kind).items()
        if spec.column.writer == writer
    )


def allocate_columns(
    sizes: dict[str, int | tuple[int, int]],
    moore_offsets: np.ndarray,
    contested_cells: np.ndarray,
) -> World:
    """Return a world whose groups have these sizes, all columns zero."""
    groups: dict[str, Any] = {
        name: kind(
            *(np.zeros(sizes[name], dtype) for dtype, _, _ in column_specs(kind).values())
        )
        for name, kind in STATE_GROUPS.items()
    }
    return World(
        **groups,
        moore_offsets=moore_offsets,
        contested_cells=contested_cells,
        contested_cells_sorted=np.sort(contested_cells),
    )


def iter_columns(world: World) -> Iterator[tuple[str, np.ndarray]]:
    """Yield every column with its dotted name."""
    for group in STATE_GROUPS:
        for name, column in getattr(world, group)._asdict().items():
            yield f"{group}.{name}", column


def set_columns(group: tuple[Any, ...], **values: object) -> None:
    """Write values into columns of a group."""
    for name, value in values.items():
        getattr(group, name)[:] = value
