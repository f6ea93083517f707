"""Who is where: men by cell, and their density smoothed over a width in km.

Contact is measured by smoothed density and never inside a cell, so that the size of cells
does not decide who fights (a lesson of trial runs, A003).
"""

from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    ATTACK,
    COALITION_SIDE,
    HOLD,
    IRAQI_COMMAND,
    ISIS_SIDE,
    PRESS,
    RAIDING,
    SNIPERS,
)


@compiled
def present(units, row):
    """Tell whether a unit stands on the map and is not on the march."""
    return units.men[row] > 0 and units.cell[row] >= 0 and units.minutes[row] >= 0


@compiled
def is_pressing(world, axis):
    """Tell whether an axis attacks on this day."""
    return world.axes.posture[axis] == PRESS and world.axes.active[axis]


@compiled
def is_active(world, row):
    """Tell whether a unit is attacking: ISIS raiders, and attackers on ground not yet held."""
    units = world.units
    if units.role[row] == RAIDING:
        return True
    return (
        units.role[row] == ATTACK
        and is_pressing(world, units.axis[row])
        and world.city.held[units.cell[row]] < 1.0
    )


@compiled
def share_with_room(density, frontage):
    """Return the share of one side's men who find room to fire or to work; in men/km2."""
    return frontage / density if density > frontage else 1.0


@compiled
def wipe(world):
    """Count nobody anywhere."""
    near, hold = world.near, world.hold
    for cell in range(hold.share.size):
        for side in range(2):
            near.men[side, cell] = 0
            near.active[side, cell] = 0
            near.density[side, cell] = 0.0
            near.active_density[side, cell] = 0.0
        hold.holders[cell] = 0
        hold.snipers[cell] = 0
        hold.holder_density[cell] = 0.0
        hold.sniper_density[cell] = 0.0
        hold.share[cell] = 0.0


@compiled
def list_occupied(world):
    """List the cells where anybody is, from the first to the last; return how many."""
    near, places = world.near, 0
    for at in range(world.in_order.size):
        cell = world.in_order[at]
        if near.men[0, cell] + near.men[1, cell] > 0:
            world.hold.occupied[places] = cell
            places += 1
    return places


@compiled
def spread(world, places, men, density):
    """Add up the density in men per km2 that the men by cell make around them."""
    bell, hold = world.bell, world.hold
    for at in range(places):
        cell = hold.occupied[at]
        if men[cell] > 0:
            for near in range(bell.offset.size):
                density[cell + bell.offset[near]] += men[cell] * bell.weight[near]


@compiled
def survey_holdings(world, p):
    """Find how much of the ground near a cell is held, on its bank, and the holders wanted."""
    city, hold, bell = world.city, world.hold, world.bell
    kept = 1.0 - p.command.dash_holders * world.commands.haste[IRAQI_COMMAND]
    kept = kept if p.switch.holding_binds else 0.0
    for at in range(world.in_order.size):
        cell = world.in_order[at]
        if city.held[cell] > 0.0:
            ground = city.held[cell] * city.area[cell]
            for one in range(bell.offset.size):
                near = cell + bell.offset[one]
                if city.bank[near] == city.bank[cell]:
                    hold.share[near] += ground * bell.weight[one]
    for at in range(world.in_order.size):
        cell = world.in_order[at]
        in_city = city.city_area[cell] > 0.0
        density = p.hold.density if in_city else p.hold.open_density
        hold.wanted[cell] = kept * density * hold.share[cell]


@compiled
def list_present(world):
    """List the units on the map, and those of ISIS among them."""
    units, toll, here, theirs = world.units, world.toll, 0, 0
    for row in range(units.uid.size):
        if present(units, row):
            toll.here[here] = row
            here += 1
            if units.side[row] == ISIS_SIDE:
                toll.theirs[theirs] = row
                theirs += 1
    world.counts.here[0], world.counts.theirs[0] = here, theirs


@compiled
def add_to_map(world, row):
    """Count a unit on its cell: its men, those who attack, holders, snipers."""
    units, near, hold = world.units, world.near, world.hold
    side, cell, men = units.side[row], units.cell[row], units.men[row]
    near.men[side, cell] += men
    if is_active(world, row):
        near.active[side, cell] += men
    if side == COALITION_SIDE and units.role[row] == HOLD:
        hold.holders[cell] += men
    if units.kind[row] == SNIPERS:
        hold.snipers[cell] += men


@compiled
def take(world, p, tick):
    """List who is on the map; count men, holders, attacking men by cell, and smooth them."""
    near, hold = world.near, world.hold
    wipe(world)
    list_present(world)
    for at in range(world.counts.here[0]):
        add_to_map(world, world.toll.here[at])
    places = list_occupied(world)
    for side in range(2):
        spread(world, places, near.men[side], near.density[side])
        spread(world, places, near.active[side], near.active_density[side])
    spread(world, places, hold.holders, hold.holder_density)
    spread(world, places, hold.snipers, hold.sniper_density)
    survey_holdings(world, p)
