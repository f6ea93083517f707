"""The command `mosul`: fights a battle, and lists what battles are made of.

A user's mistake ends with code 2 and a line that says what would be right, never a traceback.
"""

import argparse
import dataclasses
import json
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mesa_mosul import cli_checks, cli_sweeps
from mesa_mosul.arguments import MISTAKE, parser
from mesa_mosul.arguments_sweeps import add_sweeps

if TYPE_CHECKING:
    from mesa_mosul.fight import Run
    from mesa_mosul.lists import Listing
    from mesa_mosul.setting import Scenario
    from mesa_mosul.tables import Tables

CUT_OFF = 141
"""Exit code after a reader that closed the pipe."""


class RefusedError(ValueError):
    """What cannot be done as asked, found out only where battles are fought."""


def show(listing: "Listing", as_json: bool) -> None:
    """Print a list."""
    if as_json:
        print(json.dumps(listing.records, indent=2))
    else:
        print("\n".join(listing.lines))


def show_scenarios(args: argparse.Namespace) -> None:
    """List the scenarios, or in what two of them differ."""
    from mesa_mosul.lists import list_difference, list_scenarios

    show(list_difference(*args.diff) if args.diff else list_scenarios(), args.json)


def show_parameters(args: argparse.Namespace) -> None:
    """List the parameters."""
    from mesa_mosul.lists import list_parameters

    show(list_parameters(args.word), args.json)


def show_evidence(args: argparse.Namespace) -> None:
    """List sources and assumptions."""
    from mesa_mosul.lists import list_evidence

    show(list_evidence(args.ids), args.json)


def show_claims(args: argparse.Namespace) -> None:
    """List the report's claims."""
    from mesa_mosul.lists import list_claims

    show(list_claims(), args.json)


def run_battle(args: argparse.Namespace) -> None:
    """Fight a battle, write its folder, tell how it went."""
    from mesa_mosul.folder import check_place, outcome_text, write
    from mesa_mosul.setting import scenario
    from mesa_mosul.tables import read_all

    tables = read_all(args.seeds)
    world = scenario(args.scenario, args.seeds).with_(**changes(args.set))
    if args.decisions_until:
        world = dataclasses.replace(world, decisions_until=args.decisions_until)
    out = args.out
    if out is None and not args.json:
        out = Path("results") / f"{args.scenario}-seed{args.seed}"
    if out is not None:
        check_place(out)
    run = fight(args, world, tables)
    if out is not None:
        write(run, out, command_line(args))
    if args.json:
        sys.stdout.write(outcome_text(run))
    elif args.quiet:
        print(out)
    else:
        from mesa_mosul.account import account

        print(account(run, out))


def changes(settings: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the changed parameters; each may be set once."""
    from mesa_mosul.parameters import ParameterError

    names = [name for name, _ in settings]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"{name} is set {names.count(name)} times; set it once")
    return dict(settings)


def fight(args: argparse.Namespace, world: "Scenario", tables: "Tables") -> "Run":
    """Fight with progress on standard error."""
    from tqdm import tqdm

    ready = are_compiled() or args.engine == "plain"
    from mesa_mosul.fight import CourseError, days_to_fight, run

    try:
        length = days_to_fight(world, args.days)
    except CourseError as fault:
        raise RefusedError(str(fault)) from fault
    if not (ready or args.quiet):
        said = "Compiling the rules, once for this user and version: about a minute."
        print(said, file=sys.stderr)
    with tqdm(total=length, desc=world.name, unit="day", disable=args.quiet) as bar:
        return run(
            world,
            args.seed,
            args.days,
            args.engine,
            tables=tables,
            progress=lambda done, _: bar.update(done - bar.n),
        )


def are_compiled() -> bool:
    """Tell whether this user's cache holds the compiled rules."""
    try:
        from mesa_mosul.compiled import is_kept
    except OSError as fault:
        raise RefusedError(
            f"compiled rules cannot be kept in {fault.filename}: {fault.strerror};"
            " name a folder you may write to in XDG_CACHE_HOME"
        ) from fault
    return is_kept()


def command_line(args: argparse.Namespace) -> str:
    """Return what was typed, without what names places on this machine."""
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


MISTAKES = {
    "analysis.errors": "AnalysisError",
    "analysis.verify": "VerifyError",
    "experiments.draws": "DesignError",
    "experiments.file": "ExperimentError",
    "experiments.outcomes": "OutcomeError",
    "experiments.store": "StoreError",
    "experiments.work": "WorkerError",
    "folder": "FolderError",
    "lists": "ListError",
    "parameters": "ParameterError",
    "setting": "ScenarioError",
    "tables": "SeedError",
}
"""Errors that a user can put right, and the modules that raise them."""


def mistakes() -> tuple[type[ValueError], ...]:
    """Return the errors that a user can put right; only a module that is loaded raises any."""
    loaded = {name: sys.modules.get(f"mesa_mosul.{name}") for name in MISTAKES}
    found = (getattr(module, MISTAKES[name]) for name, module in loaded.items() if module)
    return RefusedError, *found


ACTS = {
    "run": run_battle,
    **cli_checks.ACTS,
    "scenarios": show_scenarios,
    "parameters": show_parameters,
    "evidence": show_evidence,
    "claims": show_claims,
    **cli_sweeps.ACTS,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for a failed check, 2 for a mistake."""
    args = parser(add_sweeps).parse_args(argv)
    try:
        code = ACTS[args.command](args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\nmosul: stopped; nothing was written", file=sys.stderr)
        return cli_sweeps.STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_OFF
    except mistakes() as fault:
        print(f"mosul: {fault}", file=sys.stderr)
        return MISTAKE
    return code or 0


if __name__ == "__main__":
    sys.exit(main())
