"""The words of the commands around sweeps."""

import argparse
from pathlib import Path
from typing import Any

from mesa_mosul.arguments import whole

KINDS = ("distribution", "histogram", "density", "ecdf", "box", "violin", "ridge", "band",
         "survival", "probability", "forest", "tornado", "contour", "convergence", "gain",
         "funnel", "sensitivity")  # fmt: skip
FOUND = "one of the project's by name, or a file"


def count(text: str) -> int:
    """Return a number of processes, runs or megabytes."""
    return whole(text, 1, None, "number; it is a whole one from 1")


def workers(text: str) -> int:
    """Return a number of worker processes; 0 for none but this one."""
    return whole(text, 0, None, "number of workers; it is a whole one from 0")


def limit(text: str) -> float:
    """Return a number of seconds."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of seconds above 0")
    return seconds


def shard(text: str) -> tuple[int, int]:
    """Return which share of how many a word such as 3/64 names."""
    part, _, of = text.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of)):
        raise argparse.ArgumentTypeError(f"'{text}' is no shard such as 3/64")
    return int(part), int(of)


def add(commands: Any, name: str, about: str) -> Any:
    """Add a command."""
    return commands.add_parser(name, help=about, description=about, allow_abbrev=False)


def add_crew(made: Any) -> None:
    """Add who carries runs out."""
    put = made.add_argument
    put("--workers", type=workers, metavar="N", help="processes; 0: this one (all cores)")
    put("--cluster", metavar="ADDRESS", help="a dask scheduler's, such as tcp://node:8786")
    put("--limit", type=limit, default=600.0, metavar="S", help="seconds a run may take (600)")
    put("--memory", type=count, default=2000, metavar="MB", help="a worker may take (2000)")
    put("--quiet", action="store_true", help="no progress")
    put("--json", action="store_true", help="print JSON")


def add_sweep(commands: Any) -> None:
    """Add `mosul sweep`."""
    made = add(commands, "sweep", "run what is missing of an experiment; the same goes on")
    put = made.add_argument
    put("experiment", metavar="EXPERIMENT", help=FOUND)
    put("--out", type=Path, metavar="DIR", help="results folder (results/NAME)")
    put("--small", action="store_true", help="a few points, runs and days, to try it")
    put("--replications", type=count, metavar="N", help="of each point, instead of the file's")
    put("--shard", type=shard, metavar="i/N", help="one share; 'mosul merge' joins them")
    add_crew(made)


def add_findings(commands: Any) -> None:
    """Add the commands that say what a sweep found."""
    plot = add(commands, "plot", "draw one plot of the runs of a sweep")
    report = add(commands, "report", "write report.html and report.md of a sweep")
    for made in (plot, report):
        made.add_argument("results", type=Path, metavar="RESULTS", help="its folder")
    put = plot.add_argument
    put("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    about = "an outcome, a recorded column (band, gain) or an event (survival)"
    put("outcome", nargs="?", default="", metavar="OUTCOME", help=about)
    about = "a factor to compare by; may be repeated (all levers)"
    put("--by", action="append", metavar="FACTOR", help=about)
    put("--base", metavar="CASE", help="the case that others are compared with (the first)")
    put("--up", metavar="FACTOR", help="the second number of a contour; --by is the first")
    put("--out", type=Path, metavar="FILE", help="picture: png, svg or pdf (in RESULTS)")
    report.add_argument("--out", type=Path, metavar="DIR", help="folder (RESULTS)")


def add_sweeps(commands: Any) -> None:
    """Add the commands around sweeps."""
    add_sweep(commands)
    retried = add(commands, "retry", "run again what failed in a results folder")
    status = add(commands, "status", "tell how a sweep stands")
    replay = add(commands, "replay", "make one run of a sweep again, alone")
    merged = add(commands, "merge", "put the shards in a results folder together")
    export = add(commands, "export", "write the runs and their days as CSV")
    for made in (retried, status, replay, merged, export):
        made.add_argument("results", type=Path, metavar="RESULTS", help="its folder")
    add_crew(retried)
    for made in (status, merged):
        made.add_argument("--json", action="store_true", help="print JSON")
    replay.add_argument("run", metavar="RUN", help="its key, or how that begins")
    replay.add_argument("--pdb", action="store_true", help="open the debugger where it fails")
    export.add_argument("--out", type=Path, metavar="DIR", help="folder (RESULTS)")
    add_findings(commands)
    slurm = add(commands, "slurm", "print the script of a job array for an experiment")
    slurm.add_argument("experiment", metavar="EXPERIMENT", help=FOUND)
    slurm.add_argument("--array", type=count, required=True, metavar="N", help="shards")
    slurm.add_argument("--out", type=Path, metavar="DIR", help="folder (results/NAME)")
    slurm.add_argument("--workers", type=count, default=2, metavar="N", help="cores each (2)")
