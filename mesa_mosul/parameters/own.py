"""Numbers for a researcher's own rules."""

from typing import Annotated, NamedTuple

from mesa_mosul.parameters.spec import ParameterSpec

OwnNumber = Annotated[float, ParameterSpec("1", -1e6, 1e6, "fixed", "A231")]


class Own(NamedTuple):
    """Numbers that no rule of the model reads: levers of a researcher's own rules."""

    number_1: OwnNumber = 0.0
    """A number for a rule of your own, read as `p.own.number_1`."""

    number_2: OwnNumber = 0.0
    """A second number for rules of your own."""

    number_3: OwnNumber = 0.0
    """A third number for rules of your own."""
