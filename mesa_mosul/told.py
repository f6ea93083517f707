"""The form in which an event is told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mesa_mosul.fight import Run


class Told(NamedTuple):
    """One event in words; options and reason are empty where nobody decided."""

    who: str
    decided: str
    options: str
    numbers: str
    reason: str


Teller = Callable[["Run", Any], Told]
"""What tells of one kind of event: from its run and its row."""
