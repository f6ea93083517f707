"""Cells: who is near, how far it is, how long a march takes."""

import math

import numpy as np
from scipy.special import ndtr

from mesa_mosul.compiled import compiled
from mesa_mosul.names import NEVER, NO_BANK, NO_ONE

LEAST_NEAR = 0.02
"""Cells with a smaller share of the centre's weight than this do not count as near."""


def nearness(steps: np.ndarray, cell_km: float, reach_km: float) -> np.ndarray:
    """Return how near cells some steps apart are, along one direction; (steps,), sums to one.

    The bell between two points, averaged over both cells: men may stand anywhere in theirs.
    """
    apart = (steps[:, None] + np.array([-1.0, 0.0, 1.0])) * cell_km / reach_km
    height = np.exp(-(apart**2) / 2.0) / np.sqrt(2.0 * np.pi)
    twice_summed = apart * ndtr(apart) + height
    found = twice_summed @ np.array([1.0, -2.0, 1.0])
    return found / found.sum()


def bell(cell_km: float, reach_km: float, columns: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the neighbours of a cell, their weights in 1/km2, and the depth of a front in km.

    Offsets and weights are (neighbours,). The weights fall off as a bell of width reach_km and
    sum to one over the plane, whatever the size of a cell. The depth is what the shares of
    near ground held add up to, across a straight front.
    """
    far = math.ceil(3.0 * reach_km / cell_km) + 1
    steps = np.arange(-far, far + 1)
    along = nearness(steps, cell_km, reach_km)
    weight = np.outer(along, along)
    near = weight >= LEAST_NEAR * weight.max()
    north, east = (part[near] for part in np.meshgrid(steps, steps, indexing="ij"))
    kept = weight[near] / weight[near].sum()
    depth = cell_km * float((kept * east)[east > 0].sum())
    return (north * columns + east).astype(np.int64), kept / cell_km**2, depth


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
