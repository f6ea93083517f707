"""Fire: its laws, between the square and the linear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.rules.attrition import (
    aimed_fire_fraction,
    cohesion_factor,
    engagement_intensity,
    suppression_factor,
)
from mesa_mosul.rules.density import frontage_fraction

share = st.floats(0, 1)
density = st.floats(0, 1e4)


@given(density, st.floats(0, 50))
def test_the_share_who_aim_is_a_share(seen, search):
    assert 0.0 <= plain_twin(aimed_fire_fraction)(seen, search) <= 1.0


@given(density, density, st.floats(0, 50))
def test_more_targets_never_leave_fewer_who_aim(one, other, search):
    few, many = sorted((one, other))
    assert plain_twin(aimed_fire_fraction)(few, search) <= plain_twin(aimed_fire_fraction)(
        many, search
    )


def test_half_aim_at_the_density_that_says_so():
    assert plain_twin(aimed_fire_fraction)(10.0, 10.0) == 0.5


@given(share, st.floats(0, 0.8))
def test_nerve_is_a_share_and_whole_at_full_cohesion(cohesion, effect):
    assert 0.0 <= plain_twin(cohesion_factor)(cohesion, effect) <= 1.0
    assert plain_twin(cohesion_factor)(1.0, effect) == 1.0


@given(share, share, st.floats(0, 0.8))
def test_more_cohesion_never_gives_less_nerve(one, other, effect):
    low, high = sorted((one, other))
    assert plain_twin(cohesion_factor)(low, effect) <= plain_twin(cohesion_factor)(high, effect)


@given(st.booleans(), share, st.floats(0, 1e4), st.floats(0.02, 0.5))
def test_zeal_lies_between_idleness_and_all(active, part, enemy, idle):
    found = plain_twin(engagement_intensity)(active, part * enemy, enemy, idle)
    assert idle - 1e-12 <= found <= 1.0 + 1e-12


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 500))
def test_men_under_more_fire_never_fire_more(one, other, suppression):
    few, many = sorted((one, other))
    assert (
        0.0
        < plain_twin(suppression_factor)(many, suppression)
        <= plain_twin(suppression_factor)(few, suppression)
        <= 1.0
    )


def test_fire_is_halved_at_the_rate_that_says_so():
    assert plain_twin(suppression_factor)(0.02, 50.0) == 0.5
    assert (
        plain_twin(suppression_factor)(0.02, 0.0)
        == plain_twin(suppression_factor)(0.0, 50.0)
        == 1.0
    )


@given(density, density, st.floats(200, 4000))
def test_men_who_find_room_are_all_or_as_many_as_there_is_room_for(one, other, frontage):
    few, many = sorted((one, other))
    firing = [n * plain_twin(frontage_fraction)(n, frontage) for n in (few, many)]
    assert firing[0] <= firing[1] * (1 + 1e-12)
    assert firing[1] <= min(many, frontage) * (1 + 1e-12)


def test_who_attacks_fires_fully_and_who_is_left_alone_idles():
    assert plain_twin(engagement_intensity)(True, 0.0, 10.0, 0.2) == 1.0
    assert plain_twin(engagement_intensity)(False, 0.0, 10.0, 0.2) == 0.2
    assert plain_twin(engagement_intensity)(False, 10.0, 10.0, 0.2) == pytest.approx(1.0)
    assert plain_twin(engagement_intensity)(False, 0.0, 0.0, 0.2) == 0.2
