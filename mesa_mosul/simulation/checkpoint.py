"""A run at some tick as plain data, and the simulation that goes on from it.

The data are numbers and texts alone, no pickled objects: reading them runs no code but the
rules that the checkpoint names, whose files must be those that it was saved with.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from mesa_mosul.engine.world import World, iter_columns
from mesa_mosul.inputs.recorded_scenario import scenario_from_dict, scenario_to_dict
from mesa_mosul.inputs.tables import Tables, read_tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.branch_changes import (
    apply_changes,
    branch_scenario,
    effective_changes,
)
from mesa_mosul.simulation.custom_phases import PhaseLike
from mesa_mosul.simulation.provenance import digest_of_rules, digest_of_seeds
from mesa_mosul.simulation.schedule import SCHEDULE
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.simulation.snapshot import Snapshot, take_snapshot

WORLD, STATES, LEDGER = "world.", "own.", "ledger"
"""Beginnings of the names of arrays: columns, and arrays that own rules remember."""
SNAPSHOT_DATES, SNAPSHOT_ARRAYS = "snapshots.date", ("control", "strength", "population")
PLAIN_TYPES = (str, int, float, bool, type(None))


class CheckpointError(MosulError):
    """A run that cannot be saved, or a checkpoint from which no run can go on."""


class Checkpoint(NamedTuple):
    """A run at some tick.

    header: what JSON can hold: scenario, seed, tick, own rules and their states, the changes
    of earlier branches. arrays: columns, ledger and snapshots.
    """

    header: dict[str, Any]
    arrays: dict[str, np.ndarray]


def capture_checkpoint(
    simulation: Simulation, snapshots: Sequence[Snapshot] = ()
) -> Checkpoint:
    """Return a copy of the present state of a simulation.

    Raises CheckpointError for what no file can hold.
    """
    if tuple(phase for phase in simulation.phases if not phase.is_own) != SCHEDULE:
        raise CheckpointError("a run with another schedule than the model's cannot be saved")
    states, own_arrays = split_states(simulation.own_states, simulation.world)
    header = {
        "scenario": scenario_to_dict(simulation.scenario),
        "seed": simulation.seed,
        "tick": int(simulation.clock.tick),
        "days": len(simulation.ledger),
        "digest": simulation.digest(),
        "seeds": digest_of_seeds(simulation.built.tables),
        "own_rules": digest_of_rules(simulation.phases),
        "own_states": states,
        "branches": simulation.branches,
    }
    columns = {f"{WORLD}{name}": array.copy() for name, array in iter_columns(simulation.world)}
    ledger = {LEDGER: simulation.ledger.copy()}
    return Checkpoint(header, columns | ledger | own_arrays | stack_snapshots(snapshots))


def split_states(
    own_states: Mapping[str, Mapping[str, Any]], world: World
) -> tuple[dict[str, dict[str, Any]], dict[str, np.ndarray]]:
    """Return the states of own rules as JSON holds them, and their arrays apart.

    Raises CheckpointError for a value that would not come back as it was.
    """
    plain: dict[str, dict[str, Any]] = {}
    arrays = {}
    for module, state in own_states.items():
        plain[module] = {}
        for key, value in state.items():
            if isinstance(value, np.ndarray) and is_column(value, world):
                raise CheckpointError(
                    f"the rules of {module} remember {key!r}, a column of the world itself:"
                    " remember a copy of it"
                )
            if (
                isinstance(value, np.ndarray)
                and isinstance(key, str)
                and not value.dtype.hasobject
            ):
                arrays[f"{STATES}{module}:{key}"] = value.copy()
            elif isinstance(key, str) and is_plain(value):
                plain[module][key] = value
            else:
                kind = type(value).__name__
                raise CheckpointError(
                    f"the rules of {module} remember {key!r}, a {kind} that no checkpoint can"
                    " hold: it holds int(), float(), texts, NumPy arrays, lists and dicts (with"
                    " texts as keys) of numbers and texts"
                )
    return plain, arrays


def is_column(value: np.ndarray, world: World) -> bool:
    """Return whether an array is a column of the world, or a part of one."""
    return any(np.may_share_memory(value, column) for _, column in iter_columns(world))


def is_plain(value: Any) -> bool:
    """Return whether a value comes back from JSON as it was."""
    if type(value) is list:
        return all(map(is_plain, value))
    if type(value) is dict:
        return all(type(key) is str and is_plain(one) for key, one in value.items())
    return type(value) in PLAIN_TYPES


def join_states(checkpoint: Checkpoint) -> dict[str, dict[str, Any]]:
    """Return the states of own rules as they were."""
    states = {module: dict(state) for module, state in checkpoint.header["own_states"].items()}
    for name, array in checkpoint.arrays.items():
        if name.startswith(STATES):
            module, _, key = name.removeprefix(STATES).partition(":")
            states.setdefault(module, {})[key] = array.copy()
    return states


def stack_snapshots(snapshots: Sequence[Snapshot]) -> dict[str, np.ndarray]:
    """Return snapshots as arrays whose first dimension is the day."""
    if not snapshots:
        return {}
    dates = np.array([snapshot.date.toordinal() for snapshot in snapshots])
    return {SNAPSHOT_DATES: dates} | {
        f"snapshots.{name}": np.stack([getattr(snapshot, name) for snapshot in snapshots])
        for name in SNAPSHOT_ARRAYS
    }


def restore_snapshots(checkpoint: Checkpoint, simulation: Simulation) -> list[Snapshot]:
    """Return the snapshots of a checkpoint, for the simulation that goes on from it.

    Raises CheckpointError for arrays that are no snapshots of its days.
    """
    if SNAPSHOT_DATES not in checkpoint.arrays:
        return []
    likeness = stack_snapshots([take_snapshot(simulation, simulation.scenario.start)])
    n_days = checkpoint.arrays[SNAPSHOT_DATES].size
    saved = {
        name: saved_array(checkpoint, name, (n_days, *array.shape[1:]), array.dtype)
        for name, array in likeness.items()
    }
    last = simulation.date.toordinal() - 1
    dates = range(last - n_days + 1, last + 1)
    if saved[SNAPSHOT_DATES].tolist() != list(dates):
        raise CheckpointError("the checkpoint is damaged: its maps are not of its days")
    cells = simulation.built.world.contested_cells
    control, strength, population = (saved[f"snapshots.{name}"] for name in SNAPSHOT_ARRAYS)
    return [
        Snapshot(
            datetime.date.fromordinal(date),
            cells, control[day], strength[day], population[day], simulation.built,
        )
        for day, date in enumerate(dates)
    ]  # fmt: skip


def resume_simulation(
    checkpoint: Checkpoint,
    changes: Mapping[str, object] | None = None,
    *,
    engine: str = "compiled",
    tables: Tables | None = None,
    phases: Sequence[PhaseLike] | None = None,
) -> Simulation:
    """Return the simulation that goes on from a checkpoint.

    changes: of parameters, from the tick of the checkpoint on; phases: own rules from then on,
    None for those of the checkpoint, by their names. Raises CheckpointError for other tables
    and for rules whose files have changed, BranchError for a parameter that cannot change.
    """
    header, tables = checkpoint.header, tables or read_tables()
    before = scenario_from_dict(header["scenario"])
    own_rules = list(header["own_rules"]) if phases is None else phases
    simulation = Simulation(before, header["seed"], engine, tables, own_rules)
    if digest_of_seeds(simulation.built.tables) != header["seeds"]:
        raise CheckpointError(
            "the run was saved with other seed tables: name the folder that holds them"
        )
    rules = digest_of_rules(simulation.phases)
    if phases is None and rules != header["own_rules"]:
        changed = sorted(name for name in rules if rules[name] != header["own_rules"][name])
        raise CheckpointError(
            f"the file of '{changed[0]}' has changed since the run was saved: name the rules"
            " that are to act from then on, to branch"
        )
    load_state(simulation, checkpoint)
    effective = effective_changes(simulation, changes or {})
    if effective:
        now, date = simulation.clock.tick, simulation.date
        after = branch_scenario(before, effective, date)
        simulation = Simulation(after, header["seed"], engine, tables, own_rules)
        load_state(simulation, checkpoint)
        apply_changes(simulation.built, before, now)
    if effective or rules != header["own_rules"]:
        old = header["scenario"]["parameters"]
        simulation.branches.append(
            {
                "date": simulation.date.isoformat(),
                "days_before": header["days"],
                "digest_before": header["digest"],
                "changes": effective,
                "values_before": {name: old[name] for name in effective},
                "own_rules": rules,
            }
        )
    return simulation


def load_state(simulation: Simulation, checkpoint: Checkpoint) -> None:
    """Write the state of a checkpoint into a simulation that is built from its scenario."""
    days, n_columns = checkpoint.header["days"], len(simulation.columns)
    for name, column in iter_columns(simulation.world):
        column[...] = saved_array(checkpoint, f"{WORLD}{name}", column.shape, column.dtype)
    ledger = saved_array(checkpoint, LEDGER, (days, n_columns), simulation.ledger.dtype)
    n_ticks = checkpoint.header["tick"] - simulation.clock.tick
    if n_ticks // simulation.clock.ticks_per_day != days:
        raise CheckpointError(f"the checkpoint is damaged: its tick is not on its day {days}")
    simulation.ledger = ledger.copy()
    simulation.clock = simulation.clock._replace(tick=checkpoint.header["tick"])
    simulation.own_states = join_states(checkpoint)
    simulation.branches = list(checkpoint.header["branches"])


def saved_array(
    checkpoint: Checkpoint, name: str, shape: tuple[int, ...], dtype: DTypeLike
) -> np.ndarray:
    """Return an array of a checkpoint; raises CheckpointError if it is not of this form."""
    saved = checkpoint.arrays.get(name)
    if saved is None or (saved.shape, saved.dtype) != (shape, np.dtype(dtype)):
        raise CheckpointError(
            f"the checkpoint is damaged: it has no {name.removeprefix(WORLD)} of the right size"
        )
    return saved
