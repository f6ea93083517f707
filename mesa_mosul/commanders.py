"""Commands as Mesa agents: what each does now, and what it has decided and why."""

import datetime
from typing import Any

import mesa
import pandas as pd

from mesa_mosul.names import (
    EVENTS,
    ISIS_POSTURES,
    KURDISH_POSTURES,
    PHASES_OF_WAR,
    RAQQA_POSTURES,
    TO_COMMIT,
    TO_CUT_BRIDGE,
    TO_CUT_ROAD,
    TO_EMBED,
    TO_HALT,
    TO_HOLD_ON,
    TO_PAUSE,
    TO_REGROUP,
    TO_REINFORCE,
    TO_RESTART,
    TO_RESUME,
    TO_SEND_FIGHTERS,
    TO_SHIFT,
    TO_STAND,
    TO_STOP_ON_LINE,
    TO_STORM,
    TO_STRIKE_BACK,
    TO_STRIKE_ELSEWHERE,
    TO_THE_WEST,
    TO_THIN,
    TO_URGE,
    TO_WITHDRAW,
    WASHINGTON_POSTURES,
)
from mesa_mosul.setting import LAUNCH
from mesa_mosul.window import Column


class Command(mesa.Agent):
    """A command: a view on one row of `world.commands`, and on what it has decided."""

    group = "commands"
    decisions: tuple[int, ...] = ()
    """Events that are decisions of this command."""

    posture: Column

    def __init__(self, model: Any, row: int) -> None:
        self.row = row
        super().__init__(model)

    @property
    def since(self) -> datetime.date:
        """The day from which it counts its present posture."""
        tick = self.model.world.commands.since[self.row].item()
        return LAUNCH + datetime.timedelta(days=tick // self.model.course.tick.per_day)

    @property
    def log(self) -> pd.DataFrame:
        """Its decisions, in order: the rows of `model.events()` that are its own."""
        events = self.model.events()
        own = events["what"].isin([EVENTS[what] for what in self.decisions])
        return events[own].reset_index(drop=True)


class IraqiCommand(Command):
    """The Iraqi command of the offensive; its posture is the part of the war it fights."""

    posture = Column(PHASES_OF_WAR)
    decisions = (
        TO_STORM,
        TO_HALT,
        TO_RESTART,
        TO_EMBED,
        TO_REGROUP,
        TO_THE_WEST,
        TO_PAUSE,
        TO_RESUME,
        TO_COMMIT,
        TO_SHIFT,
        TO_CUT_ROAD,
    )


class IsisCommand(Command):
    """The command of ISIS in Mosul."""

    posture = Column(ISIS_POSTURES)
    decisions = (TO_STRIKE_BACK, TO_STAND, TO_WITHDRAW, TO_HOLD_ON, TO_THIN)


class RaqqaCommand(Command):
    """ISIS in Raqqa."""

    posture = Column(RAQQA_POSTURES)
    decisions = (TO_URGE, TO_SEND_FIGHTERS, TO_STRIKE_ELSEWHERE)


class KurdishCommand(Command):
    """The Kurdish command of the Peshmerga."""

    posture = Column(KURDISH_POSTURES)
    decisions = (TO_STOP_ON_LINE,)


class WashingtonCommand(Command):
    """Washington, with Baghdad on reinforcements and with the coalition on bridges."""

    posture = Column(WASHINGTON_POSTURES)
    decisions = (TO_REINFORCE, TO_CUT_BRIDGE)
