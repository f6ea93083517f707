"""What a quarter counts as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import NEVER, QUARTER_LOST, QUARTER_WON
from mesa_mosul.parameters import Parameters
from mesa_mosul.rules.control import judge

P = Parameters()


def judged(*days):
    """Return a field after quarters were held in some share, one day after the other."""
    world = field(1)
    for day, held in enumerate(days):
        world.city.held[world.fought] = held
        plain(judge)(world, P, tick(4 * day))
    return world


@given(st.floats(0, 1))
def test_the_share_of_a_quarter_is_that_of_its_ground(held):
    assert judged(held).quarters.share[0] == pytest.approx(held)


def test_half_the_cells_are_half_the_quarter():
    world = field(1)
    world.city.held[world.fought[::2]] = 1.0
    plain(judge)(world, P, tick())
    assert world.quarters.share[0] == pytest.approx(len(world.fought[::2]) / world.fought.size)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_ground_never_counts_for_less(one, other):
    little, much = (judged(held).quarters for held in sorted((one, other)))
    assert little.entered[0] <= much.entered[0]
    assert little.won[0] <= much.won[0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_what_was_once_claimed_is_claimed_for_ever(days):
    claimed = any(held >= P.command.claim_share for held in days)
    assert judged(*days).quarters.claimed[0] == claimed


def test_a_quarter_is_secured_after_the_days_it_must_be_held():
    long = int(P.hold.secure_days) + 1
    assert judged(*[1.0] * long).quarters.secured[0]
    assert not judged(*[1.0] * (long - 1)).quarters.secured[0]


def test_a_quarter_that_was_lost_must_be_held_anew():
    long = int(P.hold.secure_days) + 1
    world = judged(*[1.0] * long, 0.5, 1.0)
    assert not world.quarters.secured[0]


def test_a_quarter_that_is_not_held_has_not_been_held_since():
    assert judged(1.0, 0.5).quarters.held_since[0] == NEVER


def test_a_quarter_won_and_lost_again_is_told_twice():
    world = judged(1.0, 1.0, 0.0, 0.0)
    assert world.counts.events[0] == 2
    assert world.events.what[:2].tolist() == [QUARTER_WON, QUARTER_LOST]


def test_a_quarter_that_wavers_is_neither_won_nor_lost_again():
    share = P.command.won_share
    assert judged(1.0, 0.9 * share, share, 0.6 * share).counts.events[0] == 1
