"""The commands of single runs: run a scenario, and go on from a saved run."""

import argparse
import dataclasses
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mesa_mosul.cli.film_command import animate_run, check_animation

if TYPE_CHECKING:
    from mesa_mosul.inputs.scenario import Scenario
    from mesa_mosul.single_run.earlier_run import RunRequest
    from mesa_mosul.single_run.run import Run

OnDay = Callable[[int, int], None]
"""Takes the days done and the days to do."""


def run_scenario(args: argparse.Namespace) -> int:
    """Run a scenario, write its folder, print its summary."""
    from mesa_mosul.inputs.tables import read_tables

    tables, scenario = read_tables(args.seeds), requested_scenario(args)
    from mesa_mosul.simulation.custom_phases import build_schedule
    from mesa_mosul.simulation.run_record import resolve_days
    from mesa_mosul.single_run.earlier_run import RunRequest
    from mesa_mosul.single_run.run import run

    length, phases = resolve_days(scenario, args.days), build_schedule(args.phase)
    out = check_places(args, RunRequest(scenario, args.seed, length, tables, phases))

    def simulate_days(on_day: OnDay) -> "Run":
        return run(
            scenario, args.seed, args.days, args.engine,
            tables=tables, phases=args.phase, on_day=on_day,
        )  # fmt: skip

    return finish_run(args, run_with_progress(args, scenario.name, length, simulate_days), out)


def run_branch_command(args: argparse.Namespace) -> int:
    """Go on from a saved run, write the folder of the whole run, print its summary."""
    from mesa_mosul.inputs.tables import read_tables

    tables, changes = read_tables(args.seeds), collect_changes(args.set)
    from mesa_mosul.simulation.checkpoint import resume_simulation
    from mesa_mosul.single_run.branch import complete_branch, remaining_days
    from mesa_mosul.single_run.checkpoint_file import read_checkpoint
    from mesa_mosul.single_run.earlier_run import RunRequest

    checkpoint = read_checkpoint(args.checkpoint)
    simulation = resume_simulation(
        checkpoint, changes, engine=args.engine, tables=tables, phases=args.phase or None
    )
    length, scenario = remaining_days(simulation, args.days), simulation.scenario
    request = RunRequest(
        scenario, simulation.seed, length, tables, simulation.phases, simulation.branches
    )
    out = check_places(args, request)

    def simulate_days(on_day: OnDay) -> "Run":
        return complete_branch(simulation, checkpoint, length, on_day)

    return finish_run(args, run_with_progress(args, scenario.name, length, simulate_days), out)


def check_places(args: argparse.Namespace, request: "RunRequest") -> Path | None:
    """Return the folder of a run, None for none; check that what is asked for can be written.

    The rules are then compiled, if they are not yet.
    """
    from mesa_mosul.simulation.compilation import compile_rules
    from mesa_mosul.single_run.checkpoint_file import check_checkpoint_place
    from mesa_mosul.single_run.run_folder import check_outside, check_writable

    out: Path | None = args.out
    if out is None and not args.json:
        out = folder_without_name(args, request.scenario, request.seed)
    if out is not None:
        check_writable(out, request, args.overwrite)
    if args.animate:
        check_animation(request.scenario, out)
    if args.save is not None:
        check_checkpoint_place(args.save, args.overwrite)
        if out is not None:
            check_outside(out, args.save)
    if args.engine == "compiled":
        compile_rules(args.quiet)
    return out


def finish_run(args: argparse.Namespace, run: "Run", out: Path | None) -> int:
    """Write a run's folder and its checkpoint, print its summary; then make its film."""
    from mesa_mosul.single_run.run_folder import outcome_json, write_run_folder

    if out is not None:
        write_run_folder(run, out, format_command_line(args), args.overwrite)
    if args.save is not None:
        run.save(args.save, overwrite=args.overwrite)
    if args.json:
        sys.stdout.write(outcome_json(run))
    elif args.quiet:
        print(out)
    else:
        from mesa_mosul.single_run.summary import format_summary

        print(format_summary(run, out))
        if args.save is not None:
            print(f"\nSaved: `mosul branch {args.save}` goes on from there.")
    if not (args.animate and out):
        return 0
    sys.stdout.flush()
    return animate_run(run, out, args.quiet, is_silent=args.json or args.quiet)


def requested_scenario(args: argparse.Namespace) -> "Scenario":
    """Return the scenario with the changes of the command line."""
    from mesa_mosul.inputs.scenario import scenario

    changed = scenario(args.scenario, args.seeds).with_parameters(**collect_changes(args.set))
    if args.decisions_until:
        changed = dataclasses.replace(changed, decisions_until=args.decisions_until)
    return changed


def folder_without_name(args: argparse.Namespace, scenario: "Scenario", seed: int) -> Path:
    """Return the folder of a run that names none: runs that differ have different folders."""
    from mesa_mosul.single_run.run_folder import default_folder

    options = {
        "days": args.days,
        "rules": "+".join(args.phase) or None,
        "decisions": getattr(args, "decisions_until", None),
        "seeds": args.seeds and args.seeds.resolve().name,
    }
    return default_folder(scenario, seed, options)


def collect_changes(assignments: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the changed parameters; each may be set once."""
    from mesa_mosul.parameters.registry import ParameterError

    names = [name for name, _ in assignments]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"{name} is set {names.count(name)} times; set it once")
    return dict(assignments)


def run_with_progress(
    args: argparse.Namespace, name: str, length: int, simulate_days: Callable[[OnDay], "Run"]
) -> "Run":
    """Run with progress on standard error."""
    from tqdm import tqdm

    with tqdm(total=length, desc=name, unit="day", disable=args.quiet) as bar:
        return simulate_days(lambda done, _: bar.update(done - bar.n))


def format_command_line(args: argparse.Namespace) -> str:
    """Return the command as typed, without folders of this machine."""
    if args.command == "branch":
        words = ["mosul", "branch", args.checkpoint.name, "--engine", args.engine]
    else:
        seed = str(args.seed)
        words = ["mosul", "run", args.scenario, "--seed", seed, "--engine", args.engine]
        if args.decisions_until is not None:
            words += ["--decisions-until", args.decisions_until.isoformat()]
    if args.days is not None:
        words += ["--days", str(args.days)]
    for name, value in args.set:
        words += ["--set", f"{name}={value}"]
    for rule in args.phase:
        words += ["--phase", rule]
    if args.seeds is not None:
        words += ["--seeds", args.seeds.resolve().name]
    return shlex.join(words)


RUN_COMMANDS = {"run": run_scenario, "branch": run_branch_command}
