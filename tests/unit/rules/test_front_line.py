"""The attackers' front and the rear behind it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    APPROACH,
    AXIS_PAUSE,
    EAST_BANK,
    EASTERN_OFFENSIVE,
    IRAQI,
    IRAQI_COMMAND,
    NO_INDEX,
    REGROUPING,
    ROLE_ATTACK,
    ROLE_HOLD,
    WEST_BANK,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import update_densities
from mesa_mosul.rules.front_line import (
    attack_front,
    is_front,
    list_front_demand,
    list_uncleared,
    may_enter_city,
)
from mesa_mosul.rules.holders import redistribute_holders

P = Parameters()


def front_line(held_rows=1, posture=0, war=EASTERN_OFFENSIVE):
    """Return a field of which the southern rows are taken."""
    world = open_field(1)
    held = world.cells.y < world.cells.y[world.contested_cells].min() + held_rows
    world.cells.control[:] = held & (world.cells.axis >= 0)
    world.axes_of_advance.posture[0], world.commands.posture[IRAQI_COMMAND] = posture, war
    return world


def front_cells(world):
    return {
        int(cell) for cell in world.contested_cells if plain_twin(is_front)(world, P, 0, cell)
    }


@pytest.mark.parametrize(
    ("war", "bank", "may"),
    [
        (APPROACH, EAST_BANK, False),
        (EASTERN_OFFENSIVE, EAST_BANK, True),
        (REGROUPING, EAST_BANK, True),
        (WESTERN_OFFENSIVE, EAST_BANK, True),
        (APPROACH, WEST_BANK, False),
        (EASTERN_OFFENSIVE, WEST_BANK, False),
        (REGROUPING, WEST_BANK, False),
        (WESTERN_OFFENSIVE, WEST_BANK, True),
    ],
)
def test_the_war_decides_who_may_enter_the_city(war, bank, may):
    world = front_line(war=war)
    world.axes_of_advance.bank[0] = bank
    assert plain_twin(may_enter_city)(world, 0) == may


def test_the_front_is_the_row_beyond_what_is_held():
    world = front_line()
    second = np.unique(world.cells.y[world.contested_cells])[1]
    assert front_cells(world) == set(
        world.contested_cells[world.cells.y[world.contested_cells] == second].tolist()
    )


def test_the_front_begins_at_the_entry():
    assert front_cells(front_line(held_rows=0)) == {
        int(open_field(1).axes_of_advance.entry_cell[0])
    }


def test_there_is_no_front_where_all_is_held():
    assert not front_cells(front_line(held_rows=99))


def test_a_paused_axis_wins_back_what_it_lost_and_no_more():
    world = front_line(held_rows=3, posture=AXIS_PAUSE)
    world.cells.control[field_cell(-3)] = 0.7
    assert front_cells(world) == {field_cell(-3)}


def test_there_is_no_front_in_a_city_that_nobody_may_enter():
    assert not front_cells(front_line(war=APPROACH))


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_place_with_more_men_never_lacks_more(one, other):
    lacking = []
    for men in sorted((one, other)):
        world = front_line()
        world.cell_workspace.workers[world.contested_cells] = men
        plain_twin(list_uncleared)(world)
        last = plain_twin(list_front_demand)(world, P, 0, 0)
        lacking.append(world.candidates.cumulative_demand[last - 1] if last else 0)
    assert lacking[0] >= lacking[1]


def pushed(men=200, minutes=360, number=0, held_rows=1):
    world = front_line(held_rows)
    set_unit(
        world,
        0,
        force=IRAQI,
        strength=men,
        cell=world.axes_of_advance.entry_cell[0],
        role=ROLE_ATTACK,
        time_budget_min=minutes,
    )
    world.local_density.density[0, :] = 100.0
    plain_twin(attack_front)(world, P, make_clock(number))
    return world


def test_idle_men_go_to_the_front_and_clear_it():
    worlds = [pushed(number=number) for number in range(20)]
    assert all(world.cells.control.sum() > front_line().cells.control.sum() for world in worlds)


def test_men_without_time_take_nothing():
    assert np.array_equal(pushed(minutes=0).cells.control, front_line().cells.control)


def test_a_push_never_gives_ground_away():
    assert np.all(pushed().cells.control >= front_line().cells.control)


def test_the_easier_the_ground_the_farther_men_get():
    def ground(ease):
        world = front_line()
        set_unit(
            world,
            0,
            force=IRAQI,
            strength=400,
            cell=world.axes_of_advance.entry_cell[0],
            role=ROLE_ATTACK,
            time_budget_min=360,
        )
        world.cells.clearing_rate_km2_per_man_h[:], world.local_density.density[0, :] = (
            ease,
            100.0,
        )
        plain_twin(attack_front)(world, P, make_clock())
        return world.cells.control.sum()

    assert ground(1e-5) < ground(1e-4) < ground(1e-3)


def holders_moved(number, crowd=30):
    """Return how many of a crowd of holding units leave the cell where all of them stand."""
    world = open_field(crowd)
    for row in range(crowd):
        set_unit(
            world,
            row,
            force=IRAQI,
            strength=40,
            cell=field_cell(),
            role=ROLE_HOLD,
            time_budget_min=360,
        )
    world.cells.control[:] = world.cells.axis >= 0
    plain_twin(update_densities)(world, P, make_clock())
    plain_twin(redistribute_holders)(world, P, make_clock(number))
    return int((world.units.cell != field_cell()).sum())


def test_holders_spread_from_where_they_are_too_many():
    assert all(holders_moved(number) > 0 for number in range(10))


def test_holders_stay_where_they_are_wanted():
    assert all(holders_moved(number, crowd=1) == 0 for number in range(10))


def test_nobody_is_sent_off_the_map():
    assert (pushed().units.cell != NO_INDEX).all()
