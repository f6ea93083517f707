"""Columns of the map: properties of every cell, neighbourhood and axis of advance."""

import numpy as np

from mesa_mosul.engine.codes import LAND_CLASSES, NEVER, WEST_BANK
from mesa_mosul.engine.columns import Cells
from mesa_mosul.engine.smoothing import smoothing_kernel
from mesa_mosul.engine.world import World, set_columns
from mesa_mosul.initialization.city_map import CityMap, locate_neighbourhoods
from mesa_mosul.initialization.force_totals import apportion_total
from mesa_mosul.inputs.csv_reader import SeedError
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.parameters.registry import Parameters


def value_by_land_class(
    city_map: CityMap, default: float, **values_by_name: float
) -> np.ndarray:
    """Return a value for every cell by its land class; default: of classes not named."""
    values = np.full(city_map.land_class.size, default)
    for name, value in values_by_name.items():
        values[city_map.land_class == LAND_CLASSES.index(name)] = value
    return values


def set_cell_properties(cells: Cells, city_map: CityMap, p: Parameters) -> None:
    """Set the columns of the cells."""
    terrain, advance = p.terrain, p.advance
    cover = value_by_land_class(
        city_map,
        terrain.cover_open,
        village=terrain.cover_village,
        new_city=terrain.cover_new_city,
        old_city=terrain.cover_old_city,
        industrial=terrain.cover_industrial,
    )
    clearing_rate = value_by_land_class(
        city_map,
        advance.clearing_rate_village,
        open=advance.clearing_rate_open,
        new_city=advance.clearing_rate_new_city,
        old_city=advance.clearing_rate_old_city,
        industrial=advance.clearing_rate_new_city,
    )
    concealment = value_by_land_class(
        city_map,
        terrain.concealment_built,
        open=terrain.concealment_open,
        river=terrain.concealment_open,
    )
    set_columns(
        cells,
        contestable_fraction=compute_contestable_fraction(city_map, p),
        land_class=city_map.land_class,
        bank=city_map.bank,
        axis=city_map.axis,
        neighbourhood=city_map.neighbourhood,
        area_km2=city_map.area_km2,
        city_area_km2=city_map.city_area_km2,
        old_city_area_km2=city_map.old_city_area_km2,
        x=city_map.x,
        y=city_map.y,
        cover=cover,
        concealment=concealment,
        mean_concealment=smooth_over_land(concealment, city_map, p),
        clearing_rate_km2_per_man_h=clearing_rate,
        march_speed_km_h=value_by_land_class(
            city_map, terrain.march_speed_built, open=terrain.march_speed_open
        ),
        population=distribute_population(city_map, p),
    )


def find_kernel_cells(
    city_map: CityMap, p: Parameters
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return contested cells (n,), their kernel neighbours (k, n) and weights (k, 1)."""
    offset, weight, _ = smoothing_kernel(
        city_map.cell_km, p.resolution.kernel_sd_km, city_map.cols
    )
    cells = np.flatnonzero(city_map.axis >= 0)
    return cells, cells + offset[:, None], weight[:, None]


def compute_contestable_fraction(city_map: CityMap, p: Parameters) -> np.ndarray:
    """Return the kernel-weighted fraction of contested land near each cell, on its bank."""
    cells, neighbours, weight = find_kernel_cells(city_map, p)
    is_contestable = (city_map.bank[neighbours] == city_map.bank[cells]) & (
        city_map.axis[neighbours] >= 0
    )
    fraction = np.zeros(city_map.land_class.size)
    fraction[cells] = np.sum(
        weight * np.where(is_contestable, city_map.area_km2[neighbours], 0.0), axis=0
    )
    return fraction


def smooth_over_land(values: np.ndarray, city_map: CityMap, p: Parameters) -> np.ndarray:
    """Return the kernel-weighted mean of a value near each contested cell."""
    cells, neighbours, weight = find_kernel_cells(city_map, p)
    mean = values.copy()
    mean[cells] = np.sum(weight * values[neighbours], axis=0) / weight.sum()
    return mean


def distribute_population(city_map: CityMap, p: Parameters) -> np.ndarray:
    """Return the population of every cell, apportioned by bank and by density ratio."""
    if not city_map.city_area_km2.any():
        return np.zeros(city_map.land_class.size, np.int64)
    weights = (
        city_map.city_area_km2
        + (p.civilians.old_city_density_ratio - 1.0) * city_map.old_city_area_km2
    )
    is_west = city_map.bank == WEST_BANK
    east_total = round(p.civilians.in_city * p.civilians.east_bank_fraction)
    population = apportion_total(east_total, np.where(is_west, 0.0, weights))
    return population + apportion_total(
        p.civilians.in_city - east_total, np.where(is_west, weights, 0.0)
    )


def set_neighbourhoods(world: World, tables: Tables, city_map: CityMap) -> None:
    """Set the neighbourhoods' centre cells, banks and areas in km2."""
    if not tables.neighbourhoods:
        return
    cells, inside = locate_neighbourhoods(tables, city_map), city_map.neighbourhood >= 0
    n_neighbourhoods = len(tables.neighbourhoods)
    area = np.bincount(
        city_map.neighbourhood[inside],
        city_map.city_area_km2[inside],
        minlength=n_neighbourhoods,
    )
    set_columns(
        world.neighbourhoods,
        cell=cells,
        bank=city_map.bank[cells],
        area_km2=area,
        secured_since_tick=NEVER,
        claimed_since_tick=NEVER,
    )


def set_axes_of_advance(
    world: World, tables: Tables, city_map: CityMap, axis_names: tuple[str, ...]
) -> None:
    """Set the axes' banks, entry cells and their slices of `contested_cells`."""
    axes_of_advance, axis_of_cell = world.axes_of_advance, city_map.axis[world.contested_cells]
    rows = np.arange(len(axis_names))
    set_columns(
        axes_of_advance,
        first_cell_index=np.searchsorted(axis_of_cell, rows),
        end_cell_index=np.searchsorted(axis_of_cell, rows, "right"),
    )
    for row, name in enumerate(axis_names):
        cells = world.contested_cells[
            axes_of_advance.first_cell_index[row] : axes_of_advance.end_cell_index[row]
        ]
        if not cells.size:
            raise SeedError(
                f"axes_of_advance.csv: no land of axis '{name}' lies on the map;"
                " move its points or widen half_width_km"
            )
        entry = next(point for point in tables.axes_of_advance if point.axis == name)
        distance = np.hypot(city_map.lat[cells] - entry.lat, city_map.lon[cells] - entry.lon)
        axes_of_advance.entry_cell[row] = cells[np.argmin(distance)]
        axes_of_advance.bank[row] = city_map.bank[axes_of_advance.entry_cell[row]]
        axes_of_advance.enters_city[row] = (city_map.city_area_km2[cells] > 0).any()
