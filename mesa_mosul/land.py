"""What the ground is made of: areas and kinds, from samples about 50 m apart.

Land that falls in a cell of river or of the other bank is handed to the nearest cell of its
own bank, so that totals hardly depend on the cell size.
"""

from typing import NamedTuple

import numpy as np
from scipy.spatial import KDTree

from mesa_mosul.drawing import WATER, Sheet, bank_of, covered, snapped
from mesa_mosul.tables import Tables

OUTSIDE, OPEN, RIVER, BRIDGE, VILLAGE, NEW_CITY, OLD_CITY, INDUSTRIAL, CAMP = range(9)
KINDS = 9
KIND_OF_AREA = {
    "city": NEW_CITY,
    "old_city": OLD_CITY,
    "industrial": INDUSTRIAL,
    "camp": CAMP,
    "airfield": CAMP,
}
RIVER_WIDTH_KM = 0.27
"""Width of the water surface, A113."""
SAMPLE_KM = 0.05
CORNERS = 24
"""Corners of the outline that stands for a round village."""


class Land(NamedTuple):
    """What the samples say of each cell, (cells,); areas in km2."""

    kind: np.ndarray
    area: np.ndarray
    city: np.ndarray
    old_city: np.ndarray


def sampled(
    tables: Tables, grid: Sheet, bank: np.ndarray, river: np.ndarray, water: KDTree
) -> Land:
    """Sample the box and hand every piece of land to a cell of its bank.

    river: the centre line in km; water: a tree of closely set points on it.
    """
    centres, shapes = grid.centres(), _shapes(tables, grid)
    reach = grid.cell_km + RIVER_WIDTH_KM
    wet = np.isfinite(water.query(centres, distance_upper_bound=reach)[0]) | (bank == WATER)
    wet &= grid.inside().ravel()
    mixed = wet | ((bank > WATER) & _near_any(shapes, centres, grid.cell_km))
    points, cell = _samples(grid, centres, np.flatnonzero(mixed))
    side = bank[cell]
    beside = np.flatnonzero(wet[cell])
    side[beside] = _sides(points[beside], river, water)
    astray = np.flatnonzero((side > WATER) & (side != bank[cell]))
    cell[astray] = snapped(points[astray], side[astray], centres, bank)
    tally = _tally(cell[side > WATER], points[side > WATER], shapes, len(bank))
    tally[(bank > WATER) & ~mixed, OPEN] += _side(grid) ** 2
    area = tally * grid.cell_km**2 / _side(grid) ** 2
    return Land(
        kind=tally.argmax(axis=1),
        area=area.sum(axis=1),
        city=area[:, NEW_CITY:].sum(axis=1),
        old_city=area[:, OLD_CITY],
    )


def _side(grid: Sheet) -> int:
    return round(grid.cell_km / SAMPLE_KM)


def _shapes(tables: Tables, grid: Sheet) -> list[tuple[int, np.ndarray]]:
    """Return outlines in km, each with its kind of ground; a later one covers an earlier."""
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    shapes = [
        (VILLAGE, middle + place.radius_km * ring)
        for place, middle in zip(tables.places, grid.km(tables.places), strict=True)
    ]
    for area, kind in KIND_OF_AREA.items():
        for part in sorted({corner.part for corner in tables.outline if corner.area == area}):
            corners = [c for c in tables.outline if (c.area, c.part) == (area, part)]
            shapes.append((kind, grid.km(corners)))
    return shapes


def _near_any(
    shapes: list[tuple[int, np.ndarray]], centres: np.ndarray, margin: float
) -> np.ndarray:
    near = np.zeros(len(centres), bool)
    for _, corners in shapes:
        low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
        near |= ((centres >= low) & (centres <= high)).all(axis=1)
    return near


def _samples(
    grid: Sheet, centres: np.ndarray, cells: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return points spread evenly over the cells, and the cell of each."""
    step = ((np.arange(_side(grid)) + 0.5) / _side(grid) - 0.5) * grid.cell_km
    offset = np.stack(np.meshgrid(step, step), axis=-1).reshape(-1, 2)
    points = centres[cells][:, None] + offset
    return points.reshape(-1, 2), np.repeat(cells, len(offset))


def _sides(points: np.ndarray, river: np.ndarray, water: KDTree) -> np.ndarray:
    """Return the bank of every point, WATER on the river's surface."""
    shore = water.query(points, distance_upper_bound=RIVER_WIDTH_KM / 2)[0]
    return np.where(np.isfinite(shore), WATER, bank_of(points, river))


def _tally(
    cell: np.ndarray, points: np.ndarray, shapes: list[tuple[int, np.ndarray]], cells: int
) -> np.ndarray:
    """Count the samples of each kind of ground in each cell, (cells, KINDS)."""
    kind = np.full(len(points), OPEN)
    for ground, corners in shapes:
        kind[covered(points, corners)] = ground
    return np.bincount(cell * KINDS + kind, minlength=cells * KINDS).reshape(cells, KINDS)
