"""Marches, entries and exits."""

import numpy as np
import pytest
from town import coarse_simulation, field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    EAST_BANK,
    IRAQI,
    ISIS,
    NO_INDEX,
    ROLE_ATTACK,
    ROLE_AWAITING_ENTRY,
    ROLE_GARRISON,
    ROLE_OFF_MAP,
    ROLE_REFIT,
    WEST_BANK,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.movement import draw_entry_cell, march_to, start_tick_and_enter_map
from mesa_mosul.rules.travel import march_minutes

P = Parameters()


def set_out_from(cell, minutes=0, role=ROLE_ATTACK, force=IRAQI, number=0):
    world = open_field(1)
    set_unit(world, 0, force=force, strength=40, cell=cell, role=role, time_budget_min=minutes)
    plain_twin(start_tick_and_enter_map)(world, make_clock(number))
    return world.units


def test_a_march_is_paid_in_minutes():
    world = open_field(1)
    set_unit(
        world,
        0,
        force=IRAQI,
        strength=40,
        cell=field_cell(),
        role=ROLE_ATTACK,
        time_budget_min=360,
    )
    way = plain_twin(march_minutes)(world, P, make_clock(), field_cell(), field_cell(0, 3))
    plain_twin(march_to)(world, P, make_clock(), 0, field_cell(0, 3))
    assert world.units.cell[0] == field_cell(0, 3)
    assert world.units.time_budget_min[0] == 360 - way


def test_who_has_no_way_stays():
    world = coarse_simulation().world
    world.bridges.cut_at[:] = 0
    row = np.flatnonzero(world.cells.bank[world.units.cell] == EAST_BANK)[0]
    there = world.contested_cells[world.cells.bank[world.contested_cells] == WEST_BANK][0]
    before = world.units.cell[row], world.units.time_budget_min[row]
    plain_twin(march_to)(world, P, make_clock(), row, there)
    assert (world.units.cell[row], world.units.time_budget_min[row]) == before


@pytest.mark.parametrize("role", [ROLE_OFF_MAP, ROLE_AWAITING_ENTRY, ROLE_REFIT])
def test_who_is_out_of_the_line_is_off_the_map(role):
    units = set_out_from(field_cell(), minutes=-50, role=role)
    assert (units.cell[0], units.time_budget_min[0]) == (NO_INDEX, 0)


def test_a_tick_gives_its_minutes():
    assert set_out_from(field_cell()).time_budget_min[0] == 360


def test_time_not_used_is_not_saved():
    assert set_out_from(field_cell(), minutes=200).time_budget_min[0] == 360


def test_time_owed_is_owed_still():
    assert set_out_from(field_cell(), minutes=-500).time_budget_min[0] == -140


def test_attackers_come_by_the_entry_of_their_axis():
    assert set_out_from(NO_INDEX).cell[0] == open_field(1).axes_of_advance.entry_cell[0]


def test_isis_arrives_in_a_neighbourhood_that_it_holds():
    assert set_out_from(NO_INDEX, force=ISIS, role=ROLE_GARRISON).cell[0] == field_cell()


def test_who_is_on_the_map_stays_where_he_is():
    assert set_out_from(field_cell(2, 2)).cell[0] == field_cell(2, 2)


def test_isis_enters_no_neighbourhood_that_attackers_hold():
    world = open_field(1)
    world.cells.control[:] = 1.0
    assert plain_twin(draw_entry_cell)(world, make_clock(), 0) == NO_INDEX


@pytest.mark.parametrize("bank", [EAST_BANK, WEST_BANK])
def test_isis_enters_on_its_own_bank(bank):
    world = coarse_simulation().world
    row = 0
    world.units.assigned_bank[row] = bank
    cells = [
        plain_twin(draw_entry_cell)(world, make_clock(number), row) for number in range(60)
    ]
    assert {int(world.cells.bank[cell]) for cell in cells if cell != NO_INDEX} == {bank}


def test_isis_enters_at_random():
    world = coarse_simulation().world
    world.units.assigned_bank[0] = WEST_BANK
    cells = {
        int(plain_twin(draw_entry_cell)(world, make_clock(number), 0)) for number in range(60)
    }
    assert len(cells) > 10
