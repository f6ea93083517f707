"""ISIS contests cells that attackers control: defenders where they are, raiders near them."""

from mesa_mosul.engine.codes import ATTACKER, DEFENDER, ROLE_RAID
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.attrition import smooth_at
from mesa_mosul.rules.clearing import (
    add_work,
    clear_work,
    count_workers,
    list_units_of_side,
    work_success_fraction,
)
from mesa_mosul.rules.density import is_present


@compiled
def sum_contesting_minutes(world: World, n_rows: int, raiding: bool) -> int:
    """Sum by cell the minutes of ISIS raiders, or of all others; return how many have any."""
    units, n_worked = world.units, 0
    for index in range(n_rows):
        row = world.unit_workspace.worker_rows[index]
        if is_present(units, row) and (units.role[row] == ROLE_RAID) == raiding:
            minutes = units.strength[row] * units.time_budget_min[row]
            n_worked = add_work(world, units.cell[row], minutes, n_worked)
    return n_worked


@compiled
def contest_by_defenders(world: World, p: Parameters, n_rows: int) -> None:
    """Let defenders of a cell that is partly controlled make some of it unsafe again."""
    cells, cell_workspace = world.cells, world.cell_workspace
    n_worked = sum_contesting_minutes(world, n_rows, False)
    for index in range(n_worked):
        cell = cell_workspace.worked_cells[index]
        if cells.control[cell] == 0.0:
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
    clear_work(world, n_worked)


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
def mark_near_raiders(world: World, n_worked: int, is_near: bool) -> None:
    """Mark the cells near those where raiders work, or clear the marks."""
    kernel, cell_workspace = world.kernel, world.cell_workspace
    for index in range(n_worked):
        cell = cell_workspace.worked_cells[index]
        for k in range(kernel.offset.size):
            cell_workspace.is_near_raiders[cell - kernel.offset[k]] = is_near


@compiled
def contest_by_raiders(world: World, p: Parameters, clock: Clock, n_rows: int) -> None:
    """Let raiders make the territory near them unsafe, within the kernel and on their bank."""
    cells, kernel = world.cells, world.kernel
    n_worked = sum_contesting_minutes(world, n_rows, True)
    if n_worked == 0:
        return
    mark_near_raiders(world, n_worked, True)
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
    mark_near_raiders(world, n_worked, False)
    clear_work(world, n_worked)


@compiled
def contest_cells(world: World, p: Parameters, clock: Clock) -> None:
    """Let ISIS reduce control: defenders in their cells, raiders wherever they are."""
    n_rows = list_units_of_side(world, DEFENDER)
    count_workers(world, n_rows)
    contest_by_defenders(world, p, n_rows)
    contest_by_raiders(world, p, clock, n_rows)
