"""Weather that keeps aircraft on the ground."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Weather(NamedTuple):
    """Frequency, length and effect of bad weather."""

    bad_weather_fraction: Annotated[
        float, ParameterSpec("share", 0.0, 0.3, "pert", "A191", keeps_range=True)
    ] = 0.1
    """Fraction of the days with weather that grounds aircraft."""

    spell_days: Annotated[
        float, ParameterSpec("day", 1.0, 4.0, "pert", "A191", keeps_range=True)
    ] = 2.0
    """Mean length of a spell of bad weather."""

    aircraft_grounded_fraction: Annotated[
        float, ParameterSpec("share", 0.0, 1.0, "uniform", "A191")
    ] = 0.7
    """Fraction of the aircraft that bad weather grounds."""
