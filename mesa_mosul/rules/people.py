"""The people: who is harmed and by what, and who leaves when fighting comes near."""

from mesa_mosul.chance import FLEE, HARM, chance_within, rounded, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import COALITION_SIDE, ISIS_SIDE


@compiled
def in_fighting(world, p, cell):
    """Tell whether both sides are near a cell and one of them attacks."""
    contact, near = p.sight.contact, world.near
    both = (
        near.density[COALITION_SIDE, cell] >= contact
        and near.density[ISIS_SIDE, cell] >= contact
    )
    active = near.active_density[COALITION_SIDE, cell] + near.active_density[ISIS_SIDE, cell]
    return both and active >= contact


@compiled
def harmed(people, chance, luck):
    """Return how many of the people of a cell are met by a chance."""
    return min(people, rounded(people * chance, luck))


@compiled
def drawn(tick, cell, people, chance, stream, draw):
    """Draw how many of the people of a cell are met by a chance; without one, nobody."""
    if chance <= 0.0:
        return 0
    return harmed(people, chance, uniform(tick, cell, stream, draw))


@compiled
def by_fires(world, p, cell):
    """Return the chance of a person in a cell to be killed by what falls on it."""
    site = world.site
    deadly = site.munitions[cell] * p.people.air_km2 + site.rounds[cell] * p.people.gun_km2
    return chance_within(deadly, 1.0 / world.city.area[cell]) if deadly > 0.0 else 0.0


@compiled
def suffer(world, p, tick, cell):
    """Count those who are killed or hurt in a cell, by cause."""
    city, days = world.city, 1.0 / tick.per_day
    people, fighting = city.people[cell], in_fighting(world, p, cell)
    rate = p.people.isis * (1.0 - city.held[cell])
    isis = drawn(tick, cell, people, chance_within(rate, days), HARM, 0)
    fires = drawn(tick, cell, people, by_fires(world, p, cell), HARM, 1)
    crossfire = 0
    if fighting:
        chance = chance_within(p.people.crossfire, days)
        crossfire = drawn(tick, cell, people, chance, HARM, 2)
    killed = min(people, isis + fires + crossfire)
    crossfire = min(crossfire, killed)
    fires = min(fires, killed - crossfire)
    city.killed_crossfire[cell] += crossfire
    city.killed_fires[cell] += fires
    city.killed_isis[cell] += killed - crossfire - fires
    if crossfire + fires > 0:
        hurt = (crossfire + fires) * p.people.hurt_over_killed
        city.hurt[cell] += rounded(hurt, uniform(tick, cell, HARM, 3))
    city.people[cell] -= killed
    if fighting:
        chance = chance_within(p.people.flee, days)
        fled = drawn(tick, cell, city.people[cell], chance, FLEE, 0)
        city.fled[cell] += fled
        city.people[cell] -= fled


@compiled
def endure(world, p, tick):
    """Carry the people of every cell through the tick."""
    for at in range(world.in_order.size):
        cell = world.in_order[at]
        if world.city.people[cell] > 0:
            suffer(world, p, tick, cell)
