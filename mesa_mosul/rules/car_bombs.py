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
    BY_AIR,
    BY_CRATERS,
    BY_FIRE,
    CAR_BOMB_HITS,
    CAR_BOMBS,
    COALITION_SIDE,
    EAST,
    EFFECTIVE,
    FAILED,
    ISIS,
    ROAD_SHUT,
    WEST,
)
from mesa_mosul.rules.events import note
from mesa_mosul.rules.places import add, draw, total
from mesa_mosul.rules.strikes import overhead
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
    for at in range(world.counts.theirs[0]):
        row = world.toll.theirs[at]
        if units.kind[row] == CAR_BOMBS:
            men += units.paper[row]
    return men


@compiled
def build(world, p, tick, row, men):
    """Add to a workshop's stock its part of what all of them finish."""
    units = world.units
    share = units.paper[row] / men
    amount = p.isis.car_bombs_a_day * share / tick.per_day
    if world.outside.road[0] == ROAD_SHUT:
        amount *= 1.0 - p.corridor.means
    built = rounded(amount, uniform(tick, units.uid[row], BUILD, 0))
    units.pieces[row] += built
    world.counts.bombs_built[0] += built


@compiled
def stopped_from_the_air(aircraft, watch):
    """Return the share that aircraft overhead stop; watch: rate at which each of them does."""
    return 1.0 - math.exp(-watch * aircraft)


@compiled
def fate(luck, air, craters, fire, success):
    """Return what becomes of a car bomb: effective, or the first that stops it on its way.

    air, craters, fire: shares that each stops of those that come so far; success: share of
    the rest that does not fail by itself. luck: from 0 to 1, low for those that arrive.
    """
    past_air = 1.0 - air
    past_craters = past_air * (1.0 - craters)
    past_fire = past_craters * (1.0 - fire)
    if luck < past_fire * success:
        return EFFECTIVE
    if luck < past_fire:
        return FAILED
    if luck < past_craters:
        return BY_FIRE
    return BY_CRATERS if luck < past_air else BY_AIR


@compiled
def meet(world, p, aircraft, cell, luck):
    """Count what becomes of a car bomb sent at a cell; one that is effective explodes there."""
    axis, counts = world.city.axis[cell], world.counts
    air = stopped_from_the_air(aircraft, p.car_bombs.air_watch)
    craters, fire = world.axes.cratered[axis], world.axes.anti_tank[axis]
    what = fate(luck, air, craters, fire, p.car_bombs.success)
    if what == EFFECTIVE:
        world.site.bombs[cell] += 1
        counts.bombs_effective[0] += 1
    elif what == BY_AIR:
        counts.bombs_by_air[0] += 1
    elif what == BY_CRATERS:
        counts.bombs_by_craters[0] += 1
    elif what == BY_FIRE:
        counts.bombs_by_fire[0] += 1
    else:
        counts.bombs_failed[0] += 1


@compiled
def launch(world, p, tick, row, last, rate, aircraft):
    """Send some of a workshop's stock, as far as it has crews, at the listed attackers."""
    units, uid = world.units, world.units.uid[row]
    crews = units.men[row] / units.paper[row]
    chance = crews * chance_within(rate, 1.0 / tick.per_day)
    sent = binomial(units.pieces[row], chance, uniform(tick, uid, LAUNCH, 0))
    units.pieces[row] -= sent
    world.counts.bombs_launched[0] += sent
    for bomb in range(sent):
        cell = draw(world.listed, 0, last, uniform(tick, uid, AIM, bomb))
        meet(world, p, aircraft, cell, uniform(tick, uid, REACH, bomb))


@compiled
def burst(world, p, tick):
    """Draw who is hit where car bombs reached their target."""
    units, near, toll, site = world.units, world.near, world.toll, world.site
    for at in range(world.in_order.size):
        cell = world.in_order[at]
        if site.bombs[cell] > 0:
            note(world, tick, CAR_BOMB_HITS, ISIS, cell, float(site.bombs[cell]), 0.0, 0.0)
    for row in range(units.uid.size):
        toll.hits_blast[row] = 0
    for at in range(world.counts.here[0]):
        row = toll.here[at]
        if units.side[row] != COALITION_SIDE:
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
    for at in range(world.fought.size):
        site.bombs[world.fought[at]] = 0
    men, aircraft = workshops(world), overhead(world, p, tick)
    for bank in (EAST, WEST):
        last = list_targets(world, bank, 0)
        for at in range(world.counts.theirs[0]):
            row = world.toll.theirs[at]
            if units.kind[row] != CAR_BOMBS:
                continue
            if units.bank[row] == bank:
                build(world, p, tick, row, men)
            rate = rate_of_launch(world, p, tick, row, bank)
            if rate > 0.0 and total(listed, 0, last) > 0:
                launch(world, p, tick, row, last, rate, aircraft)
    burst(world, p, tick)
