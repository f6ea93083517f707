"""Who is where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    AXIS_PAUSE,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    NO_INDEX,
    ROLE_ATTACK,
    ROLE_GARRISON,
    ROLE_HOLD,
    ROLE_RAID,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.density import is_attacking, is_present, update_densities

P = Parameters()


def counted(held=0.0, posture=0, p=P, **unit):
    world = open_field(1)
    set_unit(
        world,
        0,
        **{"force": IRAQI, "strength": 100, "cell": field_cell(), "role": ROLE_ATTACK, **unit},
    )
    world.cells.control[world.contested_cells], world.axes_of_advance.posture[0] = held, posture
    plain_twin(update_densities)(world, p, make_clock())
    return world


@pytest.mark.parametrize(
    ("unit", "there"),
    [
        ({}, True),
        ({"strength": 0}, False),
        ({"cell": NO_INDEX}, False),
        ({"time_budget_min": -1}, False),
    ],
)
def test_only_men_on_the_map_who_have_arrived_are_present(unit, there):
    assert plain_twin(is_present)(counted(**unit).units, 0) == there


@pytest.mark.parametrize(
    ("held", "posture", "unit", "attacks"),
    [
        (0.0, 0, {}, True),
        (1.0, 0, {}, False),
        (0.5, AXIS_PAUSE, {}, False),
        (0.0, 0, {"role": ROLE_HOLD}, False),
        (1.0, 0, {"force": ISIS, "role": ROLE_RAID, "axis": NO_INDEX}, True),
        (0.0, 0, {"force": ISIS, "role": ROLE_GARRISON, "axis": NO_INDEX}, False),
    ],
)
def test_who_attacks(held, posture, unit, attacks):
    assert plain_twin(is_attacking)(counted(held, posture, **unit), 0) == attacks


def test_men_are_counted_on_their_cell_and_their_side():
    world = counted()
    assert world.local_density.men[0, field_cell()] == 100
    assert world.local_density.men.sum() == 100


@given(st.integers(0, 10_000), st.floats(0.3, 0.8))
def test_density_adds_up_to_the_men(men, reach):
    world = counted(strength=men)
    assert world.local_density.density[0].sum() == pytest.approx(men)


def test_density_is_highest_where_the_men_are():
    assert np.argmax(counted().local_density.density[0]) == field_cell()


def test_density_is_the_same_on_all_sides():
    around = counted().local_density.density[0]
    cells = [field_cell(1), field_cell(-1), field_cell(0, 1), field_cell(0, -1)]
    assert around[cells] == pytest.approx(around[cells[0]])


def test_nobody_is_dense_where_nobody_is():
    assert not counted(strength=0).local_density.density.any()


def test_men_on_the_march_are_not_counted():
    assert not counted(time_budget_min=-60).local_density.men.any()


def test_holders_are_the_attackers_men_who_hold():
    assert counted(role=ROLE_HOLD).holding.holders.sum() == 100
    assert counted(role=ROLE_ATTACK).holding.holders.sum() == 0
    assert counted(role=ROLE_HOLD, force=ISIS).holding.holders.sum() == 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_taken_ground_never_wants_fewer_holders(one, other):
    little, much = (
        counted(held).holding.demanded_density.sum() for held in sorted((one, other))
    )
    assert little <= much + 1e-9


def test_a_taken_km2_of_the_city_binds_the_stated_men():
    p = with_changes(P, {"hold.holders_per_km2": 50})
    assert counted(1.0, p=p).holding.demanded_density[field_cell()] == pytest.approx(50)


def test_a_dash_leaves_out_its_share_of_the_holders():
    world = open_field(1)
    world.cells.control[world.contested_cells] = 1.0
    world.commands.tempo[IRAQI_COMMAND] = 1.0
    plain_twin(update_densities)(world, P, make_clock())
    wanted = P.hold.holders_per_km2 * (1.0 - P.command.tempo_holder_reduction)
    assert world.holding.demanded_density[field_cell()] == pytest.approx(wanted, rel=1e-3)


def test_where_holding_does_not_bind_nobody_is_wanted():
    world = open_field(1)
    world.cells.control[world.contested_cells] = 1.0
    plain_twin(update_densities)(
        world, with_changes(P, {"switch.holding_binds": False}), make_clock()
    )
    assert world.holding.demanded_density.max() == 0.0
