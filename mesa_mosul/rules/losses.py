"""What becomes of the hit: killed or wounded; some wounded come back, some men slip away."""

from mesa_mosul.chance import RETURN, WOUND, binomial, met_of, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import ISIS_SIDE


@compiled
def men_hit(world, row):
    """Return how many of a unit's men were hit in this tick, by whatever means."""
    toll = world.toll
    hits = toll.hits_mine[row] + toll.hits_strike[row]
    hits += toll.hits_blast[row] + toll.hits_fire[row]
    return min(hits, world.units.men[row])


@compiled
def settle(world, p, tick):
    """Turn hits into killed and wounded, bring back the healed, count out those who leave."""
    units, days = world.units, 1.0 / tick.per_day
    for row in range(units.uid.size):
        hits = men_hit(world, row)
        world.toll.fallen[row] = hits
        if hits == 0 and units.wounded[row] == 0 and not world.toll.leaving[row]:
            continue
        defends = units.side[row] == ISIS_SIDE
        share = p.fire.isis_killed_share if defends else p.fire.killed_share
        luck = uniform(tick, units.uid[row], WOUND, 0) if hits > 0 else 0.5
        killed = binomial(hits, share, luck)
        back = 0
        if units.wounded[row] > 0:
            luck = uniform(tick, units.uid[row], RETURN, 0)
            back = met_of(units.wounded[row], p.fire.return_rate, days, luck)
        if units.axis[row] >= 0 and not defends:
            world.axes.lost[units.axis[row]] += hits
        units.killed[row] += killed
        units.wounded[row] += hits - killed - back
        units.wounded_ever[row] += hits - killed
        units.men[row] += back - hits
        if world.toll.leaving[row]:
            units.withdrawn[row] += units.men[row]
            units.men[row] = 0
