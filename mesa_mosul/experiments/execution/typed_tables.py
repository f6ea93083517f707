"""Runs and their days as Parquet files for other programs: pandas, polars, DuckDB, R.

`runs.parquet` stands in a results folder only while nobody writes to it: whoever opens the
folder to write removes it first and writes it anew at the end. So it is never older than the
runs beside it; after a kill there is none, and `mosul export --parquet` makes it.
"""

import datetime
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mesa_mosul.experiments.execution.results_folder import (
    DAYS_TABLE,
    RUNS_TABLE,
    StoreError,
    atomic_write,
    disk_errors_as_store_errors,
    foreign_file_message,
)
from mesa_mosul.experiments.execution.run_outputs import EVENTS_WITH_DATE
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.simulation.outcome import COUNT_OUTCOMES, SHARE_OUTCOMES

ORIGIN = b"mesa_mosul"
"""Key of a file's metadata under which it says which sweep it is of."""
COLUMN_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(
        ("last_day", "captured_on", "east_cleared_on", "stalled_from"), pa.date32()
    ),
    **dict.fromkeys(EVENTS_WITH_DATE, pa.bool_()),
    **dict.fromkeys((f"{what}_day" for what in EVENTS_WITH_DATE), pa.int64()),
    **dict.fromkeys(("days", "units", *COUNT_OUTCOMES), pa.int64()),
    **dict.fromkeys(("km2_east_held", *SHARE_OUTCOMES), pa.float64()),
    "digest": pa.string(),
}
"""Type of each standard outcome, whichever values it has in a sweep."""


def write_runs_table(tables: RunTables, folder: Path | None = None) -> Path:
    """Write runs.parquet: one row per run, in its results folder or in another."""
    columns = {str(name): typed_column(str(name), tables.runs[name]) for name in tables.runs}
    return write_typed(pa.table(columns), tables, (folder or tables.folder) / RUNS_TABLE)


def write_days_table(tables: RunTables, folder: Path | None = None) -> Path:
    """Write daily.parquet: one row per run and day."""
    days = pa.Table.from_pandas(tables.daily, preserve_index=False)
    at = days.column_names.index("date")
    days = days.set_column(at, "date", days["date"].cast(pa.date32()))
    return write_typed(days, tables, (folder or tables.folder) / DAYS_TABLE)


def write_typed(table: pa.Table, tables: RunTables, path: Path) -> Path:
    """Write a table with the name of its experiment and the model's digest."""
    origin = {
        "experiment": tables.manifest["name"],
        "model": tables.manifest["digests"]["model"],
        "planned_runs": len(tables.design),
    }
    check_replaceable(path)
    with disk_errors_as_store_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary:
            named = table.replace_schema_metadata({ORIGIN: json.dumps(origin)})
            pq.write_table(named, temporary, write_page_checksum=True)
    return path


def typed_column(name: str, values: pd.Series) -> pa.Array:
    """Return a column with the type of its outcome, or with that of its values.

    Values of several types, which own outcomes may have, become texts.
    """
    kind = COLUMN_TYPES.get(name)
    if kind is None and values.dtype != object:
        return pa.array(values, from_pandas=True)
    plain = values.astype(object).where(values.notna(), None).tolist()
    if kind == pa.date32():
        plain = [value and datetime.date.fromisoformat(value) for value in plain]
    elif kind == pa.int64():
        plain = [None if value is None else int(value) for value in plain]
    try:
        column = pa.array(plain, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        column = pa.array([None if value is None else str(value) for value in plain])
    # A type of its own for "nothing", which not every program reads.
    return column.cast(pa.float64()) if column.type == pa.null() else column


def remove_typed_tables(folder: Path) -> None:
    """Remove what was made of a results folder, before something else is written to it.

    Raises StoreError for a file of such a name that no sweep made.
    """
    for name in (RUNS_TABLE, DAYS_TABLE):
        check_replaceable(folder / name)
        (folder / name).unlink(missing_ok=True)


def check_replaceable(path: Path) -> None:
    """Raise StoreError for a file that was not written here."""
    if not path.exists():
        return
    try:
        is_own = ORIGIN in (pq.read_schema(path).metadata or {})
    except (OSError, ValueError, pa.ArrowException):
        is_own = False
    if not is_own:
        raise StoreError(foreign_file_message(path))
