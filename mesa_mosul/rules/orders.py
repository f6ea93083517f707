"""Orders: what every unit is to do, by its task, its losses and what its place lacks."""

from mesa_mosul.chance import HOLDER, RAID, SEND, chance_within, met
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    ASSAULT,
    ATTACK,
    AWAY,
    CORRIDOR,
    EAST,
    FIGHTERS,
    FIRES,
    GARRISON,
    HOLD,
    HOLDING,
    IN_GARRISON,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    ISIS_SIDE,
    KURDISH_COMMAND,
    KURDS_ON_LINE,
    LINE,
    NO_ONE,
    ON_LINE,
    PESHMERGA,
    RAIDING,
    REAR,
    REFIT,
    RESERVE,
    ROVING,
    STRIKE_BACK,
    WAITING,
    WEST,
    WESTERN_FIGHT,
)
from mesa_mosul.rules.count import present
from mesa_mosul.rules.ways import bridge_open


@compiled
def chance_to_bind(wanted, holders, free):
    """Return the chance that a free unit must hold; all in men/km2 where it stands."""
    if free <= 0.0 or wanted <= holders:
        return 0.0
    return min(1.0, (wanted - holders) / free)


@compiled
def chance_to_release(wanted, holders):
    """Return the chance that a holding unit is free to attack; in men/km2."""
    return (holders - wanted) / holders if holders > wanted else 0.0


@compiled
def attack_or_hold(world, tick, row):
    """Return the role of a unit that attacks and leaves holders behind as it goes."""
    units, cell, near, hold = world.units, world.units.cell[row], world.near, world.hold
    if not present(units, row):
        return HOLD if units.role[row] == HOLD else ATTACK
    wanted, holders = hold.wanted[cell], hold.holder_density[cell]
    squad = units.squad[row]
    if units.role[row] == HOLD:
        chance = chance_to_release(wanted, holders)
        return ATTACK if met(tick, squad, HOLDER, chance) else HOLD
    if world.city.held[cell] < 1.0:
        return ATTACK
    chance = chance_to_bind(wanted, holders, near.density[0, cell] - holders)
    return HOLD if met(tick, squad, HOLDER, chance) else ATTACK


@compiled
def attacker_role(world, tick, row):
    """Return what a unit of the attackers is to do."""
    units, task = world.units, world.units.task[row]
    if tick.number < units.due[row]:
        return WAITING
    if tick.number < world.battalions.resting_until[units.battalion[row]]:
        return REFIT
    if task in (REAR, CORRIDOR, FIRES):
        return AWAY
    if task == RESERVE and world.formations.sent_to[units.formation[row]] == NO_ONE:
        return AWAY
    on_line = world.commands.posture[KURDISH_COMMAND] == KURDS_ON_LINE
    if task == LINE or (units.force[row] == PESHMERGA and on_line):
        return ON_LINE
    if task == HOLDING:
        return HOLD
    return attack_or_hold(world, tick, row)


@compiled
def defender_role(world, p, tick, row):
    """Return what a unit of ISIS is to do."""
    units, role = world.units, world.units.role[row]
    days = 1.0 / tick.per_day
    if units.task[row] == REAR:
        return AWAY
    if tick.number < world.battalions.resting_until[units.battalion[row]]:
        return REFIT
    if role in (AWAY, REFIT, WAITING):
        role = IN_GARRISON if units.task[row] == GARRISON else ROVING
    if not present(units, row):
        return role
    threatened = world.near.density[0, units.cell[row]] >= p.sight.contact
    squad = units.squad[row]
    if role == RAIDING:
        chance = chance_within(1.0 / p.hold.raid_days, days)
        return ROVING if met(tick, squad, RAID, chance) else RAIDING
    if role == IN_GARRISON and units.kind[row] == FIGHTERS and not threatened:
        chance = chance_within(p.defence.release, days)
        return ROVING if met(tick, squad, RAID, chance) else IN_GARRISON
    strikes = p.switch.counter_attacks and world.commands.posture[ISIS_COMMAND] == STRIKE_BACK
    if role == ROVING and threatened and strikes:
        chance = chance_within(p.hold.infiltrators, days)
        return RAIDING if met(tick, squad, RAID, chance) else ROVING
    return role


@compiled
def bank_in_need(world):
    """Return the bank to which the other one's mobile groups may be sent."""
    to_the_west = world.commands.posture[IRAQI_COMMAND] == WESTERN_FIGHT
    return WEST if to_the_west or world.outside.thinning[0] else EAST


@compiled
def send_over(world, p, tick, row):
    """Send some mobile groups to the other bank while a bridge is open."""
    units = world.units
    need = bank_in_need(world)
    if units.role[row] != ROVING or units.bank[row] == need:
        return
    chance = chance_within(p.defence.send_over, 1.0 / tick.per_day)
    if met(tick, units.squad[row], SEND, chance):
        units.bank[row] = need


@compiled
def western_axis(world):
    """Return the axis that enters the city on the west bank."""
    for axis in range(world.axes.bank.size):
        if world.axes.bank[axis] == WEST and world.axes.into_city[axis]:
            return axis
    return NO_ONE


@compiled
def axis_to_take(world, row):
    """Return the axis on which a unit of the attackers is wanted."""
    units, task = world.units, world.units.task[row]
    if units.force[row] == PESHMERGA:
        return units.axis[row]
    to_the_west = world.commands.posture[IRAQI_COMMAND] == WESTERN_FIGHT
    if to_the_west and task in (ASSAULT, RESERVE) and western_axis(world) != NO_ONE:
        return western_axis(world)
    sent_to = world.formations.sent_to[units.formation[row]]
    return units.axis[row] if sent_to == NO_ONE else sent_to


@compiled
def change_axis(world, p, tick, row):
    """Send a unit to another axis where it is wanted there, off the map to another bank."""
    units, axis = world.units, axis_to_take(world, row)
    if axis == units.axis[row]:
        return
    if world.axes.bank[axis] != world.axes.bank[units.axis[row]]:
        units.due[row] = tick.number + int(p.advance.move_days * tick.per_day)
    units.axis[row] = axis


@compiled
def give(world, p, tick):
    """Give every unit its role, and move some to another bank or axis."""
    units = world.units
    open_bridge = p.switch.bridges and bridge_open(world, tick)
    for row in range(units.uid.size):
        if units.men[row] == 0 or tick.number < units.arrives[row]:
            units.role[row] = AWAY
        elif units.side[row] == ISIS_SIDE:
            units.role[row] = defender_role(world, p, tick, row)
            if open_bridge:
                send_over(world, p, tick, row)
        else:
            change_axis(world, p, tick, row)
            units.role[row] = attacker_role(world, tick, row)
