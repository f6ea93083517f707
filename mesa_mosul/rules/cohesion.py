"""Cohesion of battalions: loss, recovery, and breaking under three competing hazards."""

import math

from mesa_mosul.engine.codes import (
    BATTALION_BREAKS,
    CASUALTIES,
    EXHAUSTION,
    NO_INDEX,
    OPEN_FLANK,
)
from mesa_mosul.engine.fixed_point import FIXED_POINT_ONE, M2_PER_KM2
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_BATTALION_BREAK,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.battalion_reports import (
    sum_battalion_reports,
)
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.hazards import relative_shortfall


@compiled
def next_cohesion(
    cohesion: float,
    loss_fraction: float,
    car_bomb_loss_fraction: float,
    strain_days: float,
    rest_days: float,
    p: Parameters,
) -> float:
    """Return cohesion after losses, strain and rest, in [0, 1].

    loss_fraction, car_bomb_loss_fraction: fractions of the strength lost this tick, the latter
    part of the former; strain_days, rest_days: mean days per man.
    """
    cost = (
        p.cohesion.loss_cost * loss_fraction
        + p.cohesion.car_bomb_shock * car_bomb_loss_fraction
    )
    cost += p.cohesion.attack_strain_rate * strain_days * cohesion
    gain = p.cohesion.recovery_rate * rest_days * (1.0 - cohesion)
    return min(1.0, max(0.0, cohesion - cost + gain))


@compiled
def cohesion_after_tick(world: World, p: Parameters, row: int, tick_days: float) -> float:
    """Return a battalion's cohesion after this tick; tick_days: the tick's length in days."""
    battalion_report, cohesion = world.battalion_report, world.battalions.cohesion[row]
    if not p.switch.exhaustion:
        return cohesion
    strength = battalion_report.strength[row]
    strength_before = strength + battalion_report.casualties[row]
    loss_fraction, car_bomb_loss_fraction = (
        battalion_report.casualties[row] / strength_before,
        battalion_report.car_bomb_casualties[row] / strength_before,
    )
    strained_men = (
        battalion_report.attacking_men[row]
        + p.cohesion.no_progress_extra_strain
        * battalion_report.attacking_without_progress[row]
        / FIXED_POINT_ONE
    )
    resting_men = (
        strength
        - battalion_report.in_contact[row]
        + p.cohesion.in_contact_recovery_fraction
        * battalion_report.in_contact_not_attacking[row]
    )
    resting_men *= 1.0 + battalion_report.recovery_weight[row] / (strength * FIXED_POINT_ONE)
    next_value = next_cohesion(
        cohesion,
        loss_fraction,
        car_bomb_loss_fraction,
        tick_days * strained_men / strength,
        tick_days * resting_men / strength,
        p,
    )
    contamination_cost = (
        p.obstacles.contamination_cohesion_cost if p.switch.contaminated_ground else 0.0
    )
    size_ratio = p.resolution.men_per_battalion / strength
    return max(
        0.0,
        next_value
        - contamination_cost
        * size_ratio
        * battalion_report.fortified_m2_cleared[row]
        / M2_PER_KM2,
    )


@compiled
def break_hazards(
    world: World, p: Parameters, row: int, cohesion: float
) -> tuple[float, float, float]:
    """Return a battalion's three break rates per day: open flank, losses, exhaustion.

    Flanks and losses weigh more the lower the cohesion; each rate is proportional to the
    fraction of the battalion in contact.
    """
    battalion_report, strength = world.battalion_report, world.battalion_report.strength[row]
    cohesion_deficit, contact_fraction = (
        1.0 - cohesion,
        battalion_report.in_contact[row] / strength,
    )
    flank_rate = (
        p.cohesion.flank_break_rate
        * cohesion_deficit
        * battalion_report.flank_exposure_weight[row]
        / (strength * FIXED_POINT_ONE)
    )
    loss_rate = (
        p.cohesion.loss_break_rate
        * cohesion_deficit
        * contact_fraction
        * world.battalions.recent_loss_fraction[row]
    )
    exhaustion_rate = (
        p.cohesion.exhaustion_break_rate
        * contact_fraction
        * relative_shortfall(cohesion, p.cohesion.break_threshold)
    )
    return flank_rate if p.switch.flanks else 0.0, loss_rate, exhaustion_rate


@compiled
def draw_trigger(rates: tuple[float, float, float], hazard_draw: float) -> int:
    """Return the trigger among competing hazards; hazard_draw: uniform on [0, sum of rates)."""
    if hazard_draw < rates[OPEN_FLANK]:
        return OPEN_FLANK
    return CASUALTIES if hazard_draw < rates[OPEN_FLANK] + rates[CASUALTIES] else EXHAUSTION


@compiled
def withdraw_to_refit(
    world: World, p: Parameters, clock: Clock, row: int, cohesion: float, trigger: int
) -> None:
    """Withdraw a broken battalion to refit and log the event."""
    battalions, uid = world.battalions, world.battalions.uid[row]
    refit_ticks = int(p.cohesion.refit_days * clock.ticks_per_day)
    battalions.refit_until_tick[row] = clock.tick + refit_ticks
    battalions.break_count[row] += 1
    battalions.cohesion[row] = p.cohesion.cohesion_after_refit
    strength = float(world.battalion_report.strength[row])
    log_event(world, clock, BATTALION_BREAKS, uid, NO_INDEX, cohesion, strength, float(trigger))


@compiled
def update_cohesion(world: World, p: Parameters, clock: Clock) -> None:
    """Update every battalion's cohesion; withdraw those that break."""
    battalions, battalion_report, tick_days = (
        world.battalions,
        world.battalion_report,
        1.0 / clock.ticks_per_day,
    )
    decay = math.exp(-tick_days / p.cohesion.loss_memory_days)
    sum_battalion_reports(world, p)
    for row in range(battalions.cohesion.size):
        strength = battalion_report.strength[row]
        if strength == 0 or clock.tick < battalions.refit_until_tick[row]:
            continue
        loss_fraction = battalion_report.casualties[row] / (
            strength + battalion_report.casualties[row]
        )
        battalions.recent_loss_fraction[row] = min(
            1.0, decay * battalions.recent_loss_fraction[row] + loss_fraction
        )
        cohesion = cohesion_after_tick(world, p, row, tick_days)
        battalions.cohesion[row] = cohesion
        rates = break_hazards(world, p, row, cohesion)
        rate = rates[OPEN_FLANK] + rates[CASUALTIES] + rates[EXHAUSTION]
        probability = rate_to_probability(rate, tick_days)
        u = uniform(clock, battalions.uid[row], STREAM_BATTALION_BREAK, 0)
        if u < probability:
            withdraw_to_refit(
                world, p, clock, row, cohesion, draw_trigger(rates, rate * u / probability)
            )
