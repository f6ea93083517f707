"""Land cover: areas by land class, from samples about 50 m apart.

Land sampled in a river cell or on the other bank counts for the nearest cell of its own bank,
so that totals hardly depend on cell size.
"""

from typing import NamedTuple

import numpy as np
from scipy.spatial import KDTree

from mesa_mosul.engine.codes import (
    CAMP,
    INDUSTRIAL,
    LAND_CLASSES,
    NEW_CITY,
    OLD_CITY,
    OPEN,
    VILLAGE,
)
from mesa_mosul.initialization.geometry import (
    WATER,
    MapGrid,
    classify_bank,
    nearest_cell_on_bank,
    points_in_polygon,
)
from mesa_mosul.inputs.tables import Tables

N_LAND_CLASSES = len(LAND_CLASSES)
LAND_CLASS_OF_AREA = {
    "city": NEW_CITY,
    "old_city": OLD_CITY,
    "industrial": INDUSTRIAL,
    "camp": CAMP,
    "airfield": CAMP,
}
RIVER_WIDTH_KM = 0.27
"""Width of the water surface (A113)."""
SAMPLE_SPACING_KM = 0.05
CIRCLE_VERTICES = 24
"""Corners of the outline that represents a round village."""


class LandCover(NamedTuple):
    """Land class of each cell and areas in km2, (cells,)."""

    land_class: np.ndarray
    area_km2: np.ndarray
    city_area_km2: np.ndarray
    old_city_area_km2: np.ndarray


def sample_land_cover(
    tables: Tables, grid: MapGrid, bank: np.ndarray, river: np.ndarray, river_tree: KDTree
) -> LandCover:
    """Sample the box and assign all land to cells of its bank.

    river: the centre line in km; river_tree: a tree of closely spaced points on it.
    """
    centres, outlines = grid.cell_centres(), _list_outlines(tables, grid)
    margin_km = grid.cell_km + RIVER_WIDTH_KM
    is_near_river = np.isfinite(
        river_tree.query(centres, distance_upper_bound=margin_km)[0]
    ) | (bank == WATER)
    is_near_river &= grid.is_inside_box().ravel()
    is_sampled = is_near_river | (
        (bank > WATER) & _is_near_outline(outlines, centres, grid.cell_km)
    )
    points, cell = _sample_points(grid, centres, np.flatnonzero(is_sampled))
    point_banks = bank[cell]
    near_river = np.flatnonzero(is_near_river[cell])
    point_banks[near_river] = _sample_banks(points[near_river], river, river_tree)
    misplaced = np.flatnonzero((point_banks > WATER) & (point_banks != bank[cell]))
    cell[misplaced] = nearest_cell_on_bank(
        points[misplaced], point_banks[misplaced], centres, bank
    )
    counts = _count_samples(
        cell[point_banks > WATER], points[point_banks > WATER], outlines, len(bank)
    )
    counts[(bank > WATER) & ~is_sampled, OPEN] += _samples_per_side(grid) ** 2
    areas_km2 = counts * grid.cell_km**2 / _samples_per_side(grid) ** 2
    return LandCover(
        land_class=counts.argmax(axis=1),
        area_km2=areas_km2.sum(axis=1),
        city_area_km2=areas_km2[:, NEW_CITY:].sum(axis=1),
        old_city_area_km2=areas_km2[:, OLD_CITY],
    )


def _samples_per_side(grid: MapGrid) -> int:
    return round(grid.cell_km / SAMPLE_SPACING_KM)


def _list_outlines(tables: Tables, grid: MapGrid) -> list[tuple[int, np.ndarray]]:
    """Return outlines in km with their land class; a later one covers an earlier one."""
    angle = np.linspace(0, 2 * np.pi, CIRCLE_VERTICES, endpoint=False)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    outlines = [
        (VILLAGE, centre + place.radius_km * circle)
        for place, centre in zip(tables.places, grid.to_km(tables.places), strict=True)
    ]
    for area, land_class in LAND_CLASS_OF_AREA.items():
        for part in sorted({corner.part for corner in tables.outline if corner.area == area}):
            corners = [
                corner
                for corner in tables.outline
                if (corner.area, corner.part) == (area, part)
            ]
            outlines.append((land_class, grid.to_km(corners)))
    return outlines


def _is_near_outline(
    outlines: list[tuple[int, np.ndarray]], centres: np.ndarray, margin_km: float
) -> np.ndarray:
    is_near = np.zeros(len(centres), bool)
    for _, corners in outlines:
        low, high = corners.min(axis=0) - margin_km, corners.max(axis=0) + margin_km
        is_near |= ((centres >= low) & (centres <= high)).all(axis=1)
    return is_near


def _sample_points(
    grid: MapGrid, centres: np.ndarray, cells: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return points spread evenly over the cells, and the cell of each."""
    step = (
        (np.arange(_samples_per_side(grid)) + 0.5) / _samples_per_side(grid) - 0.5
    ) * grid.cell_km
    offset = np.stack(np.meshgrid(step, step), axis=-1).reshape(-1, 2)
    points = centres[cells][:, None] + offset
    return points.reshape(-1, 2), np.repeat(cells, len(offset))


def _sample_banks(points: np.ndarray, river: np.ndarray, river_tree: KDTree) -> np.ndarray:
    """Return the bank of every point, WATER on the river's surface."""
    distance = river_tree.query(points, distance_upper_bound=RIVER_WIDTH_KM / 2)[0]
    return np.where(np.isfinite(distance), WATER, classify_bank(points, river))


def _count_samples(
    cell: np.ndarray, points: np.ndarray, outlines: list[tuple[int, np.ndarray]], n_cells: int
) -> np.ndarray:
    """Return the samples of each land class in each cell, (cells, classes)."""
    land_class = np.full(len(points), OPEN)
    for outline_class, corners in outlines:
        land_class[points_in_polygon(points, corners)] = outline_class
    return np.bincount(
        cell * N_LAND_CLASSES + land_class, minlength=n_cells * N_LAND_CLASSES
    ).reshape(n_cells, N_LAND_CLASSES)
