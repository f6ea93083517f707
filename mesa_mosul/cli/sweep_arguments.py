"""The arguments of the commands around sweeps."""

import argparse
import os
import re
from pathlib import Path
from typing import Any

from mesa_mosul.cli.argument_types import (
    RenamedOption,
    add_command,
    parse_int,
    parse_seeds_folder,
)

EXPERIMENT_HELP = "an experiment of the project by name, or a TOML file"
ADDRESS = re.compile(r"(\w+://)?[^\s/]+:\d{1,5}")
MAX_WORKERS = 1000
"""Processes of one machine; a cluster's are given by --cluster."""
RENAMED_PLOT_KINDS = {"gain": "variance_reduction", "funnel": "car_bomb_fates"}
"""Kinds of plots of earlier versions, and their names of today."""


def parse_count(text: str) -> int:
    """Return a number of processes, runs or megabytes."""
    return parse_int(text, 1, None, "an integer from 1")


def parse_workers(text: str) -> int:
    """Return a number of worker processes; 0 for none but this one."""
    expected = f"a number of workers: an integer from 0 to {MAX_WORKERS}"
    return parse_int(text, 0, MAX_WORKERS, expected)


def parse_timeout(text: str) -> float:
    """Return a number of seconds."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds above 0")
    return seconds


def parse_address(text: str) -> str:
    """Return the address of a dask scheduler; whether it answers is seen when work begins."""
    if not ADDRESS.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"'{text}' is not the address of a dask scheduler, such as tcp://node:8786"
        )
    return text


def parse_scheduler_file(text: str) -> Path:
    """Return the file of a dask scheduler, which may be written later."""
    if os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"'{text}' is a folder, not a scheduler's file")
    return Path(text)


def parse_shard(text: str) -> tuple[int, int]:
    """Return the number of a shard and of all shards, such as 3/64."""
    number, _, count = text.partition("/")
    is_pair = number.isdecimal() and count.isdecimal()
    if not (is_pair and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a shard such as 3/64")
    return int(number), int(count)


def add_execution_options(command: Any) -> None:
    """Add where and within which limits runs are executed."""
    add = command.add_argument
    about = "worker processes; 0: this process (all cores)"
    add("--workers", type=parse_workers, metavar="N", help=about)
    cluster = command.add_mutually_exclusive_group()
    about = "address of a dask scheduler, such as tcp://node:8786"
    cluster.add_argument("--cluster", type=parse_address, metavar="ADDRESS", help=about)
    about = "the file in which a dask scheduler writes its address, instead of that"
    cluster.add_argument("--scheduler-file", type=parse_scheduler_file, dest="cluster",
                         metavar="FILE", help=about)  # fmt: skip
    about = "seconds that one run may take (600)"
    add("--timeout", type=parse_timeout, default=600.0, metavar="S", help=about)
    add("--limit", type=parse_timeout, dest="timeout", default=argparse.SUPPRESS,
        action=RenamedOption, new_option="--timeout")  # fmt: skip
    about = "memory that one worker may take (2000)"
    add("--memory", type=parse_count, default=2000, metavar="MB", help=about)
    add("--quiet", action="store_true", help="no progress")
    add("--json", action="store_true", help="print JSON")


def add_sweep_command(commands: Any) -> None:
    """Add `mosul sweep`."""
    about = "run an experiment, or resume it: only missing runs are executed"
    sweep = add_command(commands, "sweep", about)
    add = sweep.add_argument
    add("experiment", metavar="EXPERIMENT", help=EXPERIMENT_HELP)
    add("--out", type=Path, metavar="DIR", help="results folder (results/NAME)")
    about = "two levels of each lever, two replications, and the report, to try the experiment"
    add("--trial", action="store_true", help=about)
    add("--small", dest="trial", default=argparse.SUPPRESS, action=RenamedOption,
        new_option="--trial", is_flag=True)  # fmt: skip
    about = "runs of each point, instead of the number in the file"
    add("--replications", type=parse_count, metavar="N", help=about)
    about = "tables and scenarios to read instead of those of the package"
    add("--seeds", type=parse_seeds_folder, metavar="DIR", help=about)
    about = "one shard of the runs; 'mosul merge' joins them"
    add("--shard", type=parse_shard, metavar="i/N", help=about)
    add_execution_options(sweep)


def plot_epilog() -> str:
    """Return the end of the help of `mosul plot`: all kinds."""
    from mesa_mosul.experiments.results_plot_kinds import list_plot_kinds

    return f"kinds: {', '.join(list_plot_kinds())}"


def add_plot_command(commands: Any) -> None:
    """Add `mosul plot`."""
    plot = add_command(commands, "plot", "plot the runs of a sweep")
    plot.make_epilog = plot_epilog
    add = plot.add_argument
    add("results", type=Path, metavar="RESULTS", help="results folder")
    add("kind", metavar="KIND", help="kind of plot; see below")
    about = "an outcome, a recorded column (band, variance_reduction) or an event (survival)"
    add("outcome", nargs="?", default="", metavar="OUTCOME", help=about)
    about = "a factor whose cases are distinguished; may be repeated (all levers)"
    add("--by", action="append", metavar="FACTOR", help=about)
    add("--base", metavar="CASE", help="the case that others are compared with (the first)")
    about = "levers that --by does not name: at their base level, or averaged over (base)"
    add("--over", choices=("base", "mean"), default="base", help=about)
    add("--x", metavar="FACTOR", help="first factor of a contour")
    add("--y", default="", metavar="FACTOR", help="second factor of a contour")
    add("--up", dest="y", default=argparse.SUPPRESS, action=RenamedOption, new_option="--y")
    add("--out", type=Path, metavar="FILE", help="picture: png, svg or pdf (in RESULTS)")


def add_sweep_commands(commands: Any) -> None:
    """Add the commands around sweeps."""
    add_sweep_command(commands)
    retry = add_command(commands, "retry", "run the failed runs of a results folder again")
    replay = add_command(commands, "replay", "repeat one run of a sweep, alone")
    about = "write the runs and their days as CSV or Parquet"
    export = add_command(commands, "export", about)
    about = "runs.parquet and daily.parquet instead of CSV"
    export.add_argument("--parquet", action="store_true", help=about)
    report = add_command(commands, "report", "write report.html and report.md of a sweep")
    for command in (retry, replay, export, report):
        command.add_argument("results", type=Path, metavar="RESULTS", help="results folder")
    add_execution_options(retry)
    replay.add_argument("run", metavar="KEY", help="its key, or the beginning of it")
    replay.add_argument("--pdb", action="store_true", help="open the debugger where it fails")
    for command in (export, report):
        command.add_argument("--out", type=Path, metavar="DIR", help="folder (RESULTS)")
    add_plot_command(commands)
