"""The battle as a Mesa model: one step is one tick, its agents are windows on the world."""

import datetime
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import mesa
import numpy as np
import pandas as pd

from mesa_mosul.agents import CLASSES, IraqiCommand, IsisCommand, Unit
from mesa_mosul.course import Course, CourseError
from mesa_mosul.fight import is_captured
from mesa_mosul.ledger import are_real
from mesa_mosul.muster import recruits
from mesa_mosul.names import FORCES, IRAQI_COMMAND, ISIS_COMMAND, KINDS
from mesa_mosul.outcome import areas, with_shares
from mesa_mosul.outcome import outcome as come_to
from mesa_mosul.parameters import Parameters
from mesa_mosul.setting import Scenario
from mesa_mosul.setting import scenario as known
from mesa_mosul.state import World
from mesa_mosul.tick import TICK, Phase

GROUND = ("city_held", "east_held", "west_held", "city_entered", "city_secured", "city_claimed")
OF_FORCE = ("effective", "engaged", "wounded", "killed", "cohesion")
KILLERS = ("by_isis", "in_crossfire", "by_fires")
OTHERS = ("civilians_displaced", "civilians_at_risk", "car_bombs_launched", "munitions")


def seed_of(rng: Any) -> int:
    """Return the seed of a run from anything that Mesa takes for luck; None draws one.

    Raises CourseError for what is no source of luck.
    """
    if isinstance(rng, int | np.integer):
        return rng  # type: ignore[return-value]
    try:
        return int(np.random.default_rng(rng).integers(2**63))
    except (TypeError, ValueError) as fault:
        raise CourseError(f"rng is {rng!r}: it is a whole number from 0 or None") from fault


class MosulModel(mesa.Model):
    """A battle of Mosul on Mesa; `rng` is the seed of its luck, as `seed` is in `run`.

    setting: the scenario, with `changes` (parameters by dotted name) made; seed: of its luck.
    agents: both commands, and the units that have arrived and are not gone; a unit is gone when
    its men are dead or have left, not while it has wounded who may come back. unit: by row.
    datacollector: one row a day, at its end, with numbers of `daily`.
    running: until the city is captured or the scenario is over; ending: which it was.
    phases: a table made by `tick.with_phase`, for a researcher's own rule.
    """

    def __init__(
        self,
        scenario: str | Scenario = "reported",
        rng: Any = 1,
        engine: str = "compiled",
        phases: Sequence[Phase] | None = None,
        **changes: object,
    ) -> None:
        setting = known(scenario).with_(**changes)
        self.course = Course(setting, seed_of(rng), engine, phases=phases or TICK)
        super().__init__(rng=self.seed)
        stage = self.course.stage
        late = recruits(setting.days, setting.parameters)
        self.axes: tuple[str, ...] = stage.axes
        self.km2 = areas(stage)
        self.formations: tuple[str, ...] = tuple(
            one.name for one in (*stage.tables.forces, late)
        )
        self.ending: str | None = None
        self.unit: dict[int, Unit] = {}
        self._here = np.zeros(self.world.units.uid.size, bool)
        self._call_roll(self.course.tick.number)
        self.iraqi_command = IraqiCommand(self, IRAQI_COMMAND)
        self.isis_command = IsisCommand(self, ISIS_COMMAND)
        self.datacollector = mesa.DataCollector(reporters(self.course.heads))

    @property
    def setting(self) -> Scenario:
        """The scenario that is fought."""
        return self.course.scenario

    @property
    def seed(self) -> int:
        """The seed of the run's luck."""
        return self.course.seed

    @property
    def parameters(self) -> Parameters:
        """All numbers of the scenario."""
        return self.setting.parameters

    @property
    def world(self) -> World:
        """The columns, which agents look on."""
        return self.course.world

    @property
    def date(self) -> datetime.date:
        """The day that is under way."""
        return self.course.date

    @property
    def units(self) -> Any:
        """All agents but the commands, as a set of Mesa's."""
        return self.agents.select(agent_type=Unit)

    def step(self) -> None:
        """Live one tick; once the battle is over, warn and change nothing."""
        if self.ending is not None:
            warnings.warn(f"{self.ending}: a step changes nothing", stacklevel=2)
            return
        now = self.course.tick.number
        day_is_over = self.course.step()
        self._call_roll(now)
        if day_is_over:
            self._close_day()

    def _call_roll(self, now: int) -> None:
        """Make agents of the units that have come by a tick, remove those that are gone."""
        units = self.world.units
        some = (units.men + units.wounded > 0) | ((units.paper == 0) & (units.pieces > 0))
        here = some & (units.arrives <= now)
        for row in np.flatnonzero(here != self._here).tolist():
            if here[row]:
                CLASSES[KINDS[units.kind[row]]](self, row)
            elif row in self.unit:
                self.unit[row].remove()
        self._here = here

    def _close_day(self) -> None:
        self.datacollector.collect(self)
        day = day_of(self).date()
        if is_captured(self.course, self.km2["city"]):
            self.ending = f"the city was captured on {day}"
        elif len(self.course.ledger) >= self.setting.days:
            self.ending = f"'{self.setting.name}' ended on {day}"
        if self.ending is not None:
            self.running = False

    def daily(self) -> pd.DataFrame:
        """Return the ledger so far: one row a day, indexed by date."""
        return with_shares(self.course.daily(), self.km2)

    def events(self) -> pd.DataFrame:
        """Return what has happened so far, one row an event."""
        return self.course.events()

    def outcome(self) -> dict[str, Any]:
        """Return what the battle has come to by its last whole day.

        Raises CourseError before the first day is over.
        """
        if not len(self.course.ledger):
            raise CourseError("no day has been fought yet: step to the end of a day first")
        return come_to(self.course.stage, self.daily(), self.seed, self.course.digest())


def day_of(model: MosulModel) -> pd.Timestamp:
    """Return the last whole day that was fought."""
    return pd.Timestamp(model.setting.start) + pd.Timedelta(days=len(model.course.ledger) - 1)


def noted(places: Sequence[int], real: bool, model: MosulModel) -> int | float:
    """Return the sum of some columns of the last whole day's row in the ledger."""
    row = model.course.ledger[-1]
    found = sum(row[place].item() for place in places)
    return found if real else int(found)


def share(place: int, area: str, model: MosulModel) -> float:
    """Return what share of an area the last whole day's row gives."""
    return model.course.ledger[-1, place].item() / model.km2[area]


def reporters(heads: Sequence[str]) -> dict[str, Callable[[MosulModel], Any]]:
    """Return what a model reports of each day, by the names of its ledger."""
    at = {head: place for place, head in enumerate(heads)}
    numbers = [f"{force}_{what}" for force in FORCES for what in OF_FORCE]
    numbers += [f"km2_{ground}" for ground in GROUND] + list(OTHERS)
    real = dict(zip(numbers, are_real(tuple(numbers)), strict=True))
    deaths = [at[f"civilians_killed_{killer}"] for killer in KILLERS]
    return {
        "date": day_of,
        **{
            f"share_{ground}": partial(share, at[f"km2_{ground}"], ground.rpartition("_")[0])
            for ground in GROUND
        },
        **{head: partial(noted, [at[head]], real[head]) for head in numbers},
        "civilians_killed": partial(noted, deaths, False),
    }
