"""Clearing and contesting cells: troops' work in the time they have, against opponents."""

from mesa_mosul.engine.codes import ATTACKER, DEFENDER, ROLE_ATTACK, ROLE_HOLD, ROLE_RAID
from mesa_mosul.engine.fixed_point import FIXED_POINT_ONE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.attrition import cohesion_factor, smooth_at
from mesa_mosul.rules.density import frontage_fraction, is_present
from mesa_mosul.rules.obstacles import (
    clearing_rate,
    degrade_fortification,
    draw_mine_casualties,
    resistance_density,
)


@compiled
def work_success_fraction(workers: float, opponents: float, equivalence: float) -> float:
    """Return the fraction of troops' work that opponents do not undo.

    workers, opponents: densities of all men of either side nearby, in men/km2; equivalence:
    workers whose work an opponent halves.
    """
    return workers / (workers + equivalence * opponents) if workers > 0.0 else 0.0


@compiled
def time_fraction_used(remaining_km2: float, achievable_km2: float) -> float:
    """Return the fraction of the available time that clearing a cell's rest takes, 0 to 1."""
    return remaining_km2 / achievable_km2 if achievable_km2 > remaining_km2 else 1.0


@compiled
def is_clearing(world: World, row: int) -> bool:
    """Return whether a unit of the attackers clears the cell it is in."""
    units = world.units
    role = units.role[row]
    may_clear = units.side[row] == ATTACKER and (role in (ROLE_ATTACK, ROLE_HOLD))
    return (
        may_clear and is_present(units, row) and world.cell_workspace.is_front[units.cell[row]]
    )


@compiled
def list_units_of_side(world: World, side: int) -> int:
    """List one side's units on the map in `worker_rows`; return their number.

    A unit that departs within the tick may drop out of the list; none joins it.
    """
    units, n_rows = world.units, 0
    for row in range(units.uid.size):
        if units.side[row] == side and is_present(units, row):
            world.unit_workspace.worker_rows[n_rows] = row
            n_rows += 1
    return n_rows


@compiled
def count_workers(world: World, n_rows: int) -> None:
    """Sum the present strength of the listed units by cell."""
    units, cell_workspace = world.units, world.cell_workspace
    for index in range(world.contested_cells.size):
        cell_workspace.workers[world.contested_cells[index]] = 0
    for index in range(n_rows):
        row = world.unit_workspace.worker_rows[index]
        if is_present(units, row):
            cell_workspace.workers[units.cell[row]] += units.strength[row]


@compiled
def sum_work(world: World, p: Parameters, n_rows: int) -> None:
    """Sum the work available by cell, in fixed-point man-minutes."""
    units, cell_workspace = world.units, world.cell_workspace
    for index in range(world.contested_cells.size):
        cell_workspace.work_minutes[world.contested_cells[index]] = 0
    for index in range(n_rows):
        row = world.unit_workspace.worker_rows[index]
        if is_clearing(world, row):
            cohesion = world.battalions.cohesion[units.battalion[row]]
            productivity = int(
                FIXED_POINT_ONE
                * units.combat_effectiveness[row]
                * cohesion_factor(cohesion, p.cohesion.max_performance_loss)
            )
            cell_workspace.work_minutes[units.cell[row]] += (
                units.strength[row] * units.time_budget_min[row] * productivity
            )


@compiled
def clear_cells(
    world: World, p: Parameters, clock: Clock, round_index: int, n_rows: int
) -> bool:
    """Clear the front cells; return whether any cell was completed.

    Units keep the minutes that a completed cell leaves them.
    """
    units, cells, cell_workspace = world.units, world.cells, world.cell_workspace
    count_workers(world, n_rows)
    sum_work(world, p, n_rows)
    any_finished = False
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        if cell_workspace.work_minutes[cell] == 0:
            continue
        worker_density = smooth_at(world.kernel, cell_workspace.workers, cell)
        work_hours = (
            cell_workspace.work_minutes[cell]
            / (60.0 * FIXED_POINT_ONE)
            * frontage_fraction(worker_density, p.fire.frontage_men_per_km2)
        )
        success_fraction = work_success_fraction(
            worker_density, resistance_density(world, p, cell), p.advance.defender_equivalence
        )
        achievable_km2 = work_hours * clearing_rate(world, p, cell) * success_fraction
        control_before = cells.control[cell]
        remaining_km2 = (1.0 - control_before) * cells.area_km2[cell]
        cell_workspace.time_fraction_used[cell] = time_fraction_used(
            remaining_km2, achievable_km2
        )
        if achievable_km2 >= remaining_km2:
            cells.control[cell] = 1.0
            any_finished = True
        else:
            cells.control[cell] += achievable_km2 / cells.area_km2[cell]
        degrade_fortification(world, cell, control_before)
    for index in range(n_rows):
        row = world.unit_workspace.worker_rows[index]
        if is_clearing(world, row):
            draw_mine_casualties(world, p, clock, row, round_index)
            units.time_budget_min[row] = int(
                units.time_budget_min[row]
                * (1.0 - cell_workspace.time_fraction_used[units.cell[row]])
            )
    return any_finished


@compiled
def sum_contesting_minutes(world: World, n_rows: int, raiding: bool) -> int:
    """Sum by cell the man-minutes of ISIS raiders, or of all others; return their men."""
    units, cell_workspace, strength = world.units, world.cell_workspace, 0
    for index in range(world.contested_cells.size):
        cell_workspace.work_minutes[world.contested_cells[index]] = 0
    for index in range(n_rows):
        row = world.unit_workspace.worker_rows[index]
        if is_present(units, row) and (units.role[row] == ROLE_RAID) == raiding:
            cell_workspace.work_minutes[units.cell[row]] += (
                units.strength[row] * units.time_budget_min[row]
            )
            strength += units.strength[row]
    return strength


@compiled
def contest_by_defenders(world: World, p: Parameters, n_rows: int) -> None:
    """Let defenders of a cell that is partly controlled make some of it unsafe again."""
    cells, cell_workspace = world.cells, world.cell_workspace
    if sum_contesting_minutes(world, n_rows, False) == 0:
        return
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        if cell_workspace.work_minutes[cell] == 0 or cells.control[cell] == 0.0:
            continue
        attacker_density = (
            world.local_density.density[ATTACKER, cell] if p.switch.holders_protect else 0.0
        )
        defender_density = smooth_at(world.kernel, cell_workspace.workers, cell)
        lost_km2 = (
            cell_workspace.work_minutes[cell]
            / 60.0
            * p.hold.defender_contest_rate
            * work_success_fraction(
                defender_density, attacker_density, p.hold.holder_equivalence
            )
        )
        cells.control[cell] = max(0.0, cells.control[cell] - lost_km2 / cells.area_km2[cell])


@compiled
def fraction_made_unsafe(
    raider_hours: float, hours: float, holder_density: float, control: float, p: Parameters
) -> float:
    """Return the fraction of a place that raiders make unsafe in a tick.

    raider_hours: man-hours of raiders per km2 in a tick of `hours`; holder_density: in men/km2.
    Their work is bounded by what so many raiders can keep unsafe (A193).
    """
    raider_density = raider_hours / hours
    work = (
        raider_hours
        * p.hold.raid_contest_rate
        * work_success_fraction(raider_density, holder_density, p.hold.holder_equivalence)
    )
    unsafe = min(1.0, raider_density * p.hold.raider_footprint_km2)
    return min(work, max(0.0, unsafe - (1.0 - control)))


@compiled
def mark_near_raiders(world: World, is_near: bool) -> None:
    """Mark the cells near those where raiders work, or clear the marks."""
    kernel, cell_workspace = world.kernel, world.cell_workspace
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        if cell_workspace.work_minutes[cell] > 0:
            for k in range(kernel.offset.size):
                cell_workspace.is_near_raiders[cell - kernel.offset[k]] = is_near


@compiled
def contest_by_raiders(world: World, p: Parameters, clock: Clock, n_rows: int) -> None:
    """Let raiders make the territory near them unsafe, within the kernel and on their bank."""
    cells, kernel = world.cells, world.kernel
    if sum_contesting_minutes(world, n_rows, True) == 0:
        return
    mark_near_raiders(world, True)
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        if not world.cell_workspace.is_near_raiders[cell] or cells.control[cell] == 0.0:
            continue
        minutes = 0.0
        for k in range(kernel.offset.size):
            near = cell + kernel.offset[k]
            if cells.bank[near] == cells.bank[cell]:
                minutes += world.cell_workspace.work_minutes[near] * kernel.weight[k]
        if minutes > 0.0:
            unsafe = fraction_made_unsafe(
                minutes / 60.0,
                clock.tick_minutes / 60.0,
                world.holding.holder_density[cell] if p.switch.holders_protect else 0.0,
                cells.control[cell],
                p,
            )
            cells.control[cell] = max(0.0, cells.control[cell] - unsafe)
    mark_near_raiders(world, False)


@compiled
def contest_cells(world: World, p: Parameters, clock: Clock) -> None:
    """Let ISIS reduce control: defenders in their cells, raiders wherever they are."""
    n_rows = list_units_of_side(world, DEFENDER)
    count_workers(world, n_rows)
    contest_by_defenders(world, p, n_rows)
    contest_by_raiders(world, p, clock, n_rows)
