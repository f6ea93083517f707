"""The exchange of fire in one tick: in steps, by those who have enemies near."""

from mesa_mosul.chance import FIRE, chance_within, met_of, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.rules.fire import PARTS, boldness, both, power, share_aiming


@compiled
def rate_of_hits(world, row):
    """Return the rate per hour at which each man of a unit is hit."""
    units, duel = world.units, world.duel
    side, cell = units.side[row], units.cell[row]
    seen = units.seen[row]
    rate = seen * duel.rate_seen[side, cell] + (1.0 - seen) * duel.rate_unseen[side, cell]
    return rate * (1.0 - world.city.cover[cell])


@compiled
def midway(world, row, rate, hours):
    """Return a unit's men halfway through a step, as far as its hits so far let expect.

    Taking both sides halfway keeps the exchange exact to the second order in a step's length.
    """
    men = world.toll.standing[row]
    if hours <= 0.0:
        return 1.0 * men
    return men * (1.0 - 0.5 * chance_within(rate, hours))


@compiled
def list_ranks(world, p):
    """List the units with enemies near and the cells where they stand; return both counts.

    Nobody else fires or can be hit, so that the exchange need not look at them.
    """
    units, toll, site = world.units, world.toll, world.site
    ranks, places = 0, 0
    for at in range(world.counts.here[0]):
        row = toll.here[at]
        if toll.standing[row] == 0:
            continue
        cell = units.cell[row]
        if world.near.density[1 - units.side[row], cell] <= 0.0:
            continue
        toll.rank[ranks] = row
        toll.power[row] = power(world, p, row)
        ranks += 1
        if not site.fire[cell]:
            site.fire[cell] = True
            site.place[places] = cell
            places += 1
    return ranks, places


@compiled
def muster(world, p, hours, ranks, places):
    """Sum firepower and the seen men by cell, for those who stand halfway through a step."""
    units, toll, duel = world.units, world.toll, world.duel
    for side in range(2):
        for at in range(places):
            cell = world.site.place[at]
            duel.power[side, cell] = 0
            duel.seen_men[side, cell] = 0
            duel.standing_men[side, cell] = 0
    for rank in range(ranks):
        row = toll.rank[rank]
        if toll.standing[row] > 0:
            side, cell = units.side[row], units.cell[row]
            rate = rate_of_hits(world, row)
            men = midway(world, row, rate, hours)
            free = toll.power[row] * boldness(rate, p.fire.suppression)
            duel.power[side, cell] += int(men * free * PARTS)
            duel.seen_men[side, cell] += int(men * units.seen[row] * PARTS)
            duel.standing_men[side, cell] += toll.standing[row]


@compiled
def lay_down(world, p, hours, ranks, places):
    """Find the rates at which everybody is hit, halfway through a step of so many hours."""
    muster(world, p, hours, ranks, places)
    send(world, p, places)
    receive(world, places)


@compiled
def send(world, p, places):
    """Split the fire of every cell into aimed fire for each seen man and fire at the ground."""
    bell, duel = world.bell, world.duel
    for side in range(2):
        for at in range(places):
            cell = world.site.place[at]
            duel.aimed[side, cell] = 0.0
            duel.at_ground[side, cell] = 0.0
            if duel.power[side, cell] == 0:
                continue
            enemy = 1 - side
            men, seen = both(bell, duel.standing_men[enemy], duel.seen_men[enemy], cell)
            if men <= 0.0:
                continue
            seen /= PARTS
            fire = duel.power[side, cell] / PARTS
            aiming = share_aiming(seen, p.fire.search_density)
            if seen > 0.0:
                duel.aimed[side, cell] = p.fire.aimed_rate * fire * aiming / seen
            duel.at_ground[side, cell] = p.fire.area_rate * fire * (1.0 - aiming)


@compiled
def receive(world, places):
    """Gather, at every cell with men, the rate per hour at which each of them is hit."""
    bell, duel = world.bell, world.duel
    for side in range(2):
        for at in range(places):
            cell = world.site.place[at]
            if duel.standing_men[side, cell] > 0:
                aimed, at_ground = duel.aimed[1 - side], duel.at_ground[1 - side]
                seen, unseen = both(bell, aimed, at_ground, cell)
                duel.rate_seen[side, cell] = seen
                duel.rate_unseen[side, cell] = unseen


@compiled
def step_hours(world, p, left, ranks):
    """Return how long the exchange may go on before losses change it, in hours."""
    units, toll, duel = world.units, world.toll, world.duel
    hours = left
    for rank in range(ranks):
        row = toll.rank[rank]
        if toll.standing[row] > 0:
            rate = rate_of_hits(world, row)
            men = duel.standing_men[units.side[row], units.cell[row]]
            allowed = max(p.fire.largest_loss, 0.25 / men)
            if rate * hours > allowed:
                hours = allowed / rate
    return hours


@compiled
def hit(world, tick, step, hours, ranks):
    """Draw the hits of one step; every man stands the same chance."""
    units, toll = world.units, world.toll
    for rank in range(ranks):
        row = toll.rank[rank]
        if toll.standing[row] > 0:
            rate = rate_of_hits(world, row)
            luck = uniform(tick, units.uid[row], FIRE, step)
            men = met_of(toll.standing[row], rate, hours, luck)
            toll.standing[row] -= men
            toll.hits_fire[row] += men


@compiled
def cease(world, places):
    """Leave no trace of the exchange on the map: the next one begins at nothing."""
    duel, site = world.duel, world.site
    for at in range(places):
        cell = site.place[at]
        site.fire[cell] = False
        for side in range(2):
            duel.power[side, cell] = 0
            duel.seen_men[side, cell] = 0
            duel.standing_men[side, cell] = 0
            duel.aimed[side, cell] = 0.0
            duel.at_ground[side, cell] = 0.0
            duel.rate_seen[side, cell] = 0.0
            duel.rate_unseen[side, cell] = 0.0


@compiled
def exchange(world, p, tick):
    """Let all who are in contact fire, in steps short enough for losses to be felt."""
    units, toll = world.units, world.toll
    for row in range(units.uid.size):
        before = toll.hits_mine[row] + toll.hits_strike[row] + toll.hits_blast[row]
        toll.standing[row] = max(0, units.men[row] - before)
        toll.hits_fire[row] = 0
    ranks, places = list_ranks(world, p)
    left = tick.minutes / 60.0 if ranks > 0 else 0.0
    step = 0
    while left > 1e-9:
        lay_down(world, p, 0.0, ranks, places)
        hours = step_hours(world, p, left, ranks)
        lay_down(world, p, hours, ranks, places)
        hit(world, tick, step, hours, ranks)
        left -= hours
        step += 1
    cease(world, places)
