"""Influences from outside the city: the western road, Raqqa, reinforcements."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Corridor(NamedTuple):
    """The road from Syria by Tal Afar to Mosul."""

    closed_at_start: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R13;E135")] = False
    """Whether the western road is closed at the city from the first day."""

    passable_day_fraction: Annotated[
        float, ParameterSpec("share", 0.0, 1.0, "uniform", "R13;E134;A211")
    ] = 0.5
    """Fraction of the days on which fighters still get through once the road is cut beyond Tal
    Afar."""

    car_bomb_supply_fraction: Annotated[
        float, ParameterSpec("share", 0.0, 0.6, "uniform", "R13;A190")
    ] = 0.2
    """Fraction of the production of car bombs that is lost once the western road is closed."""


class Raqqa(NamedTuple):
    """Orders, fighters and diversionary attacks by ISIS in Raqqa."""

    hold_order_at_start: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R13")] = False
    """Whether Raqqa's order to hold has reached ISIS in Mosul before the first day."""

    hold_order_rate: Annotated[
        float, ParameterSpec("per day", 0.0, 0.5, "uniform", "R13;A218")
    ] = 0.1
    """Rate at which Raqqa orders ISIS in Mosul to hold when the expected loss is at or above
    the value of holding; in proportion lower below."""

    hold_order_value: Annotated[
        float, ParameterSpec("share", 0.0, 0.5, "uniform", "R13;A218")
    ] = 0.2
    """Increase of the value of holding the city by Raqqa's order to hold."""

    reinforcement_men: Annotated[
        int, ParameterSpec("personnel", 0, 2000, "pert", "R14;E136;A219")
    ] = 0
    """Fighters whom Raqqa sends to Mosul, all at once."""

    reinforcement_day: Annotated[float, ParameterSpec("day", 0, 90, "uniform", "R14;A219")] = (
        5.0
    )
    """Days from the start until Raqqa decides to send fighters."""

    reinforcement_travel_days: Annotated[float, ParameterSpec("day", 1, 14, "pert", "A219")] = (
        4.0
    )
    """Days that fighters sent by Raqqa are on the way to Mosul."""

    diversion_rate: Annotated[float, ParameterSpec("per day", 0.0, 0.5, "pert", "R14;A220")] = (
        0.0
    )
    """Rate at which Raqqa attacks elsewhere when the expected loss in Mosul is at or above the
    value of holding; in proportion lower below."""

    diversion_duration_days: Annotated[
        float, ParameterSpec("day", 2, 21, "log_uniform", "R14;A220")
    ] = 7.0
    """Days that diversionary attacks by Raqqa last."""

    sorties_diverted_fraction: Annotated[
        float, ParameterSpec("share", 0.0, 0.8, "uniform", "R14;A220")
    ] = 0.4
    """Fraction of the sorties over Mosul that diversionary attacks by Raqqa draw away."""


class Reinforcement(NamedTuple):
    """Planned reinforcements by Washington and Baghdad."""

    iraqi_troops: Annotated[
        int, ParameterSpec("personnel", 0, 12000, "pert", "R25;E009;A224")
    ] = 0
    """Troops of fresh Iraqi brigades sent as reinforcements."""

    brigade_men: Annotated[
        int, ParameterSpec("personnel", 1000, 12000, "log_pert", "E009;A226")
    ] = 1300
    """Troops of one fresh Iraqi brigade; each is sent where most territory is left per man."""

    us_troops: Annotated[int, ParameterSpec("personnel", 0, 6000, "pert", "R25;A224")] = 0
    """American ground troops sent as reinforcements."""

    advisers: Annotated[bool, ParameterSpec("boolean", 0, 1, "coin", "R25;A224")] = False
    """Whether more advisers are sent, to stand with the battalions."""

    adviser_men: Annotated[
        int, ParameterSpec("personnel", 50, 1000, "log_pert", "R25;A106;A224")
    ] = 225
    """Additional advisers, where any are sent."""

    decision_day: Annotated[float, ParameterSpec("day", 0, 120, "pert", "R26")] = 0.0
    """Days from the start until the reinforcements are decided."""

    delay_days: Annotated[float, ParameterSpec("day", 1, 60, "pert", "R25;A224")] = 14.0
    """Days from the decision on reinforcements to their arrival."""
