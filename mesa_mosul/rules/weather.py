"""Weather: a two-state Markov chain of days with and without grounded aircraft."""

from mesa_mosul.engine.codes import NO_INDEX
from mesa_mosul.engine.fixed_point import PERMILLE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import STREAM_WEATHER, Clock, rate_to_probability, uniform
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters


@compiled
def spell_end_rate(is_grounding: bool, bad_fraction: float, spell_days: float) -> float:
    """Return the rate per day at which the current spell of weather ends.

    bad_fraction: stationary fraction of bad days; spell_days: mean length of a bad spell.
    """
    return (
        1.0 / spell_days if is_grounding else bad_fraction / ((1.0 - bad_fraction) * spell_days)
    )


@compiled
def update_weather(world: World, p: Parameters, clock: Clock) -> None:
    """Advance the two-state Markov chain of the weather once a day.

    In bad weather a fixed fraction of aircraft is grounded.
    """
    external, weather = world.external, p.weather
    if clock.tick % clock.ticks_per_day != 0:
        return
    is_grounding = external.aircraft_grounded_permille[0] > 0
    rate = spell_end_rate(is_grounding, weather.bad_weather_fraction, weather.spell_days)
    if uniform(clock, NO_INDEX, STREAM_WEATHER, 0) < rate_to_probability(rate, 1.0):
        is_grounding = not is_grounding
    permille_grounded = int(PERMILLE * weather.aircraft_grounded_fraction)
    external.aircraft_grounded_permille[0] = (
        permille_grounded if is_grounding and p.switch.weather else 0
    )
