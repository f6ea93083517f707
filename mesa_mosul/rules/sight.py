"""Who is seen: attackers in the open first, men in position when they are found."""

from mesa_mosul.chance import chance_within
from mesa_mosul.compiled import compiled
from mesa_mosul.names import SNIPERS
from mesa_mosul.rules.count import is_active, present


@compiled
def share_seen(shown, found):
    """Return the share of a unit that the other side can aim at.

    shown: share visible from the start; found: chance that a hidden man has been found.
    """
    return shown + (1.0 - shown) * found


@compiled
def share_shown(world, p, row):
    """Return the share of a unit that shows itself, by what it does and where it stands."""
    if is_active(world, row):
        return p.sight.shown_attacking
    shown = p.sight.shown_holding * (1.0 - world.city.hiding[world.units.cell[row]])
    return 0.5 * shown if world.units.kind[row] == SNIPERS else shown


@compiled
def look(world, p, tick):
    """Find, for every unit on the map, the share of it that the enemy can aim at."""
    units, city, near = world.units, world.city, world.near
    hours = tick.minutes / 60.0
    for row in range(units.uid.size):
        if not present(units, row):
            units.seen[row] = 0.0
            continue
        cell = units.cell[row]
        watchers = near.density[1 - units.side[row], cell]
        rate = p.sight.detection * watchers * (1.0 - city.screen[cell])
        found = chance_within(rate, hours)
        units.seen[row] = share_seen(share_shown(world, p, row), found)
