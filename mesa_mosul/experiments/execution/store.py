"""A results folder that a sweep writes: an index of runs in SQLite, recorded days in Parquet.

A part of the days is moved to its place before the index refers to it, so that whatever stops
a sweep leaves a consistent store: at most the last seconds are missing.
"""

import contextlib
import datetime
import json
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from mesa_mosul.engine.file_lock import NO_LOCK_ERRNOS, acquire_lock
from mesa_mosul.experiments.execution.folder_reader import (
    CHECKSUM,
    INDEX_COLUMNS,
    find_lost_parts,
    row_checksum,
    sound_rows,
)
from mesa_mosul.experiments.execution.job import DONE, JobResult
from mesa_mosul.experiments.execution.results_folder import (
    DAILY,
    DESIGN,
    INDEX,
    LOCK,
    MANIFEST,
    StoreError,
    atomic_write,
    check_no_links,
    disk_errors_as_store_errors,
    list_parts_on_disk,
    part_file_name,
)
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.typed_tables import (
    remove_typed_tables,
    write_days_table,
    write_runs_table,
)

BUFFER_RUNS, BUFFER_SECONDS = 200, 5.0
"""Runs, and seconds, after which buffered results are written."""
CREATE_RUNS_TABLE = """CREATE TABLE IF NOT EXISTS runs (
 key TEXT PRIMARY KEY, status TEXT NOT NULL, error TEXT NOT NULL, seconds REAL NOT NULL,
 attempts INTEGER NOT NULL, outcomes TEXT, part INTEGER, checksum INTEGER)"""


class Store:
    """A results folder, open for one sweep to write to; a context."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.buffer: list[JobResult] = []
        self.last_write_time = time.monotonic()

    def __enter__(self) -> "Store":
        with disk_errors_as_store_errors(self.folder), contextlib.ExitStack() as stack:
            check_no_links(self.folder)
            (self.folder / DAILY).mkdir(parents=True, exist_ok=True)
            stack.callback(lock_folder(self.folder).release)
            self.index = sqlite3.connect(self.folder / INDEX)
            stack.callback(self.index.close)
            self.prepare_index()
            remove_typed_tables(self.folder)
            self.resources = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *fault: object) -> None:
        with self.resources:
            if kind is None or not issubclass(kind, StoreError):
                self.flush()
            if kind is None and (self.folder / DESIGN).exists():
                write_runs_table(RunTables(self.folder))

    def prepare_index(self) -> None:
        """Make the table of runs, remove unfinished parts, note which parts are lost."""
        with self.index:
            self.index.execute(CREATE_RUNS_TABLE)
            columns = [name for _, name, *_ in self.index.execute("PRAGMA table_info(runs)")]
            if CHECKSUM not in columns:
                self.index.execute(f"ALTER TABLE runs ADD COLUMN {CHECKSUM} INTEGER")
        known = {part_file_name(part) for part in self.list_parts()}
        for path in list_parts_on_disk(self.folder):
            if path.name not in known:
                path.unlink()
        self.lost_parts = set(find_lost_parts(self.folder, sound_rows(self.index).rows))

    def list_parts(self) -> list[int]:
        """Return the numbers of the parts that the index refers to."""
        rows = self.index.execute("SELECT DISTINCT part FROM runs WHERE part IS NOT NULL")
        return [part for (part,) in rows if isinstance(part, int)]

    def sound_rows(self) -> list[tuple[Any, ...]]:
        """Return the rows of all runs that are whole, with their recorded days."""
        with disk_errors_as_store_errors(self.folder):
            rows = sound_rows(self.index).rows
        return [row for row in rows if row[-1] not in self.lost_parts]

    def run_statuses(self) -> dict[str, str]:
        """Return the status of every run that is recorded and whole, by key."""
        return {row[0]: row[1] for row in self.sound_rows()}

    def outcome_by_key(self, name: str) -> dict[str, Any]:
        """Return one outcome of every run that is done, by key."""
        self.flush()
        return {row[0]: json.loads(row[5])[name] for row in self.sound_rows() if row[1] == DONE}

    def add_result(self, result: JobResult) -> None:
        """Buffer a result; it is on disk a few seconds later at most."""
        self.buffer.append(result)
        if (
            len(self.buffer) >= BUFFER_RUNS
            or time.monotonic() - self.last_write_time > BUFFER_SECONDS
        ):
            self.flush()

    def flush(self) -> None:
        """Write buffered results: the recorded days, then the index."""
        self.last_write_time, results = time.monotonic(), self.buffer
        if not results:
            return
        with disk_errors_as_store_errors(self.folder):
            days = [recorded_days_table(result) for result in results if result.daily]
            part = self.write_days(pa.concat_tables(days)) if days else None
            self.write_rows(
                index_row(result, part if result.daily else None) for result in results
            )
        self.buffer = []

    def write_days(self, days: pa.Table) -> int:
        """Write recorded days as one more part; return its number."""
        part = 1 + max(self.list_parts(), default=0)
        with atomic_write(self.folder / DAILY / part_file_name(part)) as path:
            pq.write_table(days, path, write_page_checksum=True)
        return part

    def write_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of the index; they replace those of the same runs."""
        columns = (*INDEX_COLUMNS, CHECKSUM)
        with self.index:
            line = (
                f"INSERT OR REPLACE INTO runs ({', '.join(columns)})"
                f" VALUES ({', '.join('?' * len(columns))})"
            )
            self.index.executemany(line, ((*row, row_checksum(row)) for row in rows))


def lock_folder(folder: Path) -> FileLock:
    """Return the lock of a results folder; raise StoreError if that is not possible."""
    try:
        return acquire_lock(folder / LOCK, 0)
    except Timeout as error:
        raise StoreError(f"another sweep is writing to {folder}") from error
    except OSError as error:
        if error.errno not in NO_LOCK_ERRNOS:
            raise
        raise StoreError(
            f"the file system of {folder} has no file locks ({error.strerror}), which keep two"
            " sweeps out of one folder: sweep into a folder on another disk"
        ) from error


def index_row(result: JobResult, part: int | None) -> tuple[Any, ...]:
    """Return a run's row of the index."""
    outcomes = json.dumps(result.outcomes) if result.status == DONE else None
    error = result.error.encode("utf-8", "replace").decode()
    return (result.key, result.status, error, float(result.seconds), result.attempts, outcomes,
            part)  # fmt: skip


def recorded_days_table(result: JobResult) -> pa.Table:
    """Return the recorded days of a run as a table."""
    assert result.daily is not None
    dates = [datetime.date.fromisoformat(day) for day in result.daily["date"]]
    key = pa.array([result.key] * len(dates)).dictionary_encode()
    rest = {name: pa.array(values) for name, values in result.daily.items() if name != "date"}
    return pa.table({"key": key, "date": pa.array(dates), **rest})


def write_design(folder: Path, design: pd.DataFrame) -> None:
    """Write the jobs of a sweep: key, point, replicate, seed and every factor."""
    with disk_errors_as_store_errors(folder), atomic_write(folder / DESIGN) as path:
        design.to_parquet(path, write_page_checksum=True)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the origin of the results."""
    with disk_errors_as_store_errors(folder), atomic_write(folder / MANIFEST) as path:
        path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def export_parquet(tables: RunTables, folder: Path) -> tuple[Path, Path]:
    """Write runs.parquet and daily.parquet and return their paths.

    Raises StoreError if they are to be written where a sweep is writing.
    """
    if not (folder.exists() and folder.samefile(tables.folder)):
        return write_runs_table(tables, folder), write_days_table(tables, folder)
    with Store(tables.folder):
        return write_runs_table(tables), write_days_table(tables)


def export_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table of results as a CSV file and return its path.

    Text that a spreadsheet would compute as a formula begins with an apostrophe there.
    """
    with disk_errors_as_store_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary:
            escape_formulas(table).to_csv(temporary, index=False)
    return path


def escape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts and names no spreadsheet takes for formulas."""
    texts = table.select_dtypes(exclude=["number", "bool", "datetime"])
    escaped = table.copy()
    for name in texts:
        escaped[name] = texts[name].map(escape_formula)
    return escaped.rename(columns=escape_formula)


def escape_formula(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula; other values as they are."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value
