"""The civilians of the city: how many, who leaves, who is harmed and by what."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Civilians(NamedTuple):
    """Population, displacement and harm."""

    in_city: Annotated[int, ParameterSpec("persons", 1000000, 1500000, "pert", "E148")] = (
        1200000
    )
    """Civilians in the city at the start."""

    east_bank_fraction: Annotated[float, ParameterSpec("share", 0.45, 0.68, "pert", "E148")] = (
        0.49
    )
    """Fraction of the civilians who live on the east bank at the start."""

    old_city_density_ratio: Annotated[
        float, ParameterSpec("ratio", 1.0, 5.0, "log_pert", "A095")
    ] = 2.5
    """Ratio of the population density of the Old City to that of the rest of its bank."""

    displacement_rate: Annotated[
        float, ParameterSpec("per day", 0.0005, 0.02, "log_pert", "E140;E142;A090")
    ] = 0.008
    """Rate at which civilians in contact with the fighting leave the city."""

    crossfire_death_rate: Annotated[
        float, ParameterSpec("per day", 1e-6, 2e-4, "log_pert", "A091")
    ] = 2.5e-5
    """Rate at which a civilian in contact with the fighting is killed by crossfire."""

    isis_killing_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 1e-4, "pert", "E095;A092")
    ] = 2e-5
    """Rate at which a civilian under ISIS is killed by ISIS, executions included."""

    lethal_area_per_munition: Annotated[
        float, ParameterSpec("km2/munition", 1e-6, 5e-4, "log_uniform", "A093", "lethal areas")
    ] = 4e-5
    """Area in which one air munition kills civilians in buildings."""

    lethal_area_per_round: Annotated[
        float, ParameterSpec("km2/round", 1e-7, 1e-4, "log_uniform", "A093", "lethal areas")
    ] = 5e-6
    """Area in which one artillery round kills civilians in buildings."""

    injured_per_killed: Annotated[
        float, ParameterSpec("ratio", 1.0, 4.0, "log_pert", "A094")
    ] = 2.2
    """Civilians injured for each civilian killed by crossfire, air strikes or artillery."""
