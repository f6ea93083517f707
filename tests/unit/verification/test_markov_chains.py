"""The exact chains agree with theory, and the rules with the chains for any strengths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mesa_mosul.verification.exact_fights import fight_checks, run_fights
from mesa_mosul.verification.markov_chains import (
    deitchman_rates,
    fight_outcome,
    linear_law_rates,
    square_law_rates,
    two_stage_fight_outcome,
)

MEN = some.integers(1, 30)


@given(MEN, MEN)
@settings(max_examples=40, deadline=None)
def test_the_probabilities_of_all_outcomes_sum_to_one(blue, red):
    assert fight_outcome(
        blue, red, square_law_rates()
    ).survivor_probabilities.sum() == pytest.approx(1.0)


@given(MEN)
@settings(max_examples=20, deadline=None)
def test_equal_sides_win_equally_often(men):
    assert fight_outcome(men, men, square_law_rates()).win_probability == pytest.approx(0.5)


def test_two_men_against_one_win_five_times_in_six():
    """Red loses a man first with probability 2/3; otherwise one man faces one."""
    assert fight_outcome(2, 1, square_law_rates()).win_probability == pytest.approx(
        2 / 3 + 1 / 3 * 1 / 2
    )


def test_strength_counts_squared_under_aimed_fire_and_linearly_under_area_fire():
    """Half the men need four times the effectiveness for parity, or twice under area fire."""
    assert fight_outcome(100, 50, square_law_rates(1, 4)).win_probability == pytest.approx(
        0.5, abs=0.02
    )
    assert fight_outcome(100, 50, linear_law_rates(1, 2)).win_probability == pytest.approx(
        0.5, abs=0.02
    )


def test_an_ambush_at_parity_is_even():
    assert fight_outcome(
        100, 20, deitchman_rates(1.0, 2 * 20 / 100**2)
    ).win_probability == pytest.approx(0.5, abs=0.05)


def test_concentration_pays():
    at_once, in_parts = (
        fight_outcome(100, 100, square_law_rates()),
        two_stage_fight_outcome(100, 50, 50, square_law_rates()),
    )
    assert in_parts.win_probability > at_once.win_probability + 0.4
    assert in_parts.survivor_probabilities.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(("blue", "red"), [(70, 60), (23, 20), (9, 11)])
def test_the_rules_agree_with_the_chain_for_any_strengths(blue, red):
    fight_table = run_fights("duel", blue, red, 600)
    checks = fight_checks(
        1, "a duel", fight_table, fight_outcome(blue, red, square_law_rates())
    )
    assert all(check.holds for check in checks)


def test_survivors_are_distributed_as_in_the_chain():
    exact = fight_outcome(100, 50, square_law_rates())
    survivors = run_fights("duel", 100, 50, 1000).blue
    observed = np.cumsum(np.bincount(survivors, minlength=101)) / survivors.size
    assert np.abs(observed - np.cumsum(exact.survivor_probabilities)).max() < 0.06
