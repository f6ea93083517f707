"""A results folder that a sweep writes: an index of runs in SQLite, recorded days in Parquet.

A part of the days is moved to its place before the index refers to it, so that whatever stops
a sweep leaves a consistent store: at most the last seconds are missing.
"""

import contextlib
import datetime
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout

from mesa_mosul.engine.file_lock import NO_LOCK_ERRNOS, acquire_lock
from mesa_mosul.experiments.execution.checked_file import (
    BLANK,
    CHECKSUM,
    add_checksum,
    write_parquet,
)
from mesa_mosul.experiments.execution.folder_reader import find_lost_parts
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
    check_no_other_files,
    disk_errors_as_store_errors,
    list_parts_on_disk,
    part_file_name,
)
from mesa_mosul.experiments.execution.run_index import (
    insert_rows,
    prepare_index,
    sound_rows,
)
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.typed_tables import (
    remove_typed_tables,
    write_runs_table,
)

BUFFER_RUNS, BUFFER_SECONDS = 200, 5.0
"""Runs, and seconds, after which buffered results are written."""
LOCKED_TIMEOUT_S = 60.0
"""Seconds in which another program that looks into the index must give it free."""


class Store:
    """A results folder, open for one sweep to write to; a context.

    manifest: the origin of the results, written before anything else; None for a folder that
    has it. check: called with folder and manifest before that, with the folder locked; raises
    StoreError where results are there that do not go with it.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Mapping[str, Any] | None = None,
        check: Callable[[Path, Any], None] = lambda folder, manifest: None,
    ) -> None:
        self.folder, self.manifest, self.check = folder, manifest, check
        self.buffer: list[JobResult] = []
        self.last_write_time = time.monotonic()

    def __enter__(self) -> "Store":
        with disk_errors_as_store_errors(self.folder), contextlib.ExitStack() as stack:
            check_no_links(self.folder)
            check_no_other_files(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
            stack.callback(lock_folder(self.folder).release)
            if self.manifest is not None:
                self.check(self.folder, self.manifest)
                write_manifest(self.folder, self.manifest)
            (self.folder / DAILY).mkdir(exist_ok=True)
            self.place = (self.folder / DAILY).stat()
            rows = prepare_index(self.folder).rows
            self.index = sqlite3.connect(self.folder / INDEX, timeout=LOCKED_TIMEOUT_S)
            stack.callback(self.index.close)
            self.sort_out_parts(rows)
            remove_typed_tables(self.folder)
            self.resources = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *fault: object) -> None:
        with self.resources:
            if kind is None or not issubclass(kind, StoreError):
                self.flush()
            if kind is None and (self.folder / DESIGN).exists():
                write_runs_table(RunTables(self.folder))

    def sort_out_parts(self, rows: list[tuple[Any, ...]]) -> None:
        """Remove parts of the days to which no row refers, note which others are lost."""
        known = {part_file_name(part) for part in self.list_parts()}
        for path in list_parts_on_disk(self.folder):
            if path.name not in known:
                path.unlink()
        self.lost_parts = set(find_lost_parts(self.folder, rows))

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
        with self.disk_errors():
            days = [recorded_days_table(result) for result in results if result.daily]
            part = self.write_days(pa.concat_tables(days)) if days else None
            self.write_rows(
                index_row(result, part if result.daily else None) for result in results
            )
        self.buffer = []

    @contextlib.contextmanager
    def disk_errors(self) -> Iterator[None]:
        """Raise what a disk refuses as a StoreError, which says if the folder is gone."""
        try:
            self.check_in_place()
            with disk_errors_as_store_errors(self.folder):
                yield
        except StoreError:
            self.check_in_place()
            raise

    def check_in_place(self) -> None:
        """Raise StoreError if the folder was moved or deleted since it was opened."""
        with contextlib.suppress(OSError):
            if os.path.samestat((self.folder / DAILY).stat(), self.place):
                return
        raise StoreError(
            f"{self.folder} was moved or deleted while runs were written to it: the same sweep"
            " resumes with --out and its place of now"
        )

    def write_days(self, days: pa.Table) -> int:
        """Write recorded days as one more part; return its number."""
        part = 1 + max(self.list_parts(), default=0)
        with atomic_write(self.folder / DAILY / part_file_name(part)) as path:
            write_parquet(days, path)
        return part

    def write_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of the index; they replace those of the same runs."""
        insert_rows(self.index, rows)


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
        write_parquet(pa.Table.from_pandas(design), path)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the origin of the results."""
    others = {name: value for name, value in manifest.items() if name != CHECKSUM}
    text = json.dumps(others | {CHECKSUM: BLANK}, indent=1) + "\n"
    with disk_errors_as_store_errors(folder), atomic_write(folder / MANIFEST) as path:
        path.write_bytes(add_checksum(text.encode()))
