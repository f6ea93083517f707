"""What ISIS prepared for the defence, and what that costs those who clear it."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Obstacles(NamedTuple):
    """Prepared defence: snipers, barricades, mines, contaminated ground."""

    sniper_equivalence: Annotated[
        float, ParameterSpec("ratio", 1.0, 10.0, "log_uniform", "R16;A162")
    ] = 4.0
    """Ordinary defenders whom one sniper equals in resisting clearing."""

    barricade_extra_work: Annotated[
        float, ParameterSpec("ratio", 0.0, 1.0, "uniform", "R18;A163")
    ] = 0.3
    """Additional clearing work for barricades on fully fortified terrain, relative to bare
    terrain."""

    mine_extra_work: Annotated[
        float, ParameterSpec("ratio", 0.0, 1.0, "uniform", "E114;A161", "mines")
    ] = 0.2
    """Additional clearing work for mines and traps on fully fortified terrain, relative to bare
    terrain."""

    mine_casualties_per_km2: Annotated[
        float, ParameterSpec("personnel/km2", 0.0, 10.0, "pert", "E114;A161", "mines")
    ] = 1.5
    """Attackers hit by mines and traps on a km2 of fortified terrain that is first cleared."""

    contamination_extra_work: Annotated[
        float, ParameterSpec("ratio", 0.0, 0.5, "pert", "R19;E113a;A164", "toxic munitions")
    ] = 0.02
    """Additional clearing work for toxic munitions on fully fortified terrain, relative to bare
    terrain."""

    contamination_cohesion_cost: Annotated[
        float, ParameterSpec("per km2", 0.0, 0.3, "pert", "R19;E113a;A164", "toxic munitions")
    ] = 0.01
    """Cohesion that a battalion loses by clearing a contaminated km2."""

    open_ground_fortification: Annotated[
        float, ParameterSpec("share", 0.0, 1.0, "pert", "A163")
    ] = 0.2
    """Fraction of open terrain that ISIS has fortified; built-up terrain is fortified
    throughout."""
