"""The attackers' front and the rear behind it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    APPROACH,
    ATTACK,
    EAST,
    EASTERN_FIGHT,
    HOLD,
    IRAQI,
    IRAQI_COMMAND,
    NO_ONE,
    PAUSE,
    REGROUP,
    WEST,
    WESTERN_FIGHT,
)
from mesa_mosul.parameters import Parameters
from mesa_mosul.rules.count import take
from mesa_mosul.rules.front import is_front, list_front, man_rear, may_enter_city, push

P = Parameters()


def front_line(held_rows=1, posture=0, war=EASTERN_FIGHT):
    """Return a field of which the southern rows are taken."""
    world = field(1)
    held = world.city.y < world.city.y[world.fought].min() + held_rows
    world.city.held[:] = held & (world.city.axis >= 0)
    world.axes.posture[0], world.commands.posture[IRAQI_COMMAND] = posture, war
    return world


def front_cells(world):
    return {int(cell) for cell in world.fought if plain(is_front)(world, P, 0, cell)}


@pytest.mark.parametrize(
    ("war", "bank", "may"),
    [
        (APPROACH, EAST, False), (EASTERN_FIGHT, EAST, True), (REGROUP, EAST, True),
        (WESTERN_FIGHT, EAST, True), (APPROACH, WEST, False), (EASTERN_FIGHT, WEST, False),
        (REGROUP, WEST, False), (WESTERN_FIGHT, WEST, True),
    ],
)  # fmt: skip
def test_the_war_tells_who_may_enter_the_city(war, bank, may):
    world = front_line(war=war)
    world.axes.bank[0] = bank
    assert plain(may_enter_city)(world, 0) == may


def test_the_front_is_the_row_beyond_what_is_held():
    world = front_line()
    second = np.unique(world.city.y[world.fought])[1]
    assert front_cells(world) == set(
        world.fought[world.city.y[world.fought] == second].tolist()
    )


def test_the_front_begins_at_the_entry():
    assert front_cells(front_line(held_rows=0)) == {int(field(1).axes.entry[0])}


def test_there_is_no_front_where_all_is_held():
    assert not front_cells(front_line(held_rows=99))


def test_a_paused_axis_wins_back_what_it_lost_and_no_more():
    world = front_line(held_rows=3, posture=PAUSE)
    world.city.held[middle(-3)] = 0.7
    assert front_cells(world) == {middle(-3)}


def test_there_is_no_front_in_a_city_that_nobody_may_enter():
    assert not front_cells(front_line(war=APPROACH))


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_place_with_more_men_never_lacks_more(one, other):
    lacking = []
    for men in sorted((one, other)):
        world = front_line()
        world.site.workers[world.fought] = men
        last = plain(list_front)(world, P, 0, 0)
        lacking.append(world.listed.want[last - 1] if last else 0)
    assert lacking[0] >= lacking[1]


def pushed(men=200, minutes=360, number=0, held_rows=1):
    world = front_line(held_rows)
    put(world, 0, force=IRAQI, men=men, cell=world.axes.entry[0], role=ATTACK, minutes=minutes)
    world.near.density[0, :] = 100.0
    plain(push)(world, P, tick(number))
    return world


def test_idle_men_go_to_the_front_and_clear_it():
    worlds = [pushed(number=number) for number in range(20)]
    assert all(world.city.held.sum() > front_line().city.held.sum() for world in worlds)


def test_men_without_time_take_nothing():
    assert np.array_equal(pushed(minutes=0).city.held, front_line().city.held)


def test_a_push_never_gives_ground_away():
    assert np.all(pushed().city.held >= front_line().city.held)


def test_the_easier_the_ground_the_farther_men_get():
    def ground(ease):
        world = front_line()
        put(world, 0, force=IRAQI, men=400, cell=world.axes.entry[0], role=ATTACK, minutes=360)
        world.city.ease[:], world.near.density[0, :] = ease, 100.0
        plain(push)(world, P, tick())
        return world.city.held.sum()

    assert ground(1e-5) < ground(1e-4) < ground(1e-3)


def holders_moved(number, crowd=30):
    """Return how many of a crowd of holding units leave the cell where all of them stand."""
    world = field(crowd)
    for row in range(crowd):
        put(world, row, force=IRAQI, men=40, cell=middle(), role=HOLD, minutes=360)
    world.city.held[:] = world.city.axis >= 0
    plain(take)(world, P, tick())
    plain(man_rear)(world, P, tick(number))
    return int((world.units.cell != middle()).sum())


def test_holders_spread_from_where_they_are_too_many():
    assert all(holders_moved(number) > 0 for number in range(10))


def test_holders_stay_where_they_are_wanted():
    assert all(holders_moved(number, crowd=1) == 0 for number in range(10))


def test_nobody_is_sent_off_the_map():
    assert (pushed().units.cell != NO_ONE).all()
