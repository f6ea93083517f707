"""The command `mosul`: runs scenarios and sweeps, and lists what they are made of.

A user's mistake ends with code 2 and a line that says what would be right, never a traceback.
"""

import argparse
import contextlib
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mesa_mosul.cli.argument_types import EXIT_USER_ERROR, CommandParser
from mesa_mosul.cli.arguments import make_parser
from mesa_mosul.cli.calibration_commands import (
    CALIBRATION_COMMANDS,
    add_calibration_commands,
)
from mesa_mosul.cli.check_commands import CHECK_COMMANDS
from mesa_mosul.cli.cluster_commands import CLUSTER_COMMANDS, add_cluster_commands
from mesa_mosul.cli.completion import (
    add_completion_command,
    complete_if_asked,
    run_completion_command,
)
from mesa_mosul.cli.film_command import FILM_COMMANDS, add_film_command
from mesa_mosul.cli.run_commands import RUN_COMMANDS
from mesa_mosul.cli.streams import (
    PrintableStream,
    describe_system_error,
    find_remedy,
    prepare_streams,
    signals_as_interrupts,
    silence_stdout,
)
from mesa_mosul.cli.sweep_arguments import add_sweep_commands
from mesa_mosul.cli.sweep_commands import EXIT_INTERRUPTED, SWEEP_COMMANDS
from mesa_mosul.cli.view_command import VIEW_COMMANDS, add_view_command
from mesa_mosul.parameters.errors import MosulError, to_line, warnings_as_lines

if TYPE_CHECKING:
    from mesa_mosul.cli.listings import Listing

EXIT_BROKEN_PIPE = 141
"""Exit code after a reader that closed the pipe."""


def print_listing(listing: "Listing", as_json: bool) -> None:
    """Print a list."""
    if as_json:
        print(json.dumps(listing.records, indent=2))
    else:
        print("\n".join(listing.lines))


def show_scenarios(args: argparse.Namespace) -> None:
    """List the scenarios, or the differences between two; or write a new one."""
    if args.new:
        from mesa_mosul.cli.new_scenario import write_template

        print(write_template(args.new))
        return
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


def show_schema(args: argparse.Namespace) -> None:
    """Print the JSON schema of a kind of file."""
    from mesa_mosul.experiments.file_schemas import file_schema

    print(json.dumps(file_schema(args.kind), indent=2))


COMMANDS = {
    **RUN_COMMANDS,
    **CHECK_COMMANDS,
    "scenarios": show_scenarios,
    "parameters": show_parameters,
    "columns": show_columns,
    "evidence": show_evidence,
    "claims": show_claims,
    "schema": show_schema,
    **SWEEP_COMMANDS,
    **FILM_COMMANDS,
    **CLUSTER_COMMANDS,
    **CALIBRATION_COMMANDS,
    **VIEW_COMMANDS,
    "completion": run_completion_command,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for a failed check, 2 for a mistake.

    Without a command the help is printed.
    """
    prepare_streams()
    try:
        try:
            with signals_as_interrupts():
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
        print(f"mosul: {to_line(describe_system_error(fault))}", file=sys.stderr)
    return EXIT_USER_ERROR


def run_words(*words: str) -> None:
    """Run one command in a process that ends with its exit code."""
    sys.exit(main(words))


def make_full_parser() -> CommandParser:
    """Return the parser of all commands."""
    return make_parser(
        add_sweep_commands,
        add_film_command,
        add_cluster_commands,
        add_calibration_commands,
        add_view_command,
        add_completion_command,
    )


def run_command(argv: Sequence[str] | None) -> int:
    """Run one command and return its exit code."""
    parser = make_full_parser()
    complete_if_asked(parser)
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 0
    output: Any = PrintableStream(sys.stdout)
    with warnings_as_lines(), contextlib.redirect_stdout(output):
        return COMMANDS[args.command](args) or 0


if __name__ == "__main__":
    sys.exit(main())
