"""Distances and march times between cells."""

import math

from mesa_mosul.engine.codes import NEVER, NO_BANK, NO_INDEX
from mesa_mosul.engine.columns import Cells
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters


@compiled
def distance_km(cells: Cells, origin: int, destination: int) -> float:
    """Return the distance between the centres of two cells in km."""
    east = cells.x[origin] - cells.x[destination]
    north = cells.y[origin] - cells.y[destination]
    return math.sqrt(east * east + north * north)


@compiled
def march_hours(cells: Cells, origin: int, destination: int, detour: float) -> float:
    """Return the hours of a march between two cells, ignoring the river."""
    speed_km_h = 0.5 * (cells.march_speed_km_h[origin] + cells.march_speed_km_h[destination])
    return detour * distance_km(cells, origin, destination) / speed_km_h


@compiled
def march_minutes(
    world: World, p: Parameters, clock: Clock, origin: int, destination: int
) -> int:
    """Return the minutes of a march between two cells, by a bridge if their banks differ.

    -1 if no bridge is open.
    """
    cells, bridges = world.cells, world.bridges
    banks = cells.bank[origin], cells.bank[destination]
    if banks[0] == banks[1] or banks[0] == NO_BANK or banks[1] == NO_BANK:
        return int(60.0 * march_hours(cells, origin, destination, p.terrain.detour_factor))
    min_hours = float(NEVER)
    for bridge in range(bridges.cell.size):
        if clock.tick < bridges.cut_at[bridge]:
            cell = bridges.cell[bridge]
            hours = march_hours(cells, origin, cell, p.terrain.detour_factor)
            hours += march_hours(cells, cell, destination, p.terrain.detour_factor)
            min_hours = min(min_hours, hours + p.terrain.bridge_delay_hours)
    return int(60.0 * min_hours) if min_hours < NEVER else NO_INDEX
