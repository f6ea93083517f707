"""Who takes part, from the figures that the report gives."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Iraqi(NamedTuple):
    """The Iraqi security forces."""

    troops: Annotated[int, Known("men", 20000, 60000, "R01;E001")] = 54000
    """Troops invested in the campaign; most hold ground, cordon and rear."""

    men_per_unit: Annotated[int, Known("men", 1, 400, "A005")] = 40
    """Men in one unit, about a platoon."""


class Isis(NamedTuple):
    """The defenders and what they can bring."""

    fighters: Annotated[int, Known("men", 2500, 10000, "R05;E019;E020")] = 9000
    """Fighters in and around the city at the start."""

    men_per_unit: Annotated[int, Known("men", 1, 100, "A005")] = 10
    """Men in one unit, about a house's garrison."""

    recruits_a_day: Annotated[float, Known("men/day", 0, 40, "E019;E024;E088;A006")] = 10.0
    """Men who join or arrive; the counts of October and December do not close without."""

    car_bombs_in_stock: Annotated[int, Known("vehicles", 100, 1000, "E103;E104;A111")] = 400
    """Car bombs ready at the start."""

    car_bombs_a_day: Annotated[float, Known("vehicles/day", 4, 16, "E103;E104;A007")] = 12.0
    """Car bombs that the workshops finish, all together."""


class Peshmerga(NamedTuple):
    """The Kurdish forces around the city."""

    men: Annotated[int, Known("men", 4000, 40000, "E003")] = 40000
    """Men deployed; few of them attack."""

    men_per_unit: Annotated[int, Known("men", 1, 400, "A005")] = 40
    """Men in one unit."""

    leaves_offensive: Annotated[bool, Known("yes/no", 0, 1, "R22;R23")] = True
    """They stop attacking and man their line."""


class Us(NamedTuple):
    """The American servicemen, and the means of all who support from the air and with guns."""

    servicemen: Annotated[int, Known("men", 100, 6000, "R02;E013;E014")] = 5000
    """Servicemen invested in the campaign; few are near the city."""

    men_per_unit: Annotated[int, Known("men", 1, 400, "A005")] = 50
    """Men in one unit."""

    warplanes: Annotated[int, Known("aircraft", 20, 100, "R03;A143")] = 90
    """Warplanes in support."""

    guns: Annotated[int, Known("guns", 20, 150, "R04;A109")] = 150
    """Heavy artillery pieces in support."""


class Pmf(NamedTuple):
    """The Popular Mobilisation Forces on the corridor to the west, off the map."""

    men: Annotated[int, Known("men", 0, 20000, "E004")] = 14000
    """Men on the western corridor."""

    men_per_unit: Annotated[int, Known("men", 1, 400, "A005")] = 40
    """Men in one unit."""
