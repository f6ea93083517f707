"""Commands as Mesa agents: the posture of each, and its decisions and their reasons."""

import datetime
from typing import Any

import mesa
import pandas as pd

from mesa_mosul.engine.codes import (
    CAMPAIGN_PHASES,
    COMMANDS,
    ISIS_POSTURES,
    KURDISH_POSTURES,
    RAQQA_POSTURES,
    WASHINGTON_POSTURES,
)
from mesa_mosul.inputs.scenario import CAMPAIGN_START
from mesa_mosul.mesa_layer.column_attributes import StateAttribute


class Command(mesa.Agent):
    """A command: a view on one row of `world.commands`, and on its decisions.

    Attributes
    ----------
    posture : str
        What it does now; may be written.
    posture_since : datetime.date
        Day on which it took this posture.
    decision_log : pandas.DataFrame
        Its decisions, in order.
    force : str
        The force that it belongs to.
    strength, wounded_now, wounded_total, killed, withdrawn, equipment : int
        0: a command has none of these, but a user may ask every agent for them.
    cell, pos : None
        Likewise: a command is in no cell.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> model = mm.MosulModel("reported", seed=1)
    >>> model.run_for(4)
    >>> model.kurdish_command
    KurdishCommand: hold the line since 2016-12-06
    >>> model.kurdish_command.decision_log["event"].tolist()
    ['stop on the line']
    """

    group = "commands"
    posture: StateAttribute
    force: str
    strength = wounded_now = wounded_total = killed = withdrawn = equipment = 0
    cell = pos = None

    def __init__(self, model: Any, row: int) -> None:
        self.row = row
        super().__init__(model)

    @property
    def posture_since(self) -> datetime.date:
        """The day on which it took its present posture."""
        tick = self.model.world.commands.posture_since_tick[self.row].item()
        days = tick // self.model.simulation.clock.ticks_per_day
        return CAMPAIGN_START + datetime.timedelta(days=days)

    @property
    def decision_log(self) -> pd.DataFrame:
        """Its decisions, in order: the rows of `model.events` that are its own."""
        events = self.model.events
        return events[events["command"] == COMMANDS[self.row]].reset_index(drop=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.posture} since {self.posture_since}"


class IraqiCommand(Command):
    """The Iraqi command of the offensive; its posture is the phase of its campaign."""

    force = "iraqi"
    posture = StateAttribute(CAMPAIGN_PHASES)


class IsisCommand(Command):
    """The command of ISIS in Mosul."""

    force = "isis"
    posture = StateAttribute(ISIS_POSTURES)


class RaqqaCommand(Command):
    """ISIS in Raqqa."""

    force = "isis"
    posture = StateAttribute(RAQQA_POSTURES)


class KurdishCommand(Command):
    """The Kurdish command of the Peshmerga."""

    force = "peshmerga"
    posture = StateAttribute(KURDISH_POSTURES)


class WashingtonCommand(Command):
    """Washington, with Baghdad on reinforcements and with the coalition on bridges."""

    force = "us"
    posture = StateAttribute(WASHINGTON_POSTURES)
