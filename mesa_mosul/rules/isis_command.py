"""ISIS in Mosul: hold or withdraw, and if it holds, how.

Holding is weighed against what it stands to lose, as it judges by what it remembers.
"""

from mesa_mosul.chance import COUNSEL, DECIDE, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    COALITION_SIDE,
    EAST,
    ISIS_COMMAND,
    ISIS_SIDE,
    NO_ONE,
    ROAD_SHUT,
    STAND,
    STRIKE_BACK,
    TO_HOLD_ON,
    TO_STAND,
    TO_STRIKE_BACK,
    TO_THIN,
    TO_WITHDRAW,
    WITHDRAW,
)
from mesa_mosul.rules.cohesion import shortfall
from mesa_mosul.rules.events import note
from mesa_mosul.rules.ways import bridge_open


@compiled
def men_in_contact(world, p, side):
    """Return one side's men who stand near the other's."""
    men, near = 0, world.near
    for cell in range(near.men.shape[1]):
        if near.men[side, cell] > 0 and near.density[1 - side, cell] >= p.sight.contact:
            men += near.men[side, cell]
    return men


@compiled
def city_lost(world, bank):
    """Return the km2 of the city that a bank has lost, and its size; NO_ONE: both banks."""
    city, held, area = world.city, 0.0, 0.0
    for at in range(world.fought.size):
        cell = world.fought[at]
        if bank == NO_ONE or city.bank[cell] == bank:
            held += city.held[cell] * city.city_area[cell]
            area += city.city_area[cell]
    return held, area


@compiled
def own_men(world, tick):
    """Return the men whom ISIS has, and those it has ever had hit."""
    units, men, hit = world.units, 0, 0
    for row in range(units.uid.size):
        if units.side[row] == ISIS_SIDE and units.arrives[row] <= tick.number:
            men += units.men[row]
            hit += units.killed[row] + units.wounded_ever[row]
    return men, hit


@compiled
def remember(world, p, tick):
    """Add the last day to what ISIS remembers of the attackers' pace and its own losses."""
    outside, part = world.outside, 1.0 / p.isis.memory_days
    held, _ = city_lost(world, NO_ONE)
    _, hit = own_men(world, tick)
    if tick.number > world.counts.first_tick[0]:
        outside.pace[0] += part * (held - outside.held[0] - outside.pace[0])
        outside.bleeding[0] += part * (hit - outside.hit[0] - outside.bleeding[0])
    outside.held[0], outside.hit[0] = held, hit


@compiled
def share_in_danger(pace, bleeding, ground, men, days):
    """Return what share of its ground and men ISIS stands to lose in some days, 0 to 1.

    pace: km2 lost a day; bleeding: men lost a day; ground, men: what it has, km2 and men.
    """
    lost, fallen = pace * days, bleeding * days
    if lost >= max(ground, 1e-9) or fallen >= max(men, 1e-9):
        return 1.0
    share = lost / ground if lost > 0.0 else 0.0
    share += fallen / men if fallen > 0.0 else 0.0
    return min(1.0, share)


@compiled
def danger(world, p, tick):
    """Return what share of its ground and men ISIS expects to lose as long as it remembers."""
    held, area = city_lost(world, NO_ONE)
    men, _ = own_men(world, tick)
    outside = world.outside
    return share_in_danger(
        outside.pace[0], outside.bleeding[0], area - held, float(men), p.isis.memory_days
    )


@compiled
def value_of_holding(world, p):
    """Return what share of ground and men a fortnight of holding is worth to ISIS."""
    return p.isis.hold_worth + (p.raqqa.message_worth if world.outside.urged[0] else 0.0)


@compiled
def weigh_holding(world, p, tick):
    """Let ISIS withdraw while the road is open, or give that up."""
    commands, loss, worth = world.commands, danger(world, p, tick), value_of_holding(world, p)
    leaving = commands.posture[ISIS_COMMAND] == WITHDRAW
    way_out = world.outside.road[0] != ROAD_SHUT
    if leaving:
        reason = shortfall(loss, worth) if way_out else 1.0
    else:
        reason = shortfall(worth, loss) if way_out and loss > worth else 0.0
    if p.isis.withdraws:
        reason = 1.0 if leaving != way_out else 0.0
    luck = uniform(tick, ISIS_COMMAND, COUNSEL, 1)
    forced = p.isis.withdraws and reason > 0.0
    if forced or luck < chance_within(p.isis.withdraw_rate * reason, 1.0):
        days = (tick.number - commands.since[ISIS_COMMAND]) / tick.per_day
        commands.posture[ISIS_COMMAND] = STAND if leaving else WITHDRAW
        commands.since[ISIS_COMMAND] = tick.number
        what = TO_HOLD_ON if leaving else TO_WITHDRAW
        note(world, tick, what, ISIS_COMMAND, NO_ONE, loss, worth, days)


@compiled
def weigh_thinning(world, p, tick):
    """Let ISIS take its mobile groups out of the east when most of it is lost."""
    outside = world.outside
    lost, area = city_lost(world, EAST)
    if outside.thinning[0] or area <= 0.0 or not bridge_open(world, tick):
        return
    reason = shortfall(1.0 - lost / area, 1.0 - p.isis.thin_at)
    luck = uniform(tick, ISIS_COMMAND, COUNSEL, 2)
    if luck < chance_within(p.isis.thin_rate * reason, 1.0):
        outside.thinning[0] = True
        pace = outside.pace[0]
        note(world, tick, TO_THIN, ISIS_COMMAND, NO_ONE, lost / area, pace, outside.bleeding[0])


@compiled
def strike_or_stand(world, p, tick):
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
def direct_isis(world, p, tick):
    """Let ISIS hold or withdraw; if it holds, thin the east, and strike back or stand."""
    remember(world, p, tick)
    if p.switch.withdrawal:
        weigh_holding(world, p, tick)
    if world.commands.posture[ISIS_COMMAND] == WITHDRAW:
        return
    if p.switch.withdrawal and p.switch.bridges:
        weigh_thinning(world, p, tick)
    strike_or_stand(world, p, tick)
