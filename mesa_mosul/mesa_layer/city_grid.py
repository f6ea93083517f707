"""The city as a Mesa grid, whose cells and property layers are views on the state."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, overload

import numpy as np
from mesa import discrete_space
from mesa.agent import AgentSet
from mesa.discrete_space import Cell, OrthogonalMooreGrid

from mesa_mosul.engine.codes import NO_INDEX


class CellAgents(Sequence[Any]):
    """Who is in a cell at present: its units, and agents of a user's own that are put there."""

    def __init__(self, cell: "CityCell") -> None:
        self.cell = cell

    def to_list(self) -> list[Any]:
        """Return the units, by row, and then the other agents."""
        model = self.cell.model
        rows = np.flatnonzero(model.world.units.cell == self.cell.row).tolist()
        units = (model.units_by_row.get(row) for row in rows)
        return [*(unit for unit in units if unit is not None), *self.cell.others]

    copy = to_list

    def append(self, agent: Any) -> None:
        """Add an agent of a user's own."""
        self.cell.others.append(agent)
        self.cell.model.grid.cells_with_others.add(self.cell)

    def remove(self, agent: Any) -> None:
        """Take an agent of a user's own away."""
        self.cell.others.remove(agent)

    def __len__(self) -> int:
        return len(self.to_list())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_list())

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        return self.to_list()[at]

    def __repr__(self) -> str:
        return repr(self.to_list())


class CityCell(Cell):
    """A cell of the city; `agents` are the units that are in it at present.

    row: its row in `world.cells`. others: agents of a user's own.
    """

    __slots__ = ("others",)
    model: ClassVar[Any]
    others: list[Any]

    @property
    def row(self) -> int:
        """Its row in `world.cells`."""
        column, row = self.coordinate
        return row * self.model.simulation.built.city_map.cols + column

    @property
    def _agents(self) -> Any:
        return CellAgents(self)

    @_agents.setter
    def _agents(self, agents: list[Any]) -> None:
        # Mesa gives every cell an empty list when it makes it.
        self.others = agents

    @property
    def agents(self) -> list[Any]:
        """The agents in the cell."""
        return self._agents.to_list()


PropertyLayer: Any = getattr(discrete_space, "PropertyLayer", None)
"""The class of a layer in Mesa 3; in Mesa 4 a layer is an array."""


def to_layer(name: str, column: np.ndarray) -> Any:
    """Return a layer of Mesa 3 whose data is the column itself, no copy of it."""
    layer = PropertyLayer(name, column.shape, default_value=0, dtype=column.dtype.type)
    layer._data = column
    return layer


class CityGrid(OrthogonalMooreGrid):
    """The grid of a `MosulModel`: a cell for each (column, row), row 0 in the south.

    Its property layers are the columns of `world.cells`, shape (columns, rows), by their names
    (`control`, `cover`, `population`, ...): they share their memory. To move a unit write
    `unit.cell`.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> model = mm.MosulModel("reported", seed=1)
    >>> unit = next(unit for unit in model.units if unit.force == "isis")
    >>> unit in unit.cell.agents, len(unit.cell.neighborhood)
    (True, 8)
    >>> bool(model.grid.population.data.sum() == model.world.cells.population.sum())
    True
    """

    def __init__(self, model: Any) -> None:
        city_map, cells = model.simulation.built.city_map, model.world.cells
        own_class = type("CityCell", (CityCell,), {"model": model, "__slots__": ()})
        size = (city_map.cols, city_map.rows)
        self.model = model
        self.cells_with_others: set[CityCell] = set()
        super().__init__(size, torus=False, random=model.random, cell_klass=own_class)
        for name, column in cells._asdict().items():
            layer = column.reshape(city_map.rows, city_map.cols).T
            if PropertyLayer is None:
                self.add_property_layer(name, layer)
            else:
                self.add_property_layer(to_layer(name, layer))
        self.update_empty()

    def update_empty(self) -> None:
        """Note in Mesa's layer `empty` in which cells nobody is; called after every tick."""
        is_empty = self.empty if PropertyLayer is None else self.empty.data
        is_empty[:] = True
        for cell in self.cells_with_others:
            is_empty[cell.coordinate] = not cell.others
        cells = self.model.world.units.cell[list(self.model.units_by_row)]
        north, east = np.divmod(cells[cells != NO_INDEX], self.width)
        is_empty[east, north] = False

    def cell_at(self, row: int) -> CityCell | None:
        """Return the cell of a row of `world.cells`; None for -1."""
        if row == NO_INDEX:
            return None
        north, east = divmod(row, self.width)
        return self[east, north]

    @property
    def agents(self) -> AgentSet:
        """The units on the map, and agents of a user's own in its cells."""
        cells = self.model.world.units.cell
        units = [one for row, one in self.model.units_by_row.items() if cells[row] != NO_INDEX]
        others = [agent for cell in self._celllist for agent in cell.others]
        return AgentSet([*units, *others], random=self.random)
