"""Where ISIS puts its men: where it is threatened, back from lost ground, behind the front."""

from mesa_mosul.chance import MARCH, SLIP, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import EAST, IN_GARRISON, ISIS_SIDE, NO_ONE, RAIDING, ROVING, WEST
from mesa_mosul.rules.count import present
from mesa_mosul.rules.movement import march
from mesa_mosul.rules.places import add, draw, share_wanted, total
from mesa_mosul.rules.ways import leave, slip_rate


@compiled
def is_threatened(world, p, cell):
    """Tell whether attackers are near enough to a cell to count as in contact."""
    return world.near.density[0, cell] >= p.sight.contact


@compiled
def list_band(world, p, bank, last):
    """Add what the threatened cells of a bank lack in defenders.

    Return the table's end, and what they lack together, less what some have too many.
    """
    city, near, lacking = world.city, world.near, 0
    for at in range(world.fought.size):
        cell = world.fought[at]
        if city.bank[cell] != bank or city.held[cell] >= p.defence.leave_at:
            continue
        if is_threatened(world, p, cell):
            wanted = p.defence.massing * (1.0 - city.held[cell]) * city.area[cell]
            want = int(wanted) - near.men[ISIS_SIDE, cell]
            last = add(world.listed, last, cell, want)
            lacking += want
    return last, lacking


@compiled
def list_soft_ground(world, p, bank, last):
    """Add the held cells of a bank, the more the thinner they are held.

    Those that ISIS does not stand near count only in the city, as far as tunnels lead there.
    """
    city, near, hold = world.city, world.near, world.hold
    for at in range(world.fought.size):
        cell = world.fought[at]
        if city.bank[cell] != bank or city.held[cell] < p.defence.leave_at:
            continue
        thin = hold.wanted[cell] / (hold.wanted[cell] + near.density[0, cell] + 1.0)
        if near.density[ISIS_SIDE, cell] < p.sight.contact:
            dug = p.switch.tunnels and city.city_area[cell] > 0.0
            thin *= p.hold.tunnels if dug else 0.0
        last = add(world.listed, last, cell, int(1000.0 * thin * city.area[cell]))
    return last


@compiled
def is_free(world, p, row):
    """Tell whether a mobile unit stands where nobody threatens it."""
    units = world.units
    return (
        present(units, row)
        and units.role[row] == ROVING
        and not is_threatened(world, p, units.cell[row])
    )


@compiled
def free_men(world, p, bank):
    """Return the mobile men for a bank whom nobody threatens."""
    units, men = world.units, 0
    for row in range(units.uid.size):
        if units.bank[row] == bank and is_free(world, p, row):
            men += units.men[row]
    return men


@compiled
def is_pushed_out(world, p, row):
    """Tell whether a unit stands on ground that the attackers have taken."""
    units, role = world.units, world.units.role[row]
    defends = role in (IN_GARRISON, ROVING)
    return (
        defends
        and present(units, row)
        and world.city.held[units.cell[row]] >= p.defence.leave_at
    )


@compiled
def slip_away(world, p, tick, row):
    """Let a unit that has no ground left leave for good, by lot."""
    rate = slip_rate(world, p, tick, world.units.bank[row])
    chance = chance_within(rate, 1.0 / tick.per_day)
    world.toll.leaving[row] = uniform(tick, world.units.squad[row], SLIP, 0) < chance


@compiled
def fall_back(world, p, tick, row, first, last):
    """Draw a pushed-out unit back to the band, or let it slip away where there is none."""
    squad = world.units.squad[row]
    if total(world.listed, first, last) > 0:
        luck = uniform(tick, squad, MARCH, 0)
        march(world, p, tick, row, draw(world.listed, first, last, luck))
    else:
        slip_away(world, p, tick, row)


@compiled
def man_bank(world, p, tick, bank):
    """Move the defenders of one bank."""
    units, near, listed = world.units, world.near, world.listed
    band, lacking = list_band(world, p, bank, 0)
    soft = list_soft_ground(world, p, bank, band)
    share = share_wanted(lacking, free_men(world, p, bank))
    chance = share * chance_within(p.defence.react, 1.0 / tick.per_day)
    for row in range(units.uid.size):
        if units.bank[row] != bank or units.side[row] != ISIS_SIDE:
            continue
        if units.cell[row] == NO_ONE:
            if units.role[row] in (IN_GARRISON, ROVING):
                slip_away(world, p, tick, row)
            continue
        if is_pushed_out(world, p, row):
            fall_back(world, p, tick, row, 0, band)
        elif units.role[row] == RAIDING and world.city.held[units.cell[row]] < 0.5:
            if total(listed, band, soft) > 0 and near.density[0, units.cell[row]] > 0.0:
                luck = uniform(tick, units.squad[row], MARCH, 1)
                march(world, p, tick, row, draw(listed, band, soft, luck))
        elif chance > 0.0 and is_free(world, p, row):
            luck = uniform(tick, units.squad[row], MARCH, 1)
            if luck < chance:
                march(world, p, tick, row, draw(listed, 0, band, luck / chance))


@compiled
def defend(world, p, tick):
    """Move ISIS: back from lost ground, to where it is threatened, behind the attackers."""
    world.toll.leaving[:] = False
    man_bank(world, p, tick, EAST)
    man_bank(world, p, tick, WEST)
    leave(world, p, tick)
