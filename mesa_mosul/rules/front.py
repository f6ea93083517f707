"""The attackers' front: which cells are open to attack, who goes there, who stays to hold."""

from mesa_mosul.chance import PUSH, REAR_MARCH, met, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    APPROACH,
    ATTACK,
    COALITION_SIDE,
    EAST,
    HOLD,
    IRAQI_COMMAND,
    WESTERN_FIGHT,
)
from mesa_mosul.rules.count import is_pressing, present
from mesa_mosul.rules.ground import clear, count_workers, list_hands
from mesa_mosul.rules.movement import march
from mesa_mosul.rules.places import add, draw, share_wanted, total


@compiled
def may_enter_city(world, axis):
    """Tell whether an axis has leave to fight inside the city."""
    posture = world.commands.posture[IRAQI_COMMAND]
    if world.axes.bank[axis] == EAST:
        return posture != APPROACH
    return posture == WESTERN_FIGHT


@compiled
def touches_held(world, cell):
    """Tell whether a cell has a neighbour in attackers' hands."""
    for one in range(world.beside.size):
        if world.city.held[cell + world.beside[one]] >= 0.5:
            return True
    return False


@compiled
def is_front(world, p, axis, cell):
    """Tell whether an axis may work on a cell; one at rest only wins back what it lost."""
    city = world.city
    if city.held[cell] >= 1.0:
        return False
    if city.city_area[cell] > 0.0 and not may_enter_city(world, axis):
        return False
    if not is_pressing(world, axis) and city.held[cell] < 0.5:
        return False
    near = world.hold.share[cell] >= p.advance.front_share
    return near or cell == world.axes.entry[axis] or touches_held(world, cell)


@compiled
def men_wanted(massing, depth, share, ground):
    """Return the men whom a piece of the front wants.

    massing: men on a km of front; depth: of the front in km; share: of the ground near it
    that is held; ground: km2 left to take. A km of front gets its men at any size of cells.
    """
    return massing * share * ground / depth


@compiled
def list_front(world, p, axis, last):
    """Add what the front of an axis lacks in men; return the table's end."""
    city, site, council = world.city, world.site, world.council
    council.lacking[axis] = 0
    for at in range(world.axes.first[axis], world.axes.last[axis]):
        cell = world.fought[at]
        site.front[cell] = is_front(world, p, axis, cell)
        if site.front[cell]:
            share = max(world.hold.share[cell], p.advance.front_share)
            ground = (1.0 - city.held[cell]) * city.area[cell]
            wanted = men_wanted(p.advance.massing, world.counts.depth_km[0], share, ground)
            lacking = int(wanted) + 1 - site.workers[cell]
            council.lacking[axis] += lacking
            last = add(world.listed, last, cell, lacking)
    return last


@compiled
def is_idle(world, row):
    """Tell whether a unit may be sent to attack: free, and not on a cell of the front."""
    units = world.units
    return (
        units.role[row] == ATTACK
        and present(units, row)
        and units.minutes[row] > 0
        and not world.site.front[units.cell[row]]
    )


@compiled
def list_all(world, p, hands):
    """List the fronts of all axes and count each axis' idle men."""
    axes, units, council = world.axes, world.units, world.council
    count_workers(world, hands)
    last = 0
    for axis in range(axes.bank.size):
        council.first_place[axis] = last
        last = list_front(world, p, axis, last)
        council.last_place[axis] = last
        council.idle[axis] = 0
    for hand in range(hands):
        row = world.toll.hand[hand]
        if is_idle(world, row):
            council.idle[units.axis[row]] += units.men[row]


@compiled
def send(world, p, tick, turn, hands):
    """Send idle men to where the front of their axis lacks some."""
    units, council, listed = world.units, world.council, world.listed
    for hand in range(hands):
        row = world.toll.hand[hand]
        if not is_idle(world, row):
            continue
        axis = units.axis[row]
        first, last = council.first_place[axis], council.last_place[axis]
        chance = share_wanted(council.lacking[axis], council.idle[axis])
        if chance <= 0.0:
            continue
        luck = uniform(tick, units.squad[row], PUSH, turn)
        if luck < chance:
            march(world, p, tick, row, draw(listed, first, last, luck / chance))


@compiled
def push(world, p, tick):
    """Send men forward and clear, again and again while finished cells leave them time."""
    hands = list_hands(world, COALITION_SIDE)
    world.toll.hits_mine[:] = 0
    world.toll.entered[:] = 0
    for turn in range(p.advance.rounds):
        list_all(world, p, hands)
        send(world, p, tick, turn, hands)
        if not clear(world, p, tick, turn, hands):
            break


@compiled
def list_thin_ground(world, axis, last):
    """Add what the taken ground of an axis lacks in holders; return the table's end."""
    hold = world.hold
    for at in range(world.axes.first[axis], world.axes.last[axis]):
        cell = world.fought[at]
        if world.city.held[cell] > 0.5:
            lacking = hold.wanted[cell] - hold.holder_density[cell]
            last = add(world.listed, last, cell, int(lacking * world.city.area[cell] + 0.5))
    return last


@compiled
def is_spare(world, tick, row):
    """Tell by lot whether a holding unit can be spared where it stands."""
    units, cell, hold = world.units, world.units.cell[row], world.hold
    if units.role[row] != HOLD or not present(units, row):
        return False
    holders, wanted = hold.holder_density[cell], hold.wanted[cell]
    if holders <= wanted:
        return False
    return met(tick, units.squad[row], REAR_MARCH, (holders - wanted) / holders)


@compiled
def man_rear(world, p, tick):
    """Move holders from where they are too many to where they lack, axis by axis."""
    units, council, listed = world.units, world.council, world.listed
    last = 0
    for axis in range(world.axes.bank.size):
        council.first_place[axis] = last
        last = list_thin_ground(world, axis, last)
        council.last_place[axis] = last
        council.idle[axis] = 0
    spare = 0
    for row in range(units.uid.size):
        if is_spare(world, tick, row):
            council.idle[units.axis[row]] += units.men[row]
            world.toll.hand[spare] = row
            spare += 1
    for hand in range(spare):
        row = world.toll.hand[hand]
        axis = units.axis[row]
        first, end = council.first_place[axis], council.last_place[axis]
        chance = share_wanted(total(listed, first, end), council.idle[axis])
        luck = uniform(tick, units.squad[row], REAR_MARCH, 1)
        if luck < chance:
            march(world, p, tick, row, draw(listed, first, end, luck / chance))
