"""Weather: spells of cloud, rain or dust that keep part of the aircraft on the ground."""

from mesa_mosul.chance import WEATHER, chance_within, uniform
from mesa_mosul.compiled import compiled
from mesa_mosul.names import NO_ONE
from mesa_mosul.rules.fire import PERMILLE


@compiled
def rate_of_change(grounds, share, days):
    """Return the rate per day at which a spell of weather ends.

    grounds: whether it grounds aircraft; share: of all days that do; days: mean length of
    such a spell. In the long run a spell grounds aircraft on that share of the days.
    """
    return 1.0 / days if grounds else share / ((1.0 - share) * days)


@compiled
def blow(world, p, tick):
    """Change the weather at dawn, by lot."""
    outside, weather = world.outside, p.weather
    if tick.number % tick.per_day != 0:
        return
    grounds = outside.grounded[0] > 0
    rate = rate_of_change(grounds, weather.bad_days, weather.spell_days)
    if uniform(tick, NO_ONE, WEATHER, 0) < chance_within(rate, 1.0):
        grounds = not grounds
    worst = int(PERMILLE * weather.grounded)
    outside.grounded[0] = worst if grounds and p.switch.weather else 0
