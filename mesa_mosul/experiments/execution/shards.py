"""Merge the shards of a sweep that job arrays ran apart; and write the script for them."""

import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.runner import check_compatible
from mesa_mosul.experiments.execution.store import (
    DAILY,
    MANIFEST,
    Store,
    StoreError,
    disk_errors_as_store_errors,
    write_design,
    write_manifest,
)

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
    """Return the script of a job array that runs an experiment in n_shards shards."""
    return SLURM_SCRIPT.format(
        name=shlex.quote(name),
        count=n_shards,
        workers=workers,
        out=shlex.quote(str(out)),
        file=shlex.quote(experiment),
    )


def merge_shards(folder: Path) -> RunTables:
    """Merge the shards in a results folder there; may be repeated when more has been run.

    Raises StoreError if a shard is missing or they are not of one sweep.
    """
    shards = find_shards(folder)
    manifest = {**shards[0].manifest, "shard": None}
    for other in (folder, *(shard.folder for shard in shards)):
        check_merged(other, manifest)
    with Store(folder) as store:
        write_manifest(folder, manifest)
        design = pd.concat([shard.job_table for shard in shards])
        write_design(folder, design.sort_values(["point", "replicate"], ignore_index=True))
        for shard in shards:
            copy_shard(store, shard)
    return RunTables(folder)


def check_merged(folder: Path, manifest: dict[str, Any]) -> None:
    """Raise StoreError if a folder's results do not go with what is merged."""
    if (folder / MANIFEST).exists():
        check_compatible(folder, {**manifest, "shard": RunTables(folder).manifest["shard"]})


def find_shards(folder: Path) -> list[RunTables]:
    """Return the shards in a folder.

    Raises StoreError unless all of them are there.
    """
    paths = [path for path in sorted(folder.glob("shard-*-of-*")) if path.is_dir()]
    shards = [RunTables(path) for path in paths]
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


def copy_shard(store: Store, shard: RunTables) -> None:
    """Write a shard's recorded days as one part, and its rows into the index."""
    with disk_errors_as_store_errors(store.folder):
        parts = sorted((shard.folder / DAILY).glob("part-*.parquet"))
        days = pa.concat_tables(map(pq.read_table, parts)) if parts else None
        part = store.write_days(days) if days is not None else None
        store.write_rows(
            (*row[:-1], None if row[-1] is None else part) for row in shard.index_rows()
        )
