"""The map at the end of a day, as data: where units are and who controls what."""

import dataclasses
import datetime

import numpy as np

from mesa_mosul.engine.codes import FORCES
from mesa_mosul.initialization.world_builder import BuiltWorld
from mesa_mosul.simulation.simulation import Simulation


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """Units, control and civilians by cell at the end of one day.

    Attributes
    ----------
    date : datetime.date
        The day at whose end the snapshot was taken.
    cell : numpy.ndarray
        Indices of the contested cells, int64, shape (n,).
    control : numpy.ndarray
        Fraction of each cell that the attackers control, float32, shape (n,).
    strength : numpy.ndarray
        Personnel fit for duty by force and cell, int32, shape (forces, n); forces in the order
        of `mesa_mosul.engine.codes.FORCES`.
    population : numpy.ndarray
        Civilians by cell, int32, shape (n,).
    built : BuiltWorld
        What the run started from: its map, formations and tables.
    """

    date: datetime.date
    cell: np.ndarray
    control: np.ndarray
    strength: np.ndarray
    population: np.ndarray
    built: BuiltWorld = dataclasses.field(repr=False)


def take_snapshot(simulation: Simulation, date: datetime.date) -> Snapshot:
    """Return the snapshot of a simulation at present."""
    world, contested = simulation.world, simulation.world.contested_cells
    units = world.units
    strength = np.zeros((len(FORCES), world.cells.control.size), np.int32)
    is_on_map = units.cell >= 0
    place = (units.force[is_on_map], units.cell[is_on_map])
    np.add.at(strength, place, units.strength[is_on_map])
    control = world.cells.control[contested].astype(np.float32)
    population = world.cells.population[contested].astype(np.int32)
    return Snapshot(
        date, contested, control, strength[:, contested], population, simulation.built
    )
