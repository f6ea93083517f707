"""Progress of the axes of advance: control, advance rate, adaptation to car bombs."""

import math

from mesa_mosul.engine.codes import (
    EAST_BANK,
    EASTERN_OFFENSIVE,
    IRAQI_COMMAND,
    WEST_BANK,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters


@compiled
def axis_control(world: World, axis: int, in_city: bool) -> float:
    """Return the controlled fraction of an axis in or outside the city; 1 without cells."""
    cells, control_km2, area_km2 = world.cells, 0.0, 0.0
    for index in range(
        world.axes_of_advance.first_cell_index[axis], world.axes_of_advance.end_cell_index[axis]
    ):
        cell = world.contested_cells[index]
        if (cells.city_area_km2[cell] > 0.0) == in_city:
            control_km2 += cells.control[cell] * cells.area_km2[cell]
            area_km2 += cells.area_km2[cell]
    return control_km2 / area_km2 if area_km2 > 0.0 else 1.0


@compiled
def is_eastern_axis(world: World, axis: int) -> bool:
    """Return whether an axis enters the city on the east bank."""
    return (
        world.axes_of_advance.bank[axis] == EAST_BANK
        and world.axes_of_advance.enters_city[axis]
    )


@compiled
def eastern_control_range(world: World, in_city: bool) -> tuple[float, float]:
    """Return the lowest and highest control among the eastern axes that enter the city."""
    min_control, max_control = 1.0, 0.0
    for axis in range(world.axes_of_advance.bank.size):
        if is_eastern_axis(world, axis):
            control = axis_control(world, axis, in_city)
            min_control, max_control = min(min_control, control), max(max_control, control)
    return min_control, max_control


@compiled
def axis_city_km2(world: World, axis: int) -> float:
    """Return the km2 of the city that an axis controls."""
    cells, control_km2 = world.cells, 0.0
    for index in range(
        world.axes_of_advance.first_cell_index[axis], world.axes_of_advance.end_cell_index[axis]
    ):
        cell = world.contested_cells[index]
        control_km2 += cells.control[cell] * cells.city_area_km2[cell]
    return control_km2


@compiled
def is_axis_engaged(world: World, axis: int) -> bool:
    """Return whether an axis fights inside the city in this campaign phase."""
    posture, bank = world.commands.posture[IRAQI_COMMAND], world.axes_of_advance.bank[axis]
    return (posture == EASTERN_OFFENSIVE and bank == EAST_BANK) or (
        posture == WESTERN_OFFENSIVE and bank == WEST_BANK
    )


@compiled
def adapt_to_car_bombs(world: World, p: Parameters, axis: int, gain_km2: float) -> None:
    """Update an axis' road craters and anti-tank defence after a day of fighting in the city.

    gain_km2: km2 gained that day, which leave craters behind the front.
    """
    axes_of_advance, car_bombs = world.axes_of_advance, p.car_bombs
    if p.switch.air:
        axes_of_advance.crater_stop_probability[axis] += (
            car_bombs.max_crater_stop_probability
            - axes_of_advance.crater_stop_probability[axis]
        ) / car_bombs.crater_buildup_days
    axes_of_advance.crater_stop_probability[axis] *= math.exp(
        -car_bombs.crater_loss_per_km2 * gain_km2
    )
    gap = (
        car_bombs.max_anti_tank_stop_probability
        - axes_of_advance.anti_tank_stop_probability[axis]
    )
    axes_of_advance.anti_tank_stop_probability[axis] += gap / car_bombs.anti_tank_buildup_days


@compiled
def update_advance_rate(world: World, p: Parameters, axis: int) -> None:
    """Update an axis' advance rate in km2 per day (exponential moving average)."""
    axes_of_advance, control_km2 = world.axes_of_advance, axis_city_km2(world, axis)
    if is_axis_engaged(world, axis):
        gain_km2 = control_km2 - axes_of_advance.city_km2_at_review[axis]
        axes_of_advance.advance_rate_km2_per_day[axis] += (
            gain_km2 - axes_of_advance.advance_rate_km2_per_day[axis]
        ) / p.command.advance_rate_memory_days
        adapt_to_car_bombs(world, p, axis, max(0.0, gain_km2))
    else:
        axes_of_advance.advance_rate_km2_per_day[axis] = p.command.target_advance_rate
    axes_of_advance.city_km2_at_review[axis] = control_km2
