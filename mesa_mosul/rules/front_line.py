"""The attackers' front: cells open to attack, and the units sent there."""

from mesa_mosul.engine.codes import (
    APPROACH,
    ATTACKER,
    EAST_BANK,
    IRAQI_COMMAND,
    ROLE_ATTACK,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_ATTACK_MARCH,
    Clock,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.clearing import clear_cells, count_workers, list_units_of_side
from mesa_mosul.rules.density import axis_attacks_today, is_present
from mesa_mosul.rules.movement import march_to
from mesa_mosul.rules.weighted_choice import (
    append_demand,
    dispatch_fraction,
    draw_cell,
)


@compiled
def may_enter_city(world: World, axis: int) -> bool:
    """Return whether an axis may fight inside the city in this campaign phase."""
    posture = world.commands.posture[IRAQI_COMMAND]
    if world.axes_of_advance.bank[axis] == EAST_BANK:
        return posture != APPROACH
    return posture == WESTERN_OFFENSIVE


@compiled
def is_adjacent_to_controlled(world: World, cell: int) -> bool:
    """Return whether attackers control a neighbour of a cell."""
    for index in range(world.moore_offsets.size):
        if world.cells.control[cell + world.moore_offsets[index]] >= 0.5:
            return True
    return False


@compiled
def is_behind_front(world: World, cell: int) -> bool:
    """Return whether attackers control most of a cell, or of the theatre near it."""
    cells = world.cells
    return (
        cells.control[cell] >= 0.5
        or world.holding.nearby_control[cell] >= 0.5 * cells.contestable_fraction[cell]
    )


@compiled
def may_clear(world: World, axis: int, cell: int) -> bool:
    """Return whether a cell is left for an axis to clear, where it may fight."""
    cells = world.cells
    in_city = cells.city_area_km2[cell] > 0.0
    return cells.control[cell] < 1.0 and (not in_city or may_enter_city(world, axis))


@compiled
def is_front(world: World, p: Parameters, axis: int, cell: int) -> bool:
    """Return whether an axis may clear a cell; one at rest only regains what it lost."""
    if not may_clear(world, axis, cell):
        return False
    if not axis_attacks_today(world, axis) and not is_behind_front(world, cell):
        return False
    is_near = world.holding.nearby_control[cell] >= p.advance.min_front_control
    return (
        is_near
        or cell == world.axes_of_advance.entry_cell[axis]
        or is_adjacent_to_controlled(world, cell)
    )


@compiled
def men_demanded(
    men_per_front_km: float, depth_km: float, nearby_control: float, remaining_km2: float
) -> float:
    """Return the troops that a piece of the front demands.

    depth_km: depth of the front; nearby_control: controlled fraction of the nearby terrain;
    remaining_km2: terrain left to clear. Demand per km of front is independent of cell size.
    """
    return men_per_front_km * nearby_control * remaining_km2 / depth_km


@compiled
def list_uncleared(world: World) -> None:
    """List the cells that each axis may have to clear in this tick; the front is among them."""
    axes_of_advance, axis_review, cell_workspace, end = (
        world.axes_of_advance,
        world.axis_review,
        world.cell_workspace,
        0,
    )
    for axis in range(axes_of_advance.bank.size):
        axis_review.first_uncleared[axis] = end
        for index in range(
            axes_of_advance.first_cell_index[axis], axes_of_advance.end_cell_index[axis]
        ):
            cell = world.contested_cells[index]
            cell_workspace.is_front[cell] = False
            if may_clear(world, axis, cell):
                cell_workspace.uncleared_cells[end] = cell
                end += 1
        axis_review.end_uncleared[axis] = end


@compiled
def list_front_demand(world: World, p: Parameters, axis: int, end: int) -> int:
    """Add an axis' front cells by their shortfall of troops; return the new end."""
    cells, cell_workspace, axis_review = world.cells, world.cell_workspace, world.axis_review
    axis_review.men_short[axis] = 0
    for index in range(axis_review.first_uncleared[axis], axis_review.end_uncleared[axis]):
        cell = cell_workspace.uncleared_cells[index]
        cell_workspace.is_front[cell] = is_front(world, p, axis, cell)
        if cell_workspace.is_front[cell]:
            nearby_control = max(
                world.holding.nearby_control[cell], p.advance.min_front_control
            )
            remaining_km2 = (1.0 - cells.control[cell]) * cells.area_km2[cell]
            demand = men_demanded(
                p.advance.men_per_front_km,
                world.totals.front_depth_km[0],
                nearby_control,
                remaining_km2,
            )
            shortfall = int(demand) + 1 - cell_workspace.workers[cell]
            axis_review.men_short[axis] += shortfall
            end = append_demand(world.candidates, end, cell, shortfall)
    return end


@compiled
def is_idle(world: World, row: int) -> bool:
    """Return whether a unit may be sent to the front: free, and not on a front cell."""
    units = world.units
    return (
        units.role[row] == ROLE_ATTACK
        and is_present(units, row)
        and units.time_budget_min[row] > 0
        and not world.cell_workspace.is_front[units.cell[row]]
    )


@compiled
def list_all_fronts(world: World, p: Parameters, n_rows: int) -> int:
    """List the fronts of all axes, and the idle units with each axis' strength of them.

    Return the number of idle units.
    """
    axes_of_advance, units, axis_review = world.axes_of_advance, world.units, world.axis_review
    end, n_idle = 0, 0
    for axis in range(axes_of_advance.bank.size):
        axis_review.first_candidate[axis] = end
        end = list_front_demand(world, p, axis, end)
        axis_review.end_candidate[axis] = end
        axis_review.idle_men[axis] = 0
    for index in range(n_rows):
        row = world.unit_workspace.worker_rows[index]
        if is_idle(world, row):
            world.unit_workspace.idle_rows[n_idle] = row
            n_idle += 1
            axis_review.idle_men[units.axis[row]] += units.strength[row]
    return n_idle


@compiled
def assign_idle_units(
    world: World, p: Parameters, clock: Clock, round_index: int, n_idle: int
) -> None:
    """Send idle units to front cells in proportion to their shortfall."""
    units, cell_workspace, axis_review, candidates = (
        world.units,
        world.cell_workspace,
        world.axis_review,
        world.candidates,
    )
    for index in range(n_idle):
        row = world.unit_workspace.idle_rows[index]
        axis = units.axis[row]
        start, end = axis_review.first_candidate[axis], axis_review.end_candidate[axis]
        probability = dispatch_fraction(axis_review.men_short[axis], axis_review.idle_men[axis])
        if probability <= 0.0:
            continue
        u = uniform(clock, units.decision_group[row], STREAM_ATTACK_MARCH, round_index)
        if u < probability:
            cell_workspace.workers[units.cell[row]] -= units.strength[row]
            march_to(world, p, clock, row, draw_cell(candidates, start, end, u / probability))
            if is_present(units, row):
                cell_workspace.workers[units.cell[row]] += units.strength[row]


@compiled
def attack_front(world: World, p: Parameters, clock: Clock) -> None:
    """Move attackers to front cells and clear them.

    Repeats up to `advance.max_rounds_per_tick` times while completed cells leave units time.
    """
    n_rows = list_units_of_side(world, ATTACKER)
    world.unit_workspace.casualties_by_mine[:] = 0
    world.unit_workspace.fortified_m2_cleared[:] = 0
    count_workers(world, n_rows)
    list_uncleared(world)
    for round_index in range(p.advance.max_rounds_per_tick):
        n_idle = list_all_fronts(world, p, n_rows)
        assign_idle_units(world, p, clock, round_index, n_idle)
        if not clear_cells(world, p, clock, round_index, n_rows):
            break
