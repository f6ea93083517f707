"""Air and artillery: a budget shared out by request, an answer that comes late, an effect."""

import math

from mesa_mosul.chance import STRIKE, STRIKE_HIT, binomial, chance_within, rounded, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import AIR_WING, ARTILLERY, IRAQI_COMMAND, ISIS_SIDE
from mesa_mosul.rules.fire import PARTS, PERMILLE


@compiled
def approval(people, tolerance):
    """Return the share of requests granted where so many people live on a km2."""
    return math.exp(-people / tolerance)


@compiled
def in_time(delay, stay):
    """Return the chance that a target is still there after a delay; both in hours."""
    return math.exp(-delay / stay)


@compiled
def is_called_directly(world, p, cell):
    """Tell whether those who fight on a cell may call fires themselves.

    Without the delay of calls everybody may.
    """
    axis = world.city.axis[cell]
    return not p.switch.call_delay or (axis >= 0 and world.axes.embedded[axis])


@compiled
def tolerance(world, p, cell):
    """Return the density of people at which one request in e is still granted."""
    direct = is_called_directly(world, p, cell)
    hurry = p.command.deadline_tolerance * world.commands.haste[IRAQI_COMMAND]
    return p.strikes.tolerance * (p.strikes.direct_approval if direct else 1.0) * (1.0 + hurry)


@compiled
def delay(world, p, cell):
    """Return the hours from a request to its answer."""
    direct = is_called_directly(world, p, cell)
    return p.strikes.direct_hours if direct else p.strikes.delay_hours


@compiled
def pieces(world, tick, kind):
    """Return the aircraft or guns in support."""
    units, found = world.units, 0
    for row in range(units.uid.size):
        if units.kind[row] == kind and tick.number >= units.arrives[row]:
            found += units.pieces[row]
    return found


@compiled
def overhead(world, p, tick):
    """Return the aircraft over the city: all that Raqqa and the weather leave there."""
    if not p.switch.air:
        return 0.0
    here = 1.0 - world.outside.sorties_away[0] / PERMILLE
    flying = 1.0 - world.outside.grounded[0] / PERMILLE
    return here * flying * pieces(world, tick, AIR_WING)


@compiled
def request(world, p):
    """Ask for fire on every cell where defenders are seen near attackers; return the sum."""
    units, site = world.units, world.site
    for at in range(world.fought.size):
        site.request[world.fought[at]] = 0
    asked = 0
    for at in range(world.counts.theirs[0]):
        row = world.toll.theirs[at]
        cell = units.cell[row]
        if world.near.density[0, cell] >= p.sight.contact:
            weight = int(units.men[row] * units.seen[row] * PARTS)
            site.request[cell] += weight
            asked += weight
    return asked


@compiled
def answer(world, p, tick, cell, amount, draw):
    """Return how much of an amount meant for a cell is granted, as a whole number."""
    people = world.city.people[cell] / world.city.area[cell]
    granted = amount * approval(people, tolerance(world, p, cell))
    refused = rounded(amount - granted, uniform(tick, cell, STRIKE, draw))
    world.counts.refusals[0] += refused
    return rounded(granted, uniform(tick, cell, STRIKE, draw + 1))


@compiled
def deliver(world, p, tick, asked):
    """Share munitions and rounds out over the cells that asked."""
    city, site = world.city, world.site
    days = 1.0 / tick.per_day
    air, guns = overhead(world, p, tick) * p.strikes.munitions_per_aircraft * days, 0.0
    if p.switch.artillery:
        guns = pieces(world, tick, ARTILLERY) * p.strikes.rounds_per_gun * days
    for at in range(world.fought.size):
        cell = world.fought[at]
        site.munitions[cell] = 0
        site.rounds[cell] = 0
        if site.request[cell] > 0 and city.area[cell] > 0.0:
            share = site.request[cell] / asked
            site.munitions[cell] = answer(world, p, tick, cell, air * share, 0)
            site.rounds[cell] = answer(world, p, tick, cell, guns * share, 2)
            world.counts.munitions[0] += site.munitions[cell]
            world.counts.rounds[0] += site.rounds[cell]


@compiled
def chance_hit(world, p, row):
    """Return the chance of each man of a unit to be hit by what falls on his cell."""
    cell, site = world.units.cell[row], world.site
    hits = site.munitions[cell] * p.strikes.air_hits + site.rounds[cell] * p.strikes.gun_hits
    if hits <= 0.0:
        return 0.0
    hits *= in_time(delay(world, p, cell), p.strikes.stay_hours)
    men = world.near.men[ISIS_SIDE, cell]
    return chance_within(hits * (1.0 - world.city.cover[cell]), 1.0 / men) if men > 0 else 0.0


@compiled
def fall(world, p, tick):
    """Let air and artillery answer the requests of those in contact."""
    units, toll = world.units, world.toll
    deliver(world, p, tick, request(world, p))
    for row in range(units.uid.size):
        toll.hits_strike[row] = 0
    for at in range(world.counts.theirs[0]):
        row = toll.theirs[at]
        chance = chance_hit(world, p, row)
        if chance > 0.0:
            luck = uniform(tick, units.uid[row], STRIKE_HIT, 0)
            toll.hits_strike[row] = binomial(units.men[row], chance, luck)
