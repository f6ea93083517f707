"""Clearing cells: troops' work in the time they have, against opponents."""

from mesa_mosul.engine.codes import ATTACKER, ROLE_ATTACK, ROLE_HOLD
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
def add_work(world: World, cell: int, minutes: int, n_worked: int) -> int:
    """Add work to a cell and list a cell that had none; return how many are listed."""
    cell_workspace = world.cell_workspace
    if cell_workspace.work_minutes[cell] == 0 and minutes > 0:
        cell_workspace.worked_cells[n_worked] = cell
        n_worked += 1
    cell_workspace.work_minutes[cell] += minutes
    return n_worked


@compiled
def clear_work(world: World, n_worked: int) -> None:
    """Zero the work of the listed cells, so that nobody need sweep the map."""
    for index in range(n_worked):
        world.cell_workspace.work_minutes[world.cell_workspace.worked_cells[index]] = 0


@compiled
def sum_work(world: World, p: Parameters, n_rows: int) -> tuple[int, int]:
    """Sum the work available by cell, in fixed-point man-minutes, and list who does it.

    Return how many units clear and how many cells have work.
    """
    units, n_clearing, n_worked = world.units, 0, 0
    for index in range(n_rows):
        row = world.unit_workspace.worker_rows[index]
        if is_clearing(world, row):
            world.unit_workspace.clearing_rows[n_clearing] = row
            n_clearing += 1
            cohesion = world.battalions.cohesion[units.battalion[row]]
            productivity = int(
                FIXED_POINT_ONE
                * units.combat_effectiveness[row]
                * cohesion_factor(cohesion, p.cohesion.max_performance_loss)
            )
            minutes = units.strength[row] * units.time_budget_min[row] * productivity
            n_worked = add_work(world, units.cell[row], minutes, n_worked)
    return n_clearing, n_worked


@compiled
def clear_cells(
    world: World, p: Parameters, clock: Clock, round_index: int, n_rows: int
) -> bool:
    """Clear the front cells; return whether any cell was completed.

    Units keep the minutes that a completed cell leaves them.
    """
    units, cells, cell_workspace = world.units, world.cells, world.cell_workspace
    n_clearing, n_worked = sum_work(world, p, n_rows)
    any_finished = False
    for index in range(n_worked):
        cell = cell_workspace.worked_cells[index]
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
    clear_work(world, n_worked)
    for index in range(n_clearing):
        row = world.unit_workspace.clearing_rows[index]
        draw_mine_casualties(world, p, clock, row, round_index)
        units.time_budget_min[row] = int(
            units.time_budget_min[row]
            * (1.0 - cell_workspace.time_fraction_used[units.cell[row]])
        )
    return any_finished
