"""Cohesion: what it costs, what gives it back, who breaks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import ATTACK, BATTALION_BREAKS, HOLD, IRAQI
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.cohesion import after, shortfall, weigh

P = Parameters()
share = st.floats(0, 1)
law = plain(after)


def weighed(cohesion=1.0, fallen=0, blasted=0, enemy=0.0, role=HOLD, number=0, p=P, rest=0):
    """Return one battalion of 100 men after a tick."""
    world = field(1)
    put(world, 0, force=IRAQI, men=100 - fallen, cell=middle(), role=role)
    world.battalions.cohesion[0], world.battalions.resting_until[0] = cohesion, rest
    world.toll.fallen[0], world.toll.hits_blast[0] = fallen, blasted
    world.near.density[1, middle()] = enemy
    plain(weigh)(world, p, tick(number))
    return world


def cohesion(**said):
    return weighed(**said).battalions.cohesion[0]


@given(share, share, share, share, share)
def test_cohesion_stays_between_0_and_1(before, lost, blasted, strain, rest):
    assert 0.0 <= law(before, lost, blasted, strain, rest, P) <= 1.0


@given(share, share, share, share, share, share)
def test_greater_losses_never_leave_more_cohesion(before, one, other, blasted, strain, rest):
    few, many = sorted((one, other))
    assert law(before, few, blasted, strain, rest, P) >= law(
        before, many, blasted, strain, rest, P
    )


@given(share, share, share, share, share, share)
def test_more_hit_by_car_bombs_never_leave_more_cohesion(
    before, lost, one, other, strain, rest
):
    few, many = sorted((one, other))
    assert law(before, lost, few, strain, rest, P) >= law(before, lost, many, strain, rest, P)


@given(share, share, share, share)
def test_more_rest_never_leaves_less_cohesion(before, lost, one, other):
    short, long = sorted((one, other))
    assert law(before, lost, 0, 0.0, short, P) <= law(before, lost, 0, 0.0, long, P) + 1e-15


@given(share, share, share)
def test_more_strain_never_leaves_more_cohesion(before, one, other):
    short, long = sorted((one, other))
    assert law(before, 0.0, 0, short, 0.0, P) >= law(before, 0.0, 0, long, 0.0, P)


@given(share, share, share)
def test_who_has_more_cohesion_keeps_no_less(one, other, lost):
    low, high = sorted((one, other))
    assert law(low, lost, 0, 0.0, 0.2, P) <= law(high, lost, 0, 0.0, 0.2, P) + 1e-15


def test_nothing_happens_to_those_to_whom_nothing_happens():
    assert law(0.6, 0.0, 0, 0.0, 0.0, P) == 0.6


def test_a_tenth_lost_costs_a_quarter_at_a_cost_of_two_and_a_half():
    p = changed(P, {"cohesion.loss_cost": 2.5})
    assert law(1.0, 0.1, 0, 0.0, 0.0, p) == pytest.approx(0.75)


def test_a_day_of_rest_gives_back_a_tenth_of_what_lacks_at_a_rate_of_a_tenth():
    p = changed(P, {"cohesion.rest": 0.1})
    assert law(0.5, 0.0, 0, 0.0, 1.0, p) == pytest.approx(0.55)


@given(share, st.floats(0.1, 1))
def test_a_shortfall_lies_between_0_and_1(cohesion, enough):
    assert 0.0 <= plain(shortfall)(cohesion, enough) <= 1.0


def test_who_has_enough_falls_short_of_nothing():
    assert plain(shortfall)(0.7, 0.6) == 0.0
    assert plain(shortfall)(0.3, 0.6) == pytest.approx(0.5)


def test_men_out_of_contact_recover():
    assert cohesion(cohesion=0.5) > 0.5


def test_men_in_contact_do_not_recover():
    assert cohesion(cohesion=0.5, enemy=50.0) <= 0.5


def test_men_who_fall_cost_cohesion():
    assert cohesion(fallen=10, enemy=50.0) < cohesion(fallen=2, enemy=50.0) < 1.0


def test_men_hit_by_car_bombs_cost_their_shock_beside_the_loss():
    cost = 0.06 * (P.cohesion.loss_cost + P.cohesion.shock_cost)
    assert cohesion(fallen=6, blasted=6, enemy=50.0) == pytest.approx(1.0 - cost)


def test_an_attack_costs_strain():
    assert cohesion(role=ATTACK, enemy=50.0) < cohesion(role=HOLD, enemy=50.0)


def test_a_battalion_without_men_is_left_alone():
    world = field(1)
    world.battalions.cohesion[0] = 0.3
    plain(weigh)(world, P, tick())
    assert world.battalions.cohesion[0] == 0.3


def test_a_battalion_in_refit_is_left_alone():
    assert cohesion(cohesion=0.3, rest=5) == 0.3


def test_who_has_cohesion_enough_never_breaks():
    level = P.cohesion.break_below
    worlds = [weighed(level, enemy=50.0, number=n) for n in range(200)]
    assert not any(world.battalions.breaks[0] for world in worlds)


def test_nobody_breaks_out_of_contact():
    worlds = [weighed(0.0, number=n) for n in range(200)]
    assert not any(world.battalions.breaks[0] for world in worlds)


def test_without_cohesion_battalions_break_at_the_stated_rate():
    worlds = [weighed(0.0, enemy=50.0, number=n) for n in range(2000)]
    broken = np.mean([world.battalions.breaks[0] for world in worlds])
    assert broken == pytest.approx(1 - np.exp(-P.cohesion.break_rate / 4), abs=0.03)


def broken():
    worlds = (weighed(0.0, enemy=50.0, number=n) for n in range(200))
    return next((n, w) for n, w in enumerate(worlds) if w.battalions.breaks[0])


def test_who_breaks_rests_for_the_days_of_a_refit():
    number, world = broken()
    assert world.battalions.resting_until[0] == number + int(4 * P.cohesion.refit_days)
    assert world.battalions.cohesion[0] == P.cohesion.refit_level


def test_a_break_is_an_event():
    _, world = broken()
    assert world.events.what[0] == BATTALION_BREAKS
    assert world.events.who[0] == world.battalions.uid[0]
