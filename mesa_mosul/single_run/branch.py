"""Runs that go on from another run: unchanged, or with something changed from that day on."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mesa_mosul.inputs.scenario import RunError
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.simulation.checkpoint import (
    Checkpoint,
    capture_checkpoint,
    restore_snapshots,
    resume_simulation,
)
from mesa_mosul.simulation.custom_phases import PhaseLike
from mesa_mosul.simulation.run_record import RunRecord, complete_run, is_finished, resolve_days
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.single_run.checkpoint_file import read_checkpoint
from mesa_mosul.single_run.run import Run


def branch(
    start: Run | str | Path,
    changes: Mapping[str, object] | None = None,
    *,
    days: int | None = None,
    engine: str = "compiled",
    tables: Tables | None = None,
    phases: Sequence[PhaseLike] | None = None,
    on_day: Callable[[int, int], None] | None = None,
) -> Run:
    """Go on with a run from its last day, unchanged or with some parameters changed.

    Without changes the run is, to the last bit, the one that never stopped. With changes it
    shares all days before, and the random numbers of all days after, with the unchanged one:
    what differs is due to the change.

    Parameters
    ----------
    start : Run, str or pathlib.Path
        The run, as `mesa_mosul.run` returned it, or the file that `Run.save` wrote.
    changes : mapping, optional
        Values of parameters from the next day on, by dotted name. What a parameter sets for a
        date ahead is moved; what it sets "at the start" happens on the first day of the branch:
        `{"corridor.closed_at_start": True}` closes the western road then.
    days : int, optional
        Days of the whole run at most, counted from the scenario's start; to the scenario's end
        if not given.
    engine : {"compiled", "plain"}
        Compiled rules, or their plain Python twins, whichever the days before were run with.
    tables : Tables, optional
        The seed tables of the run, where they are not the shipped ones.
    phases : sequence, optional
        Your own rules from the next day on, as `mesa_mosul.run` takes them; those of the run
        if not given.
    on_day : callable, optional
        Called after each day with the days done and the days to do.

    Returns
    -------
    Run
        The whole run, with the days before.

    Raises
    ------
    CheckpointError, BranchError, ParameterError, RunError
        For a file of another version, a parameter that acts only before the first day, a value
        out of range, or a run that is over.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> two_days = mm.run("reported", seed=1, days=2)
    >>> mm.branch(two_days, days=3).outcome == mm.run("reported", seed=1, days=3).outcome
    True
    >>> closed = mm.branch(two_days, {"corridor.closed_at_start": True}, days=3)
    >>> closed.scenario.name
    'reported, corridor.closed_at_start=True from 2016-12-08'
    """
    checkpoint = open_checkpoint(start)
    if phases is None and isinstance(start, RunRecord):
        phases = start.phases
    simulation = resume_simulation(
        checkpoint, changes, engine=engine, tables=tables, phases=phases
    )
    return complete_branch(simulation, checkpoint, remaining_days(simulation, days), on_day)


def complete_branch(
    simulation: Simulation,
    checkpoint: Checkpoint,
    length: int,
    on_day: Callable[[int, int], None] | None = None,
) -> Run:
    """Run what is left of a run that goes on from a checkpoint; length: days of it all."""
    snapshots = restore_snapshots(checkpoint, simulation)
    return Run(**vars(complete_run(simulation, length, snapshots, on_day)))


def open_checkpoint(start: RunRecord | str | Path) -> Checkpoint:
    """Return the checkpoint of a run, or that of a file."""
    if isinstance(start, RunRecord):
        return capture_checkpoint(start.simulation, start.snapshots)
    return read_checkpoint(Path(start))


def remaining_days(simulation: Simulation, days: object) -> int:
    """Return how many days a run that goes on has at most, the days before included.

    Raises RunError if it has them already, or is over.
    """
    done, length = len(simulation.ledger), resolve_days(simulation.scenario, days)
    if done and is_finished(simulation):
        raise RunError(f"the run ended after {done} days: there is nothing to go on with")
    if length <= done:
        raise RunError(
            f"days is {length}: the run has {done} days already; days are counted from the"
            f" start, up to {simulation.scenario.days}"
        )
    return length
