"""Where ISIS deploys its fighters, and where tunnels bring raiders."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    EAST_BANK,
    ISIS,
    NO_INDEX,
    ROLE_GARRISON,
    ROLE_MOBILE,
    ROLE_RAID,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.isis_deployment import (
    is_uncommitted,
    list_infiltration_targets,
    list_threatened_cells,
    move_defenders,
    must_fall_back,
)
from mesa_mosul.rules.weighted_choice import total_demand

P = Parameters()
QUICK = with_changes(P, {"defence.reaction_rate": 2.0, "defence.exfiltration_rate": 0.5})


def defended(
    number=0, cell=None, role=ROLE_MOBILE, held=(), threatened=(), men=50, theirs=(), p=QUICK
):
    """Return a field with one unit of ISIS, ground held and ground threatened, after defend."""
    world = open_field(1)
    place = field_cell(4) if cell is None else cell
    set_unit(world, 0, force=ISIS, strength=men, cell=place, role=role, time_budget_min=360)
    world.cells.control[list(held)] = 1.0
    world.local_density.density[0, list(threatened)] = 100.0
    world.local_density.density[1, list(theirs)] = 100.0
    plain_twin(move_defenders)(world, p, make_clock(number))
    return world


def where(**said):
    return {int(defended(number=n, **said).units.cell[0]) for n in range(200)}


def test_mobile_men_go_where_it_is_threatened():
    assert where(threatened=[field_cell()]) == {field_cell(4), field_cell()}


def test_they_go_no_faster_than_they_react():
    gone = np.mean(
        [
            defended(n, threatened=[field_cell()]).units.cell[0] == field_cell()
            for n in range(1000)
        ]
    )
    assert gone == pytest.approx(1 - np.exp(-2.0 / 4), abs=0.05)


def test_nobody_moves_where_nothing_threatens():
    assert where() == {field_cell(4)}


def test_garrisons_stay_in_their_place():
    assert where(role=ROLE_GARRISON, threatened=[field_cell()]) == {field_cell(4)}


def test_who_is_threatened_himself_stays():
    assert where(threatened=[field_cell(4), field_cell()]) == {field_cell(4)}


@pytest.mark.parametrize("role", [ROLE_MOBILE, ROLE_GARRISON])
def test_who_lost_his_ground_falls_back_at_once(role):
    assert where(role=role, held=[field_cell(4)], threatened=[field_cell()]) == {field_cell()}


def test_who_has_no_ground_left_slips_away_at_the_stated_rate():
    left = np.mean(
        [defended(n, held=[field_cell(4)]).unit_workspace.is_leaving[0] for n in range(1000)]
    )
    assert left == pytest.approx(1 - np.exp(-0.5 / 4), abs=0.03)


def test_nobody_slips_away_who_has_ground():
    assert not any(defended(n).unit_workspace.is_leaving[0] for n in range(200))


def raid(number, held=1.0):
    """Return where a raider goes who stands at the front, before taken ground in his reach."""
    world = open_field(1)
    set_unit(
        world,
        0,
        force=ISIS,
        strength=50,
        cell=field_cell(1),
        role=ROLE_RAID,
        time_budget_min=360,
    )
    world.cells.control[field_cell()] = held
    (
        world.local_density.density[:, field_cell(1)],
        world.local_density.density[1, field_cell()],
    ) = 100.0, 100.0
    plain_twin(move_defenders)(world, P, make_clock(number))
    return world.units.cell[0]


def test_raiders_go_behind_the_front():
    assert all(raid(number) == field_cell() for number in range(50))


def test_raiders_stay_where_nothing_is_controlled():
    assert all(raid(number, held=0.4) == field_cell(1) for number in range(50))


def test_who_is_off_the_map_is_not_moved():
    assert where(cell=NO_INDEX, threatened=[field_cell()]) == {NO_INDEX}


def test_no_place_is_given_more_men_than_it_wants():
    crowd = 40
    world = open_field(crowd)
    for row in range(crowd):
        set_unit(
            world,
            row,
            force=ISIS,
            strength=50,
            cell=field_cell(4),
            role=ROLE_MOBILE,
            time_budget_min=360,
        )
    world.local_density.density[0, field_cell()] = 100.0
    came = []
    for number in range(100):
        world.units.cell[:] = field_cell(4)
        plain_twin(move_defenders)(world, QUICK, make_clock(number))
        came.append(world.units.strength[world.units.cell == field_cell()].sum())
    wanted = P.defence.men_per_km2 * world.cells.area_km2[field_cell()]
    assert np.mean(came) <= wanted


@given(st.floats(0, 1), st.floats(0, 1))
def test_ground_half_lost_never_wants_more_than_whole_ground(one, other):
    wants = []
    for held in sorted((one, other)):
        world = open_field(1)
        world.cells.control[field_cell()], world.local_density.density[0, field_cell()] = (
            held,
            100.0,
        )
        last, _ = plain_twin(list_threatened_cells)(world, P, EAST_BANK, 0)
        wants.append(plain_twin(total_demand)(world.candidates, 0, last))
    assert wants[0] >= wants[1]


@given(st.floats(0, 1))
def test_nobody_is_free_and_pushed_out_of_threatened_ground(held):
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=50, cell=field_cell(), role=ROLE_MOBILE)
    world.cells.control[field_cell()], world.local_density.density[0, field_cell()] = (
        held,
        100.0,
    )
    assert plain_twin(must_fall_back)(world, P, 0) == (held >= P.defence.fall_back_threshold)
    assert not plain_twin(is_uncommitted)(world, P, 0)


def soft(p=P, near=0.0, in_city=True):
    """Return how much soft ground one thinly held cell is to raiders."""
    world = open_field(1)
    world.cells.city_area_km2[field_cell()] = 1.0 if in_city else 0.0
    world.cells.control[field_cell()] = 1.0
    world.local_density.density[1, field_cell()] = near
    last = plain_twin(list_infiltration_targets)(world, p, EAST_BANK, 0)
    return plain_twin(total_demand)(world.candidates, 0, last)


def test_ground_behind_the_front_is_chosen_as_much_less_as_is_stated():
    assert soft() == int(P.hold.deep_raid_weight * soft(near=50.0)) > 0


def test_without_tunnels_nobody_comes_out_behind_the_front():
    p = with_changes(P, {"switch.tunnels": False})
    assert soft(p) == 0
    assert soft(p, near=50.0) == soft(near=50.0)


def test_there_are_no_tunnels_outside_the_city():
    assert soft(in_city=False) == 0
