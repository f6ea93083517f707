"""Who is engaged: units with enemies nearby, their cells, and the enemies' cells near each."""

import numpy as np

from mesa_mosul.engine.codes import NO_INDEX
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.attrition import fire_effectiveness


@compiled
def list_enemy_cells(world: World, n_cells: int) -> None:
    """List, for each side in each engaged cell, the cells near it that have enemies."""
    kernel, fire_exchange, enemy_cells = world.kernel, world.fire_exchange, world.enemy_cells
    end = 0
    for side in range(2):
        for index in range(n_cells):
            cell = world.cell_workspace.engaged_cells[index]
            fire_exchange.first_enemy_cell[side, cell] = end
            if fire_exchange.fit_men[side, cell] > 0:
                for k in range(kernel.offset.size):
                    near = cell + kernel.offset[k]
                    if fire_exchange.fit_men[1 - side, near] > 0:
                        enemy_cells.cell[end] = near
                        enemy_cells.weight[end] = kernel.weight[k]
                        end += 1
            fire_exchange.end_enemy_cell[side, cell] = end


@compiled
def list_engaged(world: World, p: Parameters) -> tuple[int, int]:
    """List the units with enemies nearby, their cells and the enemies' cells near these.

    Return the number of units and of their cells. No other unit fires or can be hit.
    """
    units, unit_workspace, fit_men = (
        world.units,
        world.unit_workspace,
        world.fire_exchange.fit_men,
    )
    n_units, n_cells = 0, 0
    for index in range(world.totals.n_present[0]):
        row = unit_workspace.present_rows[index]
        side, cell = units.side[row], units.cell[row]
        has_enemies_nearby = world.local_density.density[1 - side, cell] > 0.0
        if unit_workspace.fit_strength[row] == 0 or not has_enemies_nearby:
            continue
        # Nobody counts in densities who is outside of the theatre.
        if world.cells.axis[cell] == NO_INDEX:
            continue
        unit_workspace.engaged_rows[n_units] = row
        unit_workspace.fire_effectiveness[row] = fire_effectiveness(world, p, row)
        unit_workspace.hit_rate[row] = 0.0
        n_units += 1
        if fit_men[0, cell] + fit_men[1, cell] == 0:
            world.cell_workspace.engaged_cells[n_cells] = cell
            n_cells += 1
        fit_men[side, cell] += unit_workspace.fit_strength[row]
    list_enemy_cells(world, n_cells)
    return n_units, n_cells


@compiled
def smooth_two_of_enemies(
    world: World, side: int, cell: int, first_values: np.ndarray, second_values: np.ndarray
) -> tuple[float, float]:
    """Return the kernel densities of two columns of a side's enemies at a cell, per km2."""
    fire_exchange, enemy_cells = world.fire_exchange, world.enemy_cells
    first_density, second_density = 0.0, 0.0
    for index in range(
        fire_exchange.first_enemy_cell[side, cell], fire_exchange.end_enemy_cell[side, cell]
    ):
        near, weight = enemy_cells.cell[index], enemy_cells.weight[index]
        first_density += first_values[near] * weight
        second_density += second_values[near] * weight
    return first_density, second_density
