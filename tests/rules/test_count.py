"""Who is where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    ATTACK,
    HOLD,
    IN_GARRISON,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    NO_ONE,
    PAUSE,
    RAIDING,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.count import is_active, present, take

P = Parameters()


def counted(held=0.0, posture=0, p=P, **unit):
    world = field(1)
    put(world, 0, **{"force": IRAQI, "men": 100, "cell": middle(), "role": ATTACK, **unit})
    world.city.held[world.fought], world.axes.posture[0] = held, posture
    plain(take)(world, p, tick())
    return world


@pytest.mark.parametrize(
    ("unit", "there"),
    [({}, True), ({"men": 0}, False), ({"cell": NO_ONE}, False), ({"minutes": -1}, False)],
)
def test_only_men_on_the_map_who_have_arrived_are_present(unit, there):
    assert plain(present)(counted(**unit).units, 0) == there


@pytest.mark.parametrize(
    ("held", "posture", "unit", "attacks"),
    [
        (0.0, 0, {}, True),
        (1.0, 0, {}, False),
        (0.5, PAUSE, {}, False),
        (0.0, 0, {"role": HOLD}, False),
        (1.0, 0, {"force": ISIS, "role": RAIDING, "axis": NO_ONE}, True),
        (0.0, 0, {"force": ISIS, "role": IN_GARRISON, "axis": NO_ONE}, False),
    ],
)
def test_who_attacks(held, posture, unit, attacks):
    assert plain(is_active)(counted(held, posture, **unit), 0) == attacks


def test_men_are_counted_on_their_cell_and_their_side():
    world = counted()
    assert world.near.men[0, middle()] == 100
    assert world.near.men.sum() == 100


@given(st.integers(0, 10_000), st.floats(0.3, 0.8))
def test_density_adds_up_to_the_men(men, reach):
    world = counted(men=men)
    assert world.near.density[0].sum() == pytest.approx(men)


def test_density_is_highest_where_the_men_are():
    assert np.argmax(counted().near.density[0]) == middle()


def test_density_is_the_same_on_all_sides():
    around = counted().near.density[0]
    cells = [middle(1), middle(-1), middle(0, 1), middle(0, -1)]
    assert around[cells] == pytest.approx(around[cells[0]])


def test_nobody_is_dense_where_nobody_is():
    assert not counted(men=0).near.density.any()


def test_men_on_the_march_are_not_counted():
    assert not counted(minutes=-60).near.men.any()


def test_holders_are_the_attackers_men_who_hold():
    assert counted(role=HOLD).hold.holders.sum() == 100
    assert counted(role=ATTACK).hold.holders.sum() == 0
    assert counted(role=HOLD, force=ISIS).hold.holders.sum() == 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_taken_ground_never_wants_fewer_holders(one, other):
    little, much = (counted(held).hold.wanted.sum() for held in sorted((one, other)))
    assert little <= much + 1e-9


def test_a_taken_km2_of_the_city_binds_the_stated_men():
    p = changed(P, {"hold.density": 50})
    assert counted(1.0, p=p).hold.wanted[middle()] == pytest.approx(50)


def test_a_dash_leaves_out_its_share_of_the_holders():
    world = field(1)
    world.city.held[world.fought] = 1.0
    world.commands.haste[IRAQI_COMMAND] = 1.0
    plain(take)(world, P, tick())
    wanted = P.hold.density * (1.0 - P.command.dash_holders)
    assert world.hold.wanted[middle()] == pytest.approx(wanted, rel=1e-3)


def test_where_holding_does_not_bind_nobody_is_wanted():
    world = field(1)
    world.city.held[world.fought] = 1.0
    plain(take)(world, changed(P, {"switch.holding_binds": False}), tick())
    assert world.hold.wanted.max() == 0.0
