"""What ISIS prepared on the ground, and what that costs those who clear it."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Obstacles(NamedTuple):
    """Prepared defence: snipers, barricades, mines, contaminated ground."""

    sniper_worth: Annotated[float, Known("men/man", 1.0, 10.0, "R16;A162")] = 4.0
    """Ordinary defenders whom a sniper equals against clearing."""

    barricade_delay: Annotated[float, Known("ratio", 0.0, 1.0, "R18;A163")] = 0.3
    """How much more work prepared ground takes for its barricades."""

    mine_delay: Annotated[float, Known("ratio", 0.0, 1.0, "E114;A161")] = 0.2
    """How much more work it takes for its mines and traps."""

    mine_hits: Annotated[float, Known("men/km2", 0.0, 10.0, "E114;A161")] = 1.5
    """Men hit by mines and traps on a km2 of prepared ground that is first cleared."""

    contaminated_delay: Annotated[float, Known("ratio", 0.0, 0.5, "R19;E113a;A164")] = 0.02
    """How much more work it takes for toxic munitions."""

    fear: Annotated[float, Known("per km2", 0.0, 0.3, "R19;E113a;A164")] = 0.01
    """Cohesion that a battalion loses by clearing a contaminated km2."""

    open_ground: Annotated[float, Known("share", 0.0, 1.0, "A163")] = 0.2
    """How far open ground is prepared, over built-up ground."""
