"""The Iraqi command's campaign: from the approach to the east, its pause, and the west.

A pause of the whole front is a decision whose hazard rises with want of progress and with
exhaustion. Its restart puts the axes in step and advisers with the leading battalions.
"""

import math

from mesa_mosul.chance import CAMPAIGN, EFFORT, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    APPROACH,
    EAST,
    EASTERN_FIGHT,
    EASTERN_REFIT,
    IRAQI_COMMAND,
    NO_ONE,
    REGROUP,
    TO_EMBED,
    TO_HALT,
    TO_REGROUP,
    TO_RESTART,
    TO_STORM,
    TO_THE_WEST,
    WEST,
    WESTERN_FIGHT,
)
from mesa_mosul.rules.cohesion import shortfall
from mesa_mosul.rules.events import note
from mesa_mosul.rules.fire import PERMILLE


@compiled
def ground_held(world, axis, in_city):
    """Return the share of an axis' ground held, in the city or before it; 1 if it has none."""
    city, held, area = world.city, 0.0, 0.0
    for at in range(world.axes.first[axis], world.axes.last[axis]):
        cell = world.fought[at]
        if (city.city_area[cell] > 0.0) == in_city:
            held += city.held[cell] * city.area[cell]
            area += city.area[cell]
    return held / area if area > 0.0 else 1.0


@compiled
def is_eastern(world, axis):
    """Tell whether an axis leads into the east of the city."""
    return world.axes.bank[axis] == EAST and world.axes.into_city[axis]


@compiled
def eastern_axes(world, in_city):
    """Return the least and the most held by an eastern axis that leads into the city."""
    least, most = 1.0, 0.0
    for axis in range(world.axes.bank.size):
        if is_eastern(world, axis):
            held = ground_held(world, axis, in_city)
            least, most = min(least, held), max(most, held)
    return least, most


@compiled
def city_km2(world, axis):
    """Return the km2 of the city that an axis holds."""
    city, held = world.city, 0.0
    for at in range(world.axes.first[axis], world.axes.last[axis]):
        cell = world.fought[at]
        held += city.held[cell] * city.city_area[cell]
    return held


@compiled
def is_fought(world, axis):
    """Tell whether an axis is fighting inside the city and has ground left there."""
    posture, bank = world.commands.posture[IRAQI_COMMAND], world.axes.bank[axis]
    return (posture == EASTERN_FIGHT and bank == EAST) or (
        posture == WESTERN_FIGHT and bank == WEST
    )


@compiled
def learn(world, p, axis, gained):
    """Let a day of fighting in the city add craters and anti-tank fire against car bombs.

    gained: km2 of that day, which leave craters behind.
    """
    axes, bombs = world.axes, p.car_bombs
    if p.switch.air:
        axes.cratered[axis] += (bombs.crater_share - axes.cratered[axis]) / bombs.crater_days
    axes.cratered[axis] *= math.exp(-bombs.outrun * gained)
    missing = bombs.anti_tank_share - axes.anti_tank[axis]
    axes.anti_tank[axis] += missing / bombs.anti_tank_days


@compiled
def judge_pace(world, p, axis):
    """Update the ground that an axis gains in a day, judged over some days of fighting."""
    axes, held = world.axes, city_km2(world, axis)
    if is_fought(world, axis):
        gained = held - axes.held_before[axis]
        axes.pace[axis] += (gained - axes.pace[axis]) / p.command.pace_days
        learn(world, p, axis, max(0.0, gained))
    else:
        axes.pace[axis] = p.command.wanted_pace
    axes.held_before[axis] = held


@compiled
def haste(p, day):
    """Return how far the attack dashes on a day of the run, 0 to 1: by doctrine and deadline.

    A deadline that has passed presses nobody any more.
    """
    left = p.command.deadline_day - day
    if not p.switch.deadline or left < 0.0:
        return p.command.dash
    return max(p.command.dash, 1.0 - min(1.0, left / p.command.deadline_notice))


@compiled
def set_tempo(world, p, tick):
    """Let the Iraqi command dash or grind."""
    day = (tick.number - world.counts.first_tick[0]) / tick.per_day
    world.commands.haste[IRAQI_COMMAND] = haste(p, day)


@compiled
def choose_days(world, p, tick, axis):
    """Let an axis attack on this day: on every day in step, else on days of its own.

    While the whole front pauses it never does.
    """
    axes, posture = world.axes, world.commands.posture[IRAQI_COMMAND]
    axes.active[axis] = not (posture == EASTERN_REFIT and is_eastern(world, axis))
    if p.switch.out_of_step and is_fought(world, axis) and not axes.in_step[axis]:
        hurry = world.commands.haste[IRAQI_COMMAND]
        effort = p.command.effort + hurry * (1.0 - p.command.effort)
        axes.active[axis] = uniform(tick, axis, EFFORT, 0) < effort


@compiled
def eastern_state(world, p):
    """Return the east's lag behind the pace wanted and its men's cohesion, both 0 to 1.

    Axes whose ground is taken do not count.
    """
    axes, council = world.axes, world.council
    pace, wanted, men, cohesion = 0.0, 0.0, 0, 0
    for axis in range(axes.bank.size):
        if is_eastern(world, axis) and ground_held(world, axis, True) < p.command.ground_done:
            pace += max(0.0, axes.pace[axis])
            wanted += p.command.wanted_pace
            men += council.men[axis]
            cohesion += council.cohesion[axis]
    lag = shortfall(pace, wanted) if wanted > 0.0 else 0.0
    return lag, cohesion / (PERMILLE * men) if men > 0 else 1.0


@compiled
def reason_to_halt(lag, cohesion, left, p):
    """Return how strong the reasons for a pause of the whole front are, 0 to 1.

    lag: behind the pace wanted; left: share of the ground still to take; little left, no pause.
    """
    tired = shortfall(cohesion, p.command.pause_cohesion)
    return left * min(1.0, lag + tired)


@compiled
def rules_decide(world, tick):
    """Tell whether commands decide for themselves: after the last dated decision supplied."""
    return tick.number >= world.outside.rules_from[0]


@compiled
def wants_to_halt(world, p, tick, least, days):
    """Tell whether the fight for the east is to pause."""
    if not p.switch.pause:
        return False
    if not rules_decide(world, tick):
        return tick.number == world.dated.halt[0]
    if days < p.command.pace_days:
        return False
    lag, cohesion = eastern_state(world, p)
    rate = p.command.halt_rate * reason_to_halt(lag, cohesion, 1.0 - least, p)
    rate *= 1.0 - world.commands.haste[IRAQI_COMMAND]
    return uniform(tick, IRAQI_COMMAND, CAMPAIGN, 0) < chance_within(rate, 1.0)


@compiled
def wants_to_restart(world, p, tick, days):
    """Tell whether the paused fight for the east is to be taken up again."""
    if not rules_decide(world, tick):
        return tick.number == world.dated.restart[0]
    if days < p.command.rest_days:
        return False
    _, cohesion = eastern_state(world, p)
    rate = 1.0 - 2.0 * shortfall(cohesion, p.command.resume_cohesion)
    return uniform(tick, IRAQI_COMMAND, CAMPAIGN, 1) < chance_within(max(0.0, rate), 1.0)


@compiled
def next_part(world, p, tick, posture, least, most, days):
    """Return the part of the campaign that comes next and the decision that opens it."""
    done = p.command.ground_done
    if posture == APPROACH and (least >= done or days >= p.advance.city_wait_days):
        return EASTERN_FIGHT, TO_STORM
    if posture in (EASTERN_FIGHT, EASTERN_REFIT) and least >= done:
        return REGROUP, TO_REGROUP
    if posture == EASTERN_FIGHT and wants_to_halt(world, p, tick, least, days):
        return EASTERN_REFIT, TO_HALT
    if posture == EASTERN_REFIT and wants_to_restart(world, p, tick, days):
        return EASTERN_FIGHT, TO_RESTART
    if posture == REGROUP and days >= p.advance.west_wait_days:
        return WESTERN_FIGHT, TO_THE_WEST
    return posture, NO_ONE


@compiled
def embed(world, p, tick):
    """Put advisers who call fires with the leading battalions of every axis."""
    axes = world.axes
    if axes.embedded[0] or not p.us.advisers_embed:
        return
    axes.embedded[:] = True
    delay, direct = p.strikes.delay_hours, p.strikes.direct_hours
    note(world, tick, TO_EMBED, IRAQI_COMMAND, NO_ONE, delay, direct, 0.0)


@compiled
def direct_war(world, p, tick):
    """Let the Iraqi command go from one part of the campaign to the next."""
    commands, axes = world.commands, world.axes
    posture = commands.posture[IRAQI_COMMAND]
    least, most = eastern_axes(world, posture != APPROACH)
    if posture == APPROACH and most < p.command.ground_done:
        commands.since[IRAQI_COMMAND] = tick.number
    days = (tick.number - commands.since[IRAQI_COMMAND]) / tick.per_day
    now, what = next_part(world, p, tick, posture, least, most, days)
    if tick.number == world.dated.embed[0] or tick.number >= world.outside.advisers_from[0]:
        embed(world, p, tick)
    if what == TO_RESTART:
        axes.in_step[:] = True
        if rules_decide(world, tick):
            embed(world, p, tick)
    if what != NO_ONE:
        commands.posture[IRAQI_COMMAND] = now
        commands.since[IRAQI_COMMAND] = tick.number
        note(world, tick, what, IRAQI_COMMAND, NO_ONE, least, most, days)
