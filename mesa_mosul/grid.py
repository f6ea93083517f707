"""Cells: who is near, how far it is, how long a march takes."""

import math

import numpy as np

from mesa_mosul.compiled import compiled
from mesa_mosul.names import NEVER, NO_BANK, NO_ONE


def bell(cell_km: float, reach_km: float, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the neighbours of a cell as offsets and their weights in 1/km2.

    Two arrays of shape (neighbours,). The weights fall off as a bell of width reach_km, end
    at twice that and sum to one over the plane, whatever the size of a cell.
    """
    far = math.ceil(2.0 * reach_km / cell_km)
    steps = np.arange(-far, far + 1)
    north, east = np.meshgrid(steps, steps, indexing="ij")
    distance = cell_km * np.hypot(north, east)
    near = distance <= 2.0 * reach_km
    weight = np.exp(-0.5 * (distance[near] / reach_km) ** 2)
    offset = (north * columns + east)[near]
    return offset.astype(np.int64), weight / (weight.sum() * cell_km**2)


@compiled
def kilometres(city, one, other):
    """Return the distance between the middles of two cells in km."""
    east = city.x[one] - city.x[other]
    north = city.y[one] - city.y[other]
    return math.sqrt(east * east + north * north)


@compiled
def hours_straight(city, one, other, detour):
    """Return the hours of a march between two cells, the river left aside."""
    pace = 0.5 * (city.pace[one] + city.pace[other])
    return detour * kilometres(city, one, other) / pace


@compiled
def march_minutes(world, p, tick, one, other):
    """Return the minutes of a march between two cells, over a bridge where banks differ.

    -1 where no bridge is open.
    """
    city, bridges = world.city, world.bridges
    banks = city.bank[one], city.bank[other]
    if banks[0] == banks[1] or banks[0] == NO_BANK or banks[1] == NO_BANK:
        return int(60.0 * hours_straight(city, one, other, p.ground.detour))
    best = float(NEVER)
    for bridge in range(bridges.cell.size):
        if tick.number < bridges.cut_at[bridge]:
            cell = bridges.cell[bridge]
            hours = hours_straight(city, one, cell, p.ground.detour)
            hours += hours_straight(city, cell, other, p.ground.detour)
            best = min(best, hours + p.ground.bridge_delay)
    return int(60.0 * best) if best < NEVER else NO_ONE
