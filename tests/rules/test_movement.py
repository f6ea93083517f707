"""Marches, entries and exits."""

import numpy as np
import pytest
from town import field, middle, put, tick, town

from mesa_mosul.compiled import plain
from mesa_mosul.grid import march_minutes
from mesa_mosul.names import (
    ATTACK,
    AWAY,
    EAST,
    IN_GARRISON,
    IRAQI,
    ISIS,
    NO_ONE,
    REFIT,
    WAITING,
    WEST,
)
from mesa_mosul.parameters import Parameters
from mesa_mosul.rules.movement import march, quarter_to_enter, set_out

P = Parameters()


def set_out_from(cell, minutes=0, role=ATTACK, force=IRAQI, number=0):
    world = field(1)
    put(world, 0, force=force, men=40, cell=cell, role=role, minutes=minutes)
    plain(set_out)(world, P, tick(number))
    return world.units


def test_a_march_is_paid_in_minutes():
    world = field(1)
    put(world, 0, force=IRAQI, men=40, cell=middle(), role=ATTACK, minutes=360)
    way = plain(march_minutes)(world, P, tick(), middle(), middle(0, 3))
    plain(march)(world, P, tick(), 0, middle(0, 3))
    assert world.units.cell[0] == middle(0, 3)
    assert world.units.minutes[0] == 360 - way


def test_who_has_no_way_stays():
    world = town().world
    world.bridges.cut_at[:] = 0
    row = np.flatnonzero(world.city.bank[world.units.cell] == EAST)[0]
    there = world.fought[world.city.bank[world.fought] == WEST][0]
    before = world.units.cell[row], world.units.minutes[row]
    plain(march)(world, P, tick(), row, there)
    assert (world.units.cell[row], world.units.minutes[row]) == before


@pytest.mark.parametrize("role", [AWAY, WAITING, REFIT])
def test_who_is_out_of_the_line_is_off_the_map(role):
    units = set_out_from(middle(), minutes=-50, role=role)
    assert (units.cell[0], units.minutes[0]) == (NO_ONE, 0)


def test_a_tick_gives_its_minutes():
    assert set_out_from(middle()).minutes[0] == 360


def test_time_not_used_is_not_saved():
    assert set_out_from(middle(), minutes=200).minutes[0] == 360


def test_time_owed_is_owed_still():
    assert set_out_from(middle(), minutes=-500).minutes[0] == -140


def test_attackers_come_by_the_entry_of_their_axis():
    assert set_out_from(NO_ONE).cell[0] == field(1).axes.entry[0]


def test_isis_comes_in_a_quarter_that_it_holds():
    assert set_out_from(NO_ONE, force=ISIS, role=IN_GARRISON).cell[0] == middle()


def test_who_is_on_the_map_stays_where_he_is():
    assert set_out_from(middle(2, 2)).cell[0] == middle(2, 2)


def test_isis_enters_no_quarter_that_attackers_hold():
    world = field(1)
    world.city.held[:] = 1.0
    assert plain(quarter_to_enter)(world, tick(), 0) == NO_ONE


@pytest.mark.parametrize("bank", [EAST, WEST])
def test_isis_enters_on_its_own_bank(bank):
    world = town().world
    row = 0
    world.units.bank[row] = bank
    cells = [plain(quarter_to_enter)(world, tick(number), row) for number in range(60)]
    assert {int(world.city.bank[cell]) for cell in cells if cell != NO_ONE} == {bank}


def test_isis_enters_by_lot():
    world = town().world
    world.units.bank[0] = WEST
    cells = {int(plain(quarter_to_enter)(world, tick(number), 0)) for number in range(60)}
    assert len(cells) > 10
