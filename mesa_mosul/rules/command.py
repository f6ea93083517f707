"""Commands: what they look at, what they decide and why. Every decision is an event.

Nobody acts on a threshold alone: the hazard of a decision rises with the shortfall behind it.
"""

from mesa_mosul.chance import COMMIT, DECIDE, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    APPROACH,
    ASSAULT,
    ATTACK,
    COALITION_SIDE,
    EAST,
    EASTERN_FIGHT,
    HOLD,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    ISIS_SIDE,
    NEVER,
    NO_ONE,
    PAUSE,
    PRESS,
    REGROUP,
    RESERVE,
    STAND,
    STRIKE_BACK,
    TO_COMMIT,
    TO_PAUSE,
    TO_REGROUP,
    TO_RESUME,
    TO_SHIFT,
    TO_STAND,
    TO_STORM,
    TO_STRIKE_BACK,
    TO_THE_WEST,
    WESTERN_FIGHT,
)
from mesa_mosul.rules.cohesion import shortfall
from mesa_mosul.rules.events import note

PERMILLE = 1000


@compiled
def review(world):
    """Sum, for every axis, its fighting men and their cohesion."""
    units, council = world.units, world.council
    council.men[:] = 0
    council.cohesion[:] = 0
    for row in range(units.uid.size):
        axis = units.axis[row]
        if units.side[row] != COALITION_SIDE or axis < 0:
            continue
        if units.role[row] == ATTACK or units.role[row] == HOLD:
            cohesion = world.battalions.cohesion[units.battalion[row]]
            council.men[axis] += units.men[row]
            council.cohesion[axis] += units.men[row] * int(PERMILLE * cohesion)


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
def reason_to_pause(cohesion, losses, p):
    """Return how strong the reasons for a pause are, 0 to 1; losses: share lost in a day."""
    tired = shortfall(cohesion, p.command.pause_cohesion)
    bled = max(0.0, losses / p.command.pause_losses - 1.0)
    return min(1.0, tired + 0.5 * bled)


@compiled
def direct_axis(world, p, tick, axis):
    """Let the Iraqi command press an axis, pause it, or take its attack up again."""
    axes, per_day, council = world.axes, tick.per_day, world.council
    men = council.men[axis]
    lost = axes.lost[axis] - axes.lost_before[axis]
    axes.lost_before[axis] = axes.lost[axis]
    if men == 0:
        return
    cohesion = council.cohesion[axis] / (PERMILLE * men)
    losses = lost / (men + lost)
    days = (tick.number - axes.since[axis]) / per_day
    luck = uniform(tick, axis, DECIDE, 0)
    if axes.posture[axis] == PRESS:
        rate = p.command.pause_rate * reason_to_pause(cohesion, losses, p)
        if luck < chance_within(rate, 1.0):
            axes.posture[axis], axes.since[axis] = PAUSE, tick.number
            note(world, tick, TO_PAUSE, axis, NO_ONE, cohesion, losses, days)
    elif days >= p.command.rest_days:
        rate = 1.0 - 2.0 * shortfall(cohesion, p.command.resume_cohesion)
        if luck < chance_within(max(0.0, rate), 1.0):
            axes.posture[axis], axes.since[axis] = PRESS, tick.number
            note(world, tick, TO_RESUME, axis, NO_ONE, cohesion, losses, days)


@compiled
def longest_pause(world):
    """Return the axis that has paused longest, and since which tick; -1 if all press."""
    axes, found, since = world.axes, NO_ONE, NEVER
    for axis in range(axes.bank.size):
        if axes.posture[axis] == PAUSE and axes.since[axis] < since:
            found, since = axis, axes.since[axis]
    return found, since


@compiled
def commit_reserves(world, p, tick):
    """Send reserve formations, by lot, to the axis that has paused longest."""
    formations = world.formations
    axis, since = longest_pause(world)
    for row in range(formations.task.size):
        waits = formations.task[row] == RESERVE and formations.sent_to[row] == NO_ONE
        if axis == NO_ONE or not waits:
            continue
        luck = uniform(tick, formations.code[row], COMMIT, 0)
        if luck < chance_within(p.command.commit_rate, 1.0):
            formations.sent_to[row] = axis
            days = (tick.number - since) / tick.per_day
            note(world, tick, TO_COMMIT, row, NO_ONE, float(axis), days, 0.0)


@compiled
def axis_to_help(world, done):
    """Return the eastern axis with the least of its city ground held, if it is not done."""
    found, least = NO_ONE, done
    for axis in range(world.axes.bank.size):
        if world.axes.bank[axis] == EAST and world.axes.into_city[axis]:
            held = ground_held(world, axis, True)
            if held < least:
                found, least = axis, held
    return found


@compiled
def shift_formations(world, p, tick):
    """Send the formations of an eastern axis whose ground is taken to help another."""
    formations, done = world.formations, p.command.ground_done
    helped = axis_to_help(world, done)
    if world.commands.posture[IRAQI_COMMAND] != EASTERN_FIGHT or helped == NO_ONE:
        return
    for row in range(formations.task.size):
        axis = (
            formations.axis[row]
            if formations.sent_to[row] == NO_ONE
            else formations.sent_to[row]
        )
        if formations.task[row] != ASSAULT or axis < 0 or axis == helped:
            continue
        eastern = world.axes.bank[axis] == EAST and world.axes.into_city[axis]
        if eastern and ground_held(world, axis, True) >= done:
            formations.sent_to[row] = helped
            held = ground_held(world, helped, True)
            note(world, tick, TO_SHIFT, row, NO_ONE, float(helped), held, 0.0)


@compiled
def eastern_axes(world, in_city):
    """Return the least and the most held by an eastern axis that leads into the city."""
    least, most = 1.0, 0.0
    for axis in range(world.axes.bank.size):
        if world.axes.bank[axis] == EAST and world.axes.into_city[axis]:
            held = ground_held(world, axis, in_city)
            least, most = min(least, held), max(most, held)
    return least, most


@compiled
def direct_war(world, p, tick):
    """Let the Iraqi command go from one part of the campaign to the next."""
    commands, per_day = world.commands, tick.per_day
    posture = commands.posture[IRAQI_COMMAND]
    days = (tick.number - commands.since[IRAQI_COMMAND]) / per_day
    now, what = posture, NO_ONE
    least, most = eastern_axes(world, posture != APPROACH)
    done = p.command.ground_done
    if posture == APPROACH:
        if most < done:
            commands.since[IRAQI_COMMAND] = tick.number
        elif least >= done or days >= p.advance.city_wait_days:
            now, what = EASTERN_FIGHT, TO_STORM
    elif posture == EASTERN_FIGHT and least >= done:
        now, what = REGROUP, TO_REGROUP
    elif posture == REGROUP and days >= p.advance.west_wait_days:
        now, what = WESTERN_FIGHT, TO_THE_WEST
    if what != NO_ONE:
        commands.posture[IRAQI_COMMAND] = now
        commands.since[IRAQI_COMMAND] = tick.number
        note(world, tick, what, IRAQI_COMMAND, NO_ONE, least, most, days)


@compiled
def men_in_contact(world, p, side):
    """Return one side's men who stand near the other's."""
    men, near = 0, world.near
    for cell in range(near.men.shape[1]):
        if near.men[side, cell] > 0 and near.density[1 - side, cell] >= p.sight.contact:
            men += near.men[side, cell]
    return men


@compiled
def direct_isis(world, p, tick):
    """Let ISIS strike back when attackers in contact are few for its men, else stand."""
    commands = world.commands
    attackers = men_in_contact(world, p, COALITION_SIDE)
    defenders = men_in_contact(world, p, ISIS_SIDE)
    if defenders == 0:
        return
    ratio = attackers / defenders
    weak = shortfall(ratio, p.command.raid_ratio)
    strong = shortfall(p.command.raid_ratio, ratio) if ratio > 0.0 else 0.0
    striking = commands.posture[ISIS_COMMAND] == STRIKE_BACK
    reason = strong if striking else weak
    luck = uniform(tick, ISIS_COMMAND, DECIDE, 1)
    if luck < chance_within(p.command.isis_rate * reason, 1.0):
        days = (tick.number - commands.since[ISIS_COMMAND]) / tick.per_day
        commands.posture[ISIS_COMMAND] = STAND if striking else STRIKE_BACK
        commands.since[ISIS_COMMAND] = tick.number
        what = TO_STAND if striking else TO_STRIKE_BACK
        note(world, tick, what, ISIS_COMMAND, NO_ONE, ratio, float(defenders), days)


@compiled
def decide(world, p, tick):
    """Hold council once a day, at dawn."""
    if tick.number % tick.per_day != 0:
        return
    direct_war(world, p, tick)
    review(world)
    for axis in range(world.axes.bank.size):
        direct_axis(world, p, tick, axis)
    commit_reserves(world, p, tick)
    shift_formations(world, p, tick)
    direct_isis(world, p, tick)
