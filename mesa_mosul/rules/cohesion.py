"""Cohesion of battalions: what losses, shock and strain cost, what rest gives, who breaks."""

from mesa_mosul.chance import BREAK, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import BATTALION_BREAKS, NO_ONE
from mesa_mosul.rules.count import is_active, present
from mesa_mosul.rules.events import note


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
def report(world, p):
    """Sum men, losses, men hit by car bombs, attacking and touched men by battalion."""
    units, toll, roll = world.units, world.toll, world.roll
    roll.strength[:] = 0
    roll.fell[:] = 0
    roll.blasted[:] = 0
    roll.attacking[:] = 0
    roll.touched[:] = 0
    for row in range(units.uid.size):
        battalion = units.battalion[row]
        roll.strength[battalion] += units.men[row]
        roll.fell[battalion] += toll.fallen[row]
        roll.blasted[battalion] += toll.hits_blast[row]
        if not present(units, row):
            continue
        cell = units.cell[row]
        if is_active(world, row):
            roll.attacking[battalion] += units.men[row]
        if world.near.density[1 - units.side[row], cell] >= p.sight.contact:
            roll.touched[battalion] += units.men[row]


@compiled
def breaks(world, p, tick, row, cohesion):
    """Tell by lot whether a battalion of this cohesion breaks, as far as it is in contact."""
    battalions, roll = world.battalions, world.roll
    touched = roll.touched[row] / roll.strength[row]
    rate = p.cohesion.break_rate * touched * shortfall(cohesion, p.cohesion.break_below)
    luck = uniform(tick, battalions.uid[row], BREAK, 0)
    return luck < chance_within(rate, 1.0 / tick.per_day)


@compiled
def fall_out(world, p, tick, row, cohesion, lost):
    """Send a broken battalion to refit."""
    battalions, uid = world.battalions, world.battalions.uid[row]
    rest = int(p.cohesion.refit_days * tick.per_day)
    battalions.resting_until[row] = tick.number + rest
    battalions.breaks[row] += 1
    battalions.cohesion[row] = p.cohesion.refit_level
    men = float(world.roll.strength[row])
    note(world, tick, BATTALION_BREAKS, uid, NO_ONE, cohesion, men, lost)


@compiled
def weigh(world, p, tick):
    """Let every battalion lose or regain cohesion; some break and go to refit."""
    battalions, roll = world.battalions, world.roll
    report(world, p)
    days = 1.0 / tick.per_day
    for row in range(battalions.cohesion.size):
        men = roll.strength[row]
        if men == 0 or tick.number < battalions.resting_until[row]:
            continue
        before = men + roll.fell[row]
        lost, blasted = roll.fell[row] / before, roll.blasted[row] / before
        strain = days * roll.attacking[row] / men
        rest = days * (men - roll.touched[row]) / men
        now = after(battalions.cohesion[row], lost, blasted, strain, rest, p)
        battalions.cohesion[row] = now
        if breaks(world, p, tick, row, now):
            fall_out(world, p, tick, row, now, lost)
