"""Car bombs from the workshop to the street: built, launched, stopped, effective."""

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
from mesa_mosul.names import CAR_BOMB_HITS, CAR_BOMBS, COALITION_SIDE, EAST, ISIS, WEST
from mesa_mosul.rules.count import present
from mesa_mosul.rules.events import note
from mesa_mosul.rules.places import add, draw, total


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
def launch(world, p, tick, row, last):
    """Send some of a workshop's stock, as far as it has crews, at the attackers on its bank."""
    units, counts, uid = world.units, world.counts, world.units.uid[row]
    crews = units.men[row] / units.paper[row]
    chance = crews * chance_within(p.car_bombs.launch, 1.0 / tick.per_day)
    sent = binomial(units.pieces[row], chance, uniform(tick, uid, LAUNCH, 0))
    units.pieces[row] -= sent
    counts.bombs_launched[0] += sent
    for bomb in range(sent):
        if uniform(tick, uid, REACH, bomb) < p.car_bombs.success:
            cell = draw(world.listed, 0, last, uniform(tick, uid, AIM, bomb))
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
def spring(world, p, tick):
    """Build car bombs, launch them at the attackers, let those that get through explode."""
    units, site, listed = world.units, world.site, world.listed
    site.bombs[:] = 0
    men = workshops(world)
    for bank in (EAST, WEST):
        last = list_targets(world, bank, 0)
        for row in range(units.uid.size):
            if units.kind[row] == CAR_BOMBS and units.bank[row] == bank:
                if not present(units, row):
                    continue
                build(world, p, tick, row, men)
                if total(listed, 0, last) > 0:
                    launch(world, p, tick, row, last)
    burst(world, p, tick)
