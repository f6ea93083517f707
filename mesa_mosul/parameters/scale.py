"""Space, time and the size of units."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Scale(NamedTuple):
    """How finely the battle is cut."""

    cell_metres: Annotated[int, Known("m", 250, 1000, "A001")] = 500
    """Side of a square cell."""

    hours_per_tick: Annotated[int, Known("h", 1, 12, "A002")] = 6
    """Length of a tick; divides 24."""

    reach_km: Annotated[float, Known("km", 0.25, 0.6, "A003")] = 0.4
    """Width (one standard deviation) of the bell over which men count as near."""

    men_per_battalion: Annotated[int, Known("men", 100, 800, "A004")] = 400
    """Attackers who keep or lose their cohesion together."""

    men_per_squad: Annotated[int, Known("men", 1, 400, "A005")] = 40
    """Attackers who move as one, where units are smaller."""

    men_per_isis_squad: Annotated[int, Known("men", 1, 100, "A005")] = 10
    """ISIS fighters who move as one, where units are smaller."""

    aircraft_per_wing: Annotated[int, Known("aircraft", 4, 24, "A005")] = 12
    """Aircraft in one air wing."""

    guns_per_battery: Annotated[int, Known("guns", 4, 12, "A005")] = 6
    """Guns in one battery."""

    men_per_isis_group: Annotated[int, Known("men", 50, 200, "A004")] = 100
    """ISIS fighters who keep or lose their cohesion together."""
