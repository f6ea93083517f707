"""The effect of terrain on movement, concealment and fire."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Terrain(NamedTuple):
    """Cover, concealment and march speed by land class."""

    cover_open: Annotated[float, ParameterSpec("share", 0.0, 0.3, "pert", "A010")] = 0.1
    """Fraction of hits by fire that open terrain prevents."""

    cover_village: Annotated[
        float, ParameterSpec("share", 0.2, 0.7, "pert", "A010", "cover")
    ] = 0.5
    """Fraction of hits by fire that a village prevents."""

    cover_new_city: Annotated[
        float, ParameterSpec("share", 0.4, 0.8, "pert", "A010", "cover")
    ] = 0.6
    """Fraction of hits by fire that the neighbourhoods of the new city prevent."""

    cover_old_city: Annotated[
        float, ParameterSpec("share", 0.5, 0.9, "pert", "A010", "cover")
    ] = 0.75
    """Fraction of hits by fire that the Old City prevents."""

    cover_industrial: Annotated[
        float, ParameterSpec("share", 0.3, 0.8, "pert", "A010", "cover")
    ] = 0.5
    """Fraction of hits by fire that workshops and warehouses prevent."""

    concealment_open: Annotated[float, ParameterSpec("share", 0.0, 0.5, "pert", "A011")] = 0.2
    """Fraction of troops in position whom open terrain hides."""

    concealment_built: Annotated[float, ParameterSpec("share", 0.4, 0.95, "pert", "A011")] = 0.8
    """Fraction of troops in position whom built-up terrain hides."""

    march_speed_open: Annotated[float, ParameterSpec("km/h", 2.0, 10.0, "log_pert", "A012")] = (
        4.0
    )
    """Speed of a march over open terrain, halts included."""

    march_speed_built: Annotated[float, ParameterSpec("km/h", 0.5, 3.0, "log_pert", "A012")] = (
        1.5
    )
    """Speed of a march through built-up terrain behind the front, halts included."""

    detour_factor: Annotated[float, ParameterSpec("ratio", 1.1, 1.6, "pert", "A013")] = 1.3
    """Ratio of the length of a route to the straight-line distance."""

    bridge_delay_hours: Annotated[float, ParameterSpec("h", 0.5, 12.0, "log_pert", "A014")] = (
        3.0
    )
    """Hours that crossing a bridge under air surveillance adds to a march."""
