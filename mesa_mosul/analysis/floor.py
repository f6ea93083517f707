"""What a tick is measured against: a loop that draws luck, and a call that does nothing."""

from mesa_mosul.chance import uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.rules.count import present

DRAWS = 14
"""Luck drawn in the floor for each unit in contact: what a tick of the campaign draws."""


@compiled
def floor(world, p, tick):
    """Draw a fixed number of lots for every unit in contact, touching what fire touches."""
    units, near, toll = world.units, world.near, world.toll
    for row in range(units.uid.size):
        toll.hits_fire[row] = 0
        if not present(units, row):
            continue
        cell, side = units.cell[row], units.side[row]
        if near.density[1 - side, cell] < p.sight.contact:
            continue
        chance = units.seen[row] * (1.0 - world.city.cover[cell])
        chance *= world.battalions.cohesion[units.battalion[row]] * units.skill[row]
        for draw in range(DRAWS):
            if uniform(tick, units.uid[row], 0, draw) < chance:
                toll.hits_fire[row] += 1


@compiled
def nothing(world, p, tick):
    """Do nothing: what a call of a rule costs by itself."""
