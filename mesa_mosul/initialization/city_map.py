"""The map at any cell size: land, river, bridges, neighbourhoods and axes of advance."""

import functools
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from scipy.spatial import KDTree

from mesa_mosul.engine.codes import BANK_CODES, BRIDGE, EAST_BANK, OUTSIDE, RIVER, WEST_BANK
from mesa_mosul.initialization.geometry import (
    KM_PER_LAT,
    KM_PER_LON,
    WATER,
    MapGrid,
    build_river_barrier,
    classify_bank,
    densify_line,
    find_nearest,
    make_grid,
    nearest_cell_on_bank,
)
from mesa_mosul.initialization.land_cover import sample_land_cover
from mesa_mosul.inputs.csv_reader import SeedError
from mesa_mosul.inputs.scenario import ScenarioError
from mesa_mosul.inputs.schemas.geography import Neighbourhood
from mesa_mosul.inputs.tables import Tables

LINE_SPACING_KM = 0.025
"""Spacing of the points that represent a line."""


class CityMap(NamedTuple):
    """The map; every array has shape (cells,), cell = row * cols + col, row 0 in the south."""

    rows: int
    cols: int
    padding: int
    cell_km: float
    west_lon: float
    south_lat: float
    km_per_lon: float
    km_per_lat: float
    land_class: np.ndarray
    bank: np.ndarray
    area_km2: np.ndarray
    city_area_km2: np.ndarray
    old_city_area_km2: np.ndarray
    neighbourhood: np.ndarray
    axis: np.ndarray
    bridge: np.ndarray
    settlement: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    x: np.ndarray
    y: np.ndarray


def build_city_map(tables: Tables, cell_metres: int) -> CityMap:
    """Return the map with cells of 250 to 1000 metres.

    Areas are km2 of land, x and y km east and north of the grid's corner. Columns that index a
    table (neighbourhood, axis, bridge, settlement) hold -1 where there is none; `axis` follows
    the order of axes_of_advance.csv. Arrays are read-only. Raises ScenarioError for other
    cell sizes.
    """
    if not 250 <= cell_metres <= 1000:
        raise ScenarioError(
            f"resolution.cell_metres is {cell_metres}: the map has cells of 250 to 1000 m"
        )
    city_map = _cached_city_map(tables, cell_metres)
    for column in city_map:
        if isinstance(column, np.ndarray):
            column.flags.writeable = False
    return city_map


@functools.lru_cache(maxsize=8)
def _cached_city_map(tables: Tables, cell_metres: int) -> CityMap:
    """Build a map once for all runs of a process that share it."""
    grid = make_grid(cell_metres)
    centres, river = grid.cell_centres(), grid.to_km(tables.river)
    river_tree = KDTree(densify_line(river, LINE_SPACING_KM))
    bank = _assign_banks(grid, centres, river, river_tree)
    bridge = _assign_bridges(grid, grid.to_km(tables.bridges), bank, centres)
    land_cover = sample_land_cover(tables, grid, bank, river, river_tree)
    neighbourhood = _assign_neighbourhoods(
        tables, grid, centres, bank, land_cover.city_area_km2
    )
    land_class = np.where(
        bank > WATER,
        land_cover.land_class,
        np.where(grid.is_inside_box().ravel(), RIVER, OUTSIDE),
    )
    land_class[bridge >= 0] = BRIDGE
    return CityMap(
        rows=grid.rows,
        cols=grid.cols,
        padding=grid.padding,
        cell_km=grid.cell_km,
        west_lon=grid.west_lon,
        south_lat=grid.south_lat,
        km_per_lon=KM_PER_LON,
        km_per_lat=KM_PER_LAT,
        land_class=land_class,
        bank=bank,
        area_km2=land_cover.area_km2,
        city_area_km2=land_cover.city_area_km2,
        old_city_area_km2=land_cover.old_city_area_km2,
        neighbourhood=neighbourhood,
        axis=_assign_axes_of_advance(tables, grid, centres, bank, neighbourhood),
        bridge=bridge,
        settlement=_assign_settlements(tables, grid, centres, bank),
        lat=grid.south_lat + centres[:, 1] / KM_PER_LAT,
        lon=grid.west_lon + centres[:, 0] / KM_PER_LON,
        x=centres[:, 0],
        y=centres[:, 1],
    )


def locate_neighbourhoods(tables: Tables, city_map: CityMap) -> np.ndarray:
    """Return the land cell nearest to each neighbourhood's centre, on its bank."""
    grid = MapGrid(*city_map[:6])
    centres = np.column_stack([city_map.x, city_map.y])
    return nearest_cell_on_bank(
        grid.to_km(tables.neighbourhoods),
        _bank_codes_of(tables.neighbourhoods),
        centres,
        city_map.bank,
    )


def list_axis_names(tables: Tables) -> tuple[str, ...]:
    """Return the names of the axes in the order of `CityMap.axis`."""
    return tuple(dict.fromkeys(point.axis for point in tables.axes_of_advance))


def _bank_codes_of(neighbourhoods: tuple[Neighbourhood, ...]) -> np.ndarray:
    return np.array([BANK_CODES[row.bank] for row in neighbourhoods])


def _assign_banks(
    grid: MapGrid, centres: np.ndarray, river: np.ndarray, river_tree: KDTree
) -> np.ndarray:
    shape = (grid.rows, grid.cols)
    bank, distance = classify_bank(centres, river), river_tree.query(centres)[0]
    return build_river_barrier(
        bank.reshape(shape), grid.is_inside_box(), distance.reshape(shape)
    ).ravel()


def _assign_bridges(
    grid: MapGrid, bridge_positions: np.ndarray, bank: np.ndarray, centres: np.ndarray
) -> np.ndarray:
    """Match each bridge to a river cell of its own, at minimal total squared distance."""
    cells = np.flatnonzero((bank == WATER) & grid.is_inside_box().ravel())
    if len(bridge_positions) > cells.size:
        raise SeedError(
            f"bridges.csv has {len(bridge_positions)} bridges, and river.csv leads through"
            f" {cells.size} cells of the map; each bridge needs one"
        )
    distance = np.linalg.norm(bridge_positions[:, None] - centres[cells], axis=2)
    # A sparse matrix has no edge of weight 0; adding 1 to all leaves the optimum unchanged.
    rows, positions = min_weight_full_bipartite_matching(csr_array(1.0 + distance**2))
    bridge = np.full(len(bank), -1)
    bridge[cells[positions]] = rows
    return bridge


def _assign_neighbourhoods(
    tables: Tables,
    grid: MapGrid,
    centres: np.ndarray,
    bank: np.ndarray,
    city_area_km2: np.ndarray,
) -> np.ndarray:
    """Assign city land to the nearest neighbourhood of its bank, at least one cell to each."""
    positions, banks = grid.to_km(tables.neighbourhoods), _bank_codes_of(tables.neighbourhoods)
    neighbourhood = np.full(len(bank), -1)
    for code in (EAST_BANK, WEST_BANK):
        rows, cells = (
            np.flatnonzero(banks == code),
            np.flatnonzero((bank == code) & (city_area_km2 > 0)),
        )
        _check_city_land(code, rows.size, cells.size)
        neighbourhood[cells] = rows[find_nearest(centres[cells], positions[rows])]
        n_cells = np.bincount(neighbourhood[cells], minlength=len(banks))
        for row in rows[n_cells[rows] == 0]:
            candidates = cells[n_cells[neighbourhood[cells]] > 1]
            cell = candidates[find_nearest(positions[[row]], centres[candidates])[0]]
            n_cells[[neighbourhood[cell], row]] += (-1, 1)
            neighbourhood[cell] = row
    return neighbourhood


def _check_city_land(bank: int, n_neighbourhoods: int, n_cells: int) -> None:
    """Refuse a bank whose city land and neighbourhoods cannot be matched."""
    name = next(name for name, code in BANK_CODES.items() if code == bank)
    if not 1 <= n_neighbourhoods <= n_cells:
        raise SeedError(
            f"neighbourhoods.csv has {n_neighbourhoods} neighbourhoods on the {name} bank,"
            f" where river.csv and outline.csv leave {n_cells} cells of city land;"
            " there must be at least one neighbourhood, and a cell for each"
        )


def _assign_axes_of_advance(
    tables: Tables,
    grid: MapGrid,
    centres: np.ndarray,
    bank: np.ndarray,
    neighbourhood: np.ndarray,
) -> np.ndarray:
    """Assign city land to its neighbourhood's axis, other land to the nearest route."""
    axis_names, axis = list_axis_names(tables), np.full(len(bank), -1)
    min_distance = np.full(len(bank), np.inf)
    for index, name in enumerate(axis_names):
        points = [point for point in tables.axes_of_advance if point.axis == name]
        widths = [point.half_width_km for point in points]
        route = densify_line(np.column_stack([grid.to_km(points), widths]), LINE_SPACING_KM)
        distance, nearest = KDTree(route[:, :2]).query(centres)
        code = classify_bank(route[:1, :2], grid.to_km(tables.river))[0]
        is_nearer = (bank == code) & (distance <= route[nearest, 2]) & (distance < min_distance)
        axis[is_nearer], min_distance[is_nearer] = index, distance[is_nearer]
    axis_of_neighbourhood = np.array(
        [axis_names.index(row.axis) for row in tables.neighbourhoods]
    )
    return np.where(neighbourhood >= 0, axis_of_neighbourhood[neighbourhood], axis)


def _assign_settlements(
    tables: Tables, grid: MapGrid, centres: np.ndarray, bank: np.ndarray
) -> np.ndarray:
    """Assign to each settlement the land within its radius, at least the nearest cell."""
    settlement, land = np.full(len(bank), -1), np.flatnonzero(bank > WATER)
    for row, centre in enumerate(grid.to_km(tables.places)):
        distance = np.linalg.norm(centres[land] - centre, axis=1)
        radius_km = max(tables.places[row].radius_km, distance.min())
        settlement[land[distance <= radius_km]] = row
    return settlement
