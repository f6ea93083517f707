"""Worlds on the same memory that watch or refuse what a rule does with their columns."""

from collections.abc import Callable, Collection

import numpy as np

from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.world import STATE_GROUPS, World
from mesa_mosul.simulation.schedule import SCHEDULE, Phase
from mesa_mosul.simulation.simulation import Simulation

BARE_COLUMNS = tuple(name for name in World._fields if name not in STATE_GROUPS)


def read_only(column: np.ndarray) -> np.ndarray:
    view = column.view()
    view.flags.writeable = False
    return view


def writable_only(world: World, columns: Collection[str]) -> World:
    """Return a world in which only these columns can be written, by their dotted names."""
    groups = {
        group: kind(
            *(
                column if f"{group}.{name}" in columns else read_only(column)
                for name, column in getattr(world, group)._asdict().items()
            )
        )
        for group, kind in STATE_GROUPS.items()
    }
    return World(**groups, **{name: read_only(getattr(world, name)) for name in BARE_COLUMNS})


class WatchedColumn(np.ndarray):
    """A column that notes that it is read, and refuses to count from its end."""

    name: str
    reads: set[str]

    def __array_finalize__(self, parent: object) -> None:
        self.name = getattr(parent, "name", "")
        self.reads = getattr(parent, "reads", set())

    def __getitem__(self, key):
        refuse_negative(key)
        self.reads.add(self.name)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        refuse_negative(key)
        # On a plain view: numpy itself calls __getitem__ to write a slice of a subclass.
        self.view(np.ndarray)[key] = value


def refuse_negative(key: object) -> None:
    for index in key if isinstance(key, tuple) else (key,):
        if not isinstance(index, slice) and index < 0:
            raise IndexError(f"index {index} counts from the end")


def watched(world: World, reads: set[str] | None = None) -> World:
    """Return a world of watched columns, which add their names to `reads` when read."""
    reads = set() if reads is None else reads

    def watch(name: str, column: np.ndarray) -> np.ndarray:
        view = column.view(WatchedColumn)
        view.name, view.reads = name, reads
        return view

    groups = {
        group: kind(
            *(
                watch(f"{group}.{name}", column)
                for name, column in getattr(world, group)._asdict().items()
            )
        )
        for group, kind in STATE_GROUPS.items()
    }
    cells = {name: watch(name, getattr(world, name)) for name in BARE_COLUMNS}
    # Offsets are differences of indices: they may be negative, but nothing indexes by place.
    return World(**groups, **{**cells, "moore_offsets": world.moore_offsets})


def run_phases(
    world_of: Callable[[Phase], World], simulation: Simulation, ticks: int = 4
) -> None:
    """Run the plain rules of some ticks, each phase on the world that `world_of` returns."""
    for _ in range(ticks):
        for phase in SCHEDULE:
            rule = plain_twin(phase.run)
            try:
                rule(world_of(phase), simulation.scenario.parameters, simulation.clock)
            except ValueError as fault:
                fault.add_note(
                    f"in the phase '{phase.name}'; where a column is read-only, another phase"
                    " is declared as its writer (engine/columns.py, command_columns.py,"
                    " workspace.py)"
                )
                raise
        simulation.clock = simulation.clock._replace(tick=simulation.clock.tick + 1)
