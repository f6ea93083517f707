"""Where ISIS puts its men."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import EAST, IN_GARRISON, ISIS, NO_ONE, RAIDING, ROVING
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.defence import defend, is_free, is_pushed_out, list_band
from mesa_mosul.rules.places import total

P = Parameters()
QUICK = changed(P, {"defence.react": 2.0, "defence.slip_away": 0.5})


def defended(
    number=0, cell=None, role=ROVING, held=(), threatened=(), men=50, theirs=(), p=QUICK
):
    """Return a field with one unit of ISIS, ground held and ground threatened, after defend."""
    world = field(1)
    place = middle(4) if cell is None else cell
    put(world, 0, force=ISIS, men=men, cell=place, role=role, minutes=360)
    world.city.held[list(held)] = 1.0
    world.near.density[0, list(threatened)] = 100.0
    world.near.density[1, list(theirs)] = 100.0
    plain(defend)(world, p, tick(number))
    return world


def where(**said):
    return {int(defended(number=n, **said).units.cell[0]) for n in range(200)}


def test_mobile_men_go_where_it_is_threatened():
    assert where(threatened=[middle()]) == {middle(4), middle()}


def test_they_go_no_faster_than_they_react():
    gone = np.mean(
        [defended(n, threatened=[middle()]).units.cell[0] == middle() for n in range(1000)]
    )
    assert gone == pytest.approx(1 - np.exp(-2.0 / 4), abs=0.05)


def test_nobody_moves_where_nothing_threatens():
    assert where() == {middle(4)}


def test_garrisons_stay_in_their_place():
    assert where(role=IN_GARRISON, threatened=[middle()]) == {middle(4)}


def test_who_is_threatened_himself_stays():
    assert where(threatened=[middle(4), middle()]) == {middle(4)}


@pytest.mark.parametrize("role", [ROVING, IN_GARRISON])
def test_who_lost_his_ground_falls_back_at_once(role):
    assert where(role=role, held=[middle(4)], threatened=[middle()]) == {middle()}


def test_who_has_no_ground_left_slips_away_at_the_stated_rate():
    left = np.mean([defended(n, held=[middle(4)]).toll.leaving[0] for n in range(1000)])
    assert left == pytest.approx(1 - np.exp(-0.5 / 4), abs=0.03)


def test_nobody_slips_away_who_has_ground():
    assert not any(defended(n).toll.leaving[0] for n in range(200))


def raid(number, thin=90.0):
    """Return where a raider goes who stands at the front, before taken ground in his reach."""
    world = field(1)
    put(world, 0, force=ISIS, men=50, cell=middle(1), role=RAIDING, minutes=360)
    world.city.held[middle()], world.hold.wanted[middle()] = 1.0, thin
    world.near.density[:, middle(1)], world.near.density[1, middle()] = 100.0, 100.0
    plain(defend)(world, P, tick(number))
    return world.units.cell[0]


def test_raiders_go_behind_the_front():
    assert all(raid(number) == middle() for number in range(50))


def test_raiders_find_no_way_where_no_holders_are_wanted():
    assert all(raid(number, thin=0.0) == middle(1) for number in range(50))


def test_who_is_off_the_map_is_not_moved():
    assert where(cell=NO_ONE, threatened=[middle()]) == {NO_ONE}


def test_no_place_is_given_more_men_than_it_wants():
    crowd = 40
    world = field(crowd)
    for row in range(crowd):
        put(world, row, force=ISIS, men=50, cell=middle(4), role=ROVING, minutes=360)
    world.near.density[0, middle()] = 100.0
    came = []
    for number in range(100):
        world.units.cell[:] = middle(4)
        plain(defend)(world, QUICK, tick(number))
        came.append(world.units.men[world.units.cell == middle()].sum())
    wanted = P.defence.massing * world.city.area[middle()]
    assert np.mean(came) <= wanted


@given(st.floats(0, 1), st.floats(0, 1))
def test_ground_half_lost_never_wants_more_than_whole_ground(one, other):
    wants = []
    for held in sorted((one, other)):
        world = field(1)
        world.city.held[middle()], world.near.density[0, middle()] = held, 100.0
        last, _ = plain(list_band)(world, P, EAST, 0)
        wants.append(plain(total)(world.listed, 0, last))
    assert wants[0] >= wants[1]


@given(st.floats(0, 1))
def test_nobody_is_free_and_pushed_out_of_threatened_ground(held):
    world = field(1)
    put(world, 0, force=ISIS, men=50, cell=middle(), role=ROVING)
    world.city.held[middle()], world.near.density[0, middle()] = held, 100.0
    assert plain(is_pushed_out)(world, P, 0) == (held >= P.defence.leave_at)
    assert not plain(is_free)(world, P, 0)
