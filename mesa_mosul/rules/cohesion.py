"""Cohesion of battalions: what losses, shock and strain cost, what rest gives, who breaks."""

from mesa_mosul.chance import BREAK, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import BATTALION_BREAKS, NO_ONE
from mesa_mosul.rules.count import is_active, present
from mesa_mosul.rules.events import note


@compiled
def after(cohesion, lost, shocks, strain, rest, p):
    """Return cohesion after losses (share), shocks (number), days of strain and of rest."""
    cost = p.cohesion.loss_cost * lost + p.cohesion.shock_cost * shocks
    cost += p.cohesion.strain * strain * cohesion
    gain = p.cohesion.rest * rest * (1.0 - cohesion)
    return min(1.0, max(0.0, cohesion - cost + gain))


@compiled
def shortfall(cohesion, enough):
    """Return how far cohesion falls short of enough, as a share of it."""
    return max(0.0, (enough - cohesion) / enough)


@compiled
def report(world, p):
    """Sum men, losses, shocks, attacking men and men in contact by battalion."""
    units, toll, site, roll = world.units, world.toll, world.site, world.roll
    roll.strength[:] = 0
    roll.fell[:] = 0
    roll.shocked[:] = 0
    roll.attacking[:] = 0
    roll.touched[:] = 0
    for row in range(units.uid.size):
        battalion = units.battalion[row]
        roll.strength[battalion] += units.men[row]
        roll.fell[battalion] += toll.fallen[row]
        if not present(units, row):
            continue
        cell = units.cell[row]
        if toll.hits_blast[row] > 0:
            roll.shocked[battalion] = max(roll.shocked[battalion], site.bombs[cell])
        if is_active(world, row):
            roll.attacking[battalion] += units.men[row]
        if world.near.density[1 - units.side[row], cell] >= p.sight.contact:
            roll.touched[battalion] += units.men[row]


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
        lost = roll.fell[row] / (men + roll.fell[row])
        strain = days * roll.attacking[row] / men
        rest = days * (men - roll.touched[row]) / men
        before = battalions.cohesion[row]
        now = after(before, lost, roll.shocked[row], strain, rest, p)
        rate = p.cohesion.break_rate * shortfall(now, p.cohesion.break_below)
        if roll.touched[row] > 0 and uniform(
            tick, battalions.uid[row], BREAK, 0
        ) < chance_within(rate, days):
            battalions.resting_until[row] = tick.number + int(
                p.cohesion.refit_days * tick.per_day
            )
            battalions.breaks[row] += 1
            note(
                world,
                tick,
                BATTALION_BREAKS,
                battalions.uid[row],
                NO_ONE,
                now,
                float(men),
                lost,
            )
            now = p.cohesion.refit_level
        battalions.cohesion[row] = now
