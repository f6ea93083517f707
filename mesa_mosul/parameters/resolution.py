"""Space, time and the size of units."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Resolution(NamedTuple):
    """Resolution in space, time and units."""

    cell_metres: Annotated[
        int, ParameterSpec("m", 250, 1000, "fixed", "A001", keeps_range=True)
    ] = 500
    """Side of a square cell."""

    hours_per_tick: Annotated[
        int, ParameterSpec("h", 1, 12, "fixed", "A002", keeps_range=True)
    ] = 6
    """Length of a tick; must divide 24."""

    kernel_sd_km: Annotated[
        float, ParameterSpec("km", 0.25, 0.6, "fixed", "A003", keeps_range=True)
    ] = 0.4
    """Standard deviation of the Gaussian kernel that defines what is near a cell."""

    men_per_battalion: Annotated[
        int, ParameterSpec("personnel", 100, 800, "fixed", "A004", keeps_range=True)
    ] = 400
    """Attackers who share one level of cohesion and break together."""

    men_per_decision_group: Annotated[
        int, ParameterSpec("personnel", 1, 400, "fixed", "A005", keeps_range=True)
    ] = 40
    """Attackers whose roles and moves are decided together where units are smaller."""

    men_per_isis_decision_group: Annotated[
        int, ParameterSpec("personnel", 1, 100, "fixed", "A005", keeps_range=True)
    ] = 10
    """ISIS fighters whose roles and moves are decided together where units are smaller."""

    aircraft_per_wing: Annotated[
        int, ParameterSpec("aircraft", 4, 24, "fixed", "A005", keeps_range=True)
    ] = 12
    """Aircraft in one air wing."""

    guns_per_battery: Annotated[
        int, ParameterSpec("guns", 4, 12, "fixed", "A005", keeps_range=True)
    ] = 6
    """Guns in one battery."""

    men_per_isis_battalion: Annotated[
        int, ParameterSpec("personnel", 50, 200, "fixed", "A004", keeps_range=True)
    ] = 100
    """ISIS fighters who share one level of cohesion and break together."""
