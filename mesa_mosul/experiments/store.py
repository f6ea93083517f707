"""Results on disk: an index of runs in SQLite, recorded days in Parquet parts, a manifest.

A part is written under another name and moved to its place before the index speaks of it, so
that whatever stops a sweep leaves a store that is whole: at most the last seconds are missing.
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

from mesa_mosul.experiments.work import DONE, Report

FORMAT = 1
"""Version of a results folder."""
MANIFEST, DESIGN, INDEX, DAILY = "manifest.json", "design.parquet", "runs.sqlite", "daily"
HELD_BACK, SECONDS = 200, 5.0
"""Runs, and seconds, after which what has come is written."""
TABLE = """CREATE TABLE IF NOT EXISTS runs (key TEXT PRIMARY KEY, status TEXT NOT NULL,
 error TEXT NOT NULL, seconds REAL NOT NULL, attempts INTEGER NOT NULL, outcomes TEXT,
 part INTEGER)"""


class StoreError(ValueError):
    """A results folder that cannot be read or written."""


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a name beside a file's; what is written there takes its place once it is whole."""
    made = path.with_name(f".{path.name}.part")
    try:
        yield made
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


@contextlib.contextmanager
def refusals(folder: Path) -> Iterator[None]:
    """Turn what a disk refuses into a message; what was written stays whole."""
    try:
        yield
    except (OSError, sqlite3.OperationalError, pa.ArrowException) as fault:
        full = getattr(fault, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        full = full or any(word in str(fault) for word in ("full", "disk I/O"))
        why = getattr(fault, "strerror", None) or str(fault)
        why += "; the disk may be full" if full else ""
        raise StoreError(
            f"{folder} could not be written: {why}; what was finished is kept:"
            " make room and give the same command again"
        ) from fault


class Store:
    """A results folder, open for one sweep to write to; a context."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held_back: list[Report] = []
        self.written = time.monotonic()

    def __enter__(self) -> "Store":
        with refusals(self.folder):
            (self.folder / DAILY).mkdir(parents=True, exist_ok=True)
            self.lock = (self.folder / "lock").open("a")
            self.index = sqlite3.connect(self.folder / INDEX)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            self.close()
            raise StoreError(f"another sweep is writing to {self.folder}") from fault
        with refusals(self.folder), self.index:
            self.index.execute(TABLE)
        self.sweep_out()
        return self

    def __exit__(self, kind: type[BaseException] | None, *fault: object) -> None:
        try:
            if kind is None or not issubclass(kind, StoreError):
                self.flush()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the folder."""
        self.index.close()
        self.lock.close()

    def sweep_out(self) -> None:
        """Remove what an interrupted sweep left unfinished."""
        known = {part_name(part) for part in self.parts()}
        for path in (self.folder / DAILY).iterdir():
            if path.name not in known:
                path.unlink()

    def parts(self) -> list[int]:
        """Return the numbers of the parts that the index speaks of."""
        found = self.index.execute("SELECT DISTINCT part FROM runs WHERE part IS NOT NULL")
        return [part for (part,) in found]

    def status(self) -> dict[str, str]:
        """Return the status of every run that is recorded, by key."""
        return dict(self.index.execute("SELECT key, status FROM runs"))

    def outcome(self, name: str) -> dict[str, Any]:
        """Return one outcome of every run that is done, by key."""
        line = "SELECT key, outcomes FROM runs WHERE status = ?"
        self.flush()
        return {key: json.loads(told)[name] for key, told in self.index.execute(line, (DONE,))}

    def forget(self, keys: list[str]) -> None:
        """Take runs out of the index, so that they are made again."""
        with refusals(self.folder), self.index:
            self.index.executemany("DELETE FROM runs WHERE key = ?", [(key,) for key in keys])

    def add(self, report: Report) -> None:
        """Take a report in; it is on disk a few seconds later at most."""
        self.held_back.append(report)
        if len(self.held_back) >= HELD_BACK or time.monotonic() - self.written > SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what has come: the recorded days, then the index."""
        self.written, reports = time.monotonic(), self.held_back
        if not reports:
            return
        with refusals(self.folder):
            days = [days_of(one) for one in reports if one.daily]
            part = self.write_days(pa.concat_tables(days)) if days else None
            self.write_rows(row_of(one, part if one.daily else None) for one in reports)
        self.held_back = []

    def write_days(self, days: pa.Table) -> int:
        """Write recorded days as one more part; return its number."""
        part = 1 + max(self.parts(), default=0)
        with whole(self.folder / DAILY / part_name(part)) as made:
            pq.write_table(days, made)
        return part

    def write_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of the index, over what it said of the same runs before."""
        with self.index:
            line = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)"
            self.index.executemany(line, rows)


def part_name(part: int) -> str:
    """Return the name of a part's file."""
    return f"part-{part:06d}.parquet"


def row_of(report: Report, part: int | None) -> tuple[Any, ...]:
    """Return a run's row of the index."""
    came_to = json.dumps(report.outcomes) if report.status == DONE else None
    return (report.key, report.status, report.error, report.seconds, report.attempts, came_to,
            part)  # fmt: skip


def days_of(report: Report) -> pa.Table:
    """Return the recorded days of a run as a table."""
    assert report.daily is not None
    dates = [datetime.date.fromisoformat(day) for day in report.daily["date"]]
    key = pa.array([report.key] * len(dates)).dictionary_encode()
    rest = {name: pa.array(said) for name, said in report.daily.items() if name != "date"}
    return pa.table({"key": key, "date": pa.array(dates), **rest})


def write_design(folder: Path, design: pd.DataFrame) -> None:
    """Write the jobs of a sweep: key, point, replicate, seed and every factor."""
    with refusals(folder), whole(folder / DESIGN) as made:
        design.to_parquet(made)


def write_manifest(folder: Path, said: dict[str, Any]) -> None:
    """Write where results come from."""
    with refusals(folder), whole(folder / MANIFEST) as made:
        made.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what a results folder says of itself.

    Raises StoreError for a folder that holds no results, or results of another format.
    """
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise StoreError(f"{folder} holds no results (no {MANIFEST})") from fault
    except (OSError, ValueError) as fault:
        raise StoreError(f"{path} cannot be read: {fault}") from fault
    if said.get("format") != FORMAT:
        raise StoreError(
            f"{folder} has results of format {said.get('format')}; this version reads {FORMAT}"
        )
    return said


def export(runs: pd.DataFrame, daily: pd.DataFrame, folder: Path) -> list[Path]:
    """Write both tables of results as CSV; return where."""
    written = []
    for name, table in (("runs", runs), ("daily", daily)):
        path = folder / f"{name}.csv"
        with refusals(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with whole(path) as made:
                table.to_csv(made, index=False)
        written.append(path)
    return written
