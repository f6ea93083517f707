"""Ways in and out: the western road, the bridges, and who comes or leaves by them."""

from mesa_mosul.chance import COUNSEL, LEAVE, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    BY_RAQQA,
    BY_ROAD,
    EAST,
    GARRISON,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    ISIS_SIDE,
    NEVER,
    NO_ONE,
    ROAD_NARROW,
    ROAD_OPEN,
    ROAD_SHUT,
    TO_CUT_ROAD,
    WITHDRAW,
)
from mesa_mosul.rules.events import note


@compiled
def bridge_open(world, tick):
    """Tell whether any bridge can still be crossed."""
    for bridge in range(world.bridges.cut_at.size):
        if tick.number < world.bridges.cut_at[bridge]:
            return True
    return False


@compiled
def is_expected(world, row):
    """Tell whether a unit is on its way to the city by the western road."""
    way = world.formations.way[world.units.formation[row]]
    by_road = way in (BY_ROAD, BY_RAQQA)
    return by_road and world.units.men[row] > 0 and world.units.arrives[row] < NEVER


@compiled
def men_expected(world, tick):
    """Return the men who are to come by the western road."""
    units, men = world.units, 0
    for row in range(units.uid.size):
        if units.arrives[row] >= tick.number and is_expected(world, row):
            men += units.men[row]
    return men


@compiled
def watch_road(world, tick):
    """Let the road be cut on its days."""
    outside, state = world.outside, ROAD_OPEN
    if tick.number >= outside.narrow_from[0]:
        state = ROAD_NARROW
    if tick.number >= outside.shut_from[0]:
        state = ROAD_SHUT
    if state > outside.road[0]:
        before, men = float(outside.road[0]), float(men_expected(world, tick))
        outside.road[0] = state
        note(world, tick, TO_CUT_ROAD, IRAQI_COMMAND, NO_ONE, float(state), before, men)


@compiled
def is_passable(world, p, tick):
    """Tell whether men can come by the western road on this day, and have a reason to."""
    outside = world.outside
    if outside.road[0] == ROAD_SHUT or world.commands.posture[ISIS_COMMAND] == WITHDRAW:
        return False
    luck = uniform(tick, ISIS_COMMAND, COUNSEL, 0)
    return outside.road[0] == ROAD_OPEN or luck < p.corridor.passing


@compiled
def hold_up(world, p, tick):
    """Put off by a day those who are to come by the western road, where it is not passable."""
    units = world.units
    if is_passable(world, p, tick):
        return
    for row in range(units.uid.size):
        if units.arrives[row] >= tick.number and is_expected(world, row):
            units.arrives[row] += tick.per_day


@compiled
def call_up(world, way, number):
    """Let those who wait for a decision come at a tick; return how many men they are."""
    units, men = world.units, 0
    for row in range(units.uid.size):
        if world.formations.way[units.formation[row]] == way and units.arrives[row] == NEVER:
            units.arrives[row] = number
            men += units.men[row]
    return men


@compiled
def slip_rate(world, p, tick, bank):
    """Return the rate per day at which men with no ground left on a bank slip away."""
    if world.outside.road[0] != ROAD_SHUT:
        return p.defence.slip_away
    if bank != EAST:
        return 0.0
    over = p.switch.bridges and bridge_open(world, tick)
    return p.defence.slip_away if over else p.defence.slip_by_boat


@compiled
def leave(world, p, tick):
    """Let ISIS leave by the western road once it withdraws: mobile groups, then garrisons."""
    units, commands = world.units, world.commands
    withdraws = commands.posture[ISIS_COMMAND] == WITHDRAW
    if not withdraws or world.outside.road[0] == ROAD_SHUT:
        return
    days = (tick.number - commands.since[ISIS_COMMAND]) / tick.per_day
    chance = chance_within(p.isis.leave_rate, 1.0 / tick.per_day)
    over = p.switch.bridges and bridge_open(world, tick)
    for row in range(units.uid.size):
        here = units.men[row] > 0 and units.arrives[row] <= tick.number
        if units.side[row] != ISIS_SIDE or not here:
            continue
        covers = units.task[row] == GARRISON and days < p.isis.garrisons_stay
        if covers or (units.bank[row] == EAST and not over):
            continue
        if uniform(tick, units.squad[row], LEAVE, 0) < chance:
            world.toll.leaving[row] = True
