"""Fire support and car bombs."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class FireSupport(NamedTuple):
    """Air and artillery support: a daily budget, response to requests, effect."""

    munitions_per_aircraft: Annotated[
        float, ParameterSpec("munitions/day", 0.5, 4.0, "log_pert", "E118a;E118b;A070")
    ] = 1.1
    """Munitions that one aircraft in support releases on the city per day."""

    rounds_per_gun: Annotated[
        float, ParameterSpec("rounds/day", 0.5, 10.0, "log_pert", "A071")
    ] = 3.0
    """Rounds that one gun in support fires per day."""

    response_hours: Annotated[float, ParameterSpec("h", 0.2, 6.0, "log_pert", "A072")] = 2.0
    """Hours from a request for fire to the strike where no advisers are with the battalions."""

    direct_response_hours: Annotated[
        float, ParameterSpec("h", 0.1, 2.0, "log_pert", "A175")
    ] = 0.5
    """Hours from a request for fire to the strike where advisers are with the battalions."""

    direct_tolerance_factor: Annotated[
        float, ParameterSpec("ratio", 1.0, 3.0, "pert", "A175", keeps_range=True)
    ] = 1.5
    """Factor on the tolerance of collateral harm where advisers are with the battalions."""

    target_dwell_hours: Annotated[
        float, ParameterSpec("h", 0.5, 12.0, "log_pert", "A073", keeps_range=True)
    ] = 4.0
    """Mean time that a target stays at the place of detection."""

    hits_per_munition: Annotated[
        float, ParameterSpec("hits/munition", 0.02, 1.0, "log_pert", "E088;A074", "fires")
    ] = 0.35
    """Expected ISIS fighters hit by one air munition that arrives in time, before cover."""

    hits_per_round: Annotated[
        float, ParameterSpec("hits/round", 0.002, 0.2, "log_pert", "A074", "fires")
    ] = 0.03
    """Expected ISIS fighters hit by one artillery round that arrives in time, before cover."""

    collateral_tolerance_per_km2: Annotated[
        float, ParameterSpec("persons/km2", 500, 20000, "log_uniform", "A075", keeps_range=True)
    ] = 10000.0
    """Population density at which a fraction 1/e of the requests for fire is granted."""


class CarBombs(NamedTuple):
    """Car bombs from the workshop to the target."""

    launch_rate: Annotated[
        float, ParameterSpec("per day", 0.01, 0.3, "log_pert", "E103;E104;A080")
    ] = 0.1
    """Rate at which a car bomb in stock is launched while attackers fight on a bank in
    reach."""

    reliability: Annotated[float, ParameterSpec("share", 0.4, 0.8, "pert", "E110a;A080")] = 0.5
    """Fraction of the car bombs not stopped by any defence that reach their target."""

    air_stop_rate: Annotated[
        float, ParameterSpec("per aircraft", 0.0, 0.03, "pert", "E110a;A181")
    ] = 0.01
    """Stopping rate s for each aircraft: n aircraft overhead stop a fraction 1 - exp(-s n) of
    car bombs."""

    max_crater_stop_probability: Annotated[
        float, ParameterSpec("share", 0.0, 0.6, "uniform", "E110a;A182")
    ] = 0.35
    """Largest fraction of car bombs that craters before a front can stop."""

    crater_buildup_days: Annotated[
        float, ParameterSpec("day", 5.0, 40.0, "pert", "E110a;A182", keeps_range=True)
    ] = 15.0
    """Days of fighting in the city over which most of the craters before a front are made."""

    crater_loss_per_km2: Annotated[
        float, ParameterSpec("per km2", 0.0, 0.5, "uniform", "A182")
    ] = 0.1
    """Fraction of its craters that an axis leaves behind with a km2 of the city gained."""

    max_anti_tank_stop_probability: Annotated[
        float, ParameterSpec("share", 0.0, 0.6, "uniform", "E110a;A183")
    ] = 0.35
    """Largest fraction of car bombs that anti-tank fire can stop."""

    anti_tank_buildup_days: Annotated[
        float, ParameterSpec("day", 10.0, 60.0, "pert", "E110a;A183", keeps_range=True)
    ] = 25.0
    """Days of fighting in the city over which most anti-tank weapons come and are mastered."""

    cross_river_launch_ratio: Annotated[
        float, ParameterSpec("ratio", 0.0, 1.0, "pert", "A184")
    ] = 0.3
    """Launch rate from the west at the east over open bridges, relative to that on the same
    bank."""

    casualties_per_detonation: Annotated[
        float, ParameterSpec("personnel", 2.0, 15.0, "log_pert", "A081")
    ] = 6.0
    """Attackers put out of action by one car bomb that reaches its target."""
