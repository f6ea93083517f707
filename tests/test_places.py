"""Where units stand at the start: spread over the land, whatever their size."""

import numpy as np
from town import field, town

from mesa_mosul.names import ISIS, WEST
from mesa_mosul.places import spread_over


def spread(units, cells):
    """Return the cells on which so many units are put."""
    world = field(units)
    spread_over(world, np.arange(units), world.fought[:cells])
    return world.units.cell


def test_few_units_on_much_land_stand_evenly_over_it():
    stood = np.searchsorted(field(1).fought[:50], spread(5, 50))
    assert stood.tolist() == [4, 14, 24, 34, 44]


def test_many_units_on_little_land_share_it():
    _, each = np.unique(spread(40, 10), return_counts=True)
    assert each.tolist() == [4] * 10


def middle_of_isis(size):
    """Return where the defenders of the west bank stand in the middle, in km."""
    world = town(**{"isis.men_per_unit": size}).world
    units, city = world.units, world.city
    rows = (units.force == ISIS) & (units.bank == WEST) & (units.cell >= 0)
    men, cells = units.men[rows], units.cell[rows]
    return np.array(
        [np.average(city.x[cells], weights=men), np.average(city.y[cells], weights=men)]
    )


def test_the_size_of_units_moves_no_defence():
    assert np.abs(middle_of_isis(5) - middle_of_isis(20)).max() < 0.15
