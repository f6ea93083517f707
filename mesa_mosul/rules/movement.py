"""Marches: a unit is placed at its destination and owes the minutes of the march.

Owed minutes carry over between ticks, so that march times depend neither on tick nor cell
size; a unit that owes minutes neither works nor fights.
"""

from mesa_mosul.engine.codes import (
    DEFENDER,
    NO_INDEX,
    ROLE_AWAITING_ENTRY,
    ROLE_OFF_MAP,
    ROLE_REFIT,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import STREAM_ENTRY, Clock, uniform
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.travel import march_minutes

ENTRY_ATTEMPTS = 16
"""Neighbourhoods that a unit tries per tick before it waits for the next one."""


@compiled
def march_to(world: World, p: Parameters, clock: Clock, row: int, cell: int) -> None:
    """Move a unit to a cell and charge the minutes of the march, if there is a route."""
    units = world.units
    minutes = march_minutes(world, p, clock, units.cell[row], cell)
    if minutes >= 0:
        units.cell[row] = cell
        units.time_budget_min[row] -= minutes


@compiled
def may_enter_at(world: World, bank: int, cell: int) -> bool:
    """Return whether ISIS units of a bank may enter the map at a cell."""
    return world.cells.bank[cell] == bank and world.cells.control[cell] < 0.5


@compiled
def has_entry_cell(world: World, bank: int) -> bool:
    """Return whether a bank has a neighbourhood where ISIS units may enter the map."""
    for neighbourhood in range(world.neighbourhoods.cell.size):
        if may_enter_at(world, bank, world.neighbourhoods.cell[neighbourhood]):
            return True
    return False


@compiled
def draw_entry_cell(world: World, clock: Clock, row: int) -> int:
    """Draw an uncontrolled neighbourhood's cell on a unit's bank; -1 if none is found."""
    units, neighbourhoods = world.units, world.neighbourhoods
    if not has_entry_cell(world, units.assigned_bank[row]):
        return NO_INDEX
    for attempt in range(ENTRY_ATTEMPTS):
        u = uniform(clock, units.decision_group[row], STREAM_ENTRY, attempt)
        cell = neighbourhoods.cell[int(u * neighbourhoods.cell.size)]
        if may_enter_at(world, units.assigned_bank[row], cell):
            return cell
    return NO_INDEX


@compiled
def start_tick_and_enter_map(world: World, clock: Clock) -> None:
    """Give every unit this tick's minutes; place it on the map or remove it."""
    units = world.units
    for row in range(units.uid.size):
        role = units.role[row]
        if role in (ROLE_OFF_MAP, ROLE_AWAITING_ENTRY, ROLE_REFIT):
            units.cell[row] = NO_INDEX
            units.time_budget_min[row] = 0
            continue
        units.time_budget_min[row] = min(units.time_budget_min[row], 0) + clock.tick_minutes
        if units.cell[row] == NO_INDEX:
            if units.side[row] == DEFENDER:
                units.cell[row] = draw_entry_cell(world, clock, row)
            else:
                units.cell[row] = world.axes_of_advance.entry_cell[units.axis[row]]
