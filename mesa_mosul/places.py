"""Where everything stands at the start: the ground held, and each formation's units on it."""

import numpy as np

from mesa_mosul.names import (
    EAST,
    NEVER,
    NO_ONE,
    OPEN,
    WAITING,
    WEST,
)
from mesa_mosul.parameters import Parameters
from mesa_mosul.rows.battle import Formation
from mesa_mosul.setting import LAUNCH
from mesa_mosul.state import World
from mesa_mosul.tables import Tables

AT_THE_EDGE = 15
"""Day of the campaign on which the city was entered (E061); later starts begin on the map."""


def place_all(world: World, tables: Tables, first_day: int, p: Parameters) -> None:
    """Put the ground and the units as they are at the start of a run."""
    on_map = first_day >= AT_THE_EDGE
    if on_map:
        hold_ground(world, tables, p)
    prepare_ground(world, p)
    for row, formation in enumerate(tables.forces):
        rows = np.flatnonzero(world.units.formation == row)
        if formation.force == "isis":
            defend_ground(world, rows, formation)
        elif formation.task in ("assault", "hold", "line") and on_map:
            spread_over(world, rows, attackers_ground(world, formation, row, p))
        elif formation.enters is not None:
            queue(world, rows, formation, p)


def prepare_ground(world: World, p: Parameters) -> None:
    """Let ISIS have prepared all ground that it holds, open ground less."""
    city = world.city
    share = np.where(city.ground == OPEN, p.obstacles.open_ground, 1.0)
    city.prepared[:] = np.where(city.axis >= 0, np.minimum(share, 1.0 - city.held), 0.0)


def hold_ground(world: World, tables: Tables, p: Parameters) -> None:
    """Give the attackers the ground of 6 December 2016: quarters as stated, routes as taken."""
    city, quarters = world.city, world.quarters
    share = {"held": 1.0, "entered": p.advance.foothold, "none": 0.0}
    stated = np.array([share[quarter.state] for quarter in tables.quarters])
    inside = city.quarter >= 0
    city.held[inside] = stated[city.quarter[inside]]
    outside = np.flatnonzero((city.axis >= 0) & ~inside)
    built = np.flatnonzero(inside)
    away = np.hypot(
        city.x[outside, None] - city.x[built], city.y[outside, None] - city.y[built]
    ).min(axis=1)
    short = (city.bank[outside] == WEST) & (away < p.advance.south_short_km)
    city.held[outside] = np.where(short, 0.0, 1.0)
    won = stated >= 1.0
    quarters.entered[:], quarters.won[:] = stated > 0.0, won
    quarters.claimed[:] = stated > 0.0
    quarters.held_since[:] = np.where(won, 0, NEVER)


def queue(world: World, rows: np.ndarray, formation: Formation, p: Parameters) -> None:
    """Let a formation wait off the map until its day has come and its march is over."""
    day = (formation.enters - LAUNCH).days if formation.enters else 0
    hours = 24.0 * day + (formation.km_off_map or 0.0) / p.ground.pace_open
    world.units.due[rows] = int(np.ceil(hours / p.scale.hours_per_tick))
    world.units.role[rows] = WAITING


def attackers_ground(world: World, formation: Formation, row: int, p: Parameters) -> np.ndarray:
    """Return the cells over which a formation of the attackers stands."""
    city = world.city
    axis = world.formations.axis[row]
    held = (city.axis == axis) & (city.held >= 1.0)
    if formation.task == "assault":
        front = near_the_front(world, held)
        return front if front.size else np.flatnonzero(held)
    if formation.task == "line":
        entry = world.axes.entry[axis]
        depth = np.hypot(city.x - city.x[entry], city.y - city.y[entry])
        deepest = np.flatnonzero(held)[np.argmax(depth[held])]
        away = np.hypot(city.x - city.x[deepest], city.y - city.y[deepest])
        held &= away <= p.advance.line_km
    return np.flatnonzero(held)


def near_the_front(world: World, held: np.ndarray) -> np.ndarray:
    """Return the held cells that touch ground which the same axis has still to take."""
    city, cells = world.city, np.flatnonzero(held)
    around = cells[:, None] + world.beside
    open_ground = (city.axis[around] >= 0) & (city.held[around] < 1.0)
    return cells[open_ground.any(axis=1)]


def defend_ground(world: World, rows: np.ndarray, formation: Formation) -> None:
    """Spread a formation of ISIS over the ground it is to defend, and give it its bank."""
    city, units = world.city, world.units
    if not rows.size:
        return
    axis = units.axis[rows[0]]
    free = (city.axis >= 0) & (city.held < 0.5)
    mine = free & (city.axis == axis) if axis != NO_ONE else free
    if formation.bank == "belt":
        belt = mine & (city.quarter == NO_ONE)
        mine = belt if belt.any() else mine
    else:
        mine &= (city.quarter >= 0) & (
            city.bank == (EAST if formation.bank == "east" else WEST)
        )
    if not mine.any():
        mine = free & (city.quarter >= 0)
    cells = np.flatnonzero(mine)
    spread_over(world, rows, cells)
    units.bank[rows] = city.bank[units.cell[rows]]


def spread_over(world: World, rows: np.ndarray, cells: np.ndarray) -> None:
    """Put units on cells evenly by land, in the order of both."""
    if rows.size and cells.size:
        land = np.cumsum(world.city.area[cells])
        marks = (np.arange(rows.size) + 0.5) * land[-1] / rows.size
        world.units.cell[rows] = cells[np.searchsorted(land, marks)]
