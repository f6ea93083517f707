"""The arguments of the command line: what may follow `mosul`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mesa_mosul import __version__
from mesa_mosul.cli.argument_types import (
    CommandParser,
    add_command,
    parse_assignment,
    parse_date,
    parse_days,
    parse_int_list,
    parse_picture,
    parse_seed,
    parse_seeds_folder,
)

DESCRIPTION = """\
A retrospective, aggregate model of the battle of Mosul (2016-17), for research.
It gives no advice and attributes no casualties; simulated harm is no body count."""
LISTINGS = {
    "scenarios": "list the scenarios, or the differences between two",
    "parameters": "list every parameter that can be set, with its range and source",
    "columns": "list the columns of result tables, the outcomes and the words of the summary",
    "evidence": "list sources and assumptions, or some in full",
    "claims": "list the claims of the article of 6 December 2016",
}


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
    about = "write a scenario's file to begin with, such as mine.toml"
    parsers["scenarios"].add_argument("--new", type=Path, metavar="FILE", help=about)
    about = "beginning of a word of a name, a meaning or a source"
    parsers["parameters"].add_argument("word", nargs="?", metavar="WORD", help=about)
    about = "beginning of a word: of a name, a meaning, a unit or a kind, such as killed or km2"
    parsers["columns"].add_argument("word", nargs="?", metavar="WORD", help=about)
    about = "such as E101, A102 or R05"
    parsers["evidence"].add_argument("ids", nargs="*", metavar="ID", help=about)


def add_schema_command(commands: Any) -> None:
    """Add `mosul schema`."""
    about = "print the JSON schema of a file, with all parameters, for editors"
    schema = add_command(commands, "schema", about)
    schema.add_argument("kind", choices=("scenario", "experiment"), help="of which file")


def add_run_command(commands: Any) -> None:
    """Add `mosul run`."""
    run = add_command(commands, "run", "run one scenario, print a summary and write its folder")
    add = run.add_argument
    about = "its name ('mosul scenarios' lists them), or a file of your own such as mine.toml"
    add("scenario", metavar="SCENARIO", help=about)
    add("--seed", type=parse_seed, default=1, metavar="N", help="random seed (1)")
    add("--days", type=parse_days, metavar="N", help="days to run (to the scenario's end)")
    about = "change a parameter; may be repeated; 'mosul parameters' lists them"
    add("--set", type=parse_assignment, action="append", default=[], metavar="NAME=VALUE",
        help=about)  # fmt: skip
    about = (
        "a rule of your own, a function in a file MODULE.py of the current folder, after a"
        " phase of the tick (such as weather, see mesa_mosul/ODD.md); may be repeated"
    )
    add("--phase", action="append", default=[], metavar="MODULE:FUNCTION@PHASE", help=about)
    about = "last day on which decisions are taken from the historical record (the scenario's)"
    add("--decisions-until", type=parse_date, metavar="DATE", help=about)
    add_run_options(run)


def add_branch_command(commands: Any) -> None:
    """Add `mosul branch`."""
    about = "go on with a saved run from its last day, unchanged or with something changed"
    branch = add_command(commands, "branch", about)
    add = branch.add_argument
    about = "the file that 'mosul run ... --days N --save FILE' wrote"
    add("checkpoint", type=Path, metavar="FILE", help=about)
    about = "days of the whole run, from the scenario's start (to its end)"
    add("--days", type=parse_days, metavar="N", help=about)
    about = (
        "change a parameter from that day on; may be repeated; what it sets 'at the start'"
        " happens on that day"
    )
    add("--set", type=parse_assignment, action="append", default=[], metavar="NAME=VALUE",
        help=about)  # fmt: skip
    about = "a rule of your own from that day on, instead of the run's; may be repeated"
    add("--phase", action="append", default=[], metavar="MODULE:FUNCTION@PHASE", help=about)
    add_run_options(branch)


def add_run_options(command: Any) -> None:
    """Add how a run is executed, and what is written of it."""
    add = command.add_argument
    about = "rules compiled, or in plain Python: equal results, 300 times slower (compiled)"
    add("--engine", choices=("compiled", "plain"), default="compiled", help=about)
    about = "tables and scenarios to read instead of those of the package"
    add("--seeds", type=parse_seeds_folder, metavar="DIR", help=about)
    about = "folder of the run (in results/, by scenario, changes and seed)"
    add("--out", type=Path, metavar="DIR", help=about)
    about = "file for the state after the last day, from which 'mosul branch' goes on"
    add("--save", type=Path, metavar="FILE", help=about)
    about = (
        "replace another run's folder, or the file to save to; the same run's is in any case"
    )
    add("--overwrite", action="store_true", help=about)
    about = "also write a film into the run's folder: MP4 by ffmpeg, GIF where that is missing"
    add("--animate", action="store_true", help=about)
    add("--json", action="store_true", help="print outcome.json and nothing else")
    add("--quiet", action="store_true", help="no progress, no summary")


def make_parser(*further_commands: Callable[[Any], None]) -> CommandParser:
    """Return the parser of the whole command line; further_commands: each adds some."""
    top = CommandParser(prog="mosul", description=DESCRIPTION, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"mosul {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    add_run_command(commands)
    add_branch_command(commands)
    add_listing_commands(commands)
    add_schema_command(commands)
    for add_commands in further_commands:
        add_commands(commands)
    add_verify_command(commands)
    add_history_command(commands)
    add_benchmark_command(commands)
    return top
