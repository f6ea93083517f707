"""Place and ground, as one phase."""

import numpy as np
import pytest
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    ATTACK,
    EASTERN_FIGHT,
    IN_GARRISON,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    NO_ONE,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.advance import advance
from mesa_mosul.rules.count import take

P = Parameters()


def battle(
    ours=400, theirs=0, ticks=8, p=P, number=0, per_day=4, ease=P.advance.clear_new_city
):
    world = field(2, 2)
    put(world, 0, force=IRAQI, men=ours, cell=NO_ONE, role=ATTACK)
    put(world, 1, force=ISIS, men=theirs, cell=middle(), role=IN_GARRISON, battalion=1)
    world.commands.posture[IRAQI_COMMAND] = EASTERN_FIGHT
    world.city.ease[:] = ease
    for at in range(number, number + ticks):
        plain(advance)(world, p, tick(at, per_day=per_day))
        plain(take)(world, p, tick(at, per_day=per_day))
    return world


def ground(**said):
    return np.mean([battle(number=100 * n, **said).city.held.sum() for n in range(8)])


def test_an_army_that_nobody_resists_gains_ground():
    assert ground(ticks=4) < ground(ticks=12)


def test_nobody_gains_ground_where_nobody_attacks():
    assert ground(ours=0) == 0.0


def test_ground_taken_is_never_more_than_there_is():
    held = battle(ease=0.1).city.held
    assert 0.0 <= held.min() <= held.max() <= 1.0
    assert held.sum() <= field(1).fought.size


@pytest.mark.parametrize("ease", [1e-5, 1e-4])
def test_ground_gained_unopposed_is_men_hours_and_ease(ease):
    """400 men for 24 hours take what one takes in an hour, 9,600 times; halts cost some."""
    p = changed(P, {"cohesion.effect": 0.0, "ground.pace_open": 10.0})
    most = 400 * 24 * ease
    assert 0.5 * most <= ground(ticks=4, ease=ease, p=p) <= most * 1.0001


def test_ground_gained_hardly_depends_on_the_length_of_a_tick():
    short, long = (ground(ticks=2 * n, per_day=n, ease=1e-4) for n in (8, 2))
    assert short == pytest.approx(long, rel=0.05)
