"""The one reader of a results folder: design, index of runs and recorded days.

Whatever is damaged, cut off or missing is reported as a StoreError that names the file; rows
of the index and parts of the days are checked by their checksums.
"""

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mesa_mosul.experiments.execution.job_plan import DESIGN_COLUMNS
from mesa_mosul.experiments.execution.results_folder import (
    DAILY,
    DESIGN,
    INDEX,
    StoreError,
    damaged_index_message,
    describe_disk_error,
    part_file_name,
)

INDEX_COLUMNS = ("key", "status", "error", "seconds", "attempts", "outcomes", "part")
CHECKSUM = "checksum"
"""Column of the index that earlier versions did not write."""
INDEX_TIMEOUT_S = 5.0
"""Seconds in which another program must give the index free."""


class RunIndex(NamedTuple):
    """The rows of an index that are sound, and how many are damaged."""

    rows: list[tuple[Any, ...]]
    n_damaged: int


def read_parquet(path: Path) -> pa.Table:
    """Return a table whose checksums hold; raises OSError or ArrowException.

    Without threads of pyarrow, which now and then abort a process that ends just afterwards.
    """
    source = pa.BufferReader(path.read_bytes())
    return pq.ParquetFile(source, page_checksum_verification=True).read(use_threads=False)


def read_design(folder: Path) -> pd.DataFrame:
    """Return the design of a sweep, with what each job needs to be run."""
    path = folder / DESIGN
    if not path.exists():
        raise StoreError(
            f"{folder} has no runs yet ({DESIGN} is missing): a sweep is about to begin there,"
            " or was stopped before; the same sweep, given again, writes it"
        )
    try:
        design = read_parquet(path).to_pandas()
        missing = [name for name in DESIGN_COLUMNS if name not in design.columns]
        why = f"it has no column '{missing[0]}'" if missing else ""
    except (OSError, ValueError, pa.ArrowException) as error:
        why = getattr(error, "strerror", None) or str(error)
    if why:
        raise StoreError(
            f"{path} cannot be read ({why}): the same sweep, given again, writes it anew"
        )
    return design


def sqlite_uri(path: Path, mode: str) -> str:
    """Return the URI by which SQLite opens a file, whatever characters its path holds."""
    root = "///" if path.is_absolute() else ""
    return f"file:{root}{quote(bytes(path).lstrip(b'/'))}?mode={mode}"


def read_index(folder: Path) -> RunIndex:
    """Return the index of runs as it is stored, without the rows that are damaged."""
    path = folder / INDEX
    if not path.exists():
        raise StoreError(
            f"{folder} has no index of runs ({INDEX}): put a copy in its place, or give the"
            " same sweep again to run everything anew"
        )
    try:
        return select_rows(path, "ro")
    except sqlite3.Error as error:
        why = error
    if has_journal(path):
        # What a crash left behind is rolled back by whoever opens the index for writing.
        try:
            return select_rows(path, "rw")
        except sqlite3.Error as error:
            why = error
    if str(why).startswith("no such table"):
        raise StoreError(damaged_index_message(folder, "it has no table of runs")) from why
    raise StoreError(describe_disk_error(folder, why).replace(
        "could not be written", "could not be read")) from why  # fmt: skip


def has_journal(path: Path) -> bool:
    """Return whether a crash may have left an index in the middle of a change."""
    return path.with_name(f"{path.name}-journal").exists()


def select_rows(path: Path, mode: str) -> RunIndex:
    """Return the rows of an index; raises the errors of SQLite."""
    connection = sqlite3.connect(sqlite_uri(path, mode), uri=True, timeout=INDEX_TIMEOUT_S)
    with contextlib.closing(connection):
        return sound_rows(connection)


def sound_rows(connection: sqlite3.Connection) -> RunIndex:
    """Return the rows of an open index that agree with their checksums."""
    connection.text_factory = decode_text
    try:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(runs)")]
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError("names of its columns are no text") from error
    checksum = CHECKSUM if CHECKSUM in columns else "NULL"
    line = f"SELECT {', '.join(INDEX_COLUMNS)}, {checksum} FROM runs ORDER BY rowid"
    stored = connection.execute(line).fetchall()
    rows = [tuple(row) for *row, checksum in stored if is_sound(tuple(row), checksum)]
    return RunIndex(rows, len(stored) - len(rows))


def decode_text(data: bytes) -> str:
    """Return text of an index; bytes that are no text spoil the row and not the table."""
    return data.decode("utf-8", "replace")


def row_checksum(row: tuple[Any, ...]) -> int:
    """Return the checksum of a row of the index."""
    return zlib.crc32(repr(row).encode())


def is_sound(row: tuple[Any, ...], checksum: int | None) -> bool:
    """Return whether a row is as it was written; rows of earlier versions have no checksum."""
    if checksum is not None:
        return checksum == row_checksum(row)
    types = ((str,), (str,), (str,), (float,), (int,), (str, type(None)), (int, type(None)))
    if not all(isinstance(value, kinds) for value, kinds in zip(row, types, strict=True)):
        return False
    try:
        return row[5] is None or isinstance(json.loads(row[5]), dict)
    except ValueError:
        return False


def read_part(folder: Path, part: int) -> pa.Table | None:
    """Return one part of the recorded days; None if it is missing or damaged."""
    try:
        table = read_parquet(folder / DAILY / part_file_name(part))
    except (OSError, ValueError, pa.ArrowException):
        return None
    return table if {"key", "date"} <= set(table.column_names) else None


def find_lost_parts(folder: Path, rows: Iterable[tuple[Any, ...]]) -> list[int]:
    """Return the parts of the recorded days that an index names and that cannot be read."""
    parts = sorted({row[-1] for row in rows} - {None})
    return [part for part in parts if read_part(folder, part) is None]


def read_days(folder: Path, rows: Iterable[tuple[Any, ...]]) -> list[pa.Table]:
    """Return the recorded days of the runs of an index, part by part.

    Raises StoreError if a part is missing or damaged.
    """
    rows = list(rows)
    parts = sorted({row[-1] for row in rows} - {None})
    tables = {part: read_part(folder, part) for part in parts}
    lost = [part for part, table in tables.items() if table is None]
    if lost:
        raise StoreError(lost_parts_message(folder, rows, lost))
    return [table for table in tables.values() if table is not None]


def lost_parts_message(
    folder: Path, rows: Iterable[tuple[Any, ...]], lost: Iterable[int]
) -> str:
    """Return which recorded days are lost, and how to get them back."""
    lost = list(lost)
    n_runs = sum(row[-1] in lost for row in rows)
    first = folder / DAILY / part_file_name(lost[0])
    others = f" and {len(lost) - 1} more" if lost[1:] else ""
    return (
        f"the recorded days of {n_runs} runs are lost: {first}{others} is missing or damaged;"
        " the same sweep, given again, runs them anew"
    )
