"""Plane geometry for the map: kilometres, lines, outlines, and a river that is a wall.

The plane is an equirectangular sheet about the middle of the box; over 45 km it is true to a
few metres, far below what the hand-drawn lines can claim.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
from matplotlib.path import Path as Outline
from scipy.ndimage import maximum_filter
from scipy.spatial import KDTree

SOUTH, NORTH, WEST, EAST = 36.15, 36.55, 42.90, 43.42
KM_PER_LAT = 110.968
KM_PER_LON = 89.767
WATER, LEFT, RIGHT = 0, 1, 2
FAR = 1000.0


class Spot(Protocol):
    """Anything with a position on the globe."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


class Sheet(NamedTuple):
    """A grid laid on the box: `rows` by `cols` square cells, `pad` of them beyond each edge."""

    rows: int
    cols: int
    pad: int
    cell_km: float
    west: float
    south: float

    def km(self, spots: Iterable[Spot]) -> np.ndarray:
        """Return positions in km east and north of the grid's corner, (spots, 2)."""
        degrees = np.array([(spot.lon, spot.lat) for spot in spots])
        return (degrees - (self.west, self.south)) * (KM_PER_LON, KM_PER_LAT)

    def centres(self) -> np.ndarray:
        """Return the middle of every cell in km, (cells, 2)."""
        row, col = np.divmod(np.arange(self.rows * self.cols), self.cols)
        return (np.column_stack([col, row]) + 0.5) * self.cell_km

    def inside(self) -> np.ndarray:
        """Return which cells lie within the box, (rows, cols)."""
        within = np.zeros((self.rows, self.cols), bool)
        within[self.pad : -self.pad, self.pad : -self.pad] = True
        return within


def sheet(cell_metres: int) -> Sheet:
    """Lay a grid of square cells on the box, with a ring of padding at least 1.6 km wide."""
    cell = cell_metres / 1000
    pad = max(2, int(np.ceil(1.6 / cell)))
    rows = int(np.ceil((NORTH - SOUTH) * KM_PER_LAT / cell)) + 2 * pad
    cols = int(np.ceil((EAST - WEST) * KM_PER_LON / cell)) + 2 * pad
    west, south = WEST - pad * cell / KM_PER_LON, SOUTH - pad * cell / KM_PER_LAT
    return Sheet(rows, cols, pad, cell, west, south)


def dotted(line: np.ndarray, step: float) -> np.ndarray:
    """Return points along a line at most `step` apart; further columns are interpolated too."""
    gaps = np.hypot(*np.diff(line[:, :2], axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(gaps)])
    wanted = np.linspace(0, along[-1], int(np.ceil(along[-1] / step)) + 1)
    return np.column_stack([np.interp(wanted, along, column) for column in line.T])


def bank_of(points: np.ndarray, river: np.ndarray) -> np.ndarray:
    """Return LEFT (east) or RIGHT (west) of a river that runs from north to south."""
    (x_first, _), (x_last, _) = river[0], river[-1]
    around = [(x_last, -FAR), (-FAR, -FAR), (-FAR, FAR), (x_first, FAR)]
    right = Outline(np.vstack([river, around])).contains_points(points)
    return np.where(right, RIGHT, LEFT)


def wall(bank: np.ndarray, inside: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Return the bank of every cell, WATER where the river runs, (rows, cols).

    No LEFT cell touches a RIGHT cell, not even at a corner, and every water cell touches both,
    so none can be spared: all cells near the other bank are flooded, then drained from the
    river outwards in, first to their own bank, then to whichever bank they touch.
    """
    land = np.where(inside, bank, WATER)
    touched = [maximum_filter(land == side, size=3, mode="constant") for side in (LEFT, RIGHT)]
    dry = land.copy()
    dry[inside & touched[0] & touched[1]] = WATER
    flooded = np.argwhere(inside & (dry == WATER))
    order = np.argsort(-distance[tuple(flooded.T)], kind="stable")
    cells = [(row, col, land[row, col]) for row, col in flooded[order].tolist()]
    for row, col, own in cells + [(row, col, LEFT + RIGHT - own) for row, col, own in cells]:
        around = dry[row - 1 : row + 2, col - 1 : col + 2]
        if dry[row, col] == WATER and not (around == LEFT + RIGHT - own).any():
            dry[row, col] = own
    return dry


def covered(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Return which points lie inside a closed outline."""
    found = np.zeros(len(points), bool)
    (x, y), (west, south), (east, north) = points.T, corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    found[near] = Outline(corners).contains_points(points[near])
    return found


def nearest(points: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Return for each point which of `among` is closest."""
    return KDTree(among).query(points)[1]


def snapped(
    points: np.ndarray, sides: np.ndarray, centres: np.ndarray, bank: np.ndarray
) -> np.ndarray:
    """Return for each point the nearest cell of its side, LEFT or RIGHT."""
    cell = np.full(len(points), -1)
    for side in (LEFT, RIGHT):
        here, cells = sides == side, np.flatnonzero(bank == side)
        if here.any():
            cell[here] = cells[nearest(points[here], centres[cells])]
    return cell
