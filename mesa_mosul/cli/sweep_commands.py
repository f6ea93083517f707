"""The commands around sweeps: execution, maintenance, output."""

import argparse
import difflib
import json
import re
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mesa_mosul.cli.sweep_arguments import RENAMED_PLOT_KINDS
from mesa_mosul.parameters.errors import MosulError, warn_renamed

if TYPE_CHECKING:
    from mesa_mosul.experiments.execution.run_tables import RunTables
    from mesa_mosul.experiments.experiment import Experiment
    from mesa_mosul.experiments.results import Results

EXIT_INTERRUPTED, EXIT_RUN_FAILED = 130, 1
"""Exit codes after Ctrl-C, and where a run failed."""


class PlotKindError(MosulError):
    """A kind of plot that does not exist."""


def load_experiment(args: argparse.Namespace) -> "Experiment":
    """Return the experiment that is named on the command line."""
    from mesa_mosul.experiments.catalogue import find_experiment

    experiment = find_experiment(args.experiment, args.seeds)
    if args.trial:
        experiment = experiment.trial()
    if args.replications:
        experiment = experiment.with_replications(args.replications)
    return experiment


def execution_options(args: argparse.Namespace) -> dict[str, Any]:
    """Return where and within which limits runs are executed."""
    return {
        "workers": args.workers,
        "cluster": args.cluster,
        "timeout_s": args.timeout,
        "memory_mb": args.memory,
        "progress": not args.quiet,
    }


def run_sweep_command(args: argparse.Namespace) -> int:
    """Execute the missing runs of an experiment."""
    experiment = load_experiment(args)
    name = experiment.spec.name
    out = args.out or Path("results") / (f"{name}-trial" if args.trial else name)
    try:
        results = experiment.run(out, shard=args.shard, **execution_options(args))
    except KeyboardInterrupt:
        print(f"\nmosul: stopped; finished runs are in {out}: the same command resumes",
              file=sys.stderr)  # fmt: skip
        return EXIT_INTERRUPTED
    if args.trial:
        try_report(results)
    return print_status(results, args.json)


def try_report(results: "Results") -> None:
    """Write the report of a trial, so that its analyses are tried too."""
    from mesa_mosul.experiments.report.pages import write_report

    if (results.runs["status"] == "done").any():
        for path in write_report(results):
            print(path, file=sys.stderr)


def run_retry_command(args: argparse.Namespace) -> int:
    """Run the failed runs again."""
    from mesa_mosul.experiments.results import Results

    try:
        results = Results(args.results).retry(**execution_options(args))
    except KeyboardInterrupt:
        print(f"\nmosul: stopped; 'mosul retry {args.results}' resumes", file=sys.stderr)
        return EXIT_INTERRUPTED
    return print_status(results, args.json)


def print_status(results: "RunTables", as_json: bool) -> int:
    """Print how many runs of a sweep are done; return 1 if a run failed or was lost."""
    from mesa_mosul.experiments.status import format_status, sweep_status

    status = sweep_status(results)
    print(json.dumps(status, indent=2) if as_json else format_status(status, results.folder))
    return status_exit_code(status)


def status_exit_code(status: dict[str, Any]) -> int:
    """Return 1 if a run failed or was lost."""
    is_faulty = status["failures"] or status["lost_days"] or status["damaged_rows"]
    return EXIT_RUN_FAILED if is_faulty else 0


def run_replay_command(args: argparse.Namespace) -> int:
    """Repeat one run; return 1 if it fails or its outcomes differ from the stored ones."""
    from mesa_mosul.experiments.replay import replay, replay_command
    from mesa_mosul.experiments.results import Results

    results = Results(args.results)
    command = replay_command(results, args.run)
    if command:
        print(command, file=sys.stderr)
    try:
        replayed = replay(results, args.run)
    except MosulError:
        raise
    except Exception as fault:
        traceback.print_exc()
        if args.pdb:
            import pdb

            pdb.post_mortem(fault.__traceback__)
        return EXIT_RUN_FAILED
    print(json.dumps(replayed.outcomes, indent=2))
    if not replayed.differing_outcomes:
        return 0
    names = ", ".join(replayed.differing_outcomes)
    print(f"mosul: differs from the stored outcomes: {names}", file=sys.stderr)
    return EXIT_RUN_FAILED


def run_export_command(args: argparse.Namespace) -> None:
    """Write both tables as CSV or as Parquet."""
    from mesa_mosul.experiments.execution.export import export_csv_tables, export_parquet
    from mesa_mosul.experiments.results import Results

    results = Results(args.results)
    folder = args.out or results.folder
    if args.parquet:
        print("\n".join(map(str, export_parquet(results, folder))))
        return
    for path in export_csv_tables(results, folder):
        print(path)


def find_plot_kind(name: str) -> str:
    """Return a kind of plot by its name of today or of an earlier version."""
    if name in RENAMED_PLOT_KINDS:
        warn_renamed(name, RENAMED_PLOT_KINDS[name])
        return RENAMED_PLOT_KINDS[name]
    from mesa_mosul.experiments.results_plot_kinds import list_plot_kinds

    kinds = list_plot_kinds()
    if name not in kinds:
        close = difflib.get_close_matches(name, kinds, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise PlotKindError(f"no plot is called '{name}'{hint} (kinds: {', '.join(kinds)})")
    return name


def run_plot_command(args: argparse.Namespace) -> None:
    """Save one plot of results and print its path."""
    kind = find_plot_kind(args.kind)
    from mesa_mosul.analysis.errors import AnalysisError
    from mesa_mosul.experiments.execution.results_folder import write_figure
    from mesa_mosul.experiments.results import Results

    results = Results(args.results)
    from mesa_mosul.experiments.results_plot_kinds import draw_results_plot

    by = [args.x] if args.x else args.by
    ax = draw_results_plot(results.plot, kind, args.outcome, by, args.base, args.y, args.over)
    name = re.sub(r"[^\w.@+-]+", "_", args.outcome or "car_bombs")
    out = args.out or results.folder / f"{kind}_{name}.png"
    formats = ax.figure.canvas.get_supported_filetypes()
    if out.suffix.removeprefix(".").lower() not in formats:
        raise AnalysisError(f"{out} is not a picture: end its name in .png, .svg or .pdf")
    write_figure(ax.figure, out)
    print(out)


def run_report_command(args: argparse.Namespace) -> None:
    """Write the report of results and print the paths."""
    from mesa_mosul.experiments.results import Results

    results = Results(args.results)
    from mesa_mosul.experiments.report.pages import write_report

    for path in write_report(results, args.out):
        print(path)


SWEEP_COMMANDS = {
    "plot": run_plot_command,
    "report": run_report_command,
    "sweep": run_sweep_command,
    "retry": run_retry_command,
    "replay": run_replay_command,
    "export": run_export_command,
}
