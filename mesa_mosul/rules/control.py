"""Quarters: entered, won, secured, lost again, and what Baghdad calls freed."""

from mesa_mosul.compiled import compiled
from mesa_mosul.names import IRAQI, NEVER, QUARTER_LOST, QUARTER_WON
from mesa_mosul.rules.events import note


@compiled
def share_held(world):
    """Write the share of each quarter's ground that is in attackers' hands."""
    city, quarters = world.city, world.quarters
    quarters.share[:] = 0.0
    for at in range(world.in_order.size):
        cell = world.in_order[at]
        if city.quarter[cell] >= 0:
            quarters.share[city.quarter[cell]] += city.held[cell] * city.city_area[cell]
    for quarter in range(quarters.area.size):
        quarters.share[quarter] /= quarters.area[quarter]


@compiled
def judge(world, p, tick):
    """Settle what each quarter counts as."""
    quarters = world.quarters
    share_held(world)
    for quarter in range(quarters.area.size):
        held, cell = quarters.share[quarter], quarters.cell[quarter]
        quarters.entered[quarter] = held >= p.command.entered_share
        if held < p.hold.secure_share:
            quarters.held_since[quarter] = NEVER
        elif quarters.held_since[quarter] == NEVER:
            quarters.held_since[quarter] = tick.number
        since = tick.number - quarters.held_since[quarter]
        quarters.secured[quarter] = since >= p.hold.secure_days * tick.per_day
        if held >= p.command.claim_share:
            quarters.claimed[quarter] = True
        if not quarters.won[quarter] and held >= p.command.won_share:
            quarters.won[quarter] = True
            note(world, tick, QUARTER_WON, IRAQI, cell, float(quarter), held, 0.0)
        elif quarters.won[quarter] and held < 0.5 * p.command.won_share:
            quarters.won[quarter] = False
            note(world, tick, QUARTER_LOST, IRAQI, cell, float(quarter), held, 0.0)
