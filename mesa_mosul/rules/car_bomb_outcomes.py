"""Outcomes of launched car bombs: stopped, failed or effective."""

import math

from mesa_mosul.engine.codes import (
    CAR_BOMB_EFFECTIVE,
    CAR_BOMB_FAILED,
    STOPPED_BY_AIR,
    STOPPED_BY_CRATERS,
    STOPPED_BY_FIRE,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters


@compiled
def air_stop_probability(aircraft: float, stop_rate: float) -> float:
    """Return the probability that aircraft overhead stop a car bomb.

    stop_rate: rate per aircraft.
    """
    return 1.0 - math.exp(-stop_rate * aircraft)


@compiled
def attack_outcome(
    u: float,
    air_stop: float,
    crater_stop: float,
    anti_tank_stop: float,
    technical_success: float,
) -> int:
    """Return a car bomb's outcome: effective, or the first barrier that stops it.

    The barriers act in sequence, each with its own stop probability; a car bomb that passes all
    of them succeeds with probability technical_success. u: a uniform draw; low values succeed,
    which keeps common random numbers effective.
    """
    past_air = 1.0 - air_stop
    past_craters = past_air * (1.0 - crater_stop)
    past_fire = past_craters * (1.0 - anti_tank_stop)
    if u < past_fire * technical_success:
        return CAR_BOMB_EFFECTIVE
    if u < past_fire:
        return CAR_BOMB_FAILED
    if u < past_craters:
        return STOPPED_BY_FIRE
    return STOPPED_BY_CRATERS if u < past_air else STOPPED_BY_AIR


@compiled
def resolve_attack(world: World, p: Parameters, aircraft: float, cell: int, u: float) -> None:
    """Draw and count the outcome of a car bomb sent at a cell; an effective one detonates."""
    axis, totals = world.cells.axis[cell], world.totals
    air_stop = air_stop_probability(aircraft, p.car_bombs.air_stop_rate)
    crater_stop, anti_tank_stop = (
        world.axes_of_advance.crater_stop_probability[axis],
        world.axes_of_advance.anti_tank_stop_probability[axis],
    )
    outcome = attack_outcome(u, air_stop, crater_stop, anti_tank_stop, p.car_bombs.reliability)
    if outcome == CAR_BOMB_EFFECTIVE:
        world.cell_workspace.car_bomb_detonations[cell] += 1
        totals.car_bombs_effective[0] += 1
    elif outcome == STOPPED_BY_AIR:
        totals.car_bombs_stopped_by_air[0] += 1
    elif outcome == STOPPED_BY_CRATERS:
        totals.car_bombs_stopped_by_craters[0] += 1
    elif outcome == STOPPED_BY_FIRE:
        totals.car_bombs_stopped_by_fire[0] += 1
    else:
        totals.car_bombs_failed[0] += 1
