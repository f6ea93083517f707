"""A world from seeds and a scenario: the map's columns, the units on their places."""

from typing import NamedTuple

import numpy as np

from mesa_mosul.addresses import Addresses
from mesa_mosul.chance import Tick
from mesa_mosul.city import Ground, axis_names, survey
from mesa_mosul.compiled import plain
from mesa_mosul.dates import fill_bridges, fill_commands, fill_dated, fill_outside
from mesa_mosul.grid import bell
from mesa_mosul.laboratory import bench, face, plot, sides
from mesa_mosul.late import Late, latecomers
from mesa_mosul.muster import Muster, muster
from mesa_mosul.names import (
    COMMANDS,
    SIDES,
)
from mesa_mosul.parameters import Parameters
from mesa_mosul.places import place_all
from mesa_mosul.rows.battle import Formation
from mesa_mosul.rules.campaign import city_km2
from mesa_mosul.setting import CourseError, Scenario
from mesa_mosul.state import World, blank, fill
from mesa_mosul.strength import strength
from mesa_mosul.tables import Tables
from mesa_mosul.terrain import fill_axes, fill_city, fill_quarters

EVENTS_KEPT = 65536


class Stage(NamedTuple):
    """A world with all that is needed to understand it.

    world: its columns; addresses: where they lie, as compiled rules take it;
    late: the formations that come later.
    """

    world: World
    addresses: Addresses
    ground: Ground
    tables: Tables
    scenario: Scenario
    axes: tuple[str, ...]
    late: tuple[Late, ...] = ()

    @property
    def formations(self) -> tuple[Formation, ...]:
        """All formations, in the order of the world's rows."""
        return (*self.tables.forces, *(one.formation for one in self.late))


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
    late = () if scenario.laboratory else latecomers(scenario.days, p)
    if scenario.laboratory:
        tables, there = bench(), sides(scenario)
        ground = plot(scenario)
    else:
        ground, there = survey(tables, p.scale.cell_metres), strength(p)
    axes = axis_names(tables)
    force = muster(tables.forces, there, axes, late, start.number, p)
    world = room(ground, tables, force, p)
    for group in ("units", "battalions", "formations"):
        fill(getattr(world, group), **getattr(force, group)._asdict())
    fill(world.counts, first_tick=start.number)
    fill_dated(world, tables, scenario)
    fill_city(world.city, ground, p)
    fill_quarters(world, tables, ground)
    fill_axes(world, tables, ground, axes)
    fill_bridges(world, tables, ground, scenario)
    fill(world.axes, since=start.number)
    fill_commands(world, tables, late, scenario)
    fill_outside(world, tables, scenario)
    if scenario.laboratory:
        face(world)
    else:
        place_all(world, tables, scenario.first_day, p)
    fill(world.axes, pace=p.command.wanted_pace, active=True)
    for axis in range(len(axes)):
        world.axes.held_before[axis] = plain(city_km2)(world, axis)
    return Stage(world, Addresses(world), ground, tables, scenario, axes, late)


def room(ground: Ground, tables: Tables, force: Muster, p: Parameters) -> World:
    """Return a world of this size, with who is near whom filled in."""
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
        **dict.fromkeys(("dated", "outside"), 1),
        "bridges": len(tables.bridges),
        "bell": offset.size,
        "counts": 1,
        "events": EVENTS_KEPT,
        "listed": 2 * cells,
    }
    world = blank(
        sizes,
        beside=np.array([step for step in steps if step], np.int64),
        fought=fought[np.argsort(ground.axis[fought], kind="stable")].astype(np.int64),
    )
    fill(world.bell, offset=offset, weight=weight)
    fill(world.counts, depth_km=depth)
    return world
