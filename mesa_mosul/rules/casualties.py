"""Casualties: killed or wounded; some wounded return to duty, some units withdraw."""

from mesa_mosul.engine.codes import DEFENDER
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_LETHALITY,
    STREAM_RETURN_TO_DUTY,
    Clock,
    binomial,
    binomial_at_rate,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters


@compiled
def total_casualties(world: World, row: int) -> int:
    """Return a unit's casualties of this tick from all causes, at most its strength."""
    unit_workspace = world.unit_workspace
    hits = (
        unit_workspace.casualties_by_mine[row] + unit_workspace.casualties_by_fire_support[row]
    )
    hits += (
        unit_workspace.casualties_by_car_bomb[row]
        + unit_workspace.casualties_by_small_arms[row]
    )
    return min(hits, world.units.strength[row])


@compiled
def apply_casualties(world: World, p: Parameters, clock: Clock) -> None:
    """Split casualties into killed and wounded, return wounded to duty, withdraw units."""
    units, tick_days = world.units, 1.0 / clock.ticks_per_day
    for row in range(units.uid.size):
        hits = total_casualties(world, row)
        world.unit_workspace.casualties[row] = hits
        if (
            hits == 0
            and units.wounded_now[row] == 0
            and not world.unit_workspace.is_leaving[row]
        ):
            continue
        is_defender = units.side[row] == DEFENDER
        killed_fraction = p.fire.isis_killed_fraction if is_defender else p.fire.killed_fraction
        u = uniform(clock, units.uid[row], STREAM_LETHALITY, 0) if hits > 0 else 0.5
        deaths = binomial(hits, killed_fraction, u)
        returns = 0
        if units.wounded_now[row] > 0:
            u = uniform(clock, units.uid[row], STREAM_RETURN_TO_DUTY, 0)
            returns = binomial_at_rate(
                units.wounded_now[row], p.fire.return_to_duty_rate, tick_days, u
            )
        if units.axis[row] >= 0 and not is_defender:
            world.axes_of_advance.casualties_total[units.axis[row]] += hits
        units.killed[row] += deaths
        units.wounded_now[row] += hits - deaths - returns
        units.wounded_total[row] += hits - deaths
        units.strength[row] += returns - hits
        if world.unit_workspace.is_leaving[row]:
            units.withdrawn[row] += units.strength[row]
            units.strength[row] = 0
