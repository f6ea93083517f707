"""A world in compiled rules: its table lists every column, and refuses those with gaps."""

import numpy as np
import pytest
from town import open_field

from mesa_mosul.engine.compiled_world import COLUMN_SLOTS, CompiledWorld
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.world import World, iter_columns


@compiled
def swap_ends(world):
    cells = world.contested_cells
    world.local_density.density[1, cells[0]] = world.units.strength[1] + 0.5
    world.units.strength[0] = cells.size


def test_every_array_of_a_world_has_one_slot():
    world = open_field()
    bare = [name for name in World._fields if isinstance(getattr(world, name), np.ndarray)]
    slots = {f"{group}.{name}" if group else name for group, name in COLUMN_SLOTS}
    assert slots == {name for name, _ in iter_columns(world)} | set(bare)
    assert sorted(slot.position for slot in COLUMN_SLOTS.values()) == list(range(len(slots)))


def test_compiled_rules_read_and_write_the_columns_of_the_world():
    world = open_field()
    world.units.strength[1] = 7
    swap_ends(CompiledWorld(world))
    assert world.local_density.density[1, world.contested_cells[0]] == 7.5
    assert world.units.strength.tolist() == [world.contested_cells.size, 7]


def test_a_column_with_gaps_is_refused():
    world = open_field()
    gaps = np.zeros(2 * world.units.strength.size, np.int64)[::2]
    world = world._replace(units=world.units._replace(strength=gaps))
    with pytest.raises(ValueError, match=r"units\.strength is not a C-contiguous array"):
        CompiledWorld(world)
