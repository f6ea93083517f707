"""Cohesion of battalions: what losses, shock and strain cost, what rest gives, who breaks."""

import math

from mesa_mosul.chance import BREAK, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import (
    BATTALION_BREAKS,
    COALITION_SIDE,
    FLANK,
    LOSSES,
    NO_ONE,
    WORN,
)
from mesa_mosul.rules.count import is_active, present
from mesa_mosul.rules.events import note
from mesa_mosul.rules.fire import PARTS
from mesa_mosul.rules.obstacles import M2


@compiled
def after(cohesion, lost, blasted, strain, rest, p):
    """Return cohesion after losses, those by car bombs among them, and days of strain and rest.

    lost, blasted: shares of the men; strain, rest: days that they all had.
    """
    cost = p.cohesion.loss_cost * lost + p.cohesion.shock_cost * blasted
    cost += p.cohesion.strain * strain * cohesion
    gain = p.cohesion.rest * rest * (1.0 - cohesion)
    return min(1.0, max(0.0, cohesion - cost + gain))


@compiled
def shortfall(cohesion, enough):
    """Return how far cohesion falls short of enough, as a share of it."""
    return max(0.0, (enough - cohesion) / enough)


@compiled
def openness(own, land):
    """Return how open a place is to the other side, 0 along a straight front to 1 cut off.

    own: share of the ground near it in its own side's hands; land: share that is land.
    """
    return max(0.0, 1.0 - 2.0 * own / land) if land > 0.0 else 0.0


@compiled
def own_ground(world, row):
    """Return the share of the ground near a unit that its own side holds."""
    cell = world.units.cell[row]
    held = world.hold.share[cell]
    return held if world.units.side[row] == COALITION_SIDE else world.city.land[cell] - held


@compiled
def lag(world, p, row):
    """Return how far a unit's axis falls short of the pace wanted of it, 0 to 1."""
    axis = world.units.axis[row]
    if axis < 0 or world.units.side[row] != COALITION_SIDE:
        return 0.0
    return shortfall(max(0.0, world.axes.pace[axis]), p.command.wanted_pace)


@compiled
def ease_of_rest(world, p, row):
    """Return by what share a unit recovers faster: with advisers, or with officials of ISIS."""
    axis = world.units.axis[row]
    if world.units.side[row] != COALITION_SIDE:
        return world.outside.officials[0]
    return p.cohesion.adviser_rest - 1.0 if axis >= 0 and world.axes.embedded[axis] else 0.0


@compiled
def report_contact(world, p, row):
    """Add a unit on the map to what its battalion reports of attack, contact and flanks."""
    units, roll, cell = world.units, world.roll, world.units.cell[row]
    battalion, men = units.battalion[row], units.men[row]
    active = is_active(world, row)
    if active:
        roll.attacking[battalion] += men
        roll.stale[battalion] += int(men * lag(world, p, row) * PARTS)
    if world.near.density[1 - units.side[row], cell] >= p.sight.contact:
        roll.touched[battalion] += men
        roll.quiet[battalion] += 0 if active else men
        flanks = openness(own_ground(world, row), world.city.land[cell])
        roll.exposed[battalion] += int(men * flanks * PARTS)


@compiled
def report(world, p):
    """Sum by battalion: men, losses, and what those on the map report."""
    units, toll, roll = world.units, world.toll, world.roll
    roll.strength[:] = 0
    roll.fell[:] = 0
    roll.blasted[:] = 0
    roll.entered[:] = 0
    roll.attacking[:] = 0
    roll.stale[:] = 0
    roll.touched[:] = 0
    roll.quiet[:] = 0
    roll.exposed[:] = 0
    roll.eased[:] = 0
    for row in range(units.uid.size):
        battalion = units.battalion[row]
        roll.strength[battalion] += units.men[row]
        roll.fell[battalion] += toll.fallen[row]
        roll.blasted[battalion] += toll.hits_blast[row]
        roll.entered[battalion] += toll.entered[row]
        roll.eased[battalion] += int(units.men[row] * ease_of_rest(world, p, row) * PARTS)
        if present(units, row):
            report_contact(world, p, row)


@compiled
def weakened(world, p, row, days):
    """Return a battalion's cohesion after what this tick did to it and gave it."""
    roll, cohesion = world.roll, world.battalions.cohesion[row]
    if not p.switch.exhaustion:
        return cohesion
    men = roll.strength[row]
    before = men + roll.fell[row]
    lost, blasted = roll.fell[row] / before, roll.blasted[row] / before
    attacking = roll.attacking[row] + p.cohesion.stagnation * roll.stale[row] / PARTS
    rest = men - roll.touched[row] + p.cohesion.rest_in_line * roll.quiet[row]
    rest *= 1.0 + roll.eased[row] / (men * PARTS)
    now = after(cohesion, lost, blasted, days * attacking / men, days * rest / men, p)
    fear = p.obstacles.fear if p.switch.contaminated_ground else 0.0
    whole = p.scale.men_per_battalion / men
    return max(0.0, now - fear * whole * roll.entered[row] / M2)


@compiled
def hazards(world, p, row, cohesion):
    """Return the rates per day at which a battalion breaks, one for each trigger.

    Open flanks and losses count the more the less cohesion is left, all of them as far as the
    battalion is in contact.
    """
    roll, men = world.roll, world.roll.strength[row]
    weak, touched = 1.0 - cohesion, roll.touched[row] / men
    flank = p.cohesion.flank_rate * weak * roll.exposed[row] / (men * PARTS)
    losses = p.cohesion.loss_rate * weak * touched * world.battalions.recent[row]
    worn = p.cohesion.break_rate * touched * shortfall(cohesion, p.cohesion.break_below)
    return flank if p.switch.flanks else 0.0, losses, worn


@compiled
def trigger_of(rates, mark):
    """Return which of three rates a mark from 0 to their sum falls into."""
    if mark < rates[FLANK]:
        return FLANK
    return LOSSES if mark < rates[FLANK] + rates[LOSSES] else WORN


@compiled
def fall_out(world, p, tick, row, cohesion, trigger):
    """Send a broken battalion to refit."""
    battalions, uid = world.battalions, world.battalions.uid[row]
    rest = int(p.cohesion.refit_days * tick.per_day)
    battalions.resting_until[row] = tick.number + rest
    battalions.breaks[row] += 1
    battalions.cohesion[row] = p.cohesion.refit_level
    men = float(world.roll.strength[row])
    note(world, tick, BATTALION_BREAKS, uid, NO_ONE, cohesion, men, float(trigger))


@compiled
def weigh(world, p, tick):
    """Let every battalion lose or regain cohesion; some break and go to refit."""
    battalions, roll, days = world.battalions, world.roll, 1.0 / tick.per_day
    fade = math.exp(-days / p.cohesion.loss_memory_days)
    report(world, p)
    for row in range(battalions.cohesion.size):
        men = roll.strength[row]
        if men == 0 or tick.number < battalions.resting_until[row]:
            continue
        lost = roll.fell[row] / (men + roll.fell[row])
        battalions.recent[row] = min(1.0, fade * battalions.recent[row] + lost)
        now = weakened(world, p, row, days)
        battalions.cohesion[row] = now
        rates = hazards(world, p, row, now)
        rate = rates[FLANK] + rates[LOSSES] + rates[WORN]
        chance = chance_within(rate, days)
        luck = uniform(tick, battalions.uid[row], BREAK, 0)
        if luck < chance:
            fall_out(world, p, tick, row, now, trigger_of(rates, rate * luck / chance))
