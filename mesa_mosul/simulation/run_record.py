"""The data of one run, and the function that makes it."""

import dataclasses
import datetime
import functools
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from mesa_mosul.initialization.laboratory import survivors
from mesa_mosul.initialization.world_builder import BuiltWorld
from mesa_mosul.inputs.scenario import RunError, Scenario
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.parameters.errors import quote, shorten, to_integer
from mesa_mosul.simulation.custom_phases import PhaseLike
from mesa_mosul.simulation.schedule import Phase
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.simulation.snapshot import Snapshot, take_snapshot


@dataclasses.dataclass(frozen=True, repr=False)
class RunRecord:
    """The data of one run.

    outcome: by the glossary's words; daily: one row per day, indexed by date; snapshots: one
    per day if asked for; phases: the schedule, with own rules if any; simulation: after the
    last day.
    """

    scenario: Scenario
    seed: int
    engine: str
    outcome: dict[str, Any]
    daily: pd.DataFrame
    snapshots: list[Snapshot]
    built: BuiltWorld
    phases: tuple[Phase, ...]
    simulation: Simulation

    # Made when first asked for: a sweep never asks, and it costs as much as many ticks.
    @functools.cached_property
    def events(self) -> pd.DataFrame:
        """One row for each event of the run; `event_schema` describes the columns."""
        return self.simulation.events()


def simulate(
    scenario: Scenario,
    seed: int,
    days: int | None = None,
    engine: str = "compiled",
    *,
    tables: Tables | None = None,
    phases: Sequence[PhaseLike] = (),
    snapshots: bool = False,
    on_day: Callable[[int, int], None] | None = None,
) -> RunRecord:
    """Run a scenario from its start to its end, or for some days.

    on_day: called after each day with the days done and the days to do; an exception in it
    ends the run. Raises RunError for days, a seed or an engine that cannot be.
    """
    length = resolve_days(scenario, days)
    simulation = Simulation(scenario, seed, engine, tables, phases)
    return complete_run(simulation, length, [] if snapshots else None, on_day)


def complete_run(
    simulation: Simulation,
    length: int,
    snapshots: list[Snapshot] | None = None,
    on_day: Callable[[int, int], None] | None = None,
) -> RunRecord:
    """Run a simulation to its end, or until it has a number of days.

    snapshots: those of the days before, to which one is added for each day; None for no
    snapshots. on_day: as for `simulate`.
    """
    for day in range(len(simulation.ledger) + 1, length + 1):
        date = simulation.date
        simulation.run_day()
        if snapshots is not None:
            snapshots.append(take_snapshot(simulation, date))
        if on_day is not None:
            on_day(day, length)
        if is_finished(simulation):
            break
    daily = simulation.daily()
    return RunRecord(
        simulation.scenario,
        simulation.seed,
        simulation.engine,
        simulation.outcome(daily),
        daily,
        snapshots or [],
        simulation.built,
        simulation.phases,
        simulation,
    )


def resolve_days(scenario: Scenario, days: object) -> int:
    """Return how many days a run lasts at most.

    Raises RunError unless it is an integer from 1 to the scenario's days.
    """
    if days is None:
        return scenario.days
    length = to_integer(days)
    if length is None or length < 1:
        raise RunError(f"days is {quote(days)}: a run has 1 to {scenario.days} days")
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
