"""What comes from outside the city: the western road, Raqqa, reinforcements."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.known import Known


class Corridor(NamedTuple):
    """The road from Syria by Tal Afar to Mosul."""

    shut: Annotated[bool, Known("yes/no", 0, 1, "R13;E135")] = False
    """The road is cut at the city from the first day."""

    passing: Annotated[float, Known("share", 0.0, 1.0, "R13;E134;A211")] = 0.5
    """Share of the days on which men still come through once it is cut beyond Tal Afar."""

    means: Annotated[float, Known("share", 0.0, 0.6, "R13;A190")] = 0.2
    """Share of the car bombs that cannot be built once the road is shut."""


class Raqqa(NamedTuple):
    """What ISIS in Raqqa says, sends and does."""

    message_sent: Annotated[bool, Known("yes/no", 0, 1, "R13")] = False
    """Its message to hold has come before the first day."""

    message_rate: Annotated[float, Known("per day", 0.0, 0.5, "R13;A218")] = 0.1
    """Rate at which it sends one when all that is worth holding is in danger."""

    message_worth: Annotated[float, Known("share", 0.0, 0.5, "R13;A218")] = 0.2
    """What its message adds to the value of holding the city."""

    men: Annotated[int, Known("men", 0, 2000, "R14;E136;A219")] = 0
    """Men whom it sends, all at once."""

    day: Annotated[float, Known("day", 0, 90, "R14;A219")] = 5.0
    """Days from the start to that decision."""

    march_days: Annotated[float, Known("day", 1, 14, "A219")] = 4.0
    """Days that they are on the way."""

    operations_rate: Annotated[float, Known("per day", 0.0, 0.5, "R14;A220")] = 0.0
    """Rate at which it strikes elsewhere when all that is worth holding is in danger."""

    operation_days: Annotated[float, Known("day", 2, 21, "R14;A220")] = 7.0
    """Days that such an operation lasts."""

    sorties_away: Annotated[float, Known("share", 0.0, 0.8, "R14;A220")] = 0.4
    """Share of the sorties that it draws away meanwhile."""


class Reinforcement(NamedTuple):
    """What Washington and Baghdad plan to add to the attack."""

    iraqi: Annotated[int, Known("men", 0, 12000, "R25;E009;A224")] = 0
    """Men of fresh Iraqi brigades."""

    us_troops: Annotated[int, Known("men", 0, 6000, "R25;A224")] = 0
    """Men of American ground troops."""

    advisers: Annotated[bool, Known("yes/no", 0, 1, "R25;A224")] = False
    """More advisers are sent, to stand with the brigades."""

    adviser_men: Annotated[int, Known("men", 50, 1000, "R25;A106;A224")] = 225
    """How many these are."""

    decided_day: Annotated[float, Known("day", 0, 120, "R26")] = 0.0
    """Days from the start to the decision."""

    delay_days: Annotated[float, Known("day", 1, 60, "R25;A224")] = 14.0
    """Days from the decision to the arrival."""
