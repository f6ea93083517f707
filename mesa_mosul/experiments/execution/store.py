"""Results on disk: an index of runs in SQLite, recorded days in Parquet parts, a manifest.

A part is written under another name and moved to its place before the index refers to it, so
that whatever stops a sweep leaves a consistent store: at most the last seconds are missing.
"""

import contextlib
import datetime
import errno
import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mesa_mosul.experiments.execution.job import DONE, JobResult
from mesa_mosul.parameters.errors import MosulError

STORE_FORMAT = 2
"""Version of the format of a results folder."""
MANIFEST, DESIGN, INDEX, DAILY = "manifest.json", "design.parquet", "runs.sqlite", "daily"
BUFFER_RUNS, BUFFER_SECONDS = 200, 5.0
"""Runs, and seconds, after which buffered results are written."""
CREATE_RUNS_TABLE = """CREATE TABLE IF NOT EXISTS runs (
 key TEXT PRIMARY KEY, status TEXT NOT NULL, error TEXT NOT NULL, seconds REAL NOT NULL,
 attempts INTEGER NOT NULL, outcomes TEXT, part INTEGER)"""


class StoreError(MosulError):
    """A results folder that cannot be read or written."""


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a path beside a file; what is written there replaces it once complete."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def disk_errors_as_store_errors(folder: Path) -> Iterator[None]:
    """Raise what a disk refuses as a StoreError; what was written stays complete."""
    try:
        yield
    except (OSError, sqlite3.OperationalError, pa.ArrowException) as error:
        full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        full = full or any(word in str(error) for word in ("full", "disk I/O"))
        why = getattr(error, "strerror", None) or str(error)
        why += "; the disk may be full" if full else ""
        raise StoreError(
            f"{folder} could not be written: {why}; what was finished is kept:"
            " make room and give the same command again"
        ) from error


class Store:
    """A results folder, open for one sweep to write to; a context."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.buffer: list[JobResult] = []
        self.last_write_time = time.monotonic()

    def __enter__(self) -> "Store":
        with disk_errors_as_store_errors(self.folder):
            (self.folder / DAILY).mkdir(parents=True, exist_ok=True)
            self.lock = (self.folder / "lock").open("a")
            self.index = sqlite3.connect(self.folder / INDEX)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.close()
            raise StoreError(f"another sweep is writing to {self.folder}") from error
        with disk_errors_as_store_errors(self.folder), self.index:
            self.index.execute(CREATE_RUNS_TABLE)
        self.remove_orphan_parts()
        return self

    def __exit__(self, kind: type[BaseException] | None, *fault: object) -> None:
        try:
            if kind is None or not issubclass(kind, StoreError):
                self.flush()
        finally:
            self.close()

    def close(self) -> None:
        """Close the index and unlock the folder."""
        self.index.close()
        self.lock.close()

    def remove_orphan_parts(self) -> None:
        """Remove what an interrupted sweep left unfinished."""
        known = {part_file_name(part) for part in self.list_parts()}
        for path in (self.folder / DAILY).iterdir():
            if path.name not in known:
                path.unlink()

    def list_parts(self) -> list[int]:
        """Return the numbers of the parts that the index refers to."""
        rows = self.index.execute("SELECT DISTINCT part FROM runs WHERE part IS NOT NULL")
        return [part for (part,) in rows]

    def run_statuses(self) -> dict[str, str]:
        """Return the status of every run that is recorded, by key."""
        return dict(self.index.execute("SELECT key, status FROM runs"))

    def outcome_by_key(self, name: str) -> dict[str, Any]:
        """Return one outcome of every run that is done, by key."""
        line = "SELECT key, outcomes FROM runs WHERE status = ?"
        self.flush()
        return {
            key: json.loads(outcomes)[name]
            for key, outcomes in self.index.execute(line, (DONE,))
        }

    def delete_runs(self, keys: list[str]) -> None:
        """Remove runs from the index, so that they are run again."""
        with disk_errors_as_store_errors(self.folder), self.index:
            self.index.executemany("DELETE FROM runs WHERE key = ?", [(key,) for key in keys])

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
            pq.write_table(days, path)
        return part

    def write_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of the index; they replace those of the same runs."""
        with self.index:
            line = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)"
            self.index.executemany(line, rows)


def part_file_name(part: int) -> str:
    """Return the name of a part's file."""
    return f"part-{part:06d}.parquet"


def index_row(result: JobResult, part: int | None) -> tuple[Any, ...]:
    """Return a run's row of the index."""
    outcomes = json.dumps(result.outcomes) if result.status == DONE else None
    return (result.key, result.status, result.error, result.seconds, result.attempts, outcomes,
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
        design.to_parquet(path)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the origin of the results."""
    with disk_errors_as_store_errors(folder), atomic_write(folder / MANIFEST) as path:
        path.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder.

    Raises StoreError for a folder that holds no results, or results of another format.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        is_run = (folder / "outcome.json").is_file()
        hint = ": it is the folder of one run, not of a sweep" if is_run else ""
        raise StoreError(f"{folder} holds no results (no {MANIFEST}){hint}") from error
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error
    if manifest.get("format") != STORE_FORMAT:
        raise StoreError(
            f"{folder} was written by another version of mesa_mosul (format"
            f" {manifest.get('format')}; this version reads format {STORE_FORMAT}): run the"
            " sweep again in another folder, or read it with the version that wrote it"
        )
    return manifest


def export_csv(runs: pd.DataFrame, daily: pd.DataFrame, folder: Path) -> list[Path]:
    """Write both tables of results as CSV files; return their paths."""
    paths = []
    for name, table in (("runs", runs), ("daily", daily)):
        path = folder / f"{name}.csv"
        with disk_errors_as_store_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with atomic_write(path) as temporary:
                table.to_csv(temporary, index=False)
        paths.append(path)
    return paths
