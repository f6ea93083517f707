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
def spread(bell, men, density):
    """Write the density in men per km2 that the men by cell make around them."""
    density[:] = 0.0
    for cell in range(men.size):
        if men[cell] > 0:
            for near in range(bell.offset.size):
                density[cell + bell.offset[near]] += men[cell] * bell.weight[near]


@compiled
def survey_holdings(world, p):
    """Find how much of the ground near a cell is held, on its bank, and the holders wanted."""
    city, hold, bell = world.city, world.hold, world.bell
    kept = 1.0 - p.command.dash_holders * world.commands.haste[IRAQI_COMMAND]
    kept = kept if p.switch.holding_binds else 0.0
    hold.share[:] = 0.0
    for cell in range(city.held.size):
        if city.held[cell] > 0.0:
            ground = city.held[cell] * city.area[cell]
            for one in range(bell.offset.size):
                near = cell + bell.offset[one]
                if city.bank[near] == city.bank[cell]:
                    hold.share[near] += ground * bell.weight[one]
    for cell in range(city.held.size):
        in_city = city.city_area[cell] > 0.0
        density = p.hold.density if in_city else p.hold.open_density
        hold.wanted[cell] = kept * density * hold.share[cell]


@compiled
def take(world, p, tick):
    """Count men, holders and attacking men by cell, and smooth them."""
    units, near, hold = world.units, world.near, world.hold
    near.men[:] = 0
    near.active[:] = 0
    hold.holders[:] = 0
    hold.snipers[:] = 0
    for row in range(units.uid.size):
        if not present(units, row):
            continue
        side, cell = units.side[row], units.cell[row]
        near.men[side, cell] += units.men[row]
        if is_active(world, row):
            near.active[side, cell] += units.men[row]
        if side == COALITION_SIDE and units.role[row] == HOLD:
            hold.holders[cell] += units.men[row]
        if units.kind[row] == SNIPERS:
            hold.snipers[cell] += units.men[row]
    for side in range(2):
        spread(world.bell, near.men[side], near.density[side])
        spread(world.bell, near.active[side], near.active_density[side])
    spread(world.bell, hold.holders, hold.holder_density)
    spread(world.bell, hold.snipers, hold.sniper_density)
    survey_holdings(world, p)
