"""What the ground does to those who move, hide and fight on it."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Ground(NamedTuple):
    """Cover, concealment and pace by class of ground."""

    cover_open: Annotated[float, Known("share", 0.0, 0.3, "A010")] = 0.1
    """Share of fire that open ground keeps off a man in position."""

    cover_village: Annotated[float, Known("share", 0.2, 0.7, "A010")] = 0.5
    """Share of fire that a village keeps off."""

    cover_new_city: Annotated[float, Known("share", 0.4, 0.8, "A010")] = 0.6
    """Share of fire that the quarters of the new city keep off."""

    cover_old_city: Annotated[float, Known("share", 0.5, 0.9, "A010")] = 0.75
    """Share of fire that the Old City keeps off."""

    cover_industrial: Annotated[float, Known("share", 0.3, 0.8, "A010")] = 0.5
    """Share of fire that workshops and warehouses keep off."""

    hiding_open: Annotated[float, Known("share", 0.0, 0.5, "A011")] = 0.2
    """Share of men in position whom open ground hides."""

    hiding_built: Annotated[float, Known("share", 0.4, 0.95, "A011")] = 0.8
    """Share of men in position whom built-up ground hides."""

    pace_open: Annotated[float, Known("km/h", 2.0, 10.0, "A012")] = 4.0
    """Pace of a march over open ground, halts included."""

    pace_built: Annotated[float, Known("km/h", 0.5, 3.0, "A012")] = 1.5
    """Pace of a march through built-up ground behind the front."""

    detour: Annotated[float, Known("ratio", 1.1, 1.6, "A013")] = 1.3
    """Length of a way over the straight line."""

    bridge_delay: Annotated[float, Known("h", 0.5, 12.0, "A014")] = 3.0
    """Hours that a crossing of the river costs under watch from the air."""
