"""Commands: what they look at, what they decide and why. Every decision is an event.

Nobody acts on a threshold alone: the hazard of a decision rises with the shortfall behind it.
"""

from mesa_mosul.chance import COMMIT, DECIDE, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    ASSAULT,
    ATTACK,
    COALITION_SIDE,
    EASTERN_FIGHT,
    EASTERN_REFIT,
    HOLD,
    IRAQI_COMMAND,
    NEVER,
    NO_ONE,
    PAUSE,
    PRESS,
    RESERVE,
    TO_COMMIT,
    TO_PAUSE,
    TO_RESUME,
    TO_SHIFT,
)
from mesa_mosul.rules.allies import cut_bridge, direct_kurds, direct_washington
from mesa_mosul.rules.campaign import (
    choose_days,
    direct_war,
    ground_held,
    is_eastern,
    judge_pace,
    rules_decide,
    set_tempo,
)
from mesa_mosul.rules.cohesion import shortfall
from mesa_mosul.rules.events import note
from mesa_mosul.rules.fire import PERMILLE
from mesa_mosul.rules.isis_command import direct_isis
from mesa_mosul.rules.raqqa import count_officials, direct_raqqa
from mesa_mosul.rules.ways import hold_up, watch_road


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
def axis_to_help(world, done):
    """Return the eastern axis with the least of its city ground held, if it is not done."""
    found, least = NO_ONE, done
    for axis in range(world.axes.bank.size):
        if is_eastern(world, axis):
            held = ground_held(world, axis, True)
            if held < least:
                found, least = axis, held
    return found


@compiled
def reserves_go(world, p):
    """Return the axis that gets reserves, since when it waits for them, and how soon they go.

    The axis that has paused longest; while the whole front pauses, the weakest.
    """
    commands = world.commands
    if commands.posture[IRAQI_COMMAND] == EASTERN_REFIT:
        axis = axis_to_help(world, p.command.ground_done)
        return axis, commands.since[IRAQI_COMMAND], p.command.refit_commit_rate
    axis, since = longest_pause(world)
    return axis, since, p.command.commit_rate


@compiled
def commit_reserves(world, p, tick):
    """Send reserves on their date, or where rules decide by lot."""
    formations = world.formations
    axis, since, rate = reserves_go(world, p)
    chance = chance_within(rate, 1.0) if rules_decide(world, tick) else 0.0
    for row in range(formations.task.size):
        if formations.task[row] != RESERVE or formations.sent_to[row] != NO_ONE:
            continue
        where, ordered = axis, tick.number == formations.ordered[row]
        if ordered:
            where = axis_to_help(world, p.command.ground_done)
        luck = uniform(tick, formations.code[row], COMMIT, 0)
        if where != NO_ONE and (ordered or luck < chance):
            formations.sent_to[row] = where
            days = max(0, tick.number - since) / tick.per_day
            note(world, tick, TO_COMMIT, row, NO_ONE, float(where), days, 0.0)


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
        if is_eastern(world, axis) and ground_held(world, axis, True) >= done:
            formations.sent_to[row] = helped
            held = ground_held(world, helped, True)
            note(world, tick, TO_SHIFT, row, NO_ONE, float(helped), held, 0.0)


@compiled
def decide(world, p, tick):
    """Hold council once a day, at dawn."""
    if tick.number % tick.per_day != 0:
        return
    review(world)
    set_tempo(world, p, tick)
    direct_war(world, p, tick)
    for axis in range(world.axes.bank.size):
        judge_pace(world, p, axis)
        direct_axis(world, p, tick, axis)
        choose_days(world, p, tick, axis)
    commit_reserves(world, p, tick)
    shift_formations(world, p, tick)
    watch_road(world, tick)
    direct_raqqa(world, p, tick)
    direct_isis(world, p, tick)
    direct_kurds(world, p, tick)
    direct_washington(world, p, tick)
    cut_bridge(world, p, tick)
    hold_up(world, p, tick)
    count_officials(world, p, tick)
