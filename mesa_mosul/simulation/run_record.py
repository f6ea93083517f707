"""The data of one run, and the function that makes it."""

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from mesa_mosul.initialization.laboratory import survivors
from mesa_mosul.initialization.world_builder import BuiltWorld
from mesa_mosul.inputs.scenario import RunError, Scenario
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.parameters.errors import shorten, to_integer
from mesa_mosul.simulation.schedule import SCHEDULE, Phase
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.simulation.snapshot import Snapshot, take_snapshot


@dataclasses.dataclass(frozen=True, repr=False)
class RunRecord:
    """The data of one run.

    outcome: by the glossary's words; daily: one row per day, indexed by date; events: one row
    each; snapshots: one per day if asked for.
    """

    scenario: Scenario
    seed: int
    engine: str
    outcome: dict[str, Any]
    daily: pd.DataFrame
    events: pd.DataFrame
    snapshots: list[Snapshot]
    built: BuiltWorld


def simulate(
    scenario: Scenario,
    seed: int,
    days: int | None = None,
    engine: str = "compiled",
    *,
    tables: Tables | None = None,
    phases: Sequence[Phase] = SCHEDULE,
    snapshots: bool = False,
    on_day: Callable[[int, int], None] | None = None,
) -> RunRecord:
    """Run a scenario from its start to its end, or for some days.

    on_day: called after each day with the days done and the days to do; an exception in it
    ends the run. Raises RunError for days, a seed or an engine that cannot be.
    """
    length = resolve_days(scenario, days)
    simulation = Simulation(scenario, seed, engine, tables, phases)
    daily_snapshots: list[Snapshot] = []
    for day in range(1, length + 1):
        date = simulation.date
        simulation.run_day()
        if snapshots:
            daily_snapshots.append(take_snapshot(simulation, date))
        if on_day is not None:
            on_day(day, length)
        if is_finished(simulation):
            break
    return RunRecord(
        scenario,
        simulation.seed,
        engine,
        simulation.outcome(),
        simulation.daily(),
        simulation.events(),
        daily_snapshots,
        simulation.built,
    )


def resolve_days(scenario: Scenario, days: object) -> int:
    """Return how many days a run lasts at most.

    Raises RunError unless it is an integer from 1 to the scenario's days.
    """
    if days is None:
        return scenario.days
    length = to_integer(days)
    if length is None or length < 1:
        raise RunError(f"days is {shorten(days)}: a run has 1 to {scenario.days} days")
    if length > scenario.days:
        raise RunError(
            f"days is {shorten(days)}: '{scenario.name}' ends after {scenario.days} days,"
            f" on {scenario.end - datetime.timedelta(days=1)}"
        )
    return length


def is_finished(simulation: Simulation) -> bool:
    """Return whether the attackers hold the city, or a laboratory's fight is decided."""
    if simulation.scenario.laboratory:
        return 0 in survivors(simulation.world).values()
    held = simulation.ledger[-1, simulation.columns.index("km2_city_held")]
    threshold = simulation.scenario.parameters.reporting.captured_threshold
    return bool(held >= threshold * simulation.km2_by_area["city"])
