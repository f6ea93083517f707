"""Weather that keeps aircraft on the ground."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Weather(NamedTuple):
    """How often, how long and how many."""

    bad_days: Annotated[float, Known("share", 0.0, 0.3, "A191")] = 0.1
    """Share of the days with weather that grounds aircraft."""

    spell_days: Annotated[float, Known("day", 1.0, 4.0, "A191")] = 2.0
    """Days that such a spell lasts."""

    grounded: Annotated[float, Known("share", 0.0, 1.0, "A191")] = 0.7
    """Share of the aircraft that it grounds."""
