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

    direct_hours: Annotated[float, Known("h", 0.1, 2.0, "A175")] = 0.5
    """The same where advisers who may call fires are with the battalions."""

    direct_approval: Annotated[float, Known("ratio", 1.0, 3.0, "A175")] = 1.5
    """Tolerance of risk there, over that of a joint centre far behind."""

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

    success: Annotated[float, Known("share", 0.4, 0.8, "E110a;A080")] = 0.5
    """Share of those sent out that reach their target where nothing stops them."""

    air_watch: Annotated[float, Known("per aircraft", 0.0, 0.03, "E110a;A181")] = 0.01
    """Rate at which each aircraft overhead stops them."""

    crater_share: Annotated[float, Known("share", 0.0, 0.6, "E110a;A182")] = 0.35
    """Share that craters before a front stop at most."""

    crater_days: Annotated[float, Known("day", 5.0, 40.0, "E110a;A182")] = 15.0
    """Days of fighting in the city in which most of them are made."""

    outrun: Annotated[float, Known("per km2", 0.0, 0.5, "A182")] = 0.1
    """Share of its craters that an axis leaves behind with a km2 of the city gained."""

    anti_tank_share: Annotated[float, Known("share", 0.0, 0.6, "E110a;A183")] = 0.35
    """Share that anti-tank fire stops at most."""

    anti_tank_days: Annotated[float, Known("day", 10.0, 60.0, "E110a;A183")] = 25.0
    """Days of fighting in the city in which most of those weapons come and are learnt."""

    over_bridges: Annotated[float, Known("ratio", 0.0, 1.0, "A184")] = 0.3
    """Rate of launching at the other bank over open bridges, over that at one's own."""

    casualties: Annotated[float, Known("men", 2.0, 15.0, "A081")] = 6.0
    """Men put out of action by one that reaches its target."""
