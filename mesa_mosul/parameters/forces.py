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

    recruits_a_day: Annotated[float, Known("men/day", 0, 40, "E019;E024;E088;A006")] = 6.0
    """Men who join in the city; the counts of October and December do not close without."""

    arrivals_a_day: Annotated[float, Known("men/day", 0, 20, "E136;E019;E024;E088;A210")] = 4.0
    """Men who come by the western road while it is open."""

    returning: Annotated[int, Known("men", 0, 3000, "R20;A213")] = 0
    """Men who had left early and come back."""

    returning_day: Annotated[float, Known("day", 0, 90, "R20;A213")] = 3.0
    """Days from the start until they begin to come."""

    returning_days: Annotated[float, Known("day", 1, 60, "R20;A213")] = 14.0
    """Days over which they come."""

    officials_return: Annotated[bool, Known("yes/no", 0, 1, "R21")] = False
    """Officials come back with them."""

    officials: Annotated[int, Known("men", 20, 500, "R21;A214")] = 100
    """How many officials these are."""

    officials_bonus: Annotated[float, Known("share", 0.0, 1.0, "R21;A214")] = 0.2
    """By what share they hasten the recovery of ISIS battalions, all being there."""

    car_bombs_in_stock: Annotated[int, Known("vehicles", 100, 1000, "E103;E104;A111")] = 400
    """Car bombs ready at the start."""

    car_bombs_a_day: Annotated[float, Known("vehicles/day", 4, 16, "E103;E104;A007")] = 12.0
    """Car bombs that the workshops finish, all together."""

    withdraws: Annotated[bool, Known("yes/no", 0, 1, "R11")] = False
    """It leaves the city from the first day, whatever it thinks of holding."""

    hold_worth: Annotated[float, Known("share", 0.1, 1.0, "R11;R12;A215")] = 0.6
    """Shares of its ground and men that a fortnight of holding is worth to it."""

    memory_days: Annotated[float, Known("day", 7, 28, "R12;A215")] = 14.0
    """Days over which it judges the attackers' pace and its losses."""

    withdraw_rate: Annotated[float, Known("per day", 0.0, 1.0, "R11;A215")] = 0.2
    """Rate of withdrawing, or of giving that up, when the reason is complete."""

    leave_rate: Annotated[float, Known("per day", 0.02, 0.5, "R11;A216")] = 0.1
    """Rate at which those who may leave do so, once it withdraws."""

    garrisons_stay: Annotated[float, Known("day", 0, 21, "R11;A216")] = 7.0
    """Days for which garrisons cover the leaving of mobile groups."""

    thin_at: Annotated[float, Known("share", 0.3, 0.95, "R12;A217")] = 0.7
    """Share of the east lost from which it thinks of thinning it for the west."""

    thin_rate: Annotated[float, Known("per day", 0.0, 1.0, "R12;A217")] = 0.3
    """Rate of thinning the east when the reason is complete."""


class Peshmerga(NamedTuple):
    """The Kurdish forces around the city."""

    men: Annotated[int, Known("men", 4000, 40000, "E003")] = 40000
    """Men deployed; few of them attack."""

    men_per_unit: Annotated[int, Known("men", 1, 400, "A005")] = 40
    """Men in one unit."""

    leaves_offensive: Annotated[bool, Known("yes/no", 0, 1, "R22;R23")] = True
    """They stop attacking and man their line."""

    stop_rate: Annotated[float, Known("per day", 0.0, 1.0, "R22;A221")] = 0.1
    """Rate at which they do so, once their ground is taken, where no date is given."""

    line_cover: Annotated[float, Known("share", 0.3, 0.9, "R23;A222")] = 0.7
    """Cover that their line gives once it is fortified."""

    fortify_days: Annotated[float, Known("day", 5, 60, "R23;A222")] = 21.0
    """Days that the fortifying takes."""


class Us(NamedTuple):
    """The American servicemen, and the means of all who support from the air and with guns."""

    servicemen: Annotated[int, Known("men", 100, 6000, "R02;E013;E014")] = 5000
    """Servicemen invested in the campaign; few are near the city."""

    men_per_unit: Annotated[int, Known("men", 1, 400, "A005")] = 50
    """Men in one unit."""

    advisers_embed: Annotated[bool, Known("yes/no", 0, 1, "A175")] = True
    """Advisers who call fires go forward with the battalions when the front restarts."""

    warplanes: Annotated[int, Known("aircraft", 20, 100, "R03;A143")] = 90
    """Warplanes in support."""

    guns: Annotated[int, Known("guns", 20, 150, "R04;A109")] = 150
    """Heavy artillery pieces in support."""

    bridges_cut: Annotated[bool, Known("yes/no", 0, 1, "E125d")] = False
    """All bridges are cut from the first day."""

    bridge_cut_rate: Annotated[float, Known("per day", 0.0, 0.3, "E125d;A223")] = 0.08
    """Rate at which one more bridge is cut, where no date is given."""


class Pmf(NamedTuple):
    """The Popular Mobilisation Forces on the corridor to the west, off the map."""

    men: Annotated[int, Known("men", 0, 20000, "E004")] = 14000
    """Men on the western corridor."""

    men_per_unit: Annotated[int, Known("men", 1, 400, "A005")] = 40
    """Men in one unit."""
