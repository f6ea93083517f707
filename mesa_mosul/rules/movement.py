"""Marches: a unit is where it goes, and owes the minutes of the way.

Minutes owed are carried from tick to tick, so that a march takes as long at any tick and any
cell size; until they are paid the unit neither works nor fights.
"""

from mesa_mosul.chance import ENTER, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.grid import march_minutes
from mesa_mosul.names import AWAY, ISIS_SIDE, NO_ONE, REFIT, WAITING

ATTEMPTS = 16
"""Quarters that a unit tries for one that is still open; else it waits for the next tick."""


@compiled
def march(world, p, tick, row, cell):
    """Send a unit to a cell, if there is a way."""
    units = world.units
    minutes = march_minutes(world, p, tick, units.cell[row], cell)
    if minutes >= 0:
        units.cell[row] = cell
        units.minutes[row] -= minutes


@compiled
def quarter_to_enter(world, tick, row):
    """Return the middle of a quarter on a unit's bank that attackers do not hold, by lot."""
    units, quarters = world.units, world.quarters
    if quarters.cell.size == 0:
        return NO_ONE
    for attempt in range(ATTEMPTS):
        luck = uniform(tick, units.squad[row], ENTER, attempt)
        cell = quarters.cell[int(luck * quarters.cell.size)]
        same = world.city.bank[cell] == units.bank[row]
        if same and world.city.held[cell] < 0.5:
            return cell
    return NO_ONE


@compiled
def set_out(world, p, tick):
    """Give every unit the minutes of this tick; put it on the map or take it off."""
    units = world.units
    for row in range(units.uid.size):
        role = units.role[row]
        if role in (AWAY, WAITING, REFIT):
            units.cell[row] = NO_ONE
            units.minutes[row] = 0
            continue
        units.minutes[row] = min(units.minutes[row], 0) + tick.minutes
        if units.cell[row] == NO_ONE:
            if units.side[row] == ISIS_SIDE:
                units.cell[row] = quarter_to_enter(world, tick, row)
            else:
                units.cell[row] = world.axes.entry[units.axis[row]]
