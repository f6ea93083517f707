"""The exact chains say what theory says, and the rules keep to them for any numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mesa_mosul.analysis.chains import ambush, ending, in_two_parts, linear, square
from mesa_mosul.analysis.checks import fight_checks, fights

MEN = some.integers(1, 30)


@given(MEN, MEN)
@settings(max_examples=40, deadline=None)
def test_every_fight_has_an_ending(blue, red):
    assert ending(blue, red, square()).by_men.sum() == pytest.approx(1.0)


@given(MEN)
@settings(max_examples=20, deadline=None)
def test_equal_sides_have_equal_chances(men):
    assert ending(men, men, square()).chance == pytest.approx(0.5)


def test_two_men_against_one_win_five_times_in_six():
    """Red falls first with chance 2/3; if not, one stands against one."""
    assert ending(2, 1, square()).chance == pytest.approx(2 / 3 + 1 / 3 * 1 / 2)


def test_numbers_count_squared_under_aimed_fire_and_once_under_area_fire():
    """Half the men need four times the effect for an even fight, or twice under area fire."""
    assert ending(100, 50, square(1, 4)).chance == pytest.approx(0.5, abs=0.02)
    assert ending(100, 50, linear(1, 2)).chance == pytest.approx(0.5, abs=0.02)


def test_an_ambush_at_parity_is_even():
    assert ending(100, 20, ambush(1.0, 2 * 20 / 100**2)).chance == pytest.approx(0.5, abs=0.05)


def test_concentration_pays():
    at_once, in_parts = ending(100, 100, square()), in_two_parts(100, 50, 50, square())
    assert in_parts.chance > at_once.chance + 0.4
    assert in_parts.by_men.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(("blue", "red"), [(70, 60), (23, 20), (9, 11)])
def test_the_rules_keep_to_the_chain_for_any_numbers(blue, red):
    found = fights("duel", blue, red, 600)
    checks = fight_checks(1, "a duel", found, ending(blue, red, square()))
    assert all(check.holds for check in checks)


def test_survivors_are_spread_as_the_chain_says():
    exact = ending(100, 50, square())
    left = fights("duel", 100, 50, 1000).blue
    seen = np.cumsum(np.bincount(left, minlength=101)) / left.size
    assert np.abs(seen - np.cumsum(exact.by_men)).max() < 0.06
