"""The battle as a Mesa model: one step is one tick, its agents are views on the state."""

import datetime
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import mesa
import numpy as np
import pandas as pd
from mesa.experimental.scenarios import Scenario as MesaScenario

from mesa_mosul.engine.codes import (
    IRAQI_COMMAND,
    ISIS_COMMAND,
    KURDISH_COMMAND,
    RAQQA_COMMAND,
    UNIT_KINDS,
    WASHINGTON,
)
from mesa_mosul.engine.world import World
from mesa_mosul.inputs.scenario import RunError, Scenario
from mesa_mosul.inputs.scenario import scenario as known
from mesa_mosul.mesa_layer.city_grid import CityGrid
from mesa_mosul.mesa_layer.command_agents import (
    IraqiCommand,
    IsisCommand,
    KurdishCommand,
    RaqqaCommand,
    WashingtonCommand,
)
from mesa_mosul.mesa_layer.data_collection import (
    COLLECTED_COLUMNS,
    DataRecorder,
    collect_last_day,
    report_value,
)
from mesa_mosul.mesa_layer.mesa_scenario import read_mesa_scenario
from mesa_mosul.mesa_layer.model_seed import UNSET, choose_seed
from mesa_mosul.mesa_layer.unit_agents import UNIT_CLASSES, Unit
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.simulation.custom_phases import PhaseLike
from mesa_mosul.simulation.run_record import is_finished
from mesa_mosul.simulation.simulation import Simulation


def check_unit_classes(unit_classes: Mapping[str, type[Unit]]) -> Mapping[str, type[Unit]]:
    """Return classes of a user's own by kind of unit.

    Raises RunError for a kind that there is not, or a class that is no unit's.
    """
    if not isinstance(unit_classes, Mapping):
        raise RunError('unit_classes takes a table such as {"fighters": MyFighters}')
    for kind, one in unit_classes.items():
        if kind not in UNIT_CLASSES:
            raise RunError(
                f"unit_classes: no kind '{kind}' (there are: {', '.join(UNIT_KINDS)})"
            )
        if not (isinstance(one, type) and issubclass(one, UNIT_CLASSES[kind])):
            base = UNIT_CLASSES[kind].__name__
            raise RunError(f"unit_classes: the class of '{kind}' must derive from {base}")
    return unit_classes


class MosulModel(mesa.Model):
    """The battle of Mosul as a Mesa model: one step is one tick, a quarter of a day.

    Its agents are views on the rows of the same arrays that `mesa_mosul.run` steps, so that a
    model and a run of one scenario and seed give equal results. Agents do not step; the phases
    of `mesa_mosul.simulation.schedule` are the model's schedule.

    Parameters
    ----------
    scenario : str, Scenario or mesa.experimental.scenarios.Scenario
        The name of a scenario, or one made with `scenario(...).with_parameters(...)`. Or
        Mesa's own, with which its `run_scenarios` calls a model: the scenario is then its
        attribute `battle`, the seed its `rng`, and all its other attributes are parameters.
    rng : int, numpy.random.Generator or None
        Mesa's word for `seed`; anything from which NumPy makes a generator. None draws a seed.
    engine : {"compiled", "plain"}
        Compiled rules, or their plain Python twins: equal results, some 300 times slower.
    phases : sequence, optional
        Your own rules, as `mesa_mosul.run` takes them.
    unit_classes : mapping, optional
        Classes of your own, derived from those of `unit_agents.UNIT_CLASSES`, by kind of unit.
        Their `step`, if they have one, is called at the end of every tick, row by row.
    seed : int or None
        Seed of the random numbers, as in `mesa_mosul.run`; 1 if neither it nor `rng` is given.
    **changes
        Parameters to change, by dotted name: `**{"isis.fighters": 6000}`.

    Attributes
    ----------
    battle_scenario : Scenario
        The scenario that is run, with the changes made.
    seed : int
        The seed in use.
    agents : mesa.agent.AgentSet
        The commands, and the units that have arrived and are not gone. Units are updated at the
        end of each day; one is gone when nobody is left in it, fit or wounded.
    units : mesa.agent.AgentSet
        The units alone.
    units_by_row : dict of int to Unit
        The same units by their row of `world.units`.
    iraqi_command, isis_command, raqqa_command, kurdish_command, washington_command : Command
        The commands, each with its posture and its decision log.
    date : datetime.date
        The day in progress.
    daily, events, outcome
        As on `Run`, up to the last whole day or tick.
    data_recorder : DataRecorder
        The tables `daily`, `events` and `outcome`, as Mesa's `run_scenarios` asks for them.
    datacollector : mesa.DataCollector
        One row per day, at its end, with columns of `daily`.
    last_date : datetime.date
        The last whole day; `last_day_values` holds what was collected of it.
    running : bool
        True until the city is captured or the scenario ends; `end_reason` says which it was.
    world : World
        The state arrays.

    Raises
    ------
    ScenarioError, ParameterError, RunError
        For what cannot be run; the message says what would be right.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> model = mm.MosulModel("reported", seed=1)
    >>> model.run_for(4)
    >>> model.date, len(model.daily)
    (datetime.date(2016, 12, 7), 1)
    >>> isis = model.units.select(lambda unit: unit.force == "isis")
    >>> isis.agg("strength", sum) == int(model.daily["isis_strength"].iloc[-1])
    True
    """

    def __init__(
        self,
        scenario: str | Scenario | MesaScenario = "reported",
        rng: Any = UNSET,
        engine: str = "compiled",
        phases: Sequence[PhaseLike] = (),
        unit_classes: Mapping[str, type[Unit]] | None = None,
        *,
        seed: Any = UNSET,
        **changes: object,
    ) -> None:
        mesas_own: dict[str, Any] = {}
        if isinstance(scenario, MesaScenario):
            mesas_own = {"scenario": scenario}
            scenario, rng, numbers = read_mesa_scenario(scenario)
            changes = numbers | changes
        chosen = known(scenario).with_parameters(**changes)
        self.simulation = Simulation(chosen, choose_seed(seed, rng), engine, phases=phases)
        super().__init__(**mesas_own or {"rng": self.seed})
        built = self.simulation.built
        self.unit_classes = {**UNIT_CLASSES, **check_unit_classes(unit_classes or {})}
        self._stepping_classes = tuple(
            one for one in self.unit_classes.values() if one.step is not Unit.step
        )
        self._grid: CityGrid | None = None
        self.axis_names: tuple[str, ...] = built.axis_names
        self.formation_names: tuple[str, ...] = tuple(
            formation.name for formation in built.formations
        )
        self.end_reason: str | None = None
        self.units_by_row: dict[int, Unit] = {}
        self.last_day_values: dict[str, float] = {}
        self.last_date = chosen.start
        self._is_present = np.zeros(self.world.units.uid.size, bool)
        self._fire_support_rows = np.flatnonzero(self.world.units.authorized_strength == 0)
        self._sync_agents(self.simulation.clock.tick)
        self.iraqi_command = IraqiCommand(self, IRAQI_COMMAND)
        self.isis_command = IsisCommand(self, ISIS_COMMAND)
        self.raqqa_command = RaqqaCommand(self, RAQQA_COMMAND)
        self.kurdish_command = KurdishCommand(self, KURDISH_COMMAND)
        self.washington_command = WashingtonCommand(self, WASHINGTON)
        self.datacollector = mesa.DataCollector(
            {name: partial(report_value, name) for name in COLLECTED_COLUMNS}
        )

    @property
    def battle_scenario(self) -> Scenario:
        """The scenario that is run, with the changes made."""
        return self.simulation.scenario

    @property
    def seed(self) -> int:
        """The seed of the random numbers."""
        return self.simulation.seed

    @property
    def parameters(self) -> Parameters:
        """All parameters of the scenario."""
        return self.battle_scenario.parameters

    @property
    def world(self) -> World:
        """The state arrays, on which agents are views."""
        return self.simulation.world

    @property
    def grid(self) -> CityGrid:
        """The city as a Mesa grid, made when it is first asked for."""
        if self._grid is None:
            self._grid = CityGrid(self)
        return self._grid

    def update_grid(self) -> None:
        """Let the grid, if there is one, see who is where."""
        if self._grid is not None:
            self._grid.update_empty()

    def __getstate__(self) -> dict[str, Any]:
        # A copy makes its own grid, whose layers are the columns of the copy.
        return self.__dict__ | {"_grid": None}

    @property
    def date(self) -> datetime.date:
        """The day in progress."""
        return self.simulation.date

    @property
    def units(self) -> Any:
        """All agents but the commands."""
        return self.agents.select(agent_type=Unit)

    def step(self) -> None:
        """Advance by one tick; once the run is over, warn and change nothing.

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> model = mm.MosulModel("reported", seed=1)
        >>> model.step()
        >>> model
        MosulModel('reported', seed=1): 2016-12-06, tick 1 of 460
        """
        if self.end_reason is not None:
            warnings.warn(f"{self.end_reason}: a step changes nothing", stacklevel=2)
            return
        is_day_end = self.simulation.step()
        if self._stepping_classes:
            for unit in list(self.units_by_row.values()):
                if isinstance(unit, self._stepping_classes):
                    unit.step()
        if is_day_end:
            self._close_day()
        self.update_grid()

    def _close_day(self) -> None:
        self._sync_agents(self.simulation.clock.tick - 1)
        self.last_date = self.simulation.date - datetime.timedelta(days=1)
        self.last_day_values = collect_last_day(self.simulation, self.last_date)
        self.datacollector.collect(self)
        if is_finished(self.simulation):
            self.end_reason = f"the city was captured on {self.last_date}"
        elif len(self.simulation.ledger) >= self.battle_scenario.days:
            self.end_reason = f"'{self.battle_scenario.name}' ended on {self.last_date}"
        if self.end_reason is not None:
            self.running = False

    def _sync_agents(self, tick: int) -> None:
        """Make agents of the units that have arrived by a tick, remove those that are gone."""
        units = self.world.units
        is_present = (units.strength | units.wounded_now) > 0
        is_present[self._fire_support_rows] = units.equipment[self._fire_support_rows] > 0
        is_present &= units.arrival_tick <= tick
        for row in np.flatnonzero(is_present != self._is_present).tolist():
            if is_present[row]:
                self.unit_classes[UNIT_KINDS[units.kind[row]]](self, row)
            elif row in self.units_by_row:
                self.units_by_row[row].leave_model()
        self._is_present = is_present

    @property
    def daily(self) -> pd.DataFrame:
        """One row for each whole day so far, indexed by date, as `Run.daily`."""
        return self.simulation.daily()

    @property
    def events(self) -> pd.DataFrame:
        """One row for each event so far, as `Run.events`."""
        return self.simulation.events()

    @property
    def data_recorder(self) -> DataRecorder:
        """The tables of the run so far, by name."""
        return DataRecorder(self)

    @property
    def outcome(self) -> dict[str, Any]:
        """The outcome by the last whole day, as `Run.outcome`.

        Raises RunError before the first day is over.
        """
        return self.simulation.outcome()

    def __repr__(self) -> str:
        first, clock = self.world.totals.first_tick[0], self.simulation.clock
        ticks = self.battle_scenario.days * clock.ticks_per_day
        return (
            f"MosulModel('{self.battle_scenario.name}', seed={self.seed}): {self.date},"
            f" tick {clock.tick - first} of {ticks}"
        )
