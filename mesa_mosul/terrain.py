"""The columns of the map: what every cell, quarter and axis is."""

import numpy as np

from mesa_mosul.city import Ground, quarter_cells
from mesa_mosul.columns import City
from mesa_mosul.grid import bell
from mesa_mosul.names import INDUSTRIAL, NEVER, NEW_CITY, OLD_CITY, OPEN, RIVER, VILLAGE, WEST
from mesa_mosul.parameters import Parameters
from mesa_mosul.state import World, fill
from mesa_mosul.strength import shares
from mesa_mosul.tables import Tables


def by_class(ground: Ground, other: float, **values: float) -> np.ndarray:
    """Return a value for every cell by its class; other: for classes not named."""
    classes = {
        "open": OPEN,
        "village": VILLAGE,
        "new_city": NEW_CITY,
        "old_city": OLD_CITY,
        "industrial": INDUSTRIAL,
        "river": RIVER,
    }
    found = np.full(ground.kind.size, other)
    for name, value in values.items():
        found[ground.kind == classes[name]] = value
    return found


def fill_city(city: City, ground: Ground, p: Parameters) -> None:
    """Fill the columns of the map."""
    g, a = p.ground, p.advance
    cover = by_class(
        ground,
        g.cover_open,
        village=g.cover_village,
        new_city=g.cover_new_city,
        old_city=g.cover_old_city,
        industrial=g.cover_industrial,
    )
    ease = by_class(
        ground,
        a.clear_village,
        open=a.clear_open,
        new_city=a.clear_new_city,
        old_city=a.clear_old_city,
        industrial=a.clear_new_city,
    )
    hiding = by_class(ground, g.hiding_built, open=g.hiding_open, river=g.hiding_open)
    fill(
        city,
        land=land_near(ground, p),
        ground=ground.kind,
        bank=ground.bank,
        axis=ground.axis,
        quarter=ground.quarter,
        area=ground.area,
        city_area=ground.city_area,
        old_area=ground.old_city_area,
        x=ground.x,
        y=ground.y,
        cover=cover,
        hiding=hiding,
        screen=smooth(hiding, ground, p),
        ease=ease,
        pace=by_class(ground, g.pace_built, open=g.pace_open),
        people=people_of(ground, p),
    )


def around(ground: Ground, p: Parameters) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return cells fought over, (n,), those near each, (near, n), and weights, (near, 1)."""
    offset, weight, _ = bell(ground.cell_km, p.scale.reach_km, ground.cols)
    cells = np.flatnonzero(ground.axis >= 0)
    return cells, cells + offset[:, None], weight[:, None]


def land_near(ground: Ground, p: Parameters) -> np.ndarray:
    """Return the share of the ground near each cell that is fought over on its bank."""
    cells, near, weight = around(ground, p)
    ours = (ground.bank[near] == ground.bank[cells]) & (ground.axis[near] >= 0)
    found = np.zeros(ground.kind.size)
    found[cells] = np.sum(weight * np.where(ours, ground.area[near], 0.0), axis=0)
    return found


def smooth(value: np.ndarray, ground: Ground, p: Parameters) -> np.ndarray:
    """Return the mean of a value over the ground near each cell that is fought over."""
    cells, near, weight = around(ground, p)
    found = value.copy()
    found[cells] = np.sum(weight * value[near], axis=0) / weight.sum()
    return found


def people_of(ground: Ground, p: Parameters) -> np.ndarray:
    """Return the people of every cell, by bank and by crowding."""
    if not ground.city_area.any():
        return np.zeros(ground.kind.size, np.int64)
    crowd = ground.city_area + (p.people.old_city_crowding - 1.0) * ground.old_city_area
    western = ground.bank == WEST
    east = round(p.people.in_city * p.people.east_share)
    found = shares(east, np.where(western, 0.0, crowd))
    return found + shares(p.people.in_city - east, np.where(western, crowd, 0.0))


def fill_quarters(world: World, tables: Tables, ground: Ground) -> None:
    """Fill the quarters: their middles, banks and areas."""
    if not tables.quarters:
        return
    cells, inside = quarter_cells(tables, ground), ground.quarter >= 0
    count = len(tables.quarters)
    area = np.bincount(ground.quarter[inside], ground.city_area[inside], minlength=count)
    fill(world.quarters, cell=cells, bank=ground.bank[cells], area=area, held_since=NEVER)


def fill_axes(world: World, tables: Tables, ground: Ground, names: tuple[str, ...]) -> None:
    """Fill the axes: bank, entry, and which part of the fought-over cells is theirs."""
    axes, of_cell = world.axes, ground.axis[world.fought]
    rows = np.arange(len(names))
    fill(
        axes, first=np.searchsorted(of_cell, rows), last=np.searchsorted(of_cell, rows, "right")
    )
    for row, name in enumerate(names):
        cells = world.fought[axes.first[row] : axes.last[row]]
        start = next(point for point in tables.axes if point.axis == name)
        away = np.hypot(ground.lat[cells] - start.lat, ground.lon[cells] - start.lon)
        axes.entry[row] = cells[np.argmin(away)]
        axes.bank[row] = ground.bank[axes.entry[row]]
        axes.into_city[row] = (ground.city_area[cells] > 0).any()
