"""Ground taken and ground lost, as work: men, hours, and who stands against them."""

from mesa_mosul.compiled import compiled
from mesa_mosul.names import ATTACK, COALITION_SIDE, HOLD, ISIS_SIDE, RAIDING
from mesa_mosul.rules.count import present, share_with_room
from mesa_mosul.rules.fire import PARTS, around, nerve
from mesa_mosul.rules.obstacles import ease_of, resistance, spring_traps, wear


@compiled
def success(workers, opponents, worth):
    """Return the share of men's work that opponents do not undo.

    workers, opponents: men/km2 near the place; worth: workers whom one opponent halves.
    """
    return workers / (workers + worth * opponents) if workers > 0.0 else 0.0


@compiled
def time_used(missing, possible):
    """Return the share of the time at work that a piece of ground takes, 0 to 1."""
    return missing / possible if possible > missing else 1.0


@compiled
def works(world, row):
    """Tell whether a unit of the attackers clears the cell where it stands."""
    units = world.units
    role = units.role[row]
    able = units.side[row] == COALITION_SIDE and (role in (ATTACK, HOLD))
    return able and present(units, row) and world.site.front[units.cell[row]]


@compiled
def list_hands(world, side):
    """List one side's units on the map; return how many.

    A unit that sets out within the tick may drop out of it, none joins.
    """
    units, hands = world.units, 0
    for row in range(units.uid.size):
        if units.side[row] == side and present(units, row):
            world.toll.hand[hands] = row
            hands += 1
    return hands


@compiled
def count_workers(world, hands):
    """Count the men of the listed units by cell as they stand now."""
    units, site = world.units, world.site
    for at in range(world.fought.size):
        site.workers[world.fought[at]] = 0
    for hand in range(hands):
        row = world.toll.hand[hand]
        if present(units, row):
            site.workers[units.cell[row]] += units.men[row]


@compiled
def put_to_work(world, p, hands):
    """Sum the work that men can do by cell, in parts of a man's minute."""
    units, site = world.units, world.site
    for at in range(world.fought.size):
        site.work[world.fought[at]] = 0
    for hand in range(hands):
        row = world.toll.hand[hand]
        if works(world, row):
            cohesion = world.battalions.cohesion[units.battalion[row]]
            each = int(PARTS * units.skill[row] * nerve(cohesion, p.cohesion.effect))
            site.work[units.cell[row]] += units.men[row] * units.minutes[row] * each


@compiled
def clear(world, p, tick, turn, hands):
    """Clear the cells of the front; men keep the minutes that a finished cell leaves them.

    Return whether any cell was finished.
    """
    units, city, site = world.units, world.city, world.site
    count_workers(world, hands)
    put_to_work(world, p, hands)
    finished = False
    for at in range(world.fought.size):
        cell = world.fought[at]
        if site.work[cell] == 0:
            continue
        ours = around(world.bell, site.workers, cell)
        hours = site.work[cell] / (60.0 * PARTS) * share_with_room(ours, p.fire.frontage)
        share = success(ours, resistance(world, p, cell), p.advance.defender_worth)
        possible = hours * ease_of(world, p, cell) * share
        before = city.held[cell]
        missing = (1.0 - before) * city.area[cell]
        site.used[cell] = time_used(missing, possible)
        if possible >= missing:
            city.held[cell] = 1.0
            finished = True
        else:
            city.held[cell] += possible / city.area[cell]
        wear(world, cell, before)
    for hand in range(hands):
        row = world.toll.hand[hand]
        if works(world, row):
            spring_traps(world, p, tick, row, turn)
            units.minutes[row] = int(units.minutes[row] * (1.0 - site.used[units.cell[row]]))
    return finished


@compiled
def retake(world, p):
    """Let ISIS men make held ground unsafe: raiders fully, defenders of a cell a little."""
    units, city, site = world.units, world.city, world.site
    hands = list_hands(world, ISIS_SIDE)
    count_workers(world, hands)
    for at in range(world.fought.size):
        site.work[world.fought[at]] = 0
    for hand in range(hands):
        row = world.toll.hand[hand]
        share = 1.0 if units.role[row] == RAIDING else p.hold.contested
        work = units.men[row] * units.minutes[row] * int(PARTS * share)
        site.work[units.cell[row]] += work
    for at in range(world.fought.size):
        cell = world.fought[at]
        if site.work[cell] == 0 or city.held[cell] == 0.0:
            continue
        ours = world.near.density[COALITION_SIDE, cell] if p.switch.holders_protect else 0.0
        theirs = around(world.bell, site.workers, cell)
        hours = site.work[cell] / (60.0 * PARTS)
        lost = hours * p.hold.retake * success(theirs, ours, p.hold.holder_worth)
        city.held[cell] = max(0.0, city.held[cell] - lost / city.area[cell])
