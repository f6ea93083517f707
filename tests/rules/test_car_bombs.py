"""Car bombs from the workshop to the street."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    ARMY,
    ATTACK,
    CAR_BOMB_HITS,
    CAR_BOMBS,
    IN_GARRISON,
    IRAQI,
    ISIS,
    NO_ONE,
    WEST,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.car_bombs import spring

P = Parameters()
EAGER = changed(P, {"car_bombs.launch": 0.3, "car_bombs.success": 0.5})


def sprung(stock=100, *, attack=True, bank=None, men=100, number=0, p=EAGER, workshop=None):
    """Return a field with a workshop in the north and attackers in the middle, a tick on."""
    world = field(2)
    put(world, 0, force=ISIS, kind=CAR_BOMBS, men=10, cell=middle(4), role=IN_GARRISON,
        pieces=stock)  # fmt: skip
    put(world, 1, force=IRAQI, kind=ARMY, men=men, cell=middle(), role=ATTACK)
    if bank is not None:
        world.units.bank[0] = bank
    if workshop is not None:
        world.units.cell[0] = workshop
    world.near.men[0, middle()] = men
    world.near.active[0, middle()] = men if attack else 0
    plain(spring)(world, p, tick(number))
    return world


def funnel(world):
    counts = world.counts
    return [int(c[0]) for c in (counts.bombs_launched, counts.bombs_stopped,
                                counts.bombs_effective)]  # fmt: skip


@given(st.integers(0, 500), st.integers(0, 99))
def test_every_car_bomb_is_in_stock_or_stopped_or_effective(stock, number):
    world = sprung(stock, number=number)
    launched, stopped, effective = funnel(world)
    assert launched == stopped + effective
    assert world.units.pieces[0] == stock + world.counts.bombs_built[0] - launched


@given(st.integers(0, 500), st.integers(0, 99))
def test_those_that_reach_their_target_explode_where_attackers_attack(stock, number):
    world = sprung(stock, number=number)
    assert world.site.bombs[middle()] == world.site.bombs.sum() == funnel(world)[2]


def test_none_is_launched_where_nobody_attacks():
    assert all(funnel(sprung(attack=False, number=n))[0] == 0 for n in range(50))


def test_none_is_launched_from_the_other_bank():
    assert all(funnel(sprung(bank=WEST, number=n))[0] == 0 for n in range(50))


def test_a_workshop_that_is_off_the_map_neither_builds_nor_launches():
    worlds = [sprung(workshop=NO_ONE, number=n) for n in range(50)]
    assert all(funnel(w)[0] == w.counts.bombs_built[0] == 0 for w in worlds)


def test_they_are_launched_at_the_stated_rate():
    sent = np.mean([funnel(sprung(number=n))[0] for n in range(300)])
    assert sent == pytest.approx((100 + 2.5 / 2) * (1 - np.exp(-0.3 / 4)), rel=0.1)


def test_the_stated_share_reaches_its_target():
    counts = np.sum([funnel(sprung(number=n)) for n in range(300)], axis=0)
    assert counts[2] / counts[0] == pytest.approx(0.5, abs=0.03)


def test_all_workshops_together_build_the_stated_number_a_day():
    p = changed(P, {"isis.car_bombs_a_day": 12.0})
    built = [sprung(number=n, p=p).counts.bombs_built[0] for n in range(400)]
    assert np.mean(built) == pytest.approx(12.0 / 4, rel=0.03)


def test_none_reaches_its_target_more_often_than_it_was_sent():
    easy, hard = (changed(EAGER, {"car_bombs.success": s}) for s in (0.5, 0.1))
    for number in range(50):
        assert (
            funnel(sprung(number=number, p=hard))[2] <= funnel(sprung(number=number, p=easy))[2]
        )


@given(st.integers(0, 400), st.integers(0, 99))
def test_no_more_are_hit_than_there_are(men, number):
    assert 0 <= sprung(men=men, number=number).toll.hits_blast[1] <= men


def test_nobody_is_hit_where_nothing_explodes():
    worlds = [sprung(number=n) for n in range(50)]
    quiet = [world for world in worlds if not world.site.bombs.any()]
    assert quiet
    assert not any(world.toll.hits_blast.any() for world in quiet)


def test_isis_is_not_hit_by_its_own():
    assert not any(sprung(number=n).toll.hits_blast[0] for n in range(50))


def test_deadlier_ones_hit_more():
    weak, strong = (changed(EAGER, {"car_bombs.casualties": c}) for c in (2.0, 15.0))
    hits = [np.sum([sprung(number=n, p=p).toll.hits_blast[1] for n in range(30)])
            for p in (weak, strong)]  # fmt: skip
    assert hits[0] < hits[1]


def test_every_place_that_is_hit_is_told():
    world = next(w for w in (sprung(number=n) for n in range(50)) if funnel(w)[2])
    assert world.events.what[0] == CAR_BOMB_HITS
    assert (world.events.cell[0], world.events.one[0]) == (middle(), funnel(world)[2])
