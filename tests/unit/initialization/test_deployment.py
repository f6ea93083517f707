"""Where units stand at the start: spread over the land, whatever their size."""

import numpy as np
from town import coarse_simulation, open_field

from mesa_mosul.engine.codes import ISIS, WEST_BANK
from mesa_mosul.initialization.deployment import spread_units


def spread(units, cells):
    """Return the cells on which so many units are put."""
    world = open_field(units)
    spread_units(world, np.arange(units), world.contested_cells[:cells])
    return world.units.cell


def test_few_units_on_much_land_stand_evenly_over_it():
    stood = np.searchsorted(open_field(1).contested_cells[:50], spread(5, 50))
    assert stood.tolist() == [4, 14, 24, 34, 44]


def test_many_units_on_little_land_share_it():
    _, each = np.unique(spread(40, 10), return_counts=True)
    assert each.tolist() == [4] * 10


def middle_of_isis(size):
    """Return where the defenders of the west bank stand in the middle, in km."""
    world = coarse_simulation(**{"isis.men_per_unit": size}).world
    units, city = world.units, world.cells
    rows = (units.force == ISIS) & (units.assigned_bank == WEST_BANK) & (units.cell >= 0)
    men, cells = units.strength[rows], units.cell[rows]
    return np.array(
        [np.average(city.x[cells], weights=men), np.average(city.y[cells], weights=men)]
    )


def test_the_size_of_units_moves_no_defence():
    assert np.abs(middle_of_isis(5) - middle_of_isis(20)).max() < 0.15
