"""The course of one battle: a world, its clock and its ledger, by the tick or by the day."""

import datetime
import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from mesa_mosul.addresses import Addresses
from mesa_mosul.build import Stage, build, checked_seed, first_tick
from mesa_mosul.chance import Tick
from mesa_mosul.compiled import is_compiled, plain
from mesa_mosul.ledger import are_real, heads, note_day
from mesa_mosul.names import EVENTS, NO_ONE
from mesa_mosul.parameters import record
from mesa_mosul.rules.count import take
from mesa_mosul.setting import LAUNCH, CourseError, Scenario
from mesa_mosul.state import World
from mesa_mosul.tables import Tables, read_all
from mesa_mosul.tick import TICK, Phase, live, live_many

ENGINES = ("compiled", "plain")
LASTING = (
    "battalions",
    "formations",
    "city",
    "quarters",
    "axes",
    "commands",
    "outside",
    "counts",
)
MEASURED = ("_entered", "_secured", "_claimed")
"""Endings of the ledger's columns that hang on definitions."""


class Course:
    """A battle under way.

    stage: the world and what explains it; ledger: one row a day, (days, columns).
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        engine: str = "compiled",
        tables: Tables | None = None,
        phases: Sequence[Phase] = TICK,
    ) -> None:
        if engine not in ENGINES:
            raise CourseError(f"engine is '{engine}': it is {' or '.join(ENGINES)}")
        self.scenario, self.seed, self.engine = scenario, checked_seed(seed), engine
        self.phases = tuple(phases)
        self.record = record(scenario.parameters)
        self.stage: Stage = build(scenario, tables or read_all())
        self.tick: Tick = first_tick(scenario, self.seed)
        self.heads = heads(self.stage.axes)
        self.ledger = np.zeros((0, len(self.heads)))
        self._call(take)

    def __setstate__(self, state: dict) -> None:
        # A copy's columns lie elsewhere.
        self.__dict__.update(state)
        self.stage = self.stage._replace(addresses=Addresses(self.stage.world))

    @property
    def world(self) -> World:
        """The world's columns."""
        return self.stage.world

    @property
    def date(self) -> datetime.date:
        """The day that is under way."""
        return LAUNCH + datetime.timedelta(days=self.tick.number // self.tick.per_day)

    def _call(self, rule: Callable, *more: object) -> None:
        """Run a rule on the form of the world that it takes: compiled ones on addresses."""
        if self.engine == "compiled" and is_compiled(rule):
            rule(self.stage.addresses, self.record, self.tick, *more)
        else:
            plain(rule)(self.stage.world, self.scenario.parameters, self.tick, *more)

    def step(self) -> bool:
        """Live one tick; return whether it ended a day."""
        if self.phases == TICK:
            self._call(live)
        else:
            for phase in self.phases:
                self._call(phase.run)
        ended = (self.tick.number + 1) % self.tick.per_day == 0
        if ended:
            row = np.zeros(len(self.heads))
            self._call(note_day, row)
            self.ledger = np.vstack([self.ledger, row])
        self.tick = self.tick._replace(number=self.tick.number + 1)
        return ended

    def day(self) -> None:
        """Live one day."""
        if self.phases != TICK or self.tick.number % self.tick.per_day:
            while not self.step():
                pass
            return
        row, last = np.zeros((1, len(self.heads))), self.tick.number + self.tick.per_day
        self._call(live_many, last, row)
        self.ledger = np.vstack([self.ledger, row])
        self.tick = self.tick._replace(number=last)

    def daily(self) -> pd.DataFrame:
        """Return the ledger: one row a day, indexed by date, counts as whole numbers."""
        days = pd.date_range(self.scenario.start, periods=len(self.ledger), name="date")
        table = pd.DataFrame(self.ledger, index=days, columns=list(self.heads))
        whole = [
            h for h, real in zip(self.heads, are_real(self.heads), strict=True) if not real
        ]
        return table.astype(dict.fromkeys(whole, np.int64))

    def events(self) -> pd.DataFrame:
        """Return what happened: date, tick, what, who, place (in km) and numbers."""
        log, city = self.world.events, self.world.city
        noted = min(int(self.world.counts.events[0]), log.tick.size)
        cell = log.cell[:noted]
        there = cell != NO_ONE
        day = pd.to_timedelta(log.tick[:noted] // self.tick.per_day, unit="D")
        return pd.DataFrame(
            {
                "date": pd.Timestamp(LAUNCH) + day,
                "tick": log.tick[:noted],
                "what": np.array(EVENTS)[log.what[:noted]],
                "who": log.who[:noted],
                "east_km": np.where(there, city.x[cell], np.nan),
                "north_km": np.where(there, city.y[cell], np.nan),
                "one": log.one[:noted],
                "two": log.two[:noted],
                "three": log.three[:noted],
            }
        )

    def digest(self) -> str:
        """Return a hash of the whole course: every ledger row and the final state."""
        return self._hash(self.ledger, LASTING)

    def military_digest(self) -> str:
        """Return a hash of the battle alone: the course without what is only measured of it.

        Left out: the quarters' standing, which no rule reads, and the events that tell of it.
        """
        fought = [not head.endswith(MEASURED) for head in self.heads]
        lasting = [group for group in LASTING if group != "quarters"]
        return self._hash(self.ledger[:, fought], lasting, but=("events",))

    def _hash(self, ledger: np.ndarray, lasting: Sequence[str], but: Sequence[str] = ()) -> str:
        """Return a hash of a ledger, the units by id, and lasting groups but some columns."""
        found = hashlib.sha256(np.ascontiguousarray(ledger).tobytes())
        units = self.world.units
        order = np.argsort(units.uid, kind="stable")
        for column in units:
            found.update(np.ascontiguousarray(column[order]).tobytes())
        for group in lasting:
            for name, column in getattr(self.world, group)._asdict().items():
                if name not in but:
                    found.update(np.ascontiguousarray(column).tobytes())
        return found.hexdigest()
