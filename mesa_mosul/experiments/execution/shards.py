"""Merge the shards of a sweep that job arrays ran apart; and write the script for them."""

import re
import shlex
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mesa_mosul.experiments.execution.folder_reader import read_days
from mesa_mosul.experiments.execution.job import DONE
from mesa_mosul.experiments.execution.results_folder import (
    MANIFEST,
    StoreError,
    disk_errors_as_store_errors,
)
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.runner import check_compatible
from mesa_mosul.experiments.execution.store import Store, write_design, write_manifest

SHARD_NAME = re.compile(r"shard-(\d+)-of-(\d+)")
"""Names of the folders of shards; a copy by another name is none of them."""

SLURM_SCRIPT = """#!/bin/sh
#SBATCH --job-name={name}
#SBATCH --array=1-{count}
#SBATCH --cpus-per-task={workers}
#SBATCH --mem-per-cpu=3G
#SBATCH --time=04:00:00
#SBATCH --output=%x-%a.log
# Submit with sbatch; submit again to run what is missing. Then: mosul merge {out}
exec mosul sweep {file} --out {out} --shard "$SLURM_ARRAY_TASK_ID/{count}" \\
    --workers "$SLURM_CPUS_PER_TASK" --quiet
"""


def slurm_script(experiment: str, name: str, n_shards: int, out: Path, workers: int) -> str:
    """Return the script of a job array that runs an experiment in n_shards shards.

    Raises StoreError for a text with a line break, which would end a comment of the script.
    """
    for text in (experiment, name, str(out)):
        check_one_line(text)
    return SLURM_SCRIPT.format(
        name=shlex.quote(name),
        count=n_shards,
        workers=workers,
        out=shlex.quote(str(out)),
        file=shlex.quote(experiment),
    )


def check_one_line(text: str) -> None:
    """Raise StoreError for a text with a line break or another control character."""
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text):
        raise StoreError(
            f"{text!r} has a line break or another character that no script can hold: name it"
            " otherwise"
        )


def merge_shards(folder: Path) -> RunTables:
    """Merge the shards in a results folder there; may be repeated when more has been run.

    Raises StoreError if a shard is missing or they are not of one sweep.
    """
    shards = find_shards(folder)
    manifest = {**shards[0].manifest, "shard": None}
    for shard in shards[1:]:
        check_same_sweep(shard, shards[0])
    for other in (folder, *(shard.folder for shard in shards)):
        check_merged(other, manifest)
    with Store(folder) as store:
        write_manifest(folder, manifest)
        design = pd.concat([shard.job_table for shard in shards])
        write_design(folder, design.sort_values(["point", "replicate"], ignore_index=True))
        for shard in shards:
            copy_shard(store, shard)
    return RunTables(folder)


def check_same_sweep(shard: RunTables, first: RunTables) -> None:
    """Raise StoreError if two shards differ in anything that belongs to a sweep."""
    keys = ("experiment", "scenarios", "output_spec", "digests", "points")
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


def find_shards(folder: Path) -> list[RunTables]:
    """Return the shards in a folder.

    Raises StoreError unless all of them are there.
    """
    with disk_errors_as_store_errors(folder):
        paths = [path for path in sorted(folder.glob("shard-*-of-*")) if path.is_dir()]
    shards = [RunTables(path) for path in paths if SHARD_NAME.fullmatch(path.name)]
    for shard in shards:
        check_shard_name(shard)
    if not shards:
        raise StoreError(f"{folder} holds no shards; 'mosul sweep ... --shard 1/4' makes one")
    counts = {shard.manifest["shard"][1] for shard in shards}
    if len(counts) > 1:
        names = " and ".join(str(count) for count in sorted(counts))
        raise StoreError(f"{folder} holds shards of {names}; merge those of one sweep")
    missing = set(range(1, counts.pop() + 1)) - {shard.manifest["shard"][0] for shard in shards}
    if missing:
        names = ", ".join(str(number) for number in sorted(missing))
        raise StoreError(f"{folder}: shards {names} are missing; run them first")
    return shards


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
