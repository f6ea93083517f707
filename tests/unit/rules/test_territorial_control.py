"""What a quarter counts as."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import make_clock, open_field

from mesa_mosul.engine.codes import NEIGHBOURHOOD_CLEARED, NEIGHBOURHOOD_LOST, NEVER
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.territorial_control import classify_neighbourhoods

P = Parameters()


def judged(*days):
    """Return a field after quarters were held in some share, one day after the other."""
    world = open_field(1)
    for day, held in enumerate(days):
        world.cells.control[world.contested_cells] = held
        plain_twin(classify_neighbourhoods)(world, P, make_clock(4 * day))
    return world


@given(st.floats(0, 1))
def test_the_share_of_a_neighbourhood_is_that_of_its_territory(held):
    assert judged(held).neighbourhoods.control[0] == pytest.approx(held)


def test_half_the_cells_are_half_the_neighbourhood():
    world = open_field(1)
    world.cells.control[world.contested_cells[::2]] = 1.0
    plain_twin(classify_neighbourhoods)(world, P, make_clock())
    assert world.neighbourhoods.control[0] == pytest.approx(
        len(world.contested_cells[::2]) / world.contested_cells.size
    )


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_ground_never_counts_for_less(one, other):
    little, much = (judged(held).neighbourhoods for held in sorted((one, other)))
    assert little.entered[0] <= much.entered[0]
    assert little.cleared[0] <= much.cleared[0]


def claimed_again(*days):
    return bool(judged(*days).neighbourhoods.claimed_again[0])


def test_a_claim_is_repeated_only_if_the_neighbourhood_was_lost_and_five_days_have_passed():
    full, half = P.reporting.claimed_threshold, 0.5 * P.reporting.claimed_threshold
    assert claimed_again(full, 0.0, 0.0, 0.0, 0.0, full)
    assert not claimed_again(full, 0.0, 0.0, 0.0, full)  # four days: one report, repeated
    assert not claimed_again(full, half, half, half, half, half, full)  # never lost
    assert not claimed_again(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, full)  # the first claim
    assert not claimed_again(*[full] * 9)
    assert claimed_again(full, 0.0, full, 0.0, 0.0, 0.0, 0.0, full, full)


@given(st.lists(st.sampled_from([0.0, 0.2, 1.0]), min_size=1, max_size=14))
def test_claims_are_counted_as_a_clerk_would_count_them(days):
    claims, lapsed = [], False
    for day, held in enumerate(days):
        if held < 0.5 * P.reporting.claimed_threshold:
            lapsed = bool(claims)
        elif held >= P.reporting.claimed_threshold and (lapsed or not claims):
            claims.append(day)
            lapsed = False
    repeated = any(later - before >= 5 for before, later in itertools.pairwise(claims))
    assert claimed_again(*days) == repeated


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_what_was_once_claimed_is_claimed_for_ever(days):
    claimed = any(held >= P.reporting.claimed_threshold for held in days)
    assert judged(*days).neighbourhoods.claimed[0] == claimed


def test_a_neighbourhood_is_secured_after_the_days_it_must_be_held():
    long = int(P.reporting.secured_days) + 1
    assert judged(*[1.0] * long).neighbourhoods.secured[0]
    assert not judged(*[1.0] * (long - 1)).neighbourhoods.secured[0]


def test_a_neighbourhood_that_was_lost_must_be_held_anew():
    long = int(P.reporting.secured_days) + 1
    world = judged(*[1.0] * long, 0.5, 1.0)
    assert not world.neighbourhoods.secured[0]


def test_a_neighbourhood_that_is_not_held_has_not_been_held_since():
    assert judged(1.0, 0.5).neighbourhoods.secured_since_tick[0] == NEVER


def test_a_neighbourhood_won_and_lost_again_is_logged_twice():
    world = judged(1.0, 1.0, 0.0, 0.0)
    assert world.totals.n_events[0] == 2
    assert world.event_log.event_code[:2].tolist() == [
        NEIGHBOURHOOD_CLEARED,
        NEIGHBOURHOOD_LOST,
    ]


def test_a_neighbourhood_that_wavers_is_neither_won_nor_lost_again():
    share = P.reporting.cleared_threshold
    assert judged(1.0, 0.9 * share, share, 0.6 * share).totals.n_events[0] == 1
