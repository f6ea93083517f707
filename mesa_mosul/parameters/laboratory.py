"""Sizes of the laboratory fights, in which the rules are compared with exact results."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec


class Duel(NamedTuple):
    """Laboratory fight: two sides in the open who see each other."""

    blue: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 100
    """Troops of the attackers' side."""

    red: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 50
    """Troops of the defenders' side."""


class Ambush(NamedTuple):
    """Laboratory fight: attackers in the open against defenders whom they do not see."""

    blue: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 100
    """Troops of the attackers' side."""

    red: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 20
    """Troops of the defenders' side."""


class Street(NamedTuple):
    """Laboratory fight: a street of the new city, with its cover and concealment."""

    blue: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 120
    """Troops of the attackers' side."""

    red: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 40
    """Troops of the defenders' side."""


class Hill(NamedTuple):
    """Laboratory fight: attackers in the open against defenders of whom they see half."""

    blue: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 120
    """Troops of the attackers' side."""

    red: Annotated[int, ParameterSpec("personnel", 0, 10000, "fixed", "A150")] = 80
    """Troops of the defenders' side."""
