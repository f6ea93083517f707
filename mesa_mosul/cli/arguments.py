"""The arguments of the command line: what may follow `mosul`, and how it is read."""

import argparse
import datetime
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from mesa_mosul import __version__

EXIT_USER_ERROR = 2
"""Exit code of a mistake that the user can correct."""
DESCRIPTION = """\
A retrospective, aggregate model of the battle of Mosul (2016-17), for research.
It gives no advice and attributes no casualties; simulated harm is no body count."""
PICTURE_SUFFIXES = (".png", ".svg", ".pdf")
LISTINGS = {
    "scenarios": "list the scenarios, or the differences between two",
    "parameters": "list every parameter that can be set, with its range and source",
    "columns": "list the columns of result tables, the outcomes and the words of the summary",
    "evidence": "list sources and assumptions, or some in full",
    "claims": "list the claims of the article of 6 December 2016",
}


class CommandParser(argparse.ArgumentParser):
    """A parser that reports a mistake in one line, with where to read what is right.

    make_epilog: returns the end of the help text; called only when the help is printed.
    """

    make_epilog: Callable[[], str] | None = None

    def error(self, message: str) -> NoReturn:
        """Exit with code 2."""
        text = message.removeprefix("argument ")
        self.exit(EXIT_USER_ERROR, f"mosul: {text} (see '{self.prog} --help')\n")

    def format_help(self) -> str:
        """Return the help text."""
        if self.make_epilog is not None:
            self.epilog = self.make_epilog()
        return super().format_help()


class RenamedOption(argparse.Action):
    """Store an option of an earlier version under today's name, with a one-line warning."""

    def __init__(
        self,
        option_strings: Sequence[str],
        dest: str,
        *,
        new_option: str,
        is_flag: bool = False,
        **options: Any,
    ) -> None:
        self.new_option, self.is_flag = new_option, is_flag
        nargs = 0 if is_flag else None
        super().__init__(option_strings, dest, nargs, help=argparse.SUPPRESS, **options)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Store the value and print the option of today."""
        print(f"mosul: {option_string} is called {self.new_option} since version 0.2",
              file=sys.stderr)  # fmt: skip
        setattr(namespace, self.dest, True if self.is_flag else values)


def parse_int(text: str, low: int, high: int | None, expected: str) -> int:
    """Return text as an integer, or refuse it with what is expected."""
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if number < low or (high is not None and number > high):
        raise argparse.ArgumentTypeError(f"'{text}' is not {expected}")
    return number


def parse_seed(text: str) -> int:
    """Return a random seed."""
    return parse_int(text, 0, 2**64 - 1, "a random seed: an integer from 0 to 2^64 - 1")


def parse_days(text: str) -> int:
    """Return a number of days."""
    return parse_int(text, 1, None, "a number of days: an integer from 1")


def parse_date(text: str) -> datetime.date:
    """Return a date."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date such as 2016-12-12") from None


def parse_assignment(text: str) -> tuple[str, str]:
    """Return a parameter's name and its value, as text."""
    name, sign, value = text.partition("=")
    if not (name.strip() and sign and value.strip()):
        raise argparse.ArgumentTypeError(
            f"'{text}' is not NAME=VALUE, such as isis.fighters=6000"
        )
    return name.strip(), value.strip()


def parse_seeds_folder(text: str) -> Path:
    """Return a folder of seed tables."""
    if not (Path(text) / "scenarios").is_dir():
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a folder of seeds: one holds the tables and a folder scenarios/"
        )
    return Path(text)


def parse_int_list(text: str) -> tuple[int, ...]:
    """Return the numbers of checks, such as 1,3."""
    expected = "a list of checks: numbers separated by commas, such as 1,3"
    return tuple(parse_int(part, 1, None, expected) for part in text.split(","))


def add_command(commands: Any, name: str, description: str) -> Any:
    """Add a command and return its parser."""
    return commands.add_parser(
        name, help=description, description=description, allow_abbrev=False
    )


def add_verify_command(commands: Any) -> None:
    """Add `mosul verify`."""
    about = "check the rules against exact results and against other battles"
    verify = add_command(commands, "verify", about)
    verify.add_argument("--quick", action="store_true", help="fewer fights; about two minutes")
    verify.add_argument(
        "--only", type=parse_int_list, default=(), metavar="1,3", help="checks to run (all)"
    )
    verify.add_argument("--json", action="store_true", help="print JSON and nothing else")
    verify.add_argument(
        "--out", type=Path, default=Path("results/verification"), metavar="DIR",
        help="folder of verification.md (results/verification)",
    )  # fmt: skip


def parse_picture(text: str) -> Path:
    """Return the file of a picture."""
    if Path(text).suffix.lower() not in PICTURE_SUFFIXES:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a picture: end its name in .png, .svg or .pdf"
        )
    return Path(text)


def add_history_command(commands: Any) -> None:
    """Add `mosul history`."""
    about = "compare observed shares of territory with the bands of the ensemble"
    history = add_command(commands, "history", about)
    add = history.add_argument
    about = (
        "CSV table of observed shares in %%, with the columns id, area, measure, share_of,"
        " date, low, central, high, confidence, source, note; without it the shares of the"
        " historical record, to 24 January 2017"
    )
    add("file", type=Path, metavar="FILE", nargs="?", help=about)
    about = (
        "dated: the decisions of the record supplied; by_rule: decided by rule from 13 December"
        " 2016; prior: parameter sets before the fit (dated)"
    )
    add("--form", choices=("dated", "by_rule", "prior"), default="dated", help=about)
    about = "folder with ensemble_bands.csv instead of that of the package"
    add("--seeds", type=parse_seeds_folder, metavar="DIR", help=about)
    about = "also save a picture of the bands and the observations: png, svg or pdf"
    add("--out", type=parse_picture, metavar="FILE", help=about)
    add("--json", action="store_true", help="print all numbers as JSON and nothing else")


def add_benchmark_command(commands: Any) -> None:
    """Add `mosul bench`."""
    about = "measure speed as ratios, side by side; about five minutes"
    benchmark = add_command(commands, "bench", about)
    benchmark.add_argument("--json", action="store_true", help="print JSON and nothing else")


def add_listing_commands(commands: Any) -> None:
    """Add the commands that list what runs are made of and what they return."""
    parsers = {}
    for name, about in LISTINGS.items():
        parsers[name] = add_command(commands, name, about)
        parsers[name].add_argument("--json", action="store_true", help="print JSON")
    about = "compare two scenarios"
    parsers["scenarios"].add_argument("--diff", nargs=2, metavar=("A", "B"), help=about)
    about = "part of a name, a meaning or a source"
    parsers["parameters"].add_argument("word", nargs="?", metavar="WORD", help=about)
    about = "part of a name, a meaning, a unit or a kind, such as killed, km2 or outcome"
    parsers["columns"].add_argument("word", nargs="?", metavar="WORD", help=about)
    about = "such as E101, A102 or R05"
    parsers["evidence"].add_argument("ids", nargs="*", metavar="ID", help=about)


def add_run_command(commands: Any) -> None:
    """Add `mosul run`."""
    run = add_command(commands, "run", "run one scenario, print a summary and write its folder")
    add = run.add_argument
    add("scenario", metavar="SCENARIO", help="its name; 'mosul scenarios' lists them")
    add("--seed", type=parse_seed, default=1, metavar="N", help="random seed (1)")
    add("--days", type=parse_days, metavar="N", help="days to run (to the scenario's end)")
    about = "change a parameter; may be repeated; 'mosul parameters' lists them"
    add("--set", type=parse_assignment, action="append", default=[], metavar="NAME=VALUE",
        help=about)  # fmt: skip
    about = "last day on which decisions are taken from the historical record (the scenario's)"
    add("--decisions-until", type=parse_date, metavar="DATE", help=about)
    about = "rules compiled, or in plain Python: equal results, 300 times slower (compiled)"
    add("--engine", choices=("compiled", "plain"), default="compiled", help=about)
    about = "tables and scenarios to read instead of those of the package"
    add("--seeds", type=parse_seeds_folder, metavar="DIR", help=about)
    about = "folder of the run (in results/, by scenario, changes and seed)"
    add("--out", type=Path, metavar="DIR", help=about)
    about = "replace the folder of another run; one of the same run is replaced in any case"
    add("--overwrite", action="store_true", help=about)
    add("--json", action="store_true", help="print outcome.json and nothing else")
    add("--quiet", action="store_true", help="no progress, no summary")


def make_parser(*further_commands: Callable[[Any], None]) -> CommandParser:
    """Return the parser of the whole command line; further_commands: each adds some."""
    top = CommandParser(prog="mosul", description=DESCRIPTION, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"mosul {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    add_run_command(commands)
    add_listing_commands(commands)
    for add_commands in further_commands:
        add_commands(commands)
    add_verify_command(commands)
    add_history_command(commands)
    add_benchmark_command(commands)
    return top
