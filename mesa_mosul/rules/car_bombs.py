"""Car bombs from the workshop to the street: built, launched, stopped, effective."""

import math

from mesa_mosul.chance import (
    AIM,
    BLAST,
    BUILD,
    LAUNCH,
    REACH,
    binomial,
    chance_within,
    rounded,
    uniform,
)
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    AIR_WING,
    CAR_BOMB_HITS,
    CAR_BOMBS,
    COALITION_SIDE,
    EAST,
    ISIS,
    WEST,
)
from mesa_mosul.rules.count import present
from mesa_mosul.rules.events import note
from mesa_mosul.rules.places import add, draw, total
from mesa_mosul.rules.strikes import pieces
from mesa_mosul.rules.ways import bridge_open


@compiled
def list_targets(world, bank, last):
    """Add the cells of a bank where attackers attack; return the table's end."""
    for at in range(world.fought.size):
        cell = world.fought[at]
        if world.city.bank[cell] == bank:
            last = add(world.listed, last, cell, world.near.active[COALITION_SIDE, cell])
    return last


@compiled
def workshops(world):
    """Return the men who build car bombs."""
    units, men = world.units, 0
    for row in range(units.uid.size):
        if units.kind[row] == CAR_BOMBS and present(units, row):
            men += units.paper[row]
    return men


@compiled
def build(world, p, tick, row, men):
    """Add to a workshop's stock its part of what all of them finish."""
    units = world.units
    share = units.paper[row] / men
    amount = p.isis.car_bombs_a_day * share / tick.per_day
    built = rounded(amount, uniform(tick, units.uid[row], BUILD, 0))
    units.pieces[row] += built
    world.counts.bombs_built[0] += built


@compiled
def stopped_from_the_air(aircraft, watch):
    """Return the share that aircraft overhead stop; watch: rate at which each of them does."""
    return 1.0 - math.exp(-watch * aircraft)


@compiled
def aircraft_overhead(world, p, tick):
    """Return the aircraft that watch over the city."""
    here = 1.0 - world.outside.sorties_away[0] / 1000.0
    return here * pieces(world, tick, AIR_WING) if p.switch.air else 0.0


@compiled
def chance_to_arrive(world, p, aircraft, cell):
    """Return the chance that a car bomb sent at a cell reaches it.

    It must pass the watch from the air, craters in the roads, and anti-tank fire.
    """
    axis = world.city.axis[cell]
    chance = p.car_bombs.success
    chance *= 1.0 - stopped_from_the_air(aircraft, p.car_bombs.air_watch)
    return chance * (1.0 - world.axes.cratered[axis]) * (1.0 - world.axes.anti_tank[axis])


@compiled
def launch(world, p, tick, row, last, rate, aircraft):
    """Send some of a workshop's stock, as far as it has crews, at the listed attackers."""
    units, counts, uid = world.units, world.counts, world.units.uid[row]
    crews = units.men[row] / units.paper[row]
    chance = crews * chance_within(rate, 1.0 / tick.per_day)
    sent = binomial(units.pieces[row], chance, uniform(tick, uid, LAUNCH, 0))
    units.pieces[row] -= sent
    counts.bombs_launched[0] += sent
    for bomb in range(sent):
        cell = draw(world.listed, 0, last, uniform(tick, uid, AIM, bomb))
        arrives = chance_to_arrive(world, p, aircraft, cell)
        if uniform(tick, uid, REACH, bomb) < arrives:
            world.site.bombs[cell] += 1
            counts.bombs_effective[0] += 1
        else:
            counts.bombs_stopped[0] += 1


@compiled
def burst(world, p, tick):
    """Draw who is hit where car bombs reached their target."""
    units, near, toll, site = world.units, world.near, world.toll, world.site
    for cell in range(site.bombs.size):
        if site.bombs[cell] > 0:
            note(world, tick, CAR_BOMB_HITS, ISIS, cell, float(site.bombs[cell]), 0.0, 0.0)
    for row in range(units.uid.size):
        toll.hits_blast[row] = 0
        if units.side[row] != COALITION_SIDE or not present(units, row):
            continue
        cell = units.cell[row]
        if site.bombs[cell] > 0:
            hits = site.bombs[cell] * p.car_bombs.casualties
            chance = chance_within(hits, 1.0 / near.men[COALITION_SIDE, cell])
            luck = uniform(tick, units.uid[row], BLAST, 0)
            toll.hits_blast[row] = binomial(units.men[row], chance, luck)


@compiled
def rate_of_launch(world, p, tick, row, bank):
    """Return the rate at which a workshop sends car bombs to a bank; none over cut bridges."""
    if not p.switch.car_bombs:
        return 0.0
    if world.units.bank[row] == bank:
        return p.car_bombs.launch
    crosses = bank == EAST and p.switch.bridges and bridge_open(world, tick)
    return p.car_bombs.launch * p.car_bombs.over_bridges if crosses else 0.0


@compiled
def spring(world, p, tick):
    """Build car bombs, launch them at the attackers, let those that get through explode."""
    units, site, listed = world.units, world.site, world.listed
    site.bombs[:] = 0
    men, aircraft = workshops(world), aircraft_overhead(world, p, tick)
    for bank in (EAST, WEST):
        last = list_targets(world, bank, 0)
        for row in range(units.uid.size):
            if units.kind[row] != CAR_BOMBS or not present(units, row):
                continue
            if units.bank[row] == bank:
                build(world, p, tick, row, men)
            rate = rate_of_launch(world, p, tick, row, bank)
            if rate > 0.0 and total(listed, 0, last) > 0:
                launch(world, p, tick, row, last, rate, aircraft)
    burst(world, p, tick)
