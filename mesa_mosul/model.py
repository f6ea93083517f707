"""The battle as a Mesa model: one step is one tick, its agents are windows on the world."""

import datetime
import warnings
from collections.abc import Sequence
from functools import partial
from typing import Any

import mesa
import numpy as np
import pandas as pd

from mesa_mosul.agents import CLASSES, Unit
from mesa_mosul.commanders import (
    IraqiCommand,
    IsisCommand,
    KurdishCommand,
    RaqqaCommand,
    WashingtonCommand,
)
from mesa_mosul.course import Course, CourseError
from mesa_mosul.fight import is_over
from mesa_mosul.ledger import are_real
from mesa_mosul.names import (
    FORCES,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    KINDS,
    KURDISH_COMMAND,
    RAQQA,
    WASHINGTON,
)
from mesa_mosul.outcome import areas, with_shares
from mesa_mosul.outcome import outcome as come_to
from mesa_mosul.parameters import Parameters
from mesa_mosul.setting import Scenario
from mesa_mosul.setting import scenario as known
from mesa_mosul.state import World
from mesa_mosul.tick import TICK, Phase

GROUND = (
    ("city", "held"),
    ("city", "entered"),
    ("city", "secured"),
    ("city", "claimed"),
    ("east", "held"),
    ("west", "held"),
)
OF_FORCE = ("effective", "wounded", "killed")
OTHERS = (
    "iraqi_engaged",
    "isis_engaged",
    "iraqi_cohesion",
    "isis_cohesion",
    "civilians_displaced",
    "civilians_at_risk",
    "car_bombs_launched",
    "munitions",
)
DEATHS = tuple(f"civilians_killed_{by}" for by in ("by_isis", "in_crossfire", "by_fires"))
SHARES = {f"share_{area}_{measure}": (area, measure) for area, measure in GROUND}
HEADS = (
    *(f"{force}_{what}" for force in FORCES for what in OF_FORCE),
    *(f"km2_{area}_{measure}" for area, measure in GROUND),
    *OTHERS,
)
DEATHS_ALL = "civilians_killed"
COUNTS = (*(h for h, r in zip(HEADS, are_real(HEADS), strict=True) if not r), DEATHS_ALL)
TOLD = ("date", *SHARES, *HEADS, DEATHS_ALL)
"""What a model tells of each day."""


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
    agents: the commands, and the units that have arrived and are not gone, as told by a roll
    at the end of each day; a unit is gone when its men are dead or have left, not while it has
    wounded who may come back. unit: the same units, by row. day, today: the last whole day
    that was fought, and its row of the ledger.
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
        self.axes: tuple[str, ...] = stage.axes
        self.km2 = areas(stage)
        self.formations: tuple[str, ...] = tuple(one.name for one in stage.formations)
        self.ending: str | None = None
        self.unit: dict[int, Unit] = {}
        self.today: dict[str, float] = {}
        self.day = setting.start
        self._here = np.zeros(self.world.units.uid.size, bool)
        self._fires = np.flatnonzero(self.world.units.paper == 0)
        self._call_roll(self.course.tick.number)
        self.iraqi_command = IraqiCommand(self, IRAQI_COMMAND)
        self.isis_command = IsisCommand(self, ISIS_COMMAND)
        self.raqqa_command = RaqqaCommand(self, RAQQA)
        self.kurdish_command = KurdishCommand(self, KURDISH_COMMAND)
        self.washington_command = WashingtonCommand(self, WASHINGTON)
        self.datacollector = mesa.DataCollector({name: partial(told, name) for name in TOLD})

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
        elif self.course.step():
            self._close_day()

    def _close_day(self) -> None:
        self._call_roll(self.course.tick.number - 1)
        self.day = self.course.date - datetime.timedelta(days=1)
        self.today = today(self)
        self.datacollector.collect(self)
        if is_over(self.course, self.km2["city"]):
            self.ending = f"the city was captured on {self.day}"
        elif len(self.course.ledger) >= self.setting.days:
            self.ending = f"'{self.setting.name}' ended on {self.day}"
        if self.ending is not None:
            self.running = False

    def _call_roll(self, now: int) -> None:
        """Make agents of the units that have come by a tick, remove those that are gone."""
        units = self.world.units
        here = (units.men | units.wounded) > 0
        here[self._fires] = units.pieces[self._fires] > 0
        here &= units.arrives <= now
        for row in np.flatnonzero(here != self._here).tolist():
            if here[row]:
                CLASSES[KINDS[units.kind[row]]](self, row)
            elif row in self.unit:
                self.unit[row].remove()
        self._here = here

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


def told(name: str, model: MosulModel) -> Any:
    """Return a number of the last whole day."""
    return model.today[name]


def today(model: MosulModel) -> dict[str, Any]:
    """Return what a model tells of the day that has just ended, by the names of its ledger."""
    row = model.course.ledger[-1].tolist()
    found = dict(zip(model.course.heads, row, strict=True))
    for name, (area, _) in SHARES.items():
        found[name] = found[name.replace("share_", "km2_")] / model.km2[area]
    found[DEATHS_ALL] = sum(found[name] for name in DEATHS)
    for name in COUNTS:
        found[name] = int(found[name])
    return {"date": pd.Timestamp(model.day), **{name: found[name] for name in TOLD[1:]}}
