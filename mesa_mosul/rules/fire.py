"""Fire between men in contact: one law from the square to the linear.

Men who find someone to aim at kill at a rate of their own (aimed fire, square law; Lanchester
1916); those who find nobody fire at the ground where the enemy must be (area fire, linear
law). How many find someone rises with the density of seen enemies (Holling 1959). One side
hidden and the other in the open gives the ambush of Deitchman (1962).
"""

from mesa_mosul.compiled import compiled
from mesa_mosul.names import COALITION_SIDE
from mesa_mosul.rules.count import is_active, share_with_room

PARTS = 1024
"""Firepower is summed in parts of a man, as whole numbers, so that order does not matter."""
PERMILLE = 1000
"""Shares are kept and cohesion is summed in thousandths, for the same reason."""


@compiled
def share_aiming(seen, search):
    """Return the share of men who find someone to aim at; seen and search in men/km2."""
    return seen / (seen + search) if seen > 0.0 else 0.0


@compiled
def nerve(cohesion, effect):
    """Return the share of its fire and work that a battalion of this cohesion gives."""
    return 1.0 - effect * (1.0 - cohesion)


@compiled
def boldness(rate, suppression):
    """Return the share of their fire that men give who are each hit at a rate an hour.

    suppression: hours; one over the rate that halves their fire.
    """
    return 1.0 / (1.0 + suppression * rate)


@compiled
def zeal(active, enemy_active, enemy, idle):
    """Return how hard men fire: fully when they or the enemy around attack, else idly.

    enemy_active, enemy: density of attacking and of all enemies in men/km2.
    """
    if active:
        return 1.0
    return idle + (1.0 - idle) * (enemy_active / enemy if enemy > 0.0 else 0.0)


@compiled
def engagement(world, p, row):
    """Return how hard a unit fires where it stands, 0 out of contact to 1."""
    near, cell, enemy = world.near, world.units.cell[row], 1 - world.units.side[row]
    if near.density[enemy, cell] < p.sight.contact:
        return 0.0
    return zeal(
        is_active(world, row),
        near.active_density[enemy, cell],
        near.density[enemy, cell],
        p.fire.idle_share,
    )


@compiled
def armour(world, p, row):
    """Return what is left of a unit's fire where its vehicles cannot go, in the Old City."""
    city, cell = world.city, world.units.cell[row]
    if world.units.side[row] != COALITION_SIDE or city.old_area[cell] <= 0.0:
        return 1.0
    return 1.0 - p.fire.armour * city.old_area[cell] / city.area[cell]


@compiled
def power(world, p, row):
    """Return how hard each man of a unit fires who is not under fire.

    One of the line who fires fully is 1.
    """
    units = world.units
    cohesion = world.battalions.cohesion[units.battalion[row]]
    density = world.near.density[units.side[row], units.cell[row]]
    skill = units.skill[row] * nerve(cohesion, p.cohesion.effect)
    room = share_with_room(density, p.fire.frontage)
    return skill * engagement(world, p, row) * room * armour(world, p, row)


@compiled
def around(bell, values, cell):
    """Return the density that whole numbers by cell make at one cell."""
    found = 0.0
    for one in range(bell.offset.size):
        found += values[cell + bell.offset[one]] * bell.weight[one]
    return found


@compiled
def both(bell, one, other, cell):
    """Return the densities that two columns make at one cell, as `around` does."""
    first, second = 0.0, 0.0
    for at in range(bell.offset.size):
        near, weight = cell + bell.offset[at], bell.weight[at]
        first += one[near] * weight
        second += other[near] * weight
    return first, second
