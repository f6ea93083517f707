"""What a results folder consists of, whose its files are, and how they are written.

A file is written under another name and moved to its place once complete. Nothing is removed
or followed that a sweep did not make: no link, no file or folder of the user's.
"""

import contextlib
import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from mesa_mosul.parameters.errors import MosulError

STORE_FORMAT = 2
"""Version of the format of a results folder."""
MANIFEST, DESIGN, INDEX, DAILY = "manifest.json", "design.parquet", "runs.sqlite", "daily"
LOCK = "lock"
RUNS_TABLE, DAYS_TABLE = "runs.parquet", "daily.parquet"
"""Tables for other programs, made of the files above once a sweep has ended."""
OWN_FILES = (MANIFEST, DESIGN, INDEX, DAILY, LOCK, RUNS_TABLE, DAYS_TABLE)
JOURNAL = f"{INDEX}-journal"
"""What SQLite has to roll back after a crash."""
SIDE_FILES = (JOURNAL, f"{INDEX}-wal", f"{INDEX}-shm")
OWN_NAME = re.compile(
    r"(?:\.(?:manifest\.json|runs\.sqlite|(?:design|runs|daily)\.parquet)\.part"
    r"|runs\.sqlite-\w+)"
)
"""Names of a sweep's unfinished files, beside OWN_FILES."""
PART_NAME = re.compile(r"(?:part-\d{6,}\.parquet|\.part-\d{6,}\.parquet\.part)")
"""Names of recorded days in DAILY, finished and unfinished."""
FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreError(MosulError):
    """A results folder that cannot be read or written."""


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a path beside a file; what is written there replaces it once complete."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.unlink(missing_ok=True)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_figure(figure: Any, path: Path, **options: Any) -> None:
    """Save a picture, whole or not at all; the end of its name says in which format.

    options: of `savefig`. Raises StoreError if the disk refuses.
    """
    with disk_errors_as_store_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary:
            kind = path.suffix.removeprefix(".").lower()
            figure.savefig(temporary, format=kind or None, **options)


@contextlib.contextmanager
def disk_errors_as_store_errors(folder: Path) -> Iterator[None]:
    """Raise what a disk refuses as a StoreError; what was written stays complete."""
    try:
        yield
    except (OSError, RuntimeError, sqlite3.Error, pa.ArrowException) as error:
        if isinstance(error, RuntimeError) and "loop" not in str(error):
            raise
        raise StoreError(describe_disk_error(folder, error)) from error


def describe_disk_error(folder: Path, error: Exception) -> str:
    """Return what a disk refuses in words, and what to do about it."""
    why = getattr(error, "strerror", None) or str(error)
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return (
            f"{folder / INDEX} is in use by another program; what was finished is kept: close"
            " that program and give the same command again"
        )
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError
    ):
        return damaged_index_message(folder, why)
    text = f"{folder} could not be written: {why}; what was finished is kept"
    if getattr(error, "errno", None) in FULL_ERRNOS or code == "SQLITE_FULL":
        return f"{text}: make room and give the same command again"
    if code.startswith("SQLITE_IOERR"):
        return f"{text}: the disk may be full: make room and give the same command again"
    return text


def damaged_index_message(folder: Path, why: str) -> str:
    """Return what is wrong with an index that cannot be read, and what to do about it."""
    return (
        f"{folder / INDEX} is damaged ({why}): put a copy in its place; or delete it, and the"
        " same sweep runs everything again"
    )


def part_file_name(part: int) -> str:
    """Return the name of the file of a part."""
    return f"part-{part:06d}.parquet"


def check_no_links(folder: Path) -> None:
    """Raise StoreError if a part of a results folder is a link to somewhere else."""
    for name in (*OWN_FILES, *SIDE_FILES):
        check_no_link(folder / name)


def check_no_link(path: Path) -> None:
    """Raise StoreError for a link to somewhere else."""
    if path.is_symlink():
        raise StoreError(
            f"{path} is a link to {path.readlink()}: only files of our own are written to; put"
            " what it links to in its place"
        )


def check_own_file(path: Path, mark: bytes) -> None:
    """Raise StoreError for a file without the mark of all that are written here."""
    if path.exists() and not (path.is_file() and mark in path.read_bytes()):
        raise StoreError(foreign_file_message(path))


def foreign_file_message(path: Path) -> str:
    """Return what to do about a file of the user's where one of a sweep is to be written."""
    return f"{path} was not written by a sweep: move it away, or name another folder"


def list_parts_on_disk(folder: Path) -> list[Path]:
    """Return the files of recorded days, finished or not, that a sweep wrote."""
    return [
        path
        for path in sorted((folder / DAILY).iterdir())
        if PART_NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink()
    ]


def is_unfinished(folder: Path) -> bool:
    """Return whether a folder holds just what a sweep makes before its design."""
    names = {path.name for path in folder.iterdir()}
    if MANIFEST not in names:
        is_lock = not (folder / LOCK).exists() or is_empty_file(folder / LOCK)
        return is_lock and names <= {LOCK, f".{MANIFEST}.part"}
    if not all(name in OWN_FILES or OWN_NAME.fullmatch(name) for name in names):
        return False
    return not (folder / DAILY).is_dir() or not any((folder / DAILY).iterdir())


def is_empty_file(path: Path) -> bool:
    """Return whether a path is a file without content."""
    return path.is_file() and path.stat().st_size == 0


def check_no_other_files(folder: Path) -> None:
    """Raise StoreError if a folder without a manifest has a file by the name of a sweep's."""
    names = () if (folder / MANIFEST).exists() else OWN_FILES
    for name in names:
        path = folder / name
        if path.exists() and not (name == LOCK and is_empty_file(path)):
            raise StoreError(
                f"{path} is there and {MANIFEST} is not, so that no sweep can know it for its"
                " own: put the manifest back, or name another folder"
            )
