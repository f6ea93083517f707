"""Ground taken and ground lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    ATTACK,
    COALITION_SIDE,
    IN_GARRISON,
    IRAQI,
    ISIS,
    PESHMERGA,
    RAIDING,
    WAITING,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.ground import clear, list_hands, retake, success, time_used

P = Parameters()
some = st.floats(0, 1e4)
EASE = 1e-4


def work(world):
    return plain(clear)(world, P, tick(), 0, plain(list_hands)(world, COALITION_SIDE))


def cleared(men=100, enemy=0.0, held=0.0, minutes=60, cohesion=1.0, ease=EASE, **unit):
    """Return whether a cell was finished, and the field, after an hour of one unit's work."""
    world = field(1)
    put(world, 0, **{"force": IRAQI, "men": men, "cell": middle(), "role": ATTACK,
                     "minutes": minutes, **unit})  # fmt: skip
    world.city.held[:], world.city.ease[:] = held, ease
    world.battalions.cohesion[0] = cohesion
    world.site.front[middle()] = True
    world.near.density[0, middle()], world.near.density[1, middle()] = 100.0, enemy
    return work(world), world


def taken(**said):
    return cleared(**said)[1].city.held[middle()]


def lost(men=100, ours=0.0, held=1.0, role=RAIDING, minutes=60, p=P):
    """Return what an hour of one ISIS unit's presence does to a held cell."""
    world = field(1)
    put(world, 0, force=ISIS, men=men, cell=middle(), role=role, minutes=minutes)
    world.city.held[:] = held
    world.near.density[0, middle()], world.near.density[1, middle()] = ours, 100.0
    plain(retake)(world, p)
    return held - world.city.held[middle()]


@given(some, some, st.floats(0, 10))
def test_success_is_a_share(workers, opponents, worth):
    assert 0.0 <= plain(success)(workers, opponents, worth) <= 1.0


@given(some, some, some, st.floats(0, 10))
def test_more_opponents_never_help(workers, one, other, worth):
    few, many = sorted((one, other))
    assert plain(success)(workers, few, worth) >= plain(success)(workers, many, worth)


def test_work_is_halved_by_the_opponents_that_say_so():
    assert plain(success)(100.0, 20.0, 5.0) == 0.5
    assert plain(success)(100.0, 0.0, 5.0) == 1.0


@given(st.floats(0, 1), st.floats(0, 10))
def test_the_time_used_is_a_share_of_the_time(missing, possible):
    assert 0.0 <= plain(time_used)(missing, possible) <= 1.0


def test_half_a_cells_worth_of_work_takes_half_the_time_of_a_whole_one():
    assert plain(time_used)(0.5, 1.0) == 0.5


def test_a_hundred_men_take_a_hundredth_of_a_km2_in_an_hour_at_a_rate_of_a_ten_thousandth():
    assert taken() == pytest.approx(0.01)


def test_men_whom_nobody_resists_take_ground_where_they_have_just_come():
    """Nobody stood here when men were last counted, so the density around is still 0."""
    world = field(1)
    put(world, 0, force=IRAQI, men=100, cell=middle(), role=ATTACK, minutes=60)
    world.city.ease[:], world.site.front[middle()] = EASE, True
    work(world)
    assert world.city.held[middle()] == pytest.approx(0.01)


def test_men_who_do_not_finish_have_no_time_left():
    finished, world = cleared()
    assert not finished
    assert world.units.minutes[0] == 0


def test_men_who_finish_halfway_keep_half_their_time():
    finished, world = cleared(ease=0.02)
    assert finished
    assert world.city.held[middle()] == 1.0
    assert world.units.minutes[0] == 30


@given(st.integers(1, 400), st.integers(1, 400))
def test_more_men_never_take_less(one, other):
    few, many = sorted((one, other))
    assert taken(men=few) <= taken(men=many)


@given(st.floats(0, 500), st.floats(0, 500))
def test_more_defenders_never_lose_more_ground(one, other):
    few, many = sorted((one, other))
    assert taken(enemy=few) >= taken(enemy=many)


@given(st.floats(0, 1), st.floats(0, 1))
def test_men_of_more_cohesion_never_take_less(one, other):
    low, high = sorted((one, other))
    assert taken(cohesion=low) <= taken(cohesion=high)


@given(st.integers(1, 400), st.floats(0, 1), st.floats(0, 500), st.floats(0, 0.1))
def test_a_cell_is_never_more_than_taken(men, held, enemy, ease):
    assert held <= taken(men=men, held=held, enemy=enemy, ease=ease) <= 1.0


@pytest.mark.parametrize(
    "unit", [{"force": ISIS}, {"role": WAITING}, {"minutes": -5}, {"men": 0}]
)
def test_who_does_not_attack_takes_nothing(unit):
    assert taken(**unit) == 0.0


def test_work_away_from_the_front_takes_nothing():
    world = field(1)
    put(world, 0, force=PESHMERGA, men=100, cell=middle(), role=ATTACK, minutes=60)
    work(world)
    assert not world.city.held.any()


def test_two_units_take_as_much_as_one_of_their_size():
    world = field(2)
    for row in range(2):
        put(world, row, force=IRAQI, men=50, cell=middle(), role=ATTACK, minutes=60)
    world.city.ease[:] = EASE
    world.site.front[middle()] = True
    world.near.density[0, middle()] = 100.0
    work(world)
    assert world.city.held[middle()] == taken(men=100)


def test_a_raider_alone_undoes_the_stated_ground():
    p = changed(P, {"hold.retake": 2e-4})
    assert lost(p=p) == pytest.approx(100 * 2e-4)


def test_nothing_is_lost_that_is_not_held():
    assert lost(held=0.0) == 0.0


@given(st.integers(1, 400), st.integers(0, 720), st.floats(0, 1))
def test_no_more_is_lost_than_is_held(men, minutes, held):
    assert -1e-15 <= lost(men=men, minutes=minutes, held=held) <= held


@given(st.floats(0, 500), st.floats(0, 500))
def test_ground_that_is_better_held_is_never_lost_faster(one, other):
    few, many = sorted((one, other))
    assert lost(ours=few) >= lost(ours=many)


def test_raiders_undo_more_than_men_in_garrison():
    assert lost(role=RAIDING) > lost(role=IN_GARRISON) > 0.0


def test_raiders_on_the_march_undo_nothing():
    assert lost(minutes=-1) == 0.0


def test_the_attackers_do_not_undo_their_own_ground():
    world = field(1)
    put(world, 0, force=IRAQI, men=100, cell=middle(), role=ATTACK, minutes=60)
    world.city.held[:] = 1.0
    plain(retake)(world, P)
    assert np.all(world.city.held == 1.0)
