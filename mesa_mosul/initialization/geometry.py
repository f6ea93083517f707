"""Plane geometry of the map: kilometres, lines, outlines, and the river as a barrier.

The plane is an equirectangular projection about the middle of the box; over 45 km its error
is a few metres, far below the precision of the hand-drawn lines.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
from matplotlib.path import Path as Outline
from scipy.ndimage import maximum_filter
from scipy.spatial import KDTree

from mesa_mosul.engine.codes import EAST_BANK, NO_BANK, WEST_BANK

BOX_SOUTH_LAT, BOX_NORTH_LAT, BOX_WEST_LON, BOX_EAST_LON = 36.15, 36.55, 42.90, 43.42
KM_PER_LAT = 110.968
KM_PER_LON = 89.767
WATER = NO_BANK
BEYOND_MAP_KM = 1000.0


class GeoPoint(Protocol):
    """Any object with a position on the globe."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


class MapGrid(NamedTuple):
    """A grid of `rows` by `cols` square cells, `padding` of them beyond each edge."""

    rows: int
    cols: int
    padding: int
    cell_km: float
    west_lon: float
    south_lat: float

    def to_km(self, positions: Iterable[GeoPoint]) -> np.ndarray:
        """Return positions in km east and north of the grid's corner, (positions, 2)."""
        degrees = np.array([(position.lon, position.lat) for position in positions])
        return (degrees - (self.west_lon, self.south_lat)) * (KM_PER_LON, KM_PER_LAT)

    def cell_centres(self) -> np.ndarray:
        """Return the centre of every cell in km, (cells, 2)."""
        row, col = np.divmod(np.arange(self.rows * self.cols), self.cols)
        return (np.column_stack([col, row]) + 0.5) * self.cell_km

    def is_inside_box(self) -> np.ndarray:
        """Return which cells lie within the box, (rows, cols)."""
        is_inside = np.zeros((self.rows, self.cols), bool)
        is_inside[self.padding : -self.padding, self.padding : -self.padding] = True
        return is_inside


def make_grid(cell_metres: int) -> MapGrid:
    """Return a grid over the box, with padding at least 1.6 km wide."""
    cell_km = cell_metres / 1000
    padding = max(2, int(np.ceil(1.6 / cell_km)))
    rows = int(np.ceil((BOX_NORTH_LAT - BOX_SOUTH_LAT) * KM_PER_LAT / cell_km)) + 2 * padding
    cols = int(np.ceil((BOX_EAST_LON - BOX_WEST_LON) * KM_PER_LON / cell_km)) + 2 * padding
    west, south = (
        BOX_WEST_LON - padding * cell_km / KM_PER_LON,
        BOX_SOUTH_LAT - padding * cell_km / KM_PER_LAT,
    )
    return MapGrid(rows, cols, padding, cell_km, west, south)


def densify_line(line: np.ndarray, spacing_km: float) -> np.ndarray:
    """Return points along a line at most `spacing_km` apart.

    Columns beyond x and y are interpolated too.
    """
    lengths = np.hypot(*np.diff(line[:, :2], axis=0).T)
    distance = np.concatenate([[0.0], np.cumsum(lengths)])
    stations = np.linspace(0, distance[-1], int(np.ceil(distance[-1] / spacing_km)) + 1)
    return np.column_stack([np.interp(stations, distance, column) for column in line.T])


def classify_bank(points: np.ndarray, river: np.ndarray) -> np.ndarray:
    """Return EAST_BANK or WEST_BANK of a river that runs from north to south."""
    (x_first, _), (x_last, _) = river[0], river[-1]
    western_corners = [
        (x_last, -BEYOND_MAP_KM),
        (-BEYOND_MAP_KM, -BEYOND_MAP_KM),
        (-BEYOND_MAP_KM, BEYOND_MAP_KM),
        (x_first, BEYOND_MAP_KM),
    ]
    is_west = Outline(np.vstack([river, western_corners])).contains_points(points)
    return np.where(is_west, WEST_BANK, EAST_BANK)


def build_river_barrier(
    bank: np.ndarray, is_inside: np.ndarray, river_distance_km: np.ndarray
) -> np.ndarray:
    """Return the bank of every cell, WATER where the river runs, (rows, cols).

    No cells of different banks touch, not even at a corner, and every water cell touches both
    banks: all cells near the other bank are flooded, then drained from the outermost inwards,
    first to their own bank, then to whichever bank they touch.
    """
    land = np.where(is_inside, bank, WATER)
    is_near_bank = [
        maximum_filter(land == code, size=3, mode="constant") for code in (EAST_BANK, WEST_BANK)
    ]
    result = land.copy()
    result[is_inside & is_near_bank[0] & is_near_bank[1]] = WATER
    water_cells = np.argwhere(is_inside & (result == WATER))
    order = np.argsort(-river_distance_km[tuple(water_cells.T)], kind="stable")
    cells = [(row, col, land[row, col]) for row, col in water_cells[order].tolist()]
    for row, col, own_bank in cells + [
        (row, col, EAST_BANK + WEST_BANK - own_bank) for row, col, own_bank in cells
    ]:
        surroundings = result[row - 1 : row + 2, col - 1 : col + 2]
        if (
            result[row, col] == WATER
            and not (surroundings == EAST_BANK + WEST_BANK - own_bank).any()
        ):
            result[row, col] = own_bank
    return result


def points_in_polygon(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Return which points lie inside a closed outline."""
    is_inside = np.zeros(len(points), bool)
    (x, y), (west, south), (east, north) = points.T, corners.min(axis=0), corners.max(axis=0)
    candidates = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    is_inside[candidates] = Outline(corners).contains_points(points[candidates])
    return is_inside


def find_nearest(points: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    """Return for each point the index of the closest candidate."""
    return KDTree(candidates).query(points)[1]


def nearest_cell_on_bank(
    points: np.ndarray, point_banks: np.ndarray, centres: np.ndarray, cell_banks: np.ndarray
) -> np.ndarray:
    """Return for each point the nearest cell of its bank."""
    cell = np.full(len(points), -1)
    for code in (EAST_BANK, WEST_BANK):
        is_on_bank, cells = point_banks == code, np.flatnonzero(cell_banks == code)
        if is_on_bank.any():
            cell[is_on_bank] = cells[find_nearest(points[is_on_bank], centres[cells])]
    return cell
