"""Attributes of agents that are windows: each reads and writes its row of a column."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mesa_mosul.names import NO_ONE

Words = tuple[str, ...]


class Column:
    """An attribute of an agent, kept on its row in the column of the same name.

    words: what its whole numbers mean, from 0, or a function of the model that tells; None
    stands for -1. fixed: what an agent is and cannot become.
    """

    def __init__(self, words: Words | Callable[[Any], Words] = (), fixed: bool = False) -> None:
        self.words, self.fixed = words, fixed

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        value = self.column(agent)[agent.row].item()
        if not self.words:
            return value
        return None if value == NO_ONE else self.known(agent)[value]

    def __set__(self, agent: Any, value: Any) -> None:
        if self.fixed:
            raise AttributeError(f"{self.name} says what an agent is: it cannot be changed")
        self.column(agent)[agent.row] = self.number(agent, value)

    def column(self, agent: Any) -> np.ndarray:
        """Return the whole column, of which the agent has one row."""
        return getattr(getattr(agent.model.world, agent.group), self.name)

    def known(self, agent: Any) -> Words:
        """Return what the numbers of this column mean."""
        return self.words(agent.model) if callable(self.words) else self.words

    def number(self, agent: Any, value: Any) -> int | float:
        """Return a value as its column keeps it.

        Raises ValueError for an unknown word, a fraction of a man, or what is no number.
        """
        if self.words:
            words = self.known(agent)
            if value is not None and value not in words:
                raise ValueError(f"{self.name} is '{value}': it is {' or '.join(words)}")
            return NO_ONE if value is None else words.index(value)
        whole = self.column(agent).dtype.kind == "i"
        if not np.isfinite(value) or (whole and value != int(value)):
            wanted = "a whole number" if whole else "a number"
            raise ValueError(f"{self.name} is {value}: it takes {wanted}")
        return value


class Count(Column):
    """A column of men or pieces, never below 0."""

    def number(self, agent: Any, value: Any) -> int | float:
        """Return a number of men or pieces. Raises ValueError for less than none."""
        if value < 0:
            raise ValueError(f"{self.name} is {value}: a unit has 0 or more")
        return super().number(agent, value)


class Place(Column):
    """A column of cells on which a unit can stand; -1 is off the map."""

    def number(self, agent: Any, value: Any) -> int | float:
        """Return a cell. Raises ValueError for one that nobody fights over."""
        axis = agent.model.world.city.axis
        on_map = 0 <= value < axis.size and axis[int(value)] != NO_ONE
        if value != NO_ONE and not on_map:
            raise ValueError(
                f"{self.name} is {value}: no unit can stand there; world.fought lists where"
            )
        return super().number(agent, value)
