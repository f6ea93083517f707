"""Shares of a sweep that job arrays ran on their own, put together; and the script for them."""

import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.runner import check_same
from mesa_mosul.experiments.store import (
    DAILY,
    Store,
    StoreError,
    refusals,
    write_design,
    write_manifest,
)

SCRIPT = """#!/bin/sh
#SBATCH --job-name={name}
#SBATCH --array=1-{count}
#SBATCH --cpus-per-task={workers}
#SBATCH --mem-per-cpu=3G
#SBATCH --time=04:00:00
#SBATCH --output=%x-%a.log
# Submit with sbatch; submit again to go on with what is missing. Then: mosul merge {out}
exec mosul sweep {file} --out {out} --shard "$SLURM_ARRAY_TASK_ID/{count}" \\
    --workers "$SLURM_CPUS_PER_TASK" --quiet
"""


def slurm(file: str, name: str, count: int, out: Path, workers: int) -> str:
    """Return the script of a job array that runs an experiment in so many shards."""
    return SCRIPT.format(
        name=shlex.quote(name),
        count=count,
        workers=workers,
        out=shlex.quote(str(out)),
        file=shlex.quote(file),
    )


def merge(folder: Path) -> Results:
    """Put the shards in a results folder together there; may be done again when more is run.

    Raises StoreError if a shard is missing or they are not of one sweep.
    """
    shards = found(folder)
    said = [{**one.manifest, "shard": None} for one in shards]
    for other in (folder, *(one.folder for one in shards)):
        check_merged(other, said[0])
    with Store(folder) as store:
        write_manifest(folder, said[0])
        design = pd.concat([one.jobs for one in shards])
        write_design(folder, design.sort_values(["point", "replicate"], ignore_index=True))
        for one in shards:
            take_over(store, one)
    return Results(folder)


def check_merged(folder: Path, said: dict[str, Any]) -> None:
    """Raise StoreError if a folder's results do not go with what is merged."""
    if (folder / "manifest.json").exists():
        check_same(folder, {**said, "shard": Results(folder).manifest["shard"]})


def found(folder: Path) -> list[Results]:
    """Return the shards in a folder.

    Raises StoreError unless they are all there, from the first to the last.
    """
    there = [Results(path) for path in sorted(folder.glob("shard-*-of-*")) if path.is_dir()]
    if not there:
        raise StoreError(f"{folder} holds no shards; 'mosul sweep ... --shard 1/4' makes one")
    counts = {one.manifest["shard"][1] for one in there}
    if len(counts) > 1:
        told = " and ".join(str(count) for count in sorted(counts))
        raise StoreError(f"{folder} holds shards of {told}; merge those of one sweep")
    missing = set(range(1, counts.pop() + 1)) - {one.manifest["shard"][0] for one in there}
    if missing:
        told = ", ".join(str(part) for part in sorted(missing))
        raise StoreError(f"{folder}: shards {told} are missing; run them first")
    return there


def take_over(store: Store, shard: Results) -> None:
    """Write a shard's recorded days as one part, and its rows into the index."""
    with refusals(store.folder):
        parts = sorted((shard.folder / DAILY).glob("part-*.parquet"))
        days = pa.concat_tables(map(pq.read_table, parts)) if parts else None
        part = store.write_days(days) if days is not None else None
        store.write_rows((*row[:-1], None if row[-1] is None else part) for row in shard.rows())
