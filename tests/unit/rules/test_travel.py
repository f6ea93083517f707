"""Distances, marches and the river between."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import coarse_simulation, field_cell, make_clock, open_field

from mesa_mosul.engine.codes import EAST_BANK, NEVER, NO_INDEX, WEST_BANK
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.travel import distance_km, march_hours, march_minutes

P = Parameters()


@pytest.fixture(scope="module")
def world():
    return coarse_simulation().world


@pytest.fixture(scope="module")
def banks(world):
    """Three cells of each bank, and a bridge that is open alone."""
    world.bridges.cut_at[:] = 0
    world.bridges.cut_at[0] = NEVER
    land = [
        world.contested_cells[world.cells.bank[world.contested_cells] == bank]
        for bank in (EAST_BANK, WEST_BANK)
    ]
    return [cells[[0, cells.size // 2, -1]] for cells in land]


def minutes(world, start, end, tick_number=0, p=P):
    return plain_twin(march_minutes)(world, p, make_clock(tick_number), start, end)


def test_neighbours_three_and_four_cells_away_are_five_km_apart():
    flat = open_field()
    assert plain_twin(distance_km)(flat.cells, field_cell(), field_cell(3, 4)) == pytest.approx(
        5.0
    )


def test_a_way_is_as_long_as_the_way_back(world):
    for start, end in itertools.combinations(world.contested_cells[::60], 2):
        there, back = (
            plain_twin(distance_km)(world.cells, start, end),
            minutes(world, end, start),
        )
        assert there == plain_twin(distance_km)(world.cells, end, start)
        assert back == minutes(world, start, end)


def test_a_march_of_four_km_over_open_ground_takes_an_hour_and_the_detour():
    flat = open_field()
    flat.cells.march_speed_km_h[:] = 4.0
    assert plain_twin(march_hours)(
        flat.cells, field_cell(), field_cell(0, 4), 1.3
    ) == pytest.approx(1.3)
    assert minutes(flat, field_cell(), field_cell(0, 4)) == int(60 * P.terrain.detour_factor)


@given(st.floats(1.1, 1.6), st.floats(1.1, 1.6))
def test_a_longer_detour_never_makes_a_shorter_march(start, end):
    flat, (short, long) = open_field(), sorted((start, end))
    times = [
        minutes(
            flat,
            field_cell(),
            field_cell(2, 5),
            p=P._replace(terrain=P.terrain._replace(detour_factor=way)),
        )
        for way in (short, long)
    ]
    assert times[0] <= times[1]


def test_to_stay_takes_no_time(world):
    assert all(minutes(world, cell, cell) == 0 for cell in world.contested_cells[::50])


def test_a_crossing_takes_the_way_to_the_bridge_and_from_it_and_the_wait(world, banks):
    cells, bridge = world.cells, world.bridges.cell[0]
    for start, end in itertools.product(*banks):
        legs = ((start, bridge), (bridge, end))
        ways = [plain_twin(march_hours)(cells, *leg, P.terrain.detour_factor) for leg in legs]
        assert minutes(world, start, end) == int(
            60 * (sum(ways) + P.terrain.bridge_delay_hours)
        )


def test_there_is_no_way_over_when_all_bridges_are_cut(world, banks):
    world.bridges.cut_at[0] = 5
    for start, end in itertools.product(*banks):
        assert minutes(world, start, end, tick_number=4) > 0
        assert minutes(world, start, end, tick_number=5) == NO_INDEX
    world.bridges.cut_at[0] = NEVER


def test_a_second_bridge_never_makes_a_crossing_longer(world, banks):
    one_open = [minutes(world, *pair) for pair in itertools.product(*banks)]
    world.bridges.cut_at[1] = NEVER
    two_open = [minutes(world, *pair) for pair in itertools.product(*banks)]
    world.bridges.cut_at[1] = 0
    assert np.all(np.array(two_open) <= one_open)


def test_a_cut_bridge_is_no_matter_to_those_who_stay_on_their_bank(world, banks):
    before = [minutes(world, *pair) for pair in itertools.combinations(banks[0], 2)]
    world.bridges.cut_at[0] = 0
    after = [minutes(world, *pair) for pair in itertools.combinations(banks[0], 2)]
    world.bridges.cut_at[0] = NEVER
    assert before == after
