"""The index of runs: a table in SQLite, one row per run that has ended, each with a checksum.

A row that was changed, lost or doubled by damage is counted and left out; whoever opens the
index to write makes it anew of the rows that are sound.
"""

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from mesa_mosul.experiments.execution.results_folder import (
    INDEX,
    JOURNAL,
    StoreError,
    atomic_write,
    check_no_links,
    damaged_index_message,
    describe_disk_error,
)

INDEX_COLUMNS = ("key", "status", "error", "seconds", "attempts", "outcomes", "part")
ROW_CHECKSUM = "checksum"
"""Column of the index that earlier versions did not write."""
INDEX_TIMEOUT_S = 5.0
"""Seconds in which another program must give the index free."""
CREATE_RUNS_TABLE = f"""CREATE TABLE runs (
 key TEXT PRIMARY KEY, status TEXT NOT NULL, error TEXT NOT NULL, seconds REAL NOT NULL,
 attempts INTEGER NOT NULL, outcomes TEXT, part INTEGER, {ROW_CHECKSUM} INTEGER)"""
SELECT_ROWS = f"SELECT {', '.join(INDEX_COLUMNS)}, {{}} FROM runs NOT INDEXED"
SELECT_IDS = "SELECT rowid FROM runs INDEXED BY sqlite_autoindex_runs_1"
"""From the tree of keys, which SQLite stores apart from the rows: damage meets one of them."""
INSERT_ROW = (
    f"INSERT OR REPLACE INTO runs ({', '.join((*INDEX_COLUMNS, ROW_CHECKSUM))})"
    f" VALUES ({', '.join('?' * (len(INDEX_COLUMNS) + 1))})"
)


class RunIndex(NamedTuple):
    """The rows of an index that are sound, one per key, and how many are damaged or lost.

    is_whole: whether it can be written to as it is.
    """

    rows: list[tuple[Any, ...]]
    n_damaged: int
    is_whole: bool


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
    if (folder / JOURNAL).exists():
        # What a crash left behind is rolled back by whoever opens the index for writing.
        check_no_links(folder)
        try:
            return select_rows(path, "rw")
        except sqlite3.Error as error:
            why = error
    if str(why).startswith("no such table"):
        raise StoreError(damaged_index_message(folder, "it has no table of runs")) from why
    raise StoreError(describe_disk_error(folder, why).replace(
        "could not be written", "could not be read")) from why  # fmt: skip


def sqlite_uri(path: Path, mode: str) -> str:
    """Return the URI by which SQLite opens a file, whatever characters its path holds."""
    root = "///" if path.is_absolute() else ""
    return f"file:{root}{quote(bytes(path).lstrip(b'/'))}?mode={mode}"


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
    has_checksums = ROW_CHECKSUM in columns
    is_sound = agrees_with_checksum if has_checksums else has_types_of_a_row
    line = SELECT_ROWS.format(ROW_CHECKSUM if has_checksums else "NULL")
    row_ids = [row_id for (row_id,) in connection.execute(SELECT_IDS)]
    try:
        stored = connection.execute(f"{line} ORDER BY rowid").fetchall()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # held by another program, no damage
            raise
        stored = select_one_by_one(connection, line, sorted(row_ids))
    n_keys = len(row_ids)
    rows = {row[0]: row[:-1] for row in stored if is_sound(row)}
    n_damaged = max(len(stored), n_keys) - len(rows)
    is_whole = has_checksums and len(stored) == n_keys == len(rows)
    return RunIndex(list(rows.values()), n_damaged, is_whole)


def select_one_by_one(
    connection: sqlite3.Connection, line: str, row_ids: list[int]
) -> list[tuple[Any, ...]]:
    """Return the rows that can be read of a table of which a page is damaged."""
    stored = []
    for row_id in row_ids:
        with contextlib.suppress(sqlite3.DatabaseError):
            stored += connection.execute(f"{line} WHERE rowid = ?", (row_id,)).fetchall()
    return stored


def decode_text(data: bytes) -> str:
    """Return text of an index; bytes that are no text spoil the row and not the table."""
    return data.decode("utf-8", "replace")


def row_checksum(row: tuple[Any, ...]) -> int:
    """Return the checksum of a row of the index."""
    return zlib.crc32(repr(row).encode())


def agrees_with_checksum(stored: tuple[Any, ...]) -> bool:
    """Return whether a row, whose last value is its checksum, is as it was written."""
    return bool(stored[-1] == row_checksum(stored[:-1]))


def has_types_of_a_row(stored: tuple[Any, ...]) -> bool:
    """Return whether a row of an earlier version, without a checksum, may be one."""
    types = ((str,), (str,), (str,), (float,), (int,), (str, type(None)), (int, type(None)))
    if not all(map(isinstance, stored, types)):
        return False
    try:
        return stored[5] is None or isinstance(json.loads(stored[5]), dict)
    except ValueError:
        return False


def insert_rows(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows with their checksums; they replace those of the same runs."""
    with connection:
        connection.executemany(INSERT_ROW, ((*row, row_checksum(row)) for row in rows))


def prepare_index(folder: Path) -> RunIndex:
    """Make sure that there is a whole index to write to, and return what it holds.

    One that is damaged, or of an earlier version, is made anew of the rows that are sound.
    """
    path = folder / INDEX
    is_begun = path.exists() and path.stat().st_size > 0
    index = read_index(folder) if is_begun else RunIndex([], 0, False)
    if index.is_whole:
        return index
    (folder / JOURNAL).unlink(missing_ok=True)
    with (
        atomic_write(path) as temporary,
        contextlib.closing(sqlite3.connect(temporary)) as connection,
    ):
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute(CREATE_RUNS_TABLE)
        insert_rows(connection, index.rows)
    return RunIndex(index.rows, 0, True)
