"""The shards of a sweep, which job arrays run apart: found, and merged."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mesa_mosul.experiments.execution.folder_reader import read_days
from mesa_mosul.experiments.execution.job import DONE
from mesa_mosul.experiments.execution.results_folder import (
    DESIGN,
    MANIFEST,
    StoreError,
    disk_errors_as_store_errors,
    is_unfinished,
)
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.runner import check_compatible
from mesa_mosul.experiments.execution.store import Store, write_design

SHARD_NAME = re.compile(r"shard-(\d+)-of-(\d+)")
"""Names of the folders of shards; a copy by another name is none of them."""


class ShardSet(NamedTuple):
    """The shards of one sweep in a folder: those that have begun, of how many.

    missing: the numbers of those that have not begun.
    """

    begun: list[RunTables]
    n_shards: int
    missing: list[int]


def merge_shards(folder: Path, partial: bool = False) -> RunTables:
    """Merge the shards in a results folder there; may be repeated when more has been run.

    partial: whether shards may be missing; the manifest then says which. Raises StoreError if
    one is missing otherwise, or they are not of one sweep.
    """
    shards = find_shards(folder)
    if shards.missing and not partial:
        raise StoreError(
            f"{folder}: shards {format_numbers(shards.missing)} are missing; run them first, or"
            " merge what is there with --partial"
        )
    manifest = {**shards.begun[0].manifest, "shard": None, "missing_shards": shards.missing}
    for other in (folder, *(shard.folder for shard in shards.begun)):
        check_merged(other, manifest)
    with Store(folder, manifest, check_merged) as store:
        design = pd.concat([shard.job_table for shard in shards.begun if len(shard.job_table)])
        write_design(folder, design.sort_values(["point", "replicate"], ignore_index=True))
        for shard in shards.begun:
            copy_shard(store, shard)
    return RunTables(folder)


def format_numbers(numbers: Iterable[int]) -> str:
    """Return numbers in ascending order, with runs of them joined.

    >>> format_numbers([1, 2, 3, 5, 8, 9])
    '1-3, 5, 8-9'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{low}" if low == high else f"{low}-{high}" for low, high in ranges)


def check_same_sweep(shard: RunTables, first: RunTables) -> None:
    """Raise StoreError if two shards differ in anything that belongs to a sweep."""
    keys = ("experiment", "scenarios", "output_spec", "rules", "digests", "points")
    for key in keys:
        ours, others = shard.manifest[key], first.manifest[key]
        if ours != others:
            names = set(ours) | set(others) if isinstance(ours, dict) else set()
            differing = sorted(name for name in names if ours.get(name) != others.get(name))
            what = f"{key} ({', '.join(differing)})" if differing else key
            raise StoreError(
                f"{shard.folder} and {first.folder} differ in {what}: runs of both do not mix;"
                " merge shards of one sweep"
            )


def check_merged(folder: Path, manifest: dict[str, Any]) -> None:
    """Raise StoreError if a folder's results do not go with what is merged."""
    if (folder / MANIFEST).exists():
        check_compatible(folder, {**manifest, "shard": RunTables(folder).manifest["shard"]})


def list_shard_folders(folder: Path) -> list[Path]:
    """Return the folders of shards that have begun: those with a manifest and a design."""
    with disk_errors_as_store_errors(folder):
        paths = [path for path in sorted(folder.glob("shard-*-of-*")) if path.is_dir()]
        named = [path for path in paths if SHARD_NAME.fullmatch(path.name)]
        return [path for path in named if (path / DESIGN).exists() or not is_unfinished(path)]


def find_shards(folder: Path) -> ShardSet:
    """Return the shards in a folder.

    Raises StoreError if there is none, or if they are not of one sweep.
    """
    shards = [RunTables(path) for path in list_shard_folders(folder)]
    for shard in shards:
        check_shard_name(shard)
    if not shards:
        raise StoreError(f"{folder} holds no shards; 'mosul sweep ... --shard 1/4' makes one")
    counts = {shard.manifest["shard"][1] for shard in shards}
    if len(counts) > 1:
        names = " and ".join(str(count) for count in sorted(counts))
        raise StoreError(f"{folder} holds shards of {names}; merge those of one sweep")
    for shard in shards[1:]:
        check_same_sweep(shard, shards[0])
    shards.sort(key=lambda shard: shard.manifest["shard"][0])
    begun = {shard.manifest["shard"][0] for shard in shards}
    n_shards = counts.pop()
    return ShardSet(shards, n_shards, sorted(set(range(1, n_shards + 1)) - begun))


def check_shard_name(shard: RunTables) -> None:
    """Raise StoreError if a folder holds another shard than its name says."""
    number = shard.manifest["shard"]
    if number is None or shard.folder.name != f"shard-{number[0]}-of-{number[1]}":
        text = "no shard" if number is None else f"shard {number[0]} of {number[1]}"
        raise StoreError(f"{shard.folder} holds {text}: name it so, or move it away")


def copy_shard(store: Store, shard: RunTables) -> None:
    """Copy the runs of a shard that are not done yet, with their recorded days as one part."""
    done = {key for key, status in store.run_statuses().items() if status == DONE}
    rows = [row for row in shard.index.rows if row[0] not in done]
    if not rows:
        return
    with disk_errors_as_store_errors(store.folder):
        parts = read_days(shard.folder, rows)
        part = None
        if parts:
            days = pa.concat_tables(parts).unify_dictionaries()
            keys = pa.array([row[0] for row in rows])
            part = store.write_days(days.filter(pc.is_in(days["key"], keys)))
        store.write_rows((*row[:-1], None if row[-1] is None else part) for row in rows)
