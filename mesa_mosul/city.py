"""The map at any cell size: land, river, bridges, quarters and axes, from the seed tables."""

import functools
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from scipy.spatial import KDTree

from mesa_mosul.drawing import (
    KM_PER_LAT,
    KM_PER_LON,
    LEFT,
    RIGHT,
    WATER,
    Sheet,
    bank_of,
    dotted,
    nearest,
    sheet,
    snapped,
    wall,
)
from mesa_mosul.land import (
    BRIDGE,
    CAMP,
    INDUSTRIAL,
    NEW_CITY,
    OLD_CITY,
    OPEN,
    OUTSIDE,
    RIVER,
    VILLAGE,
    sampled,
)
from mesa_mosul.rows.ground import Quarter
from mesa_mosul.tables import Tables

__all__ = [
    "BRIDGE", "CAMP", "EAST", "INDUSTRIAL", "NEW_CITY", "OLD_CITY", "OPEN", "OUTSIDE", "RIVER",
    "VILLAGE", "WEST", "Ground", "axis_names", "quarter_cells", "survey",
]  # fmt: skip

EAST, WEST = LEFT, RIGHT
BANK = {"east": EAST, "west": WEST}
STEP_KM = 0.025
"""Spacing of the points that stand for a line."""


class Ground(NamedTuple):
    """The map; every array is (cells,), cell = row * cols + col, row 0 in the south."""

    rows: int
    cols: int
    pad: int
    cell_km: float
    west: float
    south: float
    km_per_lon: float
    km_per_lat: float
    kind: np.ndarray
    bank: np.ndarray
    area: np.ndarray
    city_area: np.ndarray
    old_city_area: np.ndarray
    quarter: np.ndarray
    axis: np.ndarray
    bridge: np.ndarray
    place: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    x: np.ndarray
    y: np.ndarray


def survey(tables: Tables, cell_metres: int) -> Ground:
    """Draw the map with cells of the given size, 250 to 1000 metres.

    Areas are km2 of land, x and y km east and north of the grid's corner. Columns that name a
    row of a table (quarter, axis, bridge, place) hold -1 where there is none; `axis` counts the
    axes in the order of axes.csv. Nothing may be written to it. Raises ValueError for a size
    outside the range.
    """
    if not 250 <= cell_metres <= 1000:
        raise ValueError(f"cells are {cell_metres} m wide; the map is drawn at 250 to 1000 m")
    ground = drawn(tables, cell_metres)
    for column in ground:
        if isinstance(column, np.ndarray):
            column.flags.writeable = False
    return ground


@functools.lru_cache(maxsize=8)
def drawn(tables: Tables, cell_metres: int) -> Ground:
    """Draw a map once for all runs of a process that share it."""
    grid = sheet(cell_metres)
    centres, river = grid.centres(), grid.km(tables.river)
    water = KDTree(dotted(river, STEP_KM))
    bank = _banks(grid, centres, river, water)
    bridge = _bridges(grid, grid.km(tables.bridges), bank, centres)
    land = sampled(tables, grid, bank, river, water)
    quarter = _quarters(tables, grid, centres, bank, land.city)
    kind = np.where(bank > WATER, land.kind, np.where(grid.inside().ravel(), RIVER, OUTSIDE))
    kind[bridge >= 0] = BRIDGE
    return Ground(
        rows=grid.rows,
        cols=grid.cols,
        pad=grid.pad,
        cell_km=grid.cell_km,
        west=grid.west,
        south=grid.south,
        km_per_lon=KM_PER_LON,
        km_per_lat=KM_PER_LAT,
        kind=kind,
        bank=bank,
        area=land.area,
        city_area=land.city,
        old_city_area=land.old_city,
        quarter=quarter,
        axis=_axes(tables, grid, centres, bank, quarter),
        bridge=bridge,
        place=_places(tables, grid, centres, bank),
        lat=grid.south + centres[:, 1] / KM_PER_LAT,
        lon=grid.west + centres[:, 0] / KM_PER_LON,
        x=centres[:, 0],
        y=centres[:, 1],
    )


def quarter_cells(tables: Tables, ground: Ground) -> np.ndarray:
    """Return the cell of every quarter, (quarters,): the nearest land of its bank."""
    grid = Sheet(*ground[:6])
    centres = np.column_stack([ground.x, ground.y])
    return snapped(grid.km(tables.quarters), _banks_of(tables.quarters), centres, ground.bank)


def axis_names(tables: Tables) -> tuple[str, ...]:
    """Return the axes in the order in which `Ground.axis` counts them."""
    return tuple(dict.fromkeys(point.axis for point in tables.axes))


def _banks_of(quarters: tuple[Quarter, ...]) -> np.ndarray:
    return np.array([BANK[quarter.bank] for quarter in quarters])


def _banks(grid: Sheet, centres: np.ndarray, river: np.ndarray, water: KDTree) -> np.ndarray:
    shape = (grid.rows, grid.cols)
    bank, distance = bank_of(centres, river), water.query(centres)[0]
    return wall(bank.reshape(shape), grid.inside(), distance.reshape(shape)).ravel()


def _bridges(
    grid: Sheet, points: np.ndarray, bank: np.ndarray, centres: np.ndarray
) -> np.ndarray:
    """Give every bridge a river cell of its own, as near as the others allow."""
    cells = np.flatnonzero((bank == WATER) & grid.inside().ravel())
    away = np.linalg.norm(points[:, None] - centres[cells], axis=2)
    # A sparse matrix has no edge of weight 0; one more for all leaves the best as it is.
    which, where = min_weight_full_bipartite_matching(csr_array(1.0 + away**2))
    bridge = np.full(len(bank), -1)
    bridge[cells[where]] = which
    return bridge


def _quarters(
    tables: Tables, grid: Sheet, centres: np.ndarray, bank: np.ndarray, city: np.ndarray
) -> np.ndarray:
    """Give city land to the nearest quarter of its bank, and every quarter a cell at least."""
    middles, sides = grid.km(tables.quarters), _banks_of(tables.quarters)
    quarter = np.full(len(bank), -1)
    for side in (EAST, WEST):
        rows, cells = np.flatnonzero(sides == side), np.flatnonzero((bank == side) & (city > 0))
        quarter[cells] = rows[nearest(centres[cells], middles[rows])]
        held = np.bincount(quarter[cells], minlength=len(sides))
        for row in rows[held[rows] == 0]:
            spare = cells[held[quarter[cells]] > 1]
            cell = spare[nearest(middles[[row]], centres[spare])[0]]
            held[[quarter[cell], row]] += (-1, 1)
            quarter[cell] = row
    return quarter


def _axes(
    tables: Tables, grid: Sheet, centres: np.ndarray, bank: np.ndarray, quarter: np.ndarray
) -> np.ndarray:
    """Give city land its quarter's axis, and other land the nearest route that reaches it."""
    names, axis = axis_names(tables), np.full(len(bank), -1)
    closest = np.full(len(bank), np.inf)
    for number, name in enumerate(names):
        points = [point for point in tables.axes if point.axis == name]
        widths = [point.half_width_km for point in points]
        route = dotted(np.column_stack([grid.km(points), widths]), STEP_KM)
        away, spot = KDTree(route[:, :2]).query(centres)
        side = bank_of(route[:1, :2], grid.km(tables.river))[0]
        won = (bank == side) & (away <= route[spot, 2]) & (away < closest)
        axis[won], closest[won] = number, away[won]
    of_quarter = np.array([names.index(row.axis) for row in tables.quarters])
    return np.where(quarter >= 0, of_quarter[quarter], axis)


def _places(tables: Tables, grid: Sheet, centres: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Give each place the land within its radius, and at least the nearest cell of land."""
    place, land = np.full(len(bank), -1), np.flatnonzero(bank > WATER)
    for row, middle in enumerate(grid.km(tables.places)):
        away = np.linalg.norm(centres[land] - middle, axis=1)
        reach = max(tables.places[row].radius_km, away.min())
        place[land[away <= reach]] = row
    return place
