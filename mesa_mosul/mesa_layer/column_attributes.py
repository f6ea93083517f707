"""Attributes of agents that are views: each reads and writes its row of a column."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mesa_mosul.engine.codes import NO_INDEX
from mesa_mosul.parameters.errors import to_integer

Labels = tuple[str, ...]


class StateAttribute:
    """An attribute of an agent, stored on its row of a column.

    labels: of the codes that the column holds, from 0, or a function of the model that returns
    them; None is the label of -1. read_only: why it cannot be written; empty if it can. column:
    its name, if it is not that of the attribute.
    """

    def __init__(
        self,
        labels: Labels | Callable[[Any], Labels] = (),
        read_only: str = "",
        column: str = "",
    ) -> None:
        self.labels, self.read_only, self.column = labels, read_only, column

    def __set_name__(self, owner: type, name: str) -> None:
        self.name, self.column = name, self.column or name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        value = self.state_column(agent)[agent.row].item()
        if not self.labels:
            return value
        return None if value == NO_INDEX else self.labels_of(agent)[value]

    def __set__(self, agent: Any, value: Any) -> None:
        if self.read_only:
            raise AttributeError(f"{self.name} cannot be written: {self.read_only}")
        self.state_column(agent)[agent.row] = self.encode(agent, value)

    def state_column(self, agent: Any) -> np.ndarray:
        """Return the whole column, of which the agent has one row."""
        return getattr(getattr(agent.model.world, agent.group), self.column)

    def labels_of(self, agent: Any) -> Labels:
        """Return the labels of this column's codes."""
        return self.labels(agent.model) if callable(self.labels) else self.labels

    def encode(self, agent: Any, value: Any) -> int | float:
        """Return a value as its column stores it.

        Raises ValueError for an unknown label, a fraction of a person, or what is no number.
        """
        if self.labels:
            labels = self.labels_of(agent)
            if value is not None and value not in labels:
                raise ValueError(f"{self.name} is '{value}': it is {' or '.join(labels)}")
            return NO_INDEX if value is None else labels.index(value)
        is_integer = self.state_column(agent).dtype.kind == "i"
        if not np.isfinite(value) or (is_integer and value != int(value)):
            wanted = "an integer" if is_integer else "a number"
            raise ValueError(f"{self.name} is {value}: it takes {wanted}")
        return value


class CountAttribute(StateAttribute):
    """A column of personnel or equipment, never below 0."""

    def encode(self, agent: Any, value: Any) -> int | float:
        """Return a number of personnel or pieces. Raises ValueError for a negative one."""
        if value < 0:
            raise ValueError(f"{self.name} is {value}: a unit has 0 or more")
        return super().encode(agent, value)


class StrengthAttribute(CountAttribute):
    """The personnel fit for duty; what is taken away counts as withdrawn, and may come back."""

    def __set__(self, agent: Any, value: Any) -> None:
        column, withdrawn = self.state_column(agent), agent.model.world.units.withdrawn
        strength, row = self.encode(agent, value), agent.row
        most = int(column[row] + withdrawn[row])
        if strength > most:
            raise ValueError(
                f"{self.name} is {value}: this unit has {column[row]}, and {withdrawn[row]} who"
                " withdrew; nobody else can join it"
            )
        column[row], withdrawn[row] = strength, most - strength


class CellAttribute(StateAttribute):
    """A column of cells in which a unit can be; -1 is off the map."""

    def encode(self, agent: Any, value: Any) -> int | float:
        """Return a cell. Raises ValueError for one that is not contested."""
        axis = agent.model.world.cells.axis
        if to_integer(value) is None:
            raise ValueError(f"{self.name} is {value!r}: it takes a cell, or its row")
        on_map = 0 <= value < axis.size and axis[int(value)] != NO_INDEX
        if value != NO_INDEX and not on_map:
            raise ValueError(
                f"{self.name} is {value}: no unit can be there; see world.contested_cells"
            )
        return super().encode(agent, value)
