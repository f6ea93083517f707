"""Place and ground, as one phase."""

import numpy as np
import pytest
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    EASTERN_OFFENSIVE,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    NO_INDEX,
    ROLE_ATTACK,
    ROLE_GARRISON,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.advance import move_and_clear
from mesa_mosul.rules.density import update_densities

P = Parameters()


def battle(
    ours=400, theirs=0, ticks=8, p=P, number=0, per_day=4, ease=P.advance.clearing_rate_new_city
):
    world = open_field(2, 2)
    set_unit(world, 0, force=IRAQI, strength=ours, cell=NO_INDEX, role=ROLE_ATTACK)
    set_unit(
        world,
        1,
        force=ISIS,
        strength=theirs,
        cell=field_cell(),
        role=ROLE_GARRISON,
        battalion=1,
    )
    world.commands.posture[IRAQI_COMMAND] = EASTERN_OFFENSIVE
    world.cells.clearing_rate_km2_per_man_h[:] = ease
    for at in range(number, number + ticks):
        plain_twin(move_and_clear)(world, p, make_clock(at, ticks_per_day=per_day))
        plain_twin(update_densities)(world, p, make_clock(at, ticks_per_day=per_day))
    return world


def ground(**said):
    return np.mean([battle(number=100 * n, **said).cells.control.sum() for n in range(8)])


def test_an_army_that_nobody_resists_gains_ground():
    assert ground(ticks=4) < ground(ticks=12)


def test_nobody_gains_ground_where_nobody_attacks():
    assert ground(ours=0) == 0.0


def test_ground_taken_is_never_more_than_there_is():
    held = battle(ease=0.1).cells.control
    assert 0.0 <= held.min() <= held.max() <= 1.0
    assert held.sum() <= open_field(1).contested_cells.size


@pytest.mark.parametrize("ease", [1e-5, 1e-4])
def test_ground_gained_unopposed_is_men_hours_and_ease(ease):
    """400 men for 24 hours take what one takes in an hour, 9,600 times; halts cost some."""
    p = with_changes(
        P, {"cohesion.max_performance_loss": 0.0, "terrain.march_speed_open": 10.0}
    )
    most = 400 * 24 * ease
    assert 0.5 * most <= ground(ticks=4, ease=ease, p=p) <= most * 1.0001


def test_ground_gained_hardly_depends_on_the_length_of_a_tick():
    short, long = (ground(ticks=2 * n, per_day=n, ease=1e-4) for n in (8, 2))
    assert short == pytest.approx(long, rel=0.05)
