"""The words of the command line: what may be typed after `mosul`, and what it means."""

import argparse
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from mesa_mosul import __version__

MISTAKE = 2
"""Exit code of whatever the user can put right."""
ABOUT = """A retrospective, aggregate model of the battle of Mosul (2016-17), for research.
It gives no advice and attributes no casualties; simulated harm is no body count."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, and where to read what is right."""

    def error(self, message: str) -> NoReturn:
        """Leave with code 2."""
        said = message.removeprefix("argument ")
        self.exit(MISTAKE, f"mosul: {said} (see '{self.prog} --help')\n")


def whole(text: str, low: int, high: int | None, meant: str) -> int:
    """Return text as a whole number, or refuse it with what was meant."""
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if number < low or (high is not None and number > high):
        raise argparse.ArgumentTypeError(f"'{text}' is no {meant}")
    return number


def seed(text: str) -> int:
    """Return the seed that a word on the command line names."""
    return whole(text, 0, 2**64 - 1, "seed; it is a whole number from 0 to 2^64 - 1")


def days(text: str) -> int:
    """Return the number of days that a word on the command line names."""
    return whole(text, 1, None, "number of days; it is a whole number from 1")


def date(text: str) -> datetime.date:
    """Return the date that a word on the command line names."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date such as 2016-12-12") from None


def setting(text: str) -> tuple[str, str]:
    """Return a parameter's name and its value, as text."""
    name, sign, value = text.partition("=")
    if not (name.strip() and sign and value.strip()):
        raise argparse.ArgumentTypeError(
            f"'{text}' is not NAME=VALUE, such as isis.fighters=6000"
        )
    return name.strip(), value.strip()


def seeds(text: str) -> Path:
    """Return the folder of seeds that a word on the command line names."""
    if not (Path(text) / "scenarios").is_dir():
        raise argparse.ArgumentTypeError(
            f"'{text}' is no folder of seeds; it holds the tables and a folder scenarios/"
        )
    return Path(text)


def numbers(text: str) -> tuple[int, ...]:
    """Return the experiments that a word such as 1,3 names."""
    meant = "list of experiments; it is numbers with commas, such as 1,3"
    return tuple(whole(part, 1, None, meant) for part in text.split(","))


def add_verify(commands: Any) -> None:
    """Add `mosul verify`."""
    about = "hold the rules against exact results and other battles"
    made = commands.add_parser("verify", help=about, description=about, allow_abbrev=False)
    made.add_argument("--quick", action="store_true", help="fewer fights; under two minutes")
    made.add_argument("--only", type=numbers, default=(), metavar="1,3", help="experiments")
    made.add_argument("--json", action="store_true", help="print JSON and nothing else")
    made.add_argument(
        "--out", type=Path, default=Path("results/verification"), metavar="DIR",
        help="folder of verification.md (default: results/verification)",
    )  # fmt: skip


def add_bench(commands: Any) -> None:
    """Add `mosul bench`."""
    about = "measure speed as ratios, side by side; about five minutes"
    made = commands.add_parser("bench", help=about, description=about, allow_abbrev=False)
    made.add_argument("--json", action="store_true", help="print JSON and nothing else")


def parser(more: Callable[[Any], None]) -> Parser:
    """Return the parser of the whole command line; more: adds further commands."""
    top = Parser(prog="mosul", description=ABOUT, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"mosul {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_run(commands)
    add_verify(commands)
    add_bench(commands)
    more(commands)
    listed = {
        "scenarios": "list the scenarios, or the difference of two",
        "parameters": "list every number that can be set",
        "evidence": "list sources and assumptions, or some in full",
        "claims": "list the claims of the report of 6 December 2016",
    }
    made = {}
    for name, about in listed.items():
        made[name] = commands.add_parser(
            name, help=about, description=about, allow_abbrev=False
        )
        made[name].add_argument("--json", action="store_true", help="print JSON")
    made["scenarios"].add_argument("--diff", nargs=2, metavar=("A", "B"), help="compare two")
    about = "part of a name, a meaning or a source"
    made["parameters"].add_argument("word", nargs="?", metavar="FILTER", help=about)
    about = "such as E101, A102 or R05"
    made["evidence"].add_argument("ids", nargs="*", metavar="ID", help=about)
    return top


def add_run(commands: Any) -> None:
    """Add the command `run`."""
    about = "fight one battle, tell how it went and write its folder"
    run = commands.add_parser("run", help=about, description=about, allow_abbrev=False)
    add = run.add_argument
    add("scenario", metavar="SCENARIO", help="its name; 'mosul scenarios' lists them")
    add("--seed", type=seed, default=1, metavar="N", help="luck of the run (1)")
    add("--days", type=days, metavar="N", help="stop after so many (the scenario's end)")
    add(
        "--set",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a parameter; may be repeated; 'mosul parameters' lists them",
    )
    about = "last day on which dated decisions of the record are made (the scenario's)"
    add("--decisions-until", type=date, metavar="DATE", help=about)
    add("--engine", choices=("compiled", "plain"), default="compiled", help="(compiled)")
    add("--seeds", type=seeds, metavar="DIR", help="tables and scenarios to read instead")
    add("--out", type=Path, metavar="DIR", help="folder (results/SCENARIO-seedN)")
    add("--json", action="store_true", help="print outcome.json and nothing else")
    add("--quiet", action="store_true", help="no progress, no account")
