"""The firefight of one tick, in adaptive sub-steps (midpoint rule)."""

from mesa_mosul.engine.fixed_point import FIXED_POINT_ONE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_FIREFIGHT,
    Clock,
    binomial_at_rate,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.attrition import (
    aimed_fire_fraction,
    suppression_factor,
)
from mesa_mosul.rules.engagement import list_engaged, smooth_two_of_enemies


@compiled
def hit_rate(world: World, row: int) -> float:
    """Return the rate per hour at which each man of a unit is hit."""
    units, fire_exchange = world.units, world.fire_exchange
    side, cell = units.side[row], units.cell[row]
    exposed = units.exposed_fraction[row]
    rate = (
        exposed * fire_exchange.hit_rate_exposed[side, cell]
        + (1.0 - exposed) * fire_exchange.hit_rate_hidden[side, cell]
    )
    return rate * (1.0 - world.cells.cover[cell])


@compiled
def expected_strength_at_midpoint(world: World, row: int, rate: float, hours: float) -> float:
    """Return the expected strength at the midpoint of a sub-step of `hours` at this hit rate.

    Evaluating both sides there is the explicit midpoint rule, of second order in the sub-step.
    """
    strength = world.unit_workspace.fit_strength[row]
    if hours <= 0.0:
        return 1.0 * strength
    return strength * (1.0 - 0.5 * rate_to_probability(rate, hours))


@compiled
def sum_firepower(
    world: World, p: Parameters, hours: float, n_units: int, n_cells: int
) -> None:
    """Sum firepower and exposed strength by cell, at the midpoint of a sub-step."""
    units, unit_workspace, fire_exchange = (
        world.units,
        world.unit_workspace,
        world.fire_exchange,
    )
    for side in range(2):
        for index in range(n_cells):
            cell = world.cell_workspace.engaged_cells[index]
            fire_exchange.firepower[side, cell] = 0
            fire_exchange.exposed_men[side, cell] = 0
            fire_exchange.fit_men[side, cell] = 0
    for index in range(n_units):
        row = unit_workspace.engaged_rows[index]
        if unit_workspace.fit_strength[row] > 0:
            side, cell = units.side[row], units.cell[row]
            rate = unit_workspace.hit_rate[row]
            strength = expected_strength_at_midpoint(world, row, rate, hours)
            effectiveness = unit_workspace.fire_effectiveness[row] * suppression_factor(
                rate, p.fire.suppression_hours
            )
            fire_exchange.firepower[side, cell] += int(
                strength * effectiveness * FIXED_POINT_ONE
            )
            fire_exchange.exposed_men[side, cell] += int(
                strength * units.exposed_fraction[row] * FIXED_POINT_ONE
            )
            fire_exchange.fit_men[side, cell] += unit_workspace.fit_strength[row]


@compiled
def compute_hit_rates(
    world: World, p: Parameters, hours: float, n_units: int, n_cells: int
) -> None:
    """Compute the hit rates of all engaged units, at the midpoint of a sub-step of `hours`."""
    sum_firepower(world, p, hours, n_units, n_cells)
    distribute_fire(world, p, n_cells)
    gather_hit_rates(world, n_cells)
    for index in range(n_units):
        row = world.unit_workspace.engaged_rows[index]
        world.unit_workspace.hit_rate[row] = hit_rate(world, row)


@compiled
def distribute_fire(world: World, p: Parameters, n_cells: int) -> None:
    """Split each cell's fire into aimed fire per exposed enemy and area fire at the terrain."""
    fire_exchange = world.fire_exchange
    for side in range(2):
        for index in range(n_cells):
            cell = world.cell_workspace.engaged_cells[index]
            fire_exchange.aimed_fire[side, cell] = 0.0
            fire_exchange.area_fire[side, cell] = 0.0
            if fire_exchange.firepower[side, cell] == 0:
                continue
            enemy_side = 1 - side
            enemy_density, exposed_density = smooth_two_of_enemies(
                world,
                side,
                cell,
                fire_exchange.fit_men[enemy_side],
                fire_exchange.exposed_men[enemy_side],
            )
            if enemy_density <= 0.0:
                continue
            exposed_density /= FIXED_POINT_ONE
            firepower = fire_exchange.firepower[side, cell] / FIXED_POINT_ONE
            aimed_fraction = aimed_fire_fraction(exposed_density, p.fire.search_density)
            if exposed_density > 0.0:
                fire_exchange.aimed_fire[side, cell] = (
                    p.fire.aimed_rate * firepower * aimed_fraction / exposed_density
                )
            fire_exchange.area_fire[side, cell] = (
                p.fire.area_rate * firepower * (1.0 - aimed_fraction)
            )


@compiled
def gather_hit_rates(world: World, n_cells: int) -> None:
    """Gather, in every engaged cell, the rates per hour at which its troops are hit."""
    fire_exchange = world.fire_exchange
    for side in range(2):
        for index in range(n_cells):
            cell = world.cell_workspace.engaged_cells[index]
            if fire_exchange.fit_men[side, cell] > 0:
                exposed_rate, hidden_rate = smooth_two_of_enemies(
                    world,
                    side,
                    cell,
                    fire_exchange.aimed_fire[1 - side],
                    fire_exchange.area_fire[1 - side],
                )
                fire_exchange.hit_rate_exposed[side, cell] = exposed_rate
                fire_exchange.hit_rate_hidden[side, cell] = hidden_rate


@compiled
def substep_hours(world: World, p: Parameters, remaining_hours: float, n_units: int) -> float:
    """Return the length in hours of the next sub-step, short enough to bound its losses."""
    units, unit_workspace, fire_exchange = (
        world.units,
        world.unit_workspace,
        world.fire_exchange,
    )
    hours = remaining_hours
    for index in range(n_units):
        row = unit_workspace.engaged_rows[index]
        if unit_workspace.fit_strength[row] > 0:
            rate = unit_workspace.hit_rate[row]
            if rate * hours <= p.fire.max_substep_loss:
                continue
            fit_men = fire_exchange.fit_men[units.side[row], units.cell[row]]
            max_loss = max(p.fire.max_substep_loss, 0.25 / fit_men)
            if rate * hours > max_loss:
                hours = max_loss / rate
    return hours


@compiled
def draw_casualties(
    world: World, clock: Clock, substep: int, hours: float, n_units: int
) -> None:
    """Draw each engaged unit's casualties of one sub-step, at equal probability per man."""
    units, unit_workspace = world.units, world.unit_workspace
    for index in range(n_units):
        row = unit_workspace.engaged_rows[index]
        if unit_workspace.fit_strength[row] > 0:
            rate = unit_workspace.hit_rate[row]
            u = uniform(clock, units.uid[row], STREAM_FIREFIGHT, substep)
            casualties = binomial_at_rate(unit_workspace.fit_strength[row], rate, hours, u)
            unit_workspace.fit_strength[row] -= casualties
            unit_workspace.casualties_by_small_arms[row] += casualties


@compiled
def clear_exchange(world: World, n_cells: int) -> None:
    """Zero the workspace of the engaged cells, so that the next tick need not sweep the map."""
    fire_exchange = world.fire_exchange
    for index in range(n_cells):
        cell = world.cell_workspace.engaged_cells[index]
        for side in range(2):
            fire_exchange.first_enemy_cell[side, cell] = 0
            fire_exchange.end_enemy_cell[side, cell] = 0
            fire_exchange.firepower[side, cell] = 0
            fire_exchange.exposed_men[side, cell] = 0
            fire_exchange.fit_men[side, cell] = 0
            fire_exchange.aimed_fire[side, cell] = 0.0
            fire_exchange.area_fire[side, cell] = 0.0
            fire_exchange.hit_rate_exposed[side, cell] = 0.0
            fire_exchange.hit_rate_hidden[side, cell] = 0.0


@compiled
def exchange_fire(world: World, p: Parameters, clock: Clock) -> None:
    """Exchange fire between all units in contact, in sub-steps that bound the losses."""
    units, unit_workspace = world.units, world.unit_workspace
    for row in range(units.uid.size):
        prior_casualties = (
            unit_workspace.casualties_by_mine[row]
            + unit_workspace.casualties_by_fire_support[row]
            + unit_workspace.casualties_by_car_bomb[row]
        )
        unit_workspace.fit_strength[row] = max(0, units.strength[row] - prior_casualties)
        unit_workspace.casualties_by_small_arms[row] = 0
    n_units, n_cells = list_engaged(world, p)
    remaining_hours = clock.tick_minutes / 60.0 if n_units > 0 else 0.0
    substep = 0
    while remaining_hours > 1e-9:
        compute_hit_rates(world, p, 0.0, n_units, n_cells)
        hours = substep_hours(world, p, remaining_hours, n_units)
        compute_hit_rates(world, p, hours, n_units, n_cells)
        draw_casualties(world, clock, substep, hours, n_units)
        remaining_hours -= hours
        substep += 1
    clear_exchange(world, n_cells)
