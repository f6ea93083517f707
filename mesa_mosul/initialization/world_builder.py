"""The initial world of a scenario: map, units and their deployment."""

from typing import Any, NamedTuple

import numpy as np

from mesa_mosul.engine.codes import (
    COMMANDS,
    SIDE_COUNT,
)
from mesa_mosul.engine.compiled_world import CompiledWorld
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.smoothing import smoothing_kernel
from mesa_mosul.engine.world import World, allocate_columns, set_columns
from mesa_mosul.initialization.cell_properties import (
    set_axes_of_advance,
    set_cell_properties,
    set_neighbourhoods,
)
from mesa_mosul.initialization.city_map import CityMap, build_city_map, list_axis_names
from mesa_mosul.initialization.deployment import deploy_all
from mesa_mosul.initialization.force_totals import force_totals
from mesa_mosul.initialization.laboratory import (
    laboratory_tables,
    place_sides,
    side_strengths,
    single_cell_map,
)
from mesa_mosul.initialization.later_arrivals import LaterFormation, list_later_formations
from mesa_mosul.initialization.scheduled_decisions import (
    set_bridges,
    set_commands,
    set_external,
    set_scheduled_orders,
)
from mesa_mosul.initialization.unit_generation import UnitTables, generate_units
from mesa_mosul.inputs.scenario import RunError, Scenario
from mesa_mosul.inputs.schemas.order_of_battle import Formation
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.parameters.errors import quote, to_integer
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.axis_progress import axis_city_km2

EVENT_LOG_CAPACITY = 65536


class BuiltWorld(NamedTuple):
    """A world with the tables and the scenario that it was built from.

    world: its columns; compiled_world: their addresses, as compiled rules take them.
    """

    world: World
    compiled_world: Any
    city_map: CityMap
    tables: Tables
    scenario: Scenario
    axis_names: tuple[str, ...]
    later_formations: tuple[LaterFormation, ...] = ()

    @property
    def formations(self) -> tuple[Formation, ...]:
        """All formations, in the order of the world's rows."""
        return (*self.tables.forces, *(later.formation for later in self.later_formations))


def check_seed(seed: object) -> int:
    """Return a seed as an integer; raises RunError outside 0 to 2^64 - 1."""
    integer = to_integer(seed)
    if integer is None or not 0 <= integer < 2**64:
        raise RunError(f"seed is {quote(seed)}: it must be an integer from 0 to 2^64 - 1")
    return integer


def start_clock(scenario: Scenario, seed: int) -> Clock:
    """Return the clock of a scenario's first tick; seed: an integer below 2^64."""
    ticks_per_day = 24 // scenario.parameters.resolution.hours_per_tick
    return Clock(
        tick=scenario.start_day * ticks_per_day,
        ticks_per_day=ticks_per_day,
        tick_minutes=60 * scenario.parameters.resolution.hours_per_tick,
        seed_low=seed & 0xFFFFFFFF,
        seed_high=seed >> 32,
    )


def build_world(scenario: Scenario, tables: Tables) -> BuiltWorld:
    """Return a scenario's world on its first tick."""
    p = scenario.parameters
    start = start_clock(scenario, 0)
    later = () if scenario.laboratory else list_later_formations(scenario.days, p)
    if scenario.laboratory:
        tables, totals = laboratory_tables(), side_strengths(scenario)
        city_map = single_cell_map(scenario)
    else:
        city_map, totals = build_city_map(tables, p.resolution.cell_metres), force_totals(p)
    axis_names = list_axis_names(tables)
    unit_tables = generate_units(tables.forces, totals, axis_names, later, start.tick, p)
    world = allocate_world(city_map, tables, unit_tables, p)
    for group in ("units", "battalions", "formations"):
        set_columns(getattr(world, group), **getattr(unit_tables, group)._asdict())
    set_columns(world.totals, first_tick=start.tick)
    set_scheduled_orders(world, tables, scenario)
    set_cell_properties(world.cells, city_map, p)
    set_neighbourhoods(world, tables, city_map)
    set_axes_of_advance(world, tables, city_map, axis_names)
    set_bridges(world, tables, city_map, scenario)
    set_columns(world.axes_of_advance, posture_since_tick=start.tick)
    set_commands(world, tables, later, scenario)
    set_external(world, tables, scenario)
    if scenario.laboratory:
        place_sides(world)
    else:
        deploy_all(world, tables, scenario.start_day, p)
    set_columns(
        world.axes_of_advance,
        advance_rate_km2_per_day=p.command.target_advance_rate,
        attacks_today=True,
    )
    for axis in range(len(axis_names)):
        world.axes_of_advance.city_km2_at_review[axis] = plain_twin(axis_city_km2)(world, axis)
    return BuiltWorld(
        world, CompiledWorld(world), city_map, tables, scenario, axis_names, later
    )


def allocate_world(
    city_map: CityMap, tables: Tables, unit_tables: UnitTables, p: Parameters
) -> World:
    """Return a world of the size of a map and units, with its kernel and neighbour offsets."""
    cells, units, battalions = (
        city_map.land_class.size,
        unit_tables.units.uid.size,
        unit_tables.battalions.uid.size,
    )
    axes = len(list_axis_names(tables))
    offset, weight, depth = smoothing_kernel(
        city_map.cell_km, p.resolution.kernel_sd_km, city_map.cols
    )
    steps = [north * city_map.cols + east for north in (-1, 0, 1) for east in (-1, 0, 1)]
    contested = np.flatnonzero(city_map.axis >= 0)
    sizes: dict[str, int | tuple[int, int]] = {
        **dict.fromkeys(("units", "unit_workspace"), units),
        **dict.fromkeys(("battalions", "battalion_report"), battalions),
        **dict.fromkeys(("cells", "holding", "cell_workspace"), cells),
        **dict.fromkeys(("local_density", "fire_exchange"), (SIDE_COUNT, cells)),
        **dict.fromkeys(("axes_of_advance", "axis_review"), axes),
        "formations": unit_tables.formations.code.size,
        "neighbourhoods": len(tables.neighbourhoods),
        "commands": len(COMMANDS),
        **dict.fromkeys(("scheduled_orders", "external"), 1),
        "bridges": len(tables.bridges),
        "kernel": offset.size,
        "enemy_cells": SIDE_COUNT * contested.size * offset.size,
        "totals": 1,
        "event_log": EVENT_LOG_CAPACITY,
        "candidates": 2 * cells,
    }
    world = allocate_columns(
        sizes,
        moore_offsets=np.array([step for step in steps if step], np.int64),
        contested_cells=contested[np.argsort(city_map.axis[contested], kind="stable")].astype(
            np.int64
        ),
    )
    set_columns(world.kernel, offset=offset, weight=weight)
    set_columns(world.totals, front_depth_km=depth)
    return world
