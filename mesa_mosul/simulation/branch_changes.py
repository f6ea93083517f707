"""Which parameters may change while a run is under way, and what becomes of the world.

A parameter acts through the rules that read it, and through the columns that it sets when a
world is built. What it sets is known by building the world before and after the change: a
constant is replaced, a date or an event still to come is moved, and what has happened stays.
"""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np

from mesa_mosul.engine.world import STATE_GROUPS, column_specs, iter_columns
from mesa_mosul.initialization.world_builder import BuiltWorld, build_world
from mesa_mosul.inputs.recorded_scenario import scenario_to_dict
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.parameters.registry import use_current_names
from mesa_mosul.simulation.rule_reads import parameters_read_by
from mesa_mosul.simulation.schedule import entry_rules
from mesa_mosul.simulation.simulation import Simulation

READ_OF_RESULTS = {"reporting.captured_threshold"}
"""Parameters that no rule reads, but what ends and sums up a run."""
FIXED_GROUP = "resolution."
CONSTANT, EVENT, STATE = "constant", "event", "state"
"""Kinds of columns: never changed by a rule; when or whether something happens; all else."""


class BranchError(MosulError):
    """A parameter that cannot change while a run is under way."""


def column_kind(name: str) -> str:
    """Return the kind of a column by what it declares."""
    group, _, field = name.partition(".")
    declared = column_specs(STATE_GROUPS[group])[field].column
    if declared.unit == "tick":
        return EVENT
    if declared.writer == "initialization":
        return CONSTANT
    return EVENT if declared.unit == "boolean" else STATE


def effective_changes(
    simulation: Simulation, changes: Mapping[str, object]
) -> dict[str, int | float | bool]:
    """Return the changes that differ from the parameters of a run under way, by name.

    Raises BranchError for a parameter that cannot act any more, ParameterError for a value
    that it cannot have.
    """
    before = simulation.scenario
    old = scenario_to_dict(before)["parameters"]
    new = scenario_to_dict(before.with_parameters(changes))["parameters"]
    names = [name for name in use_current_names(changes) if new[name] != old[name]]
    start = initial_columns(before, simulation.built) if names else {}
    for name in names:
        after = before.with_parameters({name: new[name]})
        why = why_fixed(name, start, initial_columns(after, simulation.built), simulation)
        if why:
            raise BranchError(f"{name} cannot change on {simulation.date}: {why}")
    return {name: new[name] for name in names}


def initial_columns(scenario: Scenario, built: BuiltWorld) -> dict[str, np.ndarray]:
    """Return all columns of a scenario's world on its first tick."""
    tables = built.tables
    return dict(iter_columns(build_world(scenario, tables).world))


def why_fixed(
    name: str,
    before: Mapping[str, np.ndarray],
    after: Mapping[str, np.ndarray],
    simulation: Simulation,
) -> str:
    """Return why a parameter cannot change while a run is under way; empty if it can.

    before, after: the columns of the initial world without and with the change.
    """
    if name.startswith(FIXED_GROUP):
        return "it fixes the cells, ticks and units of a whole run"
    if any(before[one].shape != after[one].shape for one in before):
        return "it sets which units a run has, and so acts only before the first day"
    differing = [one for one in before if not np.array_equal(before[one], after[one])]
    kinds = {column_kind(one) for one in differing}
    is_read = name in parameters_read_by(*entry_rules()) | READ_OF_RESULTS or any(
        phase.is_own for phase in simulation.phases
    )
    if STATE in kinds and (CONSTANT in kinds or not is_read):
        states = ", ".join(one for one in differing if column_kind(one) == STATE)
        return f"it sets {states} on the first day, which the battle has changed since"
    if is_read or CONSTANT in kinds:
        return ""
    if not kinds:
        return "nothing in this run depends on it after the first day"
    world, now = dict(iter_columns(simulation.world)), int(simulation.clock.tick)
    if any(open_events(world[one], before[one], after[one], now).any() for one in differing):
        return ""
    return "what it sets has happened by then"


def open_events(
    present: np.ndarray, before: np.ndarray, after: np.ndarray, now: int
) -> np.ndarray:
    """Return which dates can still be moved, or which events can still come about.

    present: as the run has them now; before, after: as the scenario set them, without and with
    the change. What a rule has set since is left to the rules.
    """
    is_untouched = (before != after) & (present == before)
    return is_untouched & (~present if present.dtype == bool else present >= now)


def branch_scenario(
    before: Scenario, changes: Mapping[str, Any], date: datetime.date
) -> Scenario:
    """Return the scenario of a branch, whose name says what changed and from which day on."""
    after = before.with_parameters(changes)
    return dataclasses.replace(after, name=f"{after.name} from {date}")


def apply_changes(built: BuiltWorld, before: Scenario, now: int) -> None:
    """Bring the world of a run under way up to its changed scenario.

    before: the scenario so far; now: the first tick of the branch. A date that the change puts
    into the past becomes the first tick.
    """
    old = initial_columns(before, built)
    new = initial_columns(built.scenario, built)
    for name, column in iter_columns(built.world):
        if np.array_equal(old[name], new[name]):
            continue
        kind = column_kind(name)
        if kind == CONSTANT:
            is_changed = old[name] != new[name]
            column[is_changed] = new[name][is_changed]
        elif kind == EVENT:
            is_open = open_events(column, old[name], new[name], now)
            values = new[name] if column.dtype == bool else np.maximum(new[name], now)
            column[is_open] = values[is_open]
