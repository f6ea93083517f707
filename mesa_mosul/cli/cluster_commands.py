"""The commands around sweeps on clusters: compiling ahead, job arrays and their shards."""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from mesa_mosul.cli.argument_types import add_command
from mesa_mosul.cli.sweep_arguments import EXPERIMENT_HELP, parse_count
from mesa_mosul.cli.sweep_commands import print_status, status_exit_code

SLURM_TIME = re.compile(r"\d+(:\d\d){0,2}|\d+-\d\d?(:\d\d){0,2}")
SLURM_MEMORY = re.compile(r"[1-9]\d*[KMGT]?")
SLURM_NAME = re.compile(r"[\w.,@+-]+")


def parse_slurm_time(text: str) -> str:
    """Return a time limit as Slurm writes it."""
    return match_slurm(SLURM_TIME, text, "a time such as 04:00:00 or 1-12:00:00")


def parse_slurm_memory(text: str) -> str:
    """Return an amount of memory as Slurm writes it."""
    return match_slurm(SLURM_MEMORY, text, "an amount of memory such as 16G")


def parse_slurm_name(text: str) -> str:
    """Return the name of a partition or an account."""
    return match_slurm(SLURM_NAME, text, "a name, or names separated by commas")


def match_slurm(pattern: re.Pattern[str], text: str, expected: str) -> str:
    """Return text that a pattern matches, or refuse it with what is expected."""
    if not pattern.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is not {expected}")
    return text


def add_cluster_commands(commands: Any) -> None:
    """Add the commands around sweeps on clusters."""
    about = "compile the rules for this machine, if that is still to be done"
    add_command(commands, "warm", about)
    status = add_command(
        commands, "status", "report how many runs of a sweep, or of its shards, are done"
    )
    merge = add_command(commands, "merge", "merge the shards in a results folder")
    for command in (status, merge):
        command.add_argument("results", type=Path, metavar="RESULTS", help="results folder")
        command.add_argument("--json", action="store_true", help="print JSON")
    about = "merge the shards that have begun; the results say which are missing"
    merge.add_argument("--partial", action="store_true", help=about)
    add_slurm_command(commands)


def add_slurm_command(commands: Any) -> None:
    """Add `mosul slurm`."""
    slurm = add_command(commands, "slurm", "print a Slurm script that runs an experiment")
    add = slurm.add_argument
    add("experiment", metavar="EXPERIMENT", help=EXPERIMENT_HELP)
    add("--array", type=parse_count, required=True, metavar="N", help="shards")
    add("--out", type=Path, metavar="DIR", help="results folder (results/NAME)")
    about = "worker processes of each shard (2)"
    add("--workers", type=parse_count, default=2, metavar="N", help=about)
    about = "time limit of each shard (04:00:00)"
    add("--time", type=parse_slurm_time, default="04:00:00", metavar="TIME", help=about)
    about = "memory of each shard, such as 16G (3G a worker)"
    add("--mem", type=parse_slurm_memory, metavar="SIZE", help=about)
    add("--partition", type=parse_slurm_name, metavar="NAME", help="partition of the cluster")
    add("--account", type=parse_slurm_name, metavar="NAME", help="account that is charged")
    about = 'command to run first, such as "module load python"; may be repeated'
    add("--setup", action="append", default=[], metavar="COMMAND", help=about)


def run_warm_command(args: argparse.Namespace) -> None:
    """Compile the rules and print where they are."""
    from mesa_mosul.engine.compile_cache import describe_processor
    from mesa_mosul.engine.jit import CACHE_FOLDER
    from mesa_mosul.simulation.compilation import compile_rules

    seconds = compile_rules()
    processor = describe_processor().split()[0]
    how = "were compiled already" if seconds is None else f"compiled in {seconds:.0f} s"
    print(f"Rules for {processor} {how}: {CACHE_FOLDER}")


def show_status(args: argparse.Namespace) -> int:
    """Report how many runs are done, and which failed; of shards, unless they are merged."""
    from mesa_mosul.experiments.execution.results_folder import MANIFEST
    from mesa_mosul.experiments.execution.run_tables import RunTables
    from mesa_mosul.experiments.execution.shards import list_shard_folders

    folder = args.results
    if not list_shard_folders(folder) or (folder / MANIFEST).exists():
        return print_status(RunTables(folder), args.json)
    from mesa_mosul.experiments.status import format_shards_status, shards_status

    status = shards_status(folder)
    print(json.dumps(status, indent=2) if args.json else format_shards_status(status, folder))
    return status_exit_code(status)


def run_merge_command(args: argparse.Namespace) -> int:
    """Merge shards."""
    from mesa_mosul.experiments.execution.shards import merge_shards

    return print_status(merge_shards(args.results, args.partial), args.json)


def show_slurm(args: argparse.Namespace) -> None:
    """Print the script of a job array."""
    from mesa_mosul.experiments.catalogue import find_experiment
    from mesa_mosul.experiments.execution.job_script import JobRequest, slurm_script

    name = find_experiment(args.experiment).spec.name
    out = args.out or Path("results") / name
    request = JobRequest(
        args.workers, args.time, args.mem, args.partition, args.account, args.setup
    )
    sys.stdout.write(slurm_script(args.experiment, name, args.array, out, request))


CLUSTER_COMMANDS = {
    "warm": run_warm_command,
    "status": show_status,
    "merge": run_merge_command,
    "slurm": show_slurm,
}
