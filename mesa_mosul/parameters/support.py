"""Fires from afar and car bombs."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Strikes(NamedTuple):
    """Air and artillery: a budget, an answer to requests, an effect."""

    munitions_per_aircraft: Annotated[
        float, Known("munitions/day", 0.5, 4.0, "E118a;E118b;A070")
    ] = 1.1
    """Munitions that one aircraft in support releases on the city in a day."""

    rounds_per_gun: Annotated[float, Known("rounds/day", 0.5, 10.0, "A071")] = 3.0
    """Rounds that one gun fires in support in a day."""

    delay_hours: Annotated[float, Known("h", 0.2, 6.0, "A072")] = 2.0
    """Time from a request to its answer."""

    stay_hours: Annotated[float, Known("h", 0.5, 12.0, "A073")] = 4.0
    """Time that a target stays where it was seen."""

    air_hits: Annotated[float, Known("hits/munition", 0.02, 1.0, "E088;A074")] = 0.35
    """Men put out of action by one munition on men who are seen and without cover."""

    gun_hits: Annotated[float, Known("hits/round", 0.002, 0.2, "A074")] = 0.03
    """The same for a round."""

    tolerance: Annotated[float, Known("people/km2", 500, 20000, "A075")] = 10000.0
    """Density of people at which one request in e is still granted."""


class CarBombs(NamedTuple):
    """Car bombs from the workshop to the effect."""

    launch: Annotated[float, Known("per day", 0.01, 0.3, "E103;E104;A080")] = 0.1
    """Rate at which a car bomb in stock is sent out while attackers are near."""

    success: Annotated[float, Known("share", 0.1, 0.5, "E101a;E104;E110a")] = 0.25
    """Share of those sent out that reach their target."""

    casualties: Annotated[float, Known("men", 2.0, 15.0, "A081")] = 6.0
    """Men put out of action by one that reaches its target."""
