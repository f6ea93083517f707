"""Raids: ISIS masses the fighters near a thinly held part of the city to win it back."""

from mesa_mosul.engine.codes import (
    COUNTER_ATTACK,
    DEFENDER,
    FIGHTERS,
    ISIS_COMMAND,
    NO_INDEX,
    ORDER_RAID,
    ROLE_GARRISON,
    ROLE_MOBILE,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_RAID,
    STREAM_RAID_ORDER,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import is_present
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.travel import distance_km
from mesa_mosul.rules.weighted_choice import append_demand, draw_cell


@compiled
def list_raid_targets(world: World, p: Parameters, axis: int, end: int, in_city: bool) -> int:
    """Add an axis' controlled cells, weighted by how thinly they are held; return the new end.

    in_city: whether only cells of the city count. Cells away from ISIS units count only there,
    where tunnels lead to them.
    """
    cells, local_density = world.cells, world.local_density
    for index in range(
        world.axes_of_advance.first_cell_index[axis], world.axes_of_advance.end_cell_index[axis]
    ):
        cell = world.contested_cells[index]
        is_city = cells.city_area_km2[cell] > 0.0
        if cells.control[cell] < p.defence.fall_back_threshold or (in_city and not is_city):
            continue
        wanted = p.hold.holders_per_km2 if is_city else p.hold.holders_per_km2_open
        weight = wanted / (wanted + local_density.density[0, cell] + 1.0)
        if local_density.density[DEFENDER, cell] < p.detection.contact_density:
            weight *= p.hold.deep_raid_weight if p.switch.tunnels and is_city else 0.0
        end = append_demand(
            world.candidates, end, cell, int(1000.0 * weight * cells.area_km2[cell])
        )
    return end


@compiled
def may_join_raid(world: World, row: int) -> bool:
    """Return whether a unit of ISIS on the map can be sent on a raid: mobile, or fighters."""
    units = world.units
    is_free = units.role[row] == ROLE_MOBILE or (
        units.role[row] == ROLE_GARRISON and units.kind[row] == FIGHTERS
    )
    return is_free and is_present(units, row)


@compiled
def is_in_reach(world: World, p: Parameters, row: int, objective: int) -> bool:
    """Return whether a unit is near enough to a raid's objective, on the same bank."""
    cells, cell = world.cells, world.units.cell[row]
    return (
        cells.bank[cell] == cells.bank[objective]
        and distance_km(cells, cell, objective) <= p.hold.raid_reach_km
    )


@compiled
def count_men_in_reach(world: World, p: Parameters, objective: int) -> int:
    """Return the men who could be sent on a raid to this cell."""
    units, strength = world.units, 0
    for row in range(units.uid.size):
        is_free = units.side[row] == DEFENDER and may_join_raid(world, row)
        if is_free and is_in_reach(world, p, row, objective):
            strength += units.strength[row]
    return strength


@compiled
def order_raids(world: World, p: Parameters, clock: Clock) -> None:
    """Order raids while ISIS counter-attacks, at most one at a time on each axis."""
    axes_of_advance = world.axes_of_advance
    if world.commands.posture[ISIS_COMMAND] != COUNTER_ATTACK:
        return
    for axis in range(axes_of_advance.bank.size):
        is_under_way = clock.tick < axes_of_advance.raid_until_tick[axis]
        if is_under_way or not axes_of_advance.enters_city[axis]:
            continue
        u = uniform(clock, axis, STREAM_RAID_ORDER, 0)
        if u >= rate_to_probability(p.hold.raid_rate, 1.0):
            continue
        end = list_raid_targets(world, p, axis, 0, True)
        u = uniform(clock, axis, STREAM_RAID_ORDER, 1)
        objective = draw_cell(world.candidates, 0, end, u)
        if objective == NO_INDEX:
            continue
        men = count_men_in_reach(world, p, objective)
        if men > 0:
            days = p.hold.raid_duration_days
            axes_of_advance.raid_objective[axis] = objective
            axes_of_advance.raid_since_tick[axis] = clock.tick
            axes_of_advance.raid_until_tick[axis] = clock.tick + max(
                1, int(days * clock.ticks_per_day)
            )
            raiders = p.hold.raid_fraction * men
            log_event(world, clock, ORDER_RAID, axis, objective, float(men), raiders, days)


@compiled
def raid_in_reach(world: World, p: Parameters, clock: Clock, row: int) -> int:
    """Return the axis of a raid under way within reach of a unit; -1 if there is none."""
    axes_of_advance = world.axes_of_advance
    for axis in range(axes_of_advance.bank.size):
        if clock.tick < axes_of_advance.raid_until_tick[axis] and is_in_reach(
            world, p, row, axes_of_advance.raid_objective[axis]
        ):
            return axis
    return NO_INDEX


@compiled
def joins_raid(world: World, p: Parameters, clock: Clock, row: int) -> bool:
    """Draw whether a unit is sent on a raid that is ordered in this tick."""
    axis = raid_in_reach(world, p, clock, row)
    if axis == NO_INDEX or world.axes_of_advance.raid_since_tick[axis] != clock.tick:
        return False
    u = uniform(clock, world.units.decision_group[row], STREAM_RAID, 1)
    return u < p.hold.raid_fraction


@compiled
def draw_raid_cell(world: World, objective: int, u: float) -> int:
    """Return a controlled cell near a raid's objective, drawn by kernel weight and area.

    -1 if none is controlled. u: a uniform draw. The footprint is the kernel's, whatever the
    size of cells.
    """
    cells, kernel, total = world.cells, world.kernel, 0.0
    for k in range(kernel.offset.size):
        cell = objective + kernel.offset[k]
        if cells.bank[cell] == cells.bank[objective] and cells.control[cell] >= 0.5:
            total += kernel.weight[k] * cells.area_km2[cell]
    running, drawn = 0.0, NO_INDEX
    for k in range(kernel.offset.size):
        cell = objective + kernel.offset[k]
        if cells.bank[cell] == cells.bank[objective] and cells.control[cell] >= 0.5:
            running += kernel.weight[k] * cells.area_km2[cell]
            drawn = cell
            if running > u * total:
                break
    return drawn
