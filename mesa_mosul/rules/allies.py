"""The Kurdish command, Washington, and the bridges that the coalition cuts."""

from mesa_mosul.chance import COUNSEL, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    ADVISERS,
    BY_DECISION,
    EAST,
    ISIS_SIDE,
    KURDISH_COMMAND,
    KURDS_ON_LINE,
    NO_ONE,
    SEND_HELP,
    TO_CUT_BRIDGE,
    TO_REINFORCE,
    TO_STOP_ON_LINE,
    WASHINGTON,
    WEIGH,
)
from mesa_mosul.rules.events import note
from mesa_mosul.rules.ways import call_up


@compiled
def kurdish_ground(world):
    """Return the share held of the ground of those axes that do not lead into the city."""
    axes, held, area = world.axes, 0.0, 0.0
    for axis in range(axes.bank.size):
        if axes.into_city[axis]:
            continue
        for at in range(axes.first[axis], axes.last[axis]):
            cell = world.fought[at]
            held += world.city.held[cell] * world.city.area[cell]
            area += world.city.area[cell]
    return held / area if area > 0.0 else 0.0


@compiled
def fortify(world, p):
    """Let the Peshmerga dig in for a day on the ground that they hold."""
    axes, city = world.axes, world.city
    most = p.peshmerga.line_cover
    for axis in range(axes.bank.size):
        if axes.into_city[axis]:
            continue
        for at in range(axes.first[axis], axes.last[axis]):
            cell = world.fought[at]
            if city.held[cell] >= 0.5:
                dug = city.cover[cell] + most / p.peshmerga.fortify_days
                city.cover[cell] = max(city.cover[cell], min(most, dug))


@compiled
def direct_kurds(world, p, tick):
    """Let the Kurdish command stop on the agreed line, on its day or when its ground is won."""
    commands = world.commands
    if commands.posture[KURDISH_COMMAND] == KURDS_ON_LINE:
        fortify(world, p)
        return
    if not p.peshmerga.leaves_offensive:
        return
    held = kurdish_ground(world)
    due = tick.number >= commands.due[KURDISH_COMMAND]
    luck = uniform(tick, KURDISH_COMMAND, COUNSEL, 0)
    left_to_rules = tick.number >= world.outside.rules_from[0]
    chance = chance_within(p.peshmerga.stop_rate * held, 1.0) if left_to_rules else 0.0
    if due or luck < chance:
        days = (tick.number - commands.since[KURDISH_COMMAND]) / tick.per_day
        commands.posture[KURDISH_COMMAND] = KURDS_ON_LINE
        commands.since[KURDISH_COMMAND] = tick.number
        by_date = 1.0 if due else 0.0
        note(world, tick, TO_STOP_ON_LINE, KURDISH_COMMAND, NO_ONE, held, days, by_date)


@compiled
def more_advisers(world):
    """Tell whether advisers are among those who wait for a decision."""
    units = world.units
    for row in range(units.uid.size):
        way = world.formations.way[units.formation[row]]
        if units.kind[row] == ADVISERS and way == BY_DECISION:
            return True
    return False


@compiled
def direct_washington(world, p, tick):
    """Let Washington and Baghdad send the planned reinforcements on the day of the decision."""
    commands = world.commands
    if commands.posture[WASHINGTON] != WEIGH or tick.number < commands.due[WASHINGTON]:
        return
    days = (tick.number - commands.since[WASHINGTON]) / tick.per_day
    comes = tick.number + max(1, int(p.reinforcement.delay_days * tick.per_day))
    men = call_up(world, BY_DECISION, comes)
    if more_advisers(world):
        world.outside.advisers_from[0] = comes
    commands.posture[WASHINGTON], commands.since[WASHINGTON] = SEND_HELP, tick.number
    delay = p.reinforcement.delay_days
    note(world, tick, TO_REINFORCE, WASHINGTON, NO_ONE, float(men), delay, days)


@compiled
def bridges_left(world, tick):
    """Return how many bridges can still be crossed."""
    left = 0
    for bridge in range(world.bridges.cut_at.size):
        if tick.number < world.bridges.cut_at[bridge]:
            left += 1
    return left


@compiled
def men_in_the_east(world, tick):
    """Return the men of ISIS on the east bank."""
    units, men = world.units, 0
    for row in range(units.uid.size):
        here = units.arrives[row] <= tick.number
        if here and units.side[row] == ISIS_SIDE and units.bank[row] == EAST:
            men += units.men[row]
    return men


@compiled
def cut_bridge(world, p, tick):
    """Let the coalition cut one of the open bridges, where that is not decided by date."""
    left = bridges_left(world, tick)
    if left == 0 or tick.number < world.outside.rules_from[0]:
        return
    if uniform(tick, WASHINGTON, COUNSEL, 0) >= chance_within(p.us.bridge_cut_rate, 1.0):
        return
    chosen = int(uniform(tick, WASHINGTON, COUNSEL, 1) * left)
    for bridge in range(world.bridges.cut_at.size):
        if tick.number < world.bridges.cut_at[bridge]:
            if chosen == 0:
                world.bridges.cut_at[bridge] = tick.number
                cell, men = world.bridges.cell[bridge], float(men_in_the_east(world, tick))
                note(world, tick, TO_CUT_BRIDGE, bridge, cell, float(left - 1), men, 0.0)
            chosen -= 1
