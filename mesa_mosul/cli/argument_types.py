"""How the command line reads its arguments: the parser, and the types of values."""

import argparse
import datetime
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from mesa_mosul.parameters.errors import to_line

EXIT_USER_ERROR = 2
"""Exit code of a mistake that the user can correct."""
PICTURE_SUFFIXES = (".png", ".svg", ".pdf")


class CommandParser(argparse.ArgumentParser):
    """A parser that reports a mistake in one line, with where to read what is right.

    make_epilog: returns the end of the help text; called only when the help is printed.
    """

    make_epilog: Callable[[], str] | None = None

    def error(self, message: str) -> NoReturn:
        """Exit with code 2."""
        text = to_line(f"{message.removeprefix('argument ')} (see '{self.prog} --help')")
        self.exit(EXIT_USER_ERROR, f"mosul: {text}\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        # That of argparse is silent where the output is full.
        if message:
            (file or sys.stderr).write(message)

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
    from mesa_mosul.inputs.scenario_file import ScenarioError, scenarios_folder

    try:
        return scenarios_folder(Path(text)).parent
    except ScenarioError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def parse_int_list(text: str) -> tuple[int, ...]:
    """Return the numbers of checks, such as 1,3."""
    expected = "a list of checks: numbers separated by commas, such as 1,3"
    return tuple(parse_int(part, 1, None, expected) for part in text.split(","))


def add_command(commands: Any, name: str, description: str) -> Any:
    """Add a command and return its parser."""
    return commands.add_parser(
        name, help=description, description=description, allow_abbrev=False
    )


def parse_picture(text: str) -> Path:
    """Return the file of a picture."""
    if Path(text).suffix.lower() not in PICTURE_SUFFIXES:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a picture: end its name in .png, .svg or .pdf"
        )
    return Path(text)
