"""The script of a job array for Slurm, each job of which runs one shard of a sweep."""

import shlex
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mesa_mosul.experiments.execution.results_folder import StoreError

SLURM_SCRIPT = """#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --array=1-{count}
#SBATCH --cpus-per-task={workers}
{requests}
#SBATCH --output=%x-%a.log
# Submit with sbatch; submit again to run what is missing. Meanwhile: mosul status {out}
# Afterwards: mosul merge {out}
set -eo pipefail
trap 'code=$?; echo "line $LINENO of this script failed with code $code" >&2; exit $code' ERR
{setup}
set -u
# The first job of every kind of machine compiles the rules; the others wait for it.
mosul warm
exec mosul sweep {file} --out {out} --shard "$SLURM_ARRAY_TASK_ID/{count}" \\
    --workers "$SLURM_CPUS_PER_TASK" --quiet
"""


class JobRequest(NamedTuple):
    """What each job of an array asks of Slurm, and the commands that prepare it.

    time, memory, partition, account: as sbatch takes them; without memory, 3 GB a worker.
    setup: lines of shell, such as "module load python".
    """

    workers: int = 2
    time: str = "04:00:00"
    memory: str | None = None
    partition: str | None = None
    account: str | None = None
    setup: Sequence[str] = ()


def slurm_script(
    experiment: str, name: str, n_shards: int, out: Path, request: JobRequest
) -> str:
    """Return the script of a job array that runs an experiment in n_shards shards.

    Raises StoreError for a text with a line break, which would end a comment of the script.
    """
    options = {
        "mem": request.memory,
        "mem-per-cpu": None if request.memory else "3G",
        "time": request.time,
        "partition": request.partition,
        "account": request.account,
    }
    for text in (experiment, name, str(out), *request.setup, *filter(None, options.values())):
        check_one_line(text)
    return SLURM_SCRIPT.format(
        name=shlex.quote(name),
        count=n_shards,
        workers=request.workers,
        requests="\n".join(
            f"#SBATCH --{option}={shlex.quote(value)}"
            for option, value in options.items()
            if value
        ),
        setup="\n".join(request.setup or ["# Here: what makes the command mosul known."]),
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
