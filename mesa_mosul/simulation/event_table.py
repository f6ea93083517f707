"""The event log as a table: labels for codes, and a named column for each number."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.engine.codes import COMMANDS, FORCES, NO_INDEX
from mesa_mosul.initialization.world_builder import BuiltWorld
from mesa_mosul.inputs.scenario import CAMPAIGN_START
from mesa_mosul.parameters.errors import PACKAGE_FOLDER, LostEventsWarning
from mesa_mosul.simulation.event_schema import EVENT_KINDS, event_columns

DTYPES: dict[str, Any] = {
    "date": "datetime64[ns]",
    "ticks": "int64",
    "label": "string",
    "boolean": "boolean",
    "id": "Int64",
}
"""Types of columns by unit; all others hold floats, NaN where they do not apply."""


def event_table(built: BuiltWorld, ticks_per_day: int) -> pd.DataFrame:
    """Return one row for each event in the log, with the columns of `event_columns`.

    A LostEventsWarning says if there were more than the log takes.
    """
    if note := full_log_note(built):
        warnings.warn(note, LostEventsWarning, skip_file_prefixes=(str(PACKAGE_FOLDER),))
    log, cells = built.world.event_log, built.world.cells
    count = min(int(built.world.totals.n_events[0]), log.tick.size)
    codes, subjects, cell = log.event_code[:count], log.subject[:count], log.cell[:count]
    numbers = np.column_stack([log.value_1, log.value_2, log.value_3])[:count]
    values = {
        column.name: np.full(count, None if column.unit in DTYPES else np.nan)
        for column in event_columns()
    }
    days = pd.to_timedelta(log.tick[:count] // ticks_per_day, unit="D")
    values["date"] = (pd.Timestamp(CAMPAIGN_START) + days).to_numpy()
    values["tick"] = log.tick[:count]
    values["east_km"] = np.where(cell != NO_INDEX, cells.x[cell], np.nan)
    values["north_km"] = np.where(cell != NO_INDEX, cells.y[cell], np.nan)
    names = names_by_kind(built)
    for kind in EVENT_KINDS:
        rows = np.flatnonzero(codes == kind.code)
        values["event"][rows] = kind.label
        if kind.command is not None:
            values["command"][rows] = COMMANDS[kind.command]
        if kind.subject == "battalion":
            values["battalion"][rows] = subjects[rows]
            values["subject"][rows] = formation_ids(built, subjects[rows])
        elif kind.subject:
            values["subject"][rows] = to_labels(names[kind.subject], subjects[rows])
        for number, field in enumerate(kind.fields):
            labels = field.labels or names.get(field.names)
            column = numbers[rows, number]
            values[field.name][rows] = to_labels(labels, column) if labels else column
    return pd.DataFrame(
        {
            column.name: pd.Series(values[column.name]).astype(DTYPES.get(column.unit, float))
            for column in event_columns()
        }
    )


def full_log_note(built: BuiltWorld) -> str:
    """Return that events are missing because the log is full; empty if none is."""
    capacity = built.world.event_log.tick.size
    if built.world.totals.n_events[0] <= capacity:
        return ""
    return f"The event log is full: later events than its {capacity:,} are only counted."


def names_by_kind(built: BuiltWorld) -> dict[str, tuple[str, ...]]:
    """Return the names of commands, forces, axes and rows of tables, in their order."""
    tables = built.tables
    return {
        "command": COMMANDS,
        "force": FORCES,
        "axis": built.axis_names,
        "formation": tuple(row.id for row in built.formations),
        "bridge": tuple(row.id for row in tables.bridges),
        "neighbourhood": tuple(row.id for row in tables.neighbourhoods),
    }


def to_labels(labels: Sequence[str], codes: np.ndarray) -> list[str]:
    """Return the label of each code."""
    return [labels[code] for code in codes.astype(np.int64)]


def formation_ids(built: BuiltWorld, uids: np.ndarray) -> list[str]:
    """Return the identifier of the formation of each battalion, by the battalion's own."""
    units, battalion_uid = built.world.units, built.world.battalions.uid
    formation = np.zeros(battalion_uid.size, np.int64)
    formation[units.battalion] = units.formation
    order = np.argsort(battalion_uid)
    rows = order[np.searchsorted(battalion_uid, uids, sorter=order)]
    return to_labels([row.id for row in built.formations], formation[rows])
