"""Prepared defence: what delays those who clear ground for the first time, and hurts them.

Preparation is worn down for good: ground that ISIS takes back is not prepared again.
"""

from mesa_mosul.chance import MINE, binomial, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import IRAQI_COMMAND

M2 = 1_000_000
"""m2 in a km2: ground entered is summed in whole m2, so that order does not matter."""


@compiled
def delay(p):
    """Return how much more work ground takes that is prepared throughout."""
    found = p.obstacles.barricade_delay if p.switch.barricades else 0.0
    found += p.obstacles.mine_delay if p.switch.mines else 0.0
    found += p.obstacles.contaminated_delay if p.switch.contaminated_ground else 0.0
    return found


@compiled
def share_prepared(prepared, held):
    """Return the share of the ground left to take that is prepared; both: shares of a cell.

    Preparation lies evenly: the last street is as well prepared as the first.
    """
    return min(1.0, prepared / (1.0 - held)) if held < 1.0 else 0.0


@compiled
def ease_of(world, p, cell):
    """Return the km2 that a man takes in an hour unopposed: slower where it is prepared."""
    hurry = 1.0 + p.command.dash_pace * world.commands.haste[IRAQI_COMMAND]
    city = world.city
    prepared = share_prepared(city.prepared[cell], city.held[cell])
    return city.ease[cell] * hurry / (1.0 + delay(p) * prepared)


@compiled
def resistance(world, p, cell):
    """Return the density of defenders against clearing in men/km2; snipers count for more."""
    snipers = world.hold.sniper_density[cell] if p.switch.snipers else 0.0
    return world.near.density[1, cell] + (p.obstacles.sniper_worth - 1.0) * snipers


@compiled
def wear(world, cell, before):
    """Wear down what was prepared on a cell by what has been cleared of it; note the km2.

    before: share of the cell that was held before.
    """
    city = world.city
    share = share_prepared(city.prepared[cell], before)
    left = min(city.prepared[cell], share * (1.0 - city.held[cell]))
    world.site.opened[cell] = (city.prepared[cell] - left) * city.area[cell]
    city.prepared[cell] = left


@compiled
def spring_traps(world, p, tick, row, turn):
    """Draw who of a unit is hit by mines on ground first cleared, and note what it entered."""
    units, site, cell = world.units, world.site, world.units.cell[row]
    if site.opened[cell] <= 0.0:
        return
    men, there = units.men[row], site.workers[cell]
    world.toll.entered[row] += int(M2 * site.opened[cell] * men / there)
    if p.switch.mines:
        chance = chance_within(p.obstacles.mine_hits * site.opened[cell], 1.0 / there)
        luck = uniform(tick, units.uid[row], MINE, turn)
        world.toll.hits_mine[row] += binomial(men, chance, luck)
