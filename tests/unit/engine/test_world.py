"""Allocation of a world, and the declarations of its columns."""

import numpy as np
from town import open_field

from mesa_mosul.engine.columns import Column
from mesa_mosul.engine.world import (
    STATE_GROUPS,
    column_specs,
    columns_written_by,
    iter_columns,
    set_columns,
)


def test_every_column_has_its_declared_type_and_dimensions():
    specs = {
        f"{group}.{name}": spec
        for group, kind in STATE_GROUPS.items()
        for name, spec in column_specs(kind).items()
    }
    arrays = dict(iter_columns(open_field()))
    assert arrays.keys() == specs.keys()
    assert not [
        name
        for name, array in arrays.items()
        if (array.dtype, array.ndim) != (specs[name].dtype, specs[name].ndim)
    ]
    assert all(isinstance(spec.column, Column) for spec in specs.values())


def test_columns_are_found_by_their_writer():
    assert columns_written_by("weather") == ("external.aircraft_grounded_permille",)
    assert columns_written_by("nobody") == ()


def test_contested_cells_are_also_listed_in_ascending_order():
    world = open_field()
    assert np.array_equal(np.sort(world.contested_cells), world.contested_cells_sorted)


def test_columns_are_written_in_place():
    world = open_field()
    array = world.units.strength
    set_columns(world.units, strength=[3, 4])
    assert world.units.strength is array
    assert array.tolist() == [3, 4]
