"""A world from seeds and a scenario: the map's columns, the units on their places."""

import datetime
from typing import NamedTuple

import numpy as np

from mesa_mosul.chance import Tick
from mesa_mosul.city import Ground, axis_names, quarter_cells, survey
from mesa_mosul.columns import City
from mesa_mosul.grid import bell
from mesa_mosul.laboratory import bench, face, plot, sides
from mesa_mosul.muster import Muster, muster
from mesa_mosul.names import (
    APPROACH,
    COMMANDS,
    EASTERN_FIGHT,
    INDUSTRIAL,
    NEVER,
    NEW_CITY,
    OLD_CITY,
    OPEN,
    SIDES,
    STAND,
    VILLAGE,
    WEST,
)
from mesa_mosul.parameters import Parameters
from mesa_mosul.places import AT_THE_EDGE, place_all
from mesa_mosul.setting import LAUNCH, CourseError, Scenario
from mesa_mosul.state import World, blank, fill, opened
from mesa_mosul.strength import shares, strength
from mesa_mosul.tables import Tables

EVENTS_KEPT = 65536


class Stage(NamedTuple):
    """A world with all that is needed to understand it.

    world: its columns; records: the same memory, as compiled rules take it.
    """

    world: World
    records: World
    ground: Ground
    tables: Tables
    scenario: Scenario
    axes: tuple[str, ...]


def checked_seed(seed: int) -> int:
    """Return a seed as it is, or raise CourseError for one that no run can have."""
    if isinstance(seed, bool) or seed != int(seed) or not 0 <= seed < 2**64:
        raise CourseError(f"seed is {seed}: it is a whole number from 0 to 2^64 - 1")
    return int(seed)


def first_tick(scenario: Scenario, seed: int) -> Tick:
    """Return the tick at which a scenario begins; seed: a whole number below 2^64."""
    per_day = 24 // scenario.parameters.scale.hours_per_tick
    return Tick(
        number=scenario.first_day * per_day,
        per_day=per_day,
        minutes=60 * scenario.parameters.scale.hours_per_tick,
        seed_low=seed & 0xFFFFFFFF,
        seed_high=seed >> 32,
    )


def build(scenario: Scenario, tables: Tables) -> Stage:
    """Build a scenario's world at its first dawn."""
    p = scenario.parameters
    start = first_tick(scenario, 0)
    if scenario.laboratory:
        tables, there = bench(), sides(scenario)
        ground = plot(scenario)
    else:
        ground, there = survey(tables, p.scale.cell_metres), strength(p)
    axes = axis_names(tables)
    force = muster(tables.forces, there, axes, scenario.days, start.number, p)
    records = room(ground, tables, force, p)
    world = opened(records)
    for group in ("units", "battalions", "formations"):
        fill(getattr(world, group), **getattr(force, group)._asdict())
    fill(world.counts, first_tick=start.number)
    fill_city(world.city, ground, p)
    fill_quarters(world, tables, ground)
    fill_axes(world, tables, ground, axes)
    fill_bridges(world, tables, ground, scenario)
    fill(world.axes, since=start.number)
    late = scenario.first_day >= AT_THE_EDGE
    fill(
        world.commands, since=start.number, posture=(EASTERN_FIGHT if late else APPROACH, STAND)
    )
    if scenario.laboratory:
        face(world)
    else:
        place_all(world, tables, scenario.first_day, p)
    return Stage(world, records, ground, tables, scenario, axes)


def room(ground: Ground, tables: Tables, force: Muster, p: Parameters) -> World:
    """Return the records of a world of this size, with who is near whom filled in."""
    cells, units, battalions = ground.kind.size, force.units.uid.size, force.battalions.uid.size
    axes = len(axis_names(tables))
    offset, weight, depth = bell(ground.cell_km, p.scale.reach_km, ground.cols)
    steps = [north * ground.cols + east for north in (-1, 0, 1) for east in (-1, 0, 1)]
    fought = np.flatnonzero(ground.axis >= 0)
    sizes: dict[str, int | tuple[int, int]] = {
        **dict.fromkeys(("units", "toll"), units),
        **dict.fromkeys(("battalions", "roll"), battalions),
        **dict.fromkeys(("city", "hold", "site"), cells),
        **dict.fromkeys(("near", "duel"), (SIDES, cells)),
        **dict.fromkeys(("axes", "council"), axes),
        "formations": force.formations.code.size,
        "quarters": len(tables.quarters),
        "commands": len(COMMANDS),
        "bridges": len(tables.bridges),
        "bell": offset.size,
        "counts": 1,
        "events": EVENTS_KEPT,
        "listed": 2 * cells,
    }
    records = blank(
        sizes,
        beside=np.array([step for step in steps if step], np.int64),
        fought=fought[np.argsort(ground.axis[fought], kind="stable")].astype(np.int64),
    )
    records.bell.offset[:], records.bell.weight[:] = offset, weight
    records.counts.depth_km[:] = depth
    return records


def by_class(ground: Ground, other: float, **values: float) -> np.ndarray:
    """Return a value for every cell by its class; other: for classes not named."""
    classes = {
        "open": OPEN,
        "village": VILLAGE,
        "new_city": NEW_CITY,
        "old_city": OLD_CITY,
        "industrial": INDUSTRIAL,
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
    fill(
        city,
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
        hiding=by_class(ground, g.hiding_built, open=g.hiding_open),
        ease=ease,
        pace=by_class(ground, g.pace_built, open=g.pace_open),
        people=people_of(ground, p),
    )


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


def tick_of(day: datetime.date, p: Parameters) -> int:
    """Return the first tick of a day."""
    return (day - LAUNCH).days * (24 // p.scale.hours_per_tick)


def fill_bridges(world: World, tables: Tables, ground: Ground, scenario: Scenario) -> None:
    """Fill the bridges: where, and when each is cut, if that decision is still made."""
    for row, bridge in enumerate(tables.bridges):
        world.bridges.cell[row] = np.flatnonzero(ground.bridge == row)[0]
        made = bridge.cut_on <= scenario.decisions_until
        cut = tick_of(bridge.cut_on, scenario.parameters)
        world.bridges.cut_at[row] = cut if made else NEVER
