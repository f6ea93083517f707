"""Cells: the bell of nearness, distances, marches and the river between."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import everything, field, middle, tick, town

from mesa_mosul.city import survey
from mesa_mosul.compiled import plain
from mesa_mosul.grid import bell, hours_straight, kilometres, march_minutes
from mesa_mosul.names import EAST, NEVER, NO_ONE, WEST
from mesa_mosul.parameters import Parameters, parameters

SIZES = [0.25, 0.5, 1.0]
REACH = parameters()["scale.reach_km"].known
P = Parameters()


@pytest.fixture(scope="module")
def world():
    return town().world


@pytest.fixture(scope="module")
def banks(world):
    """Three cells of each bank, and a bridge that is open alone."""
    world.bridges.cut_at[:] = 0
    world.bridges.cut_at[0] = NEVER
    land = [world.fought[world.city.bank[world.fought] == bank] for bank in (EAST, WEST)]
    return [cells[[0, cells.size // 2, -1]] for cells in land]


def minutes(world, one, other, number=0, p=P):
    return plain(march_minutes)(world, p, tick(number), one, other)


@pytest.mark.parametrize("cell_km", SIZES)
@pytest.mark.parametrize("reach", [REACH.low, 0.5, REACH.high])
def test_a_bell_sums_to_one_over_the_plane(cell_km, reach):
    weight = bell(cell_km, reach, 1000)[1]
    assert weight.sum() * cell_km**2 == pytest.approx(1.0)


@pytest.mark.parametrize("cell_km", SIZES)
def test_a_bell_looks_the_same_on_all_sides(cell_km):
    offset, weight, _ = bell(cell_km, 0.5, 1000)
    around = dict(zip(offset.tolist(), weight.tolist(), strict=True))
    assert all(around[-step] == pytest.approx(share) for step, share in around.items())


@pytest.mark.parametrize("cell_km", SIZES)
def test_a_bell_is_highest_in_its_middle(cell_km):
    offset, weight, _ = bell(cell_km, 0.5, 1000)
    assert offset[np.argmax(weight)] == 0


@pytest.mark.parametrize("cell_km", SIZES)
def test_a_bell_is_as_wide_as_its_reach_and_the_two_cells_it_joins(cell_km):
    """Variances add: that of the bell, and a twelfth of its square for each of two cells."""
    offset, weight, _ = bell(cell_km, 0.5, 10_001)
    north = (offset + 5000) // 10_001
    variance = np.sum(weight * (north * cell_km) ** 2) * cell_km**2
    assert np.sqrt(variance) == pytest.approx(np.sqrt(0.5**2 + cell_km**2 / 6), rel=0.06)


@pytest.mark.parametrize("metres", [250, 500, 1000])
def test_no_bell_reaches_beyond_the_sheet(metres):
    ground = survey(everything(), metres)
    offset, _, _ = bell(ground.cell_km, REACH.high, ground.cols)
    north, east = np.divmod(offset + ground.cols // 2, ground.cols)
    deep, wide = np.abs(north).max(), np.abs(east - ground.cols // 2).max()
    row, col = np.divmod(np.flatnonzero(ground.area > 0), ground.cols)
    assert min(row.min(), ground.rows - 1 - row.max()) >= deep
    assert min(col.min(), ground.cols - 1 - col.max()) >= wide


def test_neighbours_three_and_four_cells_away_are_five_km_apart():
    flat = field()
    assert plain(kilometres)(flat.city, middle(), middle(3, 4)) == pytest.approx(5.0)


def test_a_way_is_as_long_as_the_way_back(world):
    for one, other in itertools.combinations(world.fought[::60], 2):
        there, back = plain(kilometres)(world.city, one, other), minutes(world, other, one)
        assert there == plain(kilometres)(world.city, other, one)
        assert back == minutes(world, one, other)


def test_a_march_of_four_km_over_open_ground_takes_an_hour_and_the_detour():
    flat = field()
    flat.city.pace[:] = 4.0
    assert plain(hours_straight)(flat.city, middle(), middle(0, 4), 1.3) == pytest.approx(1.3)
    assert minutes(flat, middle(), middle(0, 4)) == int(60 * P.ground.detour)


@given(st.floats(1.1, 1.6), st.floats(1.1, 1.6))
def test_a_longer_detour_never_makes_a_shorter_march(one, other):
    flat, (short, long) = field(), sorted((one, other))
    times = [
        minutes(
            flat, middle(), middle(2, 5), p=P._replace(ground=P.ground._replace(detour=way))
        )
        for way in (short, long)
    ]
    assert times[0] <= times[1]


def test_to_stay_takes_no_time(world):
    assert all(minutes(world, cell, cell) == 0 for cell in world.fought[::50])


def test_a_crossing_takes_the_way_to_the_bridge_and_from_it_and_the_wait(world, banks):
    city, bridge = world.city, world.bridges.cell[0]
    for one, other in itertools.product(*banks):
        ways = [plain(hours_straight)(city, one, bridge, P.ground.detour),
                plain(hours_straight)(city, bridge, other, P.ground.detour)]  # fmt: skip
        assert minutes(world, one, other) == int(60 * (sum(ways) + P.ground.bridge_delay))


def test_there_is_no_way_over_when_all_bridges_are_cut(world, banks):
    world.bridges.cut_at[0] = 5
    for one, other in itertools.product(*banks):
        assert minutes(world, one, other, number=4) > 0
        assert minutes(world, one, other, number=5) == NO_ONE
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
