"""Small worlds for tests.

`coarse_simulation()` is the real map in cells of 1 km with few and big units: a plain tick
takes a twentieth of a second. `open_field()` is a bare plain for a test's own units.
"""

import functools
from collections.abc import Iterator

import numpy as np

from mesa_mosul.engine.codes import (
    COMMANDS,
    COUNTER_ATTACK,
    EAST_BANK,
    IRAQI_COMMAND,
    ISIS,
    ISIS_COMMAND,
    NEVER,
    NO_INDEX,
    SIDE_COUNT,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.smoothing import smoothing_kernel
from mesa_mosul.engine.world import World, allocate_columns, set_columns
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.tables import Tables, read_tables
from mesa_mosul.parameters.registry import Parameters, parameters
from mesa_mosul.rules.density import list_present
from mesa_mosul.simulation.schedule import SCHEDULE
from mesa_mosul.simulation.simulation import Simulation

COARSE_PARAMETERS = {
    "resolution.cell_metres": 1000,
    "iraqi.men_per_unit": 400,
    "isis.men_per_unit": 100,
    "peshmerga.men_per_unit": 400,
    "coalition.men_per_unit": 400,
    "pmf.men_per_unit": 400,
}
KERNEL_SD_KM = 0.5
FIELD_SIDE, FIELD_MARGIN = 15, 3
"""Cells along a side of a field, and those of them that form its edge."""


@functools.cache
def cached_tables() -> Tables:
    return read_tables()


def coarse_simulation(
    name: str = "reported",
    seed: int = 1,
    engine: str = "plain",
    tables: Tables | None = None,
    phases: tuple = (),
    **changes: object,
) -> Simulation:
    """Return a battle about to begin; changes: parameters by their dotted names."""
    coarse = scenario(name).with_parameters(**{**COARSE_PARAMETERS, **changes})
    schedule = phases or SCHEDULE
    return Simulation(coarse, seed, engine, tables or cached_tables(), schedule)


def coarse_battle(
    kind: str, seed: int = 1, engine: str = "plain", **changes: object
) -> Simulation:
    """Return a battle of one of the BATTLE_KINDS.

    In the last two ISIS counter-attacks from the first day.
    """
    name = "campaign" if kind == "approach" else "reported"
    return set_kind(coarse_simulation(name, seed, engine, **changes), kind)


def set_kind(simulation: Simulation, kind: str) -> Simulation:
    """Return a battle with what makes it one of a kind."""
    if kind in ("west", "cut off"):
        simulation.world.commands.posture[ISIS_COMMAND] = COUNTER_ATTACK
    if kind == "west":
        simulation.world.commands.posture[IRAQI_COMMAND] = WESTERN_OFFENSIVE
    if kind == "cut off":
        simulation.world.bridges.cut_at[:] = 0
    return simulation


BATTLE_KINDS = ("reported", "approach", "west", "cut off")


def random_parameters(seed: int) -> dict[str, object]:
    """Return a value from anywhere in its range for every parameter but those of resolution."""
    rng, changes = np.random.default_rng(seed), {}
    for name, (_, kind, _, spec, _) in parameters().items():
        value = spec.low + rng.random() * (spec.high - spec.low)
        if not name.startswith("resolution.") and not name.endswith("men_per_unit"):
            changes[name] = bool(rng.integers(2)) if kind is bool else kind(value)
    return changes


def run_days(simulation: Simulation, days: int) -> Simulation:
    """Return a battle some days on."""
    for _ in range(days):
        simulation.run_day()
    return simulation


def iter_worlds(simulation: Simulation, days: int) -> Iterator[World]:
    """Yield a battle's world at the end of each of some days."""
    for _ in range(days):
        simulation.run_day()
        yield simulation.world


def make_clock(tick_number: int = 0, seed: int = 1, ticks_per_day: int = 4) -> Clock:
    """Return a tick of a run."""
    return Clock(
        tick_number, ticks_per_day, 24 * 60 // ticks_per_day, seed & 0xFFFFFFFF, seed >> 32
    )


def open_field(
    unit_count: int = 2, battalion_count: int = 1, axis_count: int = 1, formation_count: int = 1
) -> World:
    """Return a plain of its own for a test; tests of rates take thousands."""
    return copy_world(lay_out_field(unit_count, battalion_count, axis_count, formation_count))


def copy_world(world: World) -> World:
    """Return a world with columns of its own; five times as fast as copy.deepcopy."""
    return World(
        *(
            group.copy()
            if isinstance(group, np.ndarray)
            else type(group)(*[column.copy() for column in group])
            for group in world
        )
    )


@functools.cache
def lay_out_field(
    unit_count: int, battalion_count: int, axis_count: int, formation_count: int
) -> World:
    """Return a plain of open cells of 1 km2: one neighbourhood, nobody on it yet.

    All its cells belong to the first axis; further axes have none.
    """
    sizes = {
        **dict.fromkeys(("units", "unit_workspace"), unit_count),
        **dict.fromkeys(("battalions", "battalion_report"), battalion_count),
        **dict.fromkeys(("cells", "holding", "cell_workspace"), FIELD_SIDE * FIELD_SIDE),
        **dict.fromkeys(
            ("local_density", "fire_exchange"), (SIDE_COUNT, FIELD_SIDE * FIELD_SIDE)
        ),
        **dict.fromkeys(("axes_of_advance", "axis_review"), axis_count),
        **dict.fromkeys(
            ("neighbourhoods", "bridges", "totals", "scheduled_orders", "external"), 1
        ),
        "formations": formation_count,
        "commands": len(COMMANDS),
        "kernel": 0,
        "event_log": 100,
        "candidates": 2 * FIELD_SIDE * FIELD_SIDE,
    }
    offset, weight, depth = smoothing_kernel(1.0, KERNEL_SD_KM, FIELD_SIDE)
    sizes["kernel"] = offset.size
    sizes["enemy_cells"] = SIDE_COUNT * FIELD_SIDE * FIELD_SIDE * offset.size
    steps = np.array([n * FIELD_SIDE + e for n in (-1, 0, 1) for e in (-1, 0, 1) if n or e])
    north, east = np.divmod(np.arange(FIELD_SIDE * FIELD_SIDE), FIELD_SIDE)
    inside = (np.minimum(north, east) >= FIELD_MARGIN) & (
        np.maximum(north, east) < FIELD_SIDE - FIELD_MARGIN
    )
    world = allocate_columns(sizes, steps, np.flatnonzero(inside))
    p = Parameters()
    set_columns(world.kernel, offset=offset, weight=weight)
    set_columns(world.totals, front_depth_km=depth)
    set_columns(
        world.cells, bank=np.where(inside, EAST_BANK, 0), axis=np.where(inside, 0, NO_INDEX)
    )
    set_columns(
        world.cells,
        neighbourhood=np.where(inside, 0, NO_INDEX),
        area_km2=inside * 1.0,
        city_area_km2=inside * 1.0,
    )
    set_columns(
        world.cells, x=east + 0.5, y=north + 0.5, march_speed_km_h=p.terrain.march_speed_open
    )
    set_columns(
        world.cells,
        clearing_rate_km2_per_man_h=p.advance.clearing_rate_new_city,
        contestable_fraction=inside * 1.0,
    )
    set_columns(
        world.neighbourhoods,
        cell=field_cell(),
        bank=EAST_BANK,
        area_km2=float(inside.sum()),
        secured_since_tick=NEVER,
        claimed_since_tick=NEVER,
    )
    ends = np.where(np.arange(axis_count) == 0, world.contested_cells.size, 0)
    set_columns(
        world.axes_of_advance,
        bank=EAST_BANK,
        entry_cell=world.contested_cells[0],
        end_cell_index=ends,
        enters_city=True,
    )
    set_columns(
        world.axes_of_advance,
        attacks_today=True,
        advance_rate_km2_per_day=p.command.target_advance_rate,
    )
    set_columns(world.scheduled_orders, pause_tick=NEVER, resume_tick=NEVER, embed_tick=NEVER)
    set_columns(
        world.formations, code=101 + np.arange(formation_count), committed_axis=NO_INDEX
    )
    set_columns(world.formations, scheduled_commit_tick=NEVER)
    set_columns(world.bridges, cell=NO_INDEX, cut_at=0)
    set_columns(world.commands, scheduled_tick=NEVER)
    set_columns(
        world.external,
        road_restricted_tick=NEVER,
        road_closed_tick=NEVER,
        endogenous_from_tick=0,
    )
    set_columns(world.external, advisers_arrival_tick=NEVER)
    ids = 1_000_000 + np.arange(unit_count)
    set_columns(
        world.units,
        uid=ids,
        decision_group=ids,
        cell=NO_INDEX,
        combat_effectiveness=1.0,
        assigned_bank=EAST_BANK,
    )
    set_columns(world.battalions, uid=1000 + np.arange(battalion_count), cohesion=1.0)
    return world


def list_units(world: World) -> World:
    """List the units on the map, as the phase of local densities does; return the world."""
    plain_twin(list_present)(world)
    return world


def field_cell(north: int = 0, east: int = 0) -> int:
    """Return the cell that is this many cells north and east of a field's centre."""
    return (FIELD_SIDE // 2 + north) * FIELD_SIDE + FIELD_SIDE // 2 + east


def set_unit(world: World, row: int, **values: object) -> None:
    """Write the columns of one unit; a unit of ISIS changes sides with its force."""
    for name, value in values.items():
        getattr(world.units, name)[row] = value
    if "force" in values:
        world.units.side[row] = 1 if values["force"] == ISIS else 0
    if "strength" in values and "authorized_strength" not in values:
        world.units.authorized_strength[row] = values["strength"]
