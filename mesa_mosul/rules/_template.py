"""A mechanism to copy: fatigue, which grows in contact and fades at rest (not in the schedule).

`HOW_TO_ADD_A_MECHANISM.md` says where each part goes. The digest of sources leaves out files
whose name begins with an underscore.
"""

from typing import Annotated, NamedTuple

import numpy as np

from mesa_mosul.engine.columns import Column, Float
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.ledger_column import LedgerColumn, positions
from mesa_mosul.engine.random_streams import Clock, rate_to_probability, uniform
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.combat import Detection
from mesa_mosul.parameters.spec import ParameterSpec
from mesa_mosul.rules.density import is_present


class Fatigue(NamedTuple):
    """Fatigue. In a mechanism: `parameters/fatigue.py`, and a field of `Parameters`."""

    onset_rate: Annotated[float, ParameterSpec("per day", 0.0, 2.0, "pert", "A001")] = 0.5
    """Rate at which a unit in contact that is not fatigued becomes so."""

    recovery_rate: Annotated[float, ParameterSpec("per day", 0.0, 2.0, "pert", "A001")] = 1.0
    """Rate at which a fatigued unit out of contact recovers."""


class FatigueSwitch(NamedTuple):
    """The switch. In a mechanism: a field of `Switch` in `parameters/switches.py`."""

    fatigue: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "A001")] = True
    """Whether units become fatigued."""


class FatigueColumns(NamedTuple):
    """The state, 0 at first. In a mechanism: a line of `Units` in `engine/columns.py`."""

    fatigued: Annotated[
        Float, Column("share", "fatigue", "Fraction of the unit's men fatigued.")
    ]


class TemplateParameters(NamedTuple):
    """What the rule reads of the parameters. In a mechanism: `Parameters`."""

    fatigue: Fatigue = Fatigue()
    detection: Detection = Detection()
    switch: FatigueSwitch = FatigueSwitch()


STREAM_FATIGUE = 1000
"""The purpose of its draws. In a mechanism: the next number that no file uses."""

FATIGUE_LEDGER = (LedgerColumn("fatigued_men", "personnel", "Men of fatigued units."),)
"""What the daily ledger reports.

In a mechanism: also four lines in `simulation/ledger.py`, among them the call of `record_...`.
"""
AT = positions(*FATIGUE_LEDGER)


@compiled
def change_rate(
    is_fatigued: bool, is_in_contact: bool, onset_rate: float, recovery_rate: float
) -> float:
    """Return the rate per day at which a unit becomes fatigued or recovers."""
    if is_fatigued:
        return 0.0 if is_in_contact else recovery_rate
    return onset_rate if is_in_contact else 0.0


@compiled
def update_fatigue(world: World, p: TemplateParameters, clock: Clock) -> None:
    """Let units in contact become fatigued and others recover; the phase of this mechanism.

    It writes `user_value`, which is free, where a mechanism has a column of its own.
    """
    units, days = world.units, 1.0 / clock.ticks_per_day
    for row in range(units.uid.size):
        if not p.switch.fatigue or not is_present(units, row):
            units.user_value[row] = 0.0
            continue
        enemies = world.local_density.density[1 - units.side[row], units.cell[row]]
        is_fatigued = units.user_value[row] > 0.0
        rate = change_rate(
            is_fatigued,
            enemies >= p.detection.contact_density,
            p.fatigue.onset_rate,
            p.fatigue.recovery_rate,
        )
        u = uniform(clock, units.uid[row], STREAM_FATIGUE, 0)
        if u < rate_to_probability(rate, days):
            units.user_value[row] = 0.0 if is_fatigued else 1.0


@compiled
def record_fatigue(world: World, ledger_row: np.ndarray, first: int) -> None:
    """Write the ledger's section of fatigue, which begins at `first`."""
    units = world.units
    for row in range(units.uid.size):
        if units.user_value[row] > 0.0:
            ledger_row[first + AT.fatigued_men] += units.strength[row]
