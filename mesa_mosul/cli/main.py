"""The command `mosul`: runs scenarios and sweeps, and lists what they are made of.

A user's mistake ends with code 2 and a line that says what would be right, never a traceback.
"""

import argparse
import dataclasses
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mesa_mosul.cli.arguments import EXIT_USER_ERROR, make_parser
from mesa_mosul.cli.calibration_commands import (
    CALIBRATION_COMMANDS,
    add_calibration_commands,
)
from mesa_mosul.cli.check_commands import CHECK_COMMANDS
from mesa_mosul.cli.streams import (
    describe_system_error,
    find_remedy,
    prepare_streams,
    silence_stdout,
)
from mesa_mosul.cli.sweep_arguments import add_sweep_commands
from mesa_mosul.cli.sweep_commands import EXIT_INTERRUPTED, SWEEP_COMMANDS
from mesa_mosul.parameters.errors import MosulError, warnings_as_lines

if TYPE_CHECKING:
    from mesa_mosul.cli.listings import Listing
    from mesa_mosul.inputs.scenario import Scenario
    from mesa_mosul.inputs.tables import Tables
    from mesa_mosul.single_run.run import Run

EXIT_BROKEN_PIPE = 141
"""Exit code after a reader that closed the pipe."""


def print_listing(listing: "Listing", as_json: bool) -> None:
    """Print a list."""
    if as_json:
        print(json.dumps(listing.records, indent=2))
    else:
        print("\n".join(listing.lines))


def show_scenarios(args: argparse.Namespace) -> None:
    """List the scenarios, or the differences between two."""
    from mesa_mosul.cli.listings import list_difference, list_scenarios

    print_listing(list_difference(*args.diff) if args.diff else list_scenarios(), args.json)


def show_parameters(args: argparse.Namespace) -> None:
    """List the parameters."""
    from mesa_mosul.cli.listings import list_parameters

    print_listing(list_parameters(args.word), args.json)


def show_columns(args: argparse.Namespace) -> None:
    """List the words of the results."""
    from mesa_mosul.cli.column_listing import list_columns

    print_listing(list_columns(args.word), args.json)


def show_evidence(args: argparse.Namespace) -> None:
    """List sources and assumptions."""
    from mesa_mosul.cli.listings import list_evidence

    print_listing(list_evidence(args.ids), args.json)


def show_claims(args: argparse.Namespace) -> None:
    """List the claims of the article."""
    from mesa_mosul.cli.listings import list_claims

    print_listing(list_claims(), args.json)


def run_scenario(args: argparse.Namespace) -> None:
    """Run a scenario, write its folder, print its summary."""
    from mesa_mosul.inputs.tables import read_tables

    tables, scenario = read_tables(args.seeds), requested_scenario(args)
    from mesa_mosul.engine.jit import is_cached
    from mesa_mosul.simulation.run_record import resolve_days
    from mesa_mosul.single_run.earlier_run import RunRequest
    from mesa_mosul.single_run.run_folder import check_writable, outcome_json, write_run_folder

    length, out = resolve_days(scenario, args.days), args.out
    if out is None and not args.json:
        out = folder_without_name(args, scenario)
    if out is not None:
        request = RunRequest(scenario, args.seed, length, tables)
        check_writable(out, request, args.overwrite)
    if not (args.quiet or args.engine == "plain" or is_cached()):
        text = "Compiling the rules, once for this user and version: about a minute."
        print(text, file=sys.stderr)
    run = run_with_progress(args, scenario, tables, length)
    if out is not None:
        write_run_folder(run, out, format_command_line(args), args.overwrite)
    if args.json:
        sys.stdout.write(outcome_json(run))
    elif args.quiet:
        print(out)
    else:
        from mesa_mosul.single_run.summary import format_summary

        print(format_summary(run, out))


def requested_scenario(args: argparse.Namespace) -> "Scenario":
    """Return the scenario with the changes of the command line."""
    from mesa_mosul.inputs.scenario import scenario

    changed = scenario(args.scenario, args.seeds).with_parameters(**collect_changes(args.set))
    if args.decisions_until:
        changed = dataclasses.replace(changed, decisions_until=args.decisions_until)
    return changed


def folder_without_name(args: argparse.Namespace, scenario: "Scenario") -> Path:
    """Return the folder of a run that names none: runs that differ have different folders."""
    from mesa_mosul.single_run.run_folder import default_folder

    options = {
        "days": args.days,
        "decisions": args.decisions_until,
        "seeds": args.seeds and args.seeds.resolve().name,
    }
    return default_folder(scenario, args.seed, options)


def collect_changes(assignments: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the changed parameters; each may be set once."""
    from mesa_mosul.parameters.registry import ParameterError

    names = [name for name, _ in assignments]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"{name} is set {names.count(name)} times; set it once")
    return dict(assignments)


def run_with_progress(
    args: argparse.Namespace, scenario: "Scenario", tables: "Tables", length: int
) -> "Run":
    """Run a scenario with progress on standard error."""
    from tqdm import tqdm

    from mesa_mosul.single_run.run import run

    with tqdm(total=length, desc=scenario.name, unit="day", disable=args.quiet) as bar:
        return run(
            scenario,
            args.seed,
            args.days,
            args.engine,
            tables=tables,
            on_day=lambda done, _: bar.update(done - bar.n),
        )


def format_command_line(args: argparse.Namespace) -> str:
    """Return the command as typed, without folders of this machine."""
    words = ["mosul", "run", args.scenario, "--seed", str(args.seed), "--engine", args.engine]
    if args.days is not None:
        words += ["--days", str(args.days)]
    if args.decisions_until is not None:
        words += ["--decisions-until", args.decisions_until.isoformat()]
    for name, value in args.set:
        words += ["--set", f"{name}={value}"]
    if args.seeds is not None:
        words += ["--seeds", args.seeds.resolve().name]
    return shlex.join(words)


COMMANDS = {
    "run": run_scenario,
    **CHECK_COMMANDS,
    "scenarios": show_scenarios,
    "parameters": show_parameters,
    "columns": show_columns,
    "evidence": show_evidence,
    "claims": show_claims,
    **SWEEP_COMMANDS,
    **CALIBRATION_COMMANDS,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for a failed check, 2 for a mistake.

    Without a command the help is printed.
    """
    prepare_streams()
    try:
        try:
            return run_command(argv)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("\nmosul: stopped; nothing was written", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        silence_stdout()
        return EXIT_BROKEN_PIPE
    except MosulError as fault:
        print(f"mosul: {fault}", file=sys.stderr)
    except (OSError, RuntimeError) as fault:
        if isinstance(fault, RuntimeError) and not find_remedy(fault):
            raise
        print(f"mosul: {describe_system_error(fault)}", file=sys.stderr)
    return EXIT_USER_ERROR


def run_command(argv: Sequence[str] | None) -> int:
    """Run one command and return its exit code."""
    parser = make_parser(add_sweep_commands, add_calibration_commands)
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 0
    with warnings_as_lines():
        return COMMANDS[args.command](args) or 0


if __name__ == "__main__":
    sys.exit(main())
