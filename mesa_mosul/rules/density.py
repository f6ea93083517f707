"""Local densities: strength by cell, and kernel densities in men/km2.

Contact is a kernel density and never a shared cell, so that cell size does not decide who
fights (A003).
"""

import numpy as np

from mesa_mosul.engine.codes import (
    ATTACKER,
    AXIS_ATTACK,
    DEFENDER,
    IRAQI_COMMAND,
    ROLE_ATTACK,
    ROLE_HOLD,
    ROLE_RAID,
    SNIPERS,
)
from mesa_mosul.engine.columns import Units
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters


@compiled
def is_present(units: Units, row: int) -> bool:
    """Return whether a unit is on the map and not on the march."""
    return units.strength[row] > 0 and units.cell[row] >= 0 and units.time_budget_min[row] >= 0


@compiled
def axis_attacks_today(world: World, axis: int) -> bool:
    """Return whether an axis attacks on this day."""
    return (
        world.axes_of_advance.posture[axis] == AXIS_ATTACK
        and world.axes_of_advance.attacks_today[axis]
    )


@compiled
def is_attacking(world: World, row: int) -> bool:
    """Return whether a unit attacks: an ISIS raider, or an attacker in a contested cell."""
    units = world.units
    if units.role[row] == ROLE_RAID:
        return True
    return (
        units.role[row] == ROLE_ATTACK
        and axis_attacks_today(world, units.axis[row])
        and world.cells.control[units.cell[row]] < 1.0
    )


@compiled
def frontage_fraction(density: float, frontage: float) -> float:
    """Return the fraction of a side's troops with room to fire or work; both in men/km2."""
    return frontage / density if density > frontage else 1.0


@compiled
def reset_densities(world: World) -> None:
    """Reset all density arrays to zero."""
    local_density, holding = world.local_density, world.holding
    for cell in range(holding.holders.size):
        for side in range(2):
            local_density.men[side, cell] = 0
            local_density.attacking_men[side, cell] = 0
            local_density.density[side, cell] = 0.0
            local_density.attacking_density[side, cell] = 0.0
        holding.holders[cell] = 0
        holding.snipers[cell] = 0
        holding.holder_density[cell] = 0.0
        holding.sniper_density[cell] = 0.0


@compiled
def list_occupied(world: World) -> int:
    """List the occupied cells, ascending; return their number."""
    local_density, n_occupied = world.local_density, 0
    for index in range(world.contested_cells_sorted.size):
        cell = world.contested_cells_sorted[index]
        if local_density.men[0, cell] + local_density.men[1, cell] > 0:
            world.holding.occupied_cells[n_occupied] = cell
            n_occupied += 1
    return n_occupied


@compiled
def deposit_kernel(world: World, n_occupied: int, men: np.ndarray, density: np.ndarray) -> None:
    """Add to `density` the kernel density, in men/km2, of integer counts by cell."""
    kernel, holding = world.kernel, world.holding
    for index in range(n_occupied):
        cell = holding.occupied_cells[index]
        if men[cell] > 0:
            for k in range(kernel.offset.size):
                density[cell + kernel.offset[k]] += men[cell] * kernel.weight[k]


@compiled
def list_stale(world: World) -> int:
    """List the cells near which control has changed, each once; return their number."""
    cells, holding, kernel, n_stale = world.cells, world.holding, world.kernel, 0
    for index in range(world.contested_cells_sorted.size):
        cell = world.contested_cells_sorted[index]
        if cells.control[cell] == holding.smoothed_control[cell]:
            continue
        holding.smoothed_control[cell] = cells.control[cell]
        for k in range(kernel.offset.size):
            near = cell + kernel.offset[k]
            if cells.bank[near] == cells.bank[cell] and not holding.is_stale[near]:
                holding.is_stale[near] = True
                holding.stale_cells[n_stale] = near
                n_stale += 1
    return n_stale


@compiled
def control_nearby(world: World, cell: int) -> float:
    """Return the fraction of the kernel around a cell that attackers control on its bank.

    The sum runs over cells in ascending order: another order would round otherwise.
    """
    cells, kernel, control = world.cells, world.kernel, 0.0
    for k in range(kernel.offset.size - 1, -1, -1):
        near = cell - kernel.offset[k]
        if cells.bank[near] == cells.bank[cell]:
            control_km2 = world.holding.smoothed_control[near] * cells.area_km2[near]
            control += control_km2 * kernel.weight[k]
    return control


@compiled
def update_nearby_control(world: World) -> None:
    """Smooth the control of the cells anew where it has changed: few do in a tick."""
    holding = world.holding
    for index in range(list_stale(world)):
        cell = holding.stale_cells[index]
        holding.nearby_control[cell] = control_nearby(world, cell)
        holding.is_stale[cell] = False


@compiled
def update_holding_demand(world: World, p: Parameters) -> None:
    """Update the holder density that every cell demands."""
    cells, holding = world.cells, world.holding
    holder_fraction = (
        1.0 - p.command.tempo_holder_reduction * world.commands.tempo[IRAQI_COMMAND]
    )
    holder_fraction = holder_fraction if p.switch.holding_binds else 0.0
    for index in range(world.contested_cells_sorted.size):
        cell = world.contested_cells_sorted[index]
        in_city = cells.city_area_km2[cell] > 0.0
        density = p.hold.holders_per_km2 if in_city else p.hold.holders_per_km2_open
        holding.demanded_density[cell] = (
            holder_fraction * density * holding.nearby_control[cell]
        )


@compiled
def list_present(world: World) -> None:
    """List the units on the map, and those of ISIS among them."""
    units, unit_workspace, n_present, n_isis_present = world.units, world.unit_workspace, 0, 0
    for row in range(units.uid.size):
        if is_present(units, row):
            unit_workspace.present_rows[n_present] = row
            n_present += 1
            if units.side[row] == DEFENDER:
                unit_workspace.isis_present_rows[n_isis_present] = row
                n_isis_present += 1
    world.totals.n_present[0], world.totals.n_isis_present[0] = n_present, n_isis_present


@compiled
def add_unit_to_cell(world: World, row: int) -> None:
    """Add a unit's strength to its cell's counts of men, attacking men, holders and snipers."""
    units, local_density, holding = world.units, world.local_density, world.holding
    side, cell, strength = units.side[row], units.cell[row], units.strength[row]
    local_density.men[side, cell] += strength
    if is_attacking(world, row):
        local_density.attacking_men[side, cell] += strength
    if side == ATTACKER and units.role[row] == ROLE_HOLD:
        holding.holders[cell] += strength
    if units.kind[row] == SNIPERS:
        holding.snipers[cell] += strength


@compiled
def update_densities(world: World, p: Parameters, clock: Clock) -> None:
    """List present units, sum them by cell, and smooth the sums into densities."""
    local_density, holding = world.local_density, world.holding
    reset_densities(world)
    list_present(world)
    for index in range(world.totals.n_present[0]):
        add_unit_to_cell(world, world.unit_workspace.present_rows[index])
    n_occupied = list_occupied(world)
    for side in range(2):
        deposit_kernel(world, n_occupied, local_density.men[side], local_density.density[side])
        deposit_kernel(
            world,
            n_occupied,
            local_density.attacking_men[side],
            local_density.attacking_density[side],
        )
    deposit_kernel(world, n_occupied, holding.holders, holding.holder_density)
    deposit_kernel(world, n_occupied, holding.snipers, holding.sniper_density)
    update_nearby_control(world)
    update_holding_demand(world, p)
