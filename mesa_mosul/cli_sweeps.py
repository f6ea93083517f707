"""The commands around sweeps: run them, look after them, read them out."""

import argparse
import json
import signal
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mesa_mosul.experiments.experiment import Experiment
    from mesa_mosul.experiments.results import Results

STOPPED, FAILED = 130, 1
"""Exit codes after Ctrl-C, and where a run failed."""


def stopped(number: int, frame: object) -> None:
    """End as Ctrl-C does: what a cluster sends when a job's time is up."""
    raise KeyboardInterrupt


def asked(args: argparse.Namespace) -> "Experiment":
    """Return the experiment that is asked for."""
    from mesa_mosul.experiments.shipped import find

    made = find(args.experiment)
    if args.small:
        made = made.small()
    if args.replications:
        made = made.repeated(args.replications)
    return made


def crew(args: argparse.Namespace) -> dict[str, Any]:
    """Return who is to carry runs out."""
    words = ("workers", "cluster", "limit", "memory", "quiet")
    return {word: getattr(args, word) for word in words}


def run_sweep(args: argparse.Namespace) -> int:
    """Run what is missing of an experiment."""
    from mesa_mosul.experiments.runner import sweep

    made = asked(args)
    out = args.out or Path("results") / (
        f"{made.said.name}-small" if args.small else made.said.name
    )
    try:
        signal.signal(signal.SIGTERM, stopped)
        found = sweep(made, out, args.shard, **crew(args))
    except KeyboardInterrupt:
        print(f"\nmosul: stopped; what was finished is in {out}: the same command goes on",
              file=sys.stderr)  # fmt: skip
        return STOPPED
    return tell(found, args.json)


def run_retry(args: argparse.Namespace) -> int:
    """Run again what failed."""
    from mesa_mosul.experiments.runner import retry

    try:
        found = retry(args.results, **crew(args))
    except KeyboardInterrupt:
        print(f"\nmosul: stopped; 'mosul sweep' goes on in {args.results}", file=sys.stderr)
        return STOPPED
    return tell(found, args.json)


def show_status(args: argparse.Namespace) -> int:
    """Tell how many runs are done, and what failed."""
    from mesa_mosul.experiments.results import Results

    return tell(Results(args.results), args.json)


def tell(found: "Results", as_json: bool) -> int:
    """Print how a sweep stands; return 1 if a run failed."""
    from mesa_mosul.experiments.status import as_text, status

    standing = status(found)
    print(json.dumps(standing, indent=2) if as_json else as_text(standing, found.folder))
    return FAILED if standing["failures"] else 0


def run_replay(args: argparse.Namespace) -> int:
    """Make one run again; return 1 if it fails or comes to something else."""
    from mesa_mosul.experiments.replay import command_of, replay
    from mesa_mosul.experiments.results import Results
    from mesa_mosul.experiments.store import StoreError

    found = Results(args.results)
    command = command_of(found, args.run)
    if command:
        print(command, file=sys.stderr)
    try:
        again = replay(found, args.run)
    except StoreError:
        raise
    except Exception as fault:
        traceback.print_exc()
        if args.pdb:
            import pdb

            pdb.post_mortem(fault.__traceback__)
        return FAILED
    print(json.dumps(again.outcomes, indent=2))
    if again.differ:
        print(
            f"mosul: differs from what is recorded: {', '.join(again.differ)}", file=sys.stderr
        )
    return FAILED if again.differ else 0


def run_merge(args: argparse.Namespace) -> int:
    """Put shards together."""
    from mesa_mosul.experiments.shards import merge

    return tell(merge(args.results), args.json)


def run_export(args: argparse.Namespace) -> None:
    """Write both tables as CSV."""
    from mesa_mosul.experiments.results import Results
    from mesa_mosul.experiments.store import export

    found = Results(args.results)
    for path in export(found.runs, found.daily, args.out or found.folder):
        print(path)


def show_slurm(args: argparse.Namespace) -> None:
    """Print the script of a job array."""
    from mesa_mosul.experiments.shards import slurm
    from mesa_mosul.experiments.shipped import find

    name = find(args.experiment).said.name
    out = args.out or Path("results") / name
    sys.stdout.write(slurm(args.experiment, name, args.array, out, args.workers))


def draw(args: argparse.Namespace) -> None:
    """Draw one plot of results and say where it is."""
    from mesa_mosul.analysis.errors import AnalysisError
    from mesa_mosul.experiments.results import Results
    from mesa_mosul.experiments.shown import draw
    from mesa_mosul.experiments.store import refusals

    found = Results(args.results)
    axes = draw(found, args.kind, args.outcome, args.by, args.base, args.up)
    out = args.out or found.folder / f"{args.kind}_{args.outcome or 'car_bombs'}.png"
    kinds = axes.figure.canvas.get_supported_filetypes()
    if out.suffix.removeprefix(".") not in kinds:
        raise AnalysisError(f"{out} is no picture; end its name in .png, .svg or .pdf")
    with refusals(out.parent):
        out.parent.mkdir(parents=True, exist_ok=True)
        axes.figure.savefig(out)  # type: ignore[union-attr]
    print(out)


def report(args: argparse.Namespace) -> None:
    """Write the report of results and say where it is."""
    from mesa_mosul.experiments.results import Results
    from mesa_mosul.report.pages import write

    for path in write(Results(args.results), args.out):
        print(path)


ACTS = {
    "plot": draw,
    "report": report,
    "sweep": run_sweep,
    "retry": run_retry,
    "status": show_status,
    "replay": run_replay,
    "merge": run_merge,
    "export": run_export,
    "slurm": show_slurm,
}
