"""Initial control of the map and deployment of every formation's units."""

import numpy as np

from mesa_mosul.engine.codes import (
    EAST_BANK,
    NEVER,
    NO_INDEX,
    OPEN,
    ROLE_AWAITING_ENTRY,
    WEST_BANK,
)
from mesa_mosul.engine.world import World
from mesa_mosul.inputs.scenario import CAMPAIGN_START
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.parameters.registry import Parameters

CITY_ENTRY_DAY = 15
"""Campaign day of the entry into the city (E061); later starts begin on the map."""


def deploy_all(world: World, tables: Tables, start_day: int, p: Parameters) -> None:
    """Set control, fortification and unit positions at the start of a run."""
    on_map = start_day >= CITY_ENTRY_DAY
    if on_map:
        set_initial_control(world, tables, p)
    set_fortification(world, p)
    for row, formation in enumerate(tables.forces):
        rows = np.flatnonzero(world.units.formation == row)
        if formation.force == "isis":
            deploy_isis_formation(world, rows, formation)
        elif formation.task in ("assault", "hold", "line") and on_map:
            spread_units(world, rows, list_attacker_cells(world, formation, row, p))
        elif formation.enters is not None:
            schedule_entry(world, rows, formation, p)


def set_fortification(world: World, p: Parameters) -> None:
    """Fortify all terrain that ISIS controls, open terrain partly."""
    cells = world.cells
    fraction = np.where(cells.land_class == OPEN, p.obstacles.open_ground_fortification, 1.0)
    cells.fortification[:] = np.where(
        cells.axis >= 0, np.minimum(fraction, 1.0 - cells.control), 0.0
    )


def set_initial_control(world: World, tables: Tables, p: Parameters) -> None:
    """Set control as of 6 December 2016: neighbourhoods as recorded, routes as taken."""
    cells, neighbourhoods = world.cells, world.neighbourhoods
    control_by_state = {"held": 1.0, "entered": p.advance.initial_entered_control, "none": 0.0}
    control = np.array([control_by_state[row.state] for row in tables.neighbourhoods])
    inside = cells.neighbourhood >= 0
    cells.control[inside] = control[cells.neighbourhood[inside]]
    outside = np.flatnonzero((cells.axis >= 0) & ~inside)
    built = np.flatnonzero(inside)
    distance = np.hypot(
        cells.x[outside, None] - cells.x[built], cells.y[outside, None] - cells.y[built]
    ).min(axis=1)
    in_gap = (cells.bank[outside] == WEST_BANK) & (distance < p.advance.southern_gap_km)
    cells.control[outside] = np.where(in_gap, 0.0, 1.0)
    is_cleared = control >= 1.0
    neighbourhoods.entered[:], neighbourhoods.cleared[:] = control > 0.0, is_cleared
    neighbourhoods.claimed[:] = control > 0.0
    neighbourhoods.claimed_since_tick[:] = np.where(control > 0.0, 0, NEVER)
    neighbourhoods.secured_since_tick[:] = np.where(is_cleared, 0, NEVER)


def schedule_entry(world: World, rows: np.ndarray, formation: Formation, p: Parameters) -> None:
    """Keep a formation off the map until its entry date and the end of its march."""
    day = (formation.enters - CAMPAIGN_START).days if formation.enters else 0
    hours = 24.0 * day + (formation.km_off_map or 0.0) / p.terrain.march_speed_open
    world.units.available_tick[rows] = int(np.ceil(hours / p.resolution.hours_per_tick))
    world.units.role[rows] = ROLE_AWAITING_ENTRY


def list_attacker_cells(
    world: World, formation: Formation, formation_row: int, p: Parameters
) -> np.ndarray:
    """Return the cells over which a formation of the attackers is spread."""
    cells = world.cells
    axis = world.formations.axis[formation_row]
    is_controlled = (cells.axis == axis) & (cells.control >= 1.0)
    if formation.task == "assault":
        front = select_front_cells(world, is_controlled)
        return front if front.size else np.flatnonzero(is_controlled)
    if formation.task == "line":
        entry = world.axes_of_advance.entry_cell[axis]
        depth = np.hypot(cells.x - cells.x[entry], cells.y - cells.y[entry])
        deepest = np.flatnonzero(is_controlled)[np.argmax(depth[is_controlled])]
        distance = np.hypot(cells.x - cells.x[deepest], cells.y - cells.y[deepest])
        is_controlled &= distance <= p.advance.line_depth_km
    return np.flatnonzero(is_controlled)


def select_front_cells(world: World, is_held: np.ndarray) -> np.ndarray:
    """Return the controlled cells adjacent to cells that the axis has still to take."""
    columns, cells = world.cells, np.flatnonzero(is_held)
    neighbours = cells[:, None] + world.moore_offsets
    is_open = (columns.axis[neighbours] >= 0) & (columns.control[neighbours] < 1.0)
    return cells[is_open.any(axis=1)]


def deploy_isis_formation(world: World, rows: np.ndarray, formation: Formation) -> None:
    """Spread a formation of ISIS over the terrain it defends, and assign its bank."""
    columns, units = world.cells, world.units
    if not rows.size:
        return
    axis = units.axis[rows[0]]
    is_free = (columns.axis >= 0) & (columns.control < 0.5)
    is_candidate = is_free & (columns.axis == axis) if axis != NO_INDEX else is_free
    if formation.bank == "belt":
        in_belt = is_candidate & (columns.neighbourhood == NO_INDEX)
        is_candidate = in_belt if in_belt.any() else is_candidate
    else:
        is_candidate &= (columns.neighbourhood >= 0) & (
            columns.bank == (EAST_BANK if formation.bank == "east" else WEST_BANK)
        )
    if not is_candidate.any():
        is_candidate = is_free & (columns.neighbourhood >= 0)
    cells = np.flatnonzero(is_candidate)
    spread_units(world, rows, cells)
    units.assigned_bank[rows] = columns.bank[units.cell[rows]]


def spread_units(world: World, rows: np.ndarray, cells: np.ndarray) -> None:
    """Place units on cells in proportion to land area, in the order of both."""
    if rows.size and cells.size:
        cumulative_km2 = np.cumsum(world.cells.area_km2[cells])
        targets = (np.arange(rows.size) + 0.5) * cumulative_km2[-1] / rows.size
        world.units.cell[rows] = cells[np.searchsorted(cumulative_km2, targets)]
