"""How often a point is run until its interval is narrow enough."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mesa_mosul.experiments.execution.run_outputs import OutcomeError
from mesa_mosul.experiments.execution.stopping_rule import (
    StoppingRule,
    mean_interval_width,
    required_replications,
)

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def until(width=1.0, most=1000):
    return StoppingRule(outcome="share_city_held", interval_width=width, max_replications=most)


def of(*points):
    """Return values of points as pairs."""
    return [(point, value) for point, values in enumerate(points) for value in values]


@pytest.mark.parametrize("count", [2, 3, 20, 500])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_the_width_is_that_of_the_t_interval(count, level):
    values = np.random.default_rng(count).normal(3.0, 2.0, count)
    low, high = stats.t.interval(level, count - 1, values.mean(), stats.sem(values))
    assert mean_interval_width(values, level) == pytest.approx(high - low)


def test_the_width_is_that_of_95_percent_by_default():
    values = [1.0, 2.0, 4.0]
    assert (
        mean_interval_width(values)
        == mean_interval_width(values, 0.95)
        < mean_interval_width(values, 0.99)
    )


def test_an_interval_of_the_mean_holds_it_as_often_as_it_says():
    samples = np.random.default_rng(1).normal(size=(4000, 5))
    held = [abs(values.mean()) <= mean_interval_width(values) / 2.0 for values in samples]
    assert np.mean(held) == pytest.approx(0.95, abs=4.0 * math.sqrt(0.95 * 0.05 / 4000))


@pytest.mark.parametrize("values", [[], [1.0]])
def test_fewer_than_two_values_tell_nothing(values):
    assert mean_interval_width(values) == math.inf


def test_a_wide_point_gets_more_runs_and_a_narrow_one_keeps_its_number():
    wide, narrow = [0.0, 10.0] * 5, [1.0, 1.01] * 5
    assert mean_interval_width(wide) > 1.0 > mean_interval_width(narrow)
    assert required_replications(until(), [10, 10], of(wide, narrow)) == [20, 10]


def test_as_many_runs_are_asked_for_as_should_make_it_narrow_enough():
    values = [0.0, 1.0] * 50
    wanted = mean_interval_width(values) / 1.2
    (count,) = required_replications(until(wanted), [100], of(values))
    assert count == math.ceil(100 * 1.2**2)
    assert mean_interval_width([0.0, 1.0] * (count // 2)) == pytest.approx(wanted, rel=0.01)


def test_a_point_just_too_wide_gets_at_least_one_run_more():
    values = [0.0, 1.0] * 2
    assert required_replications(
        until(mean_interval_width(values) * (1.0 - 1e-9)), [4], of(values)
    ) == [5]


def test_a_point_exactly_narrow_enough_keeps_its_number():
    values = [0.0, 1.0] * 5
    assert required_replications(until(mean_interval_width(values)), [10], of(values)) == [10]


@given(st.lists(NUMBERS, min_size=1, max_size=4), st.floats(1e-3, 1e3), st.integers(30, 60))
def test_never_less_never_above_most_and_never_more_than_double(points, narrow, most):
    counts = [len(values) for values in points]
    wanted = required_replications(until(narrow, most), counts, of(*points))
    for before, after, values in zip(counts, wanted, points, strict=True):
        assert before <= after <= min(most, 2 * before)
        assert (after == before) == (mean_interval_width(values) <= narrow or before == most)


def test_a_point_with_as_many_runs_as_it_may_have_keeps_its_number():
    assert required_replications(until(most=10), [10], of([0.0, 10.0] * 5)) == [10]


def test_runs_that_came_to_none_are_not_counted():
    values, missing = [0.0, 1.0, 2.0, 3.0], [None] * 4
    (count,) = required_replications(until(1.0, 1000), [8], of(values + missing))
    narrow = required_replications(
        until(mean_interval_width(values)), [8], of(missing + values)
    )
    assert (count, narrow) == (16, [8])


def test_a_point_of_which_no_run_came_to_anything_waits_for_no_more():
    assert required_replications(until(), [8, 8], of([None] * 8, [])) == [8, 8]


def test_a_point_with_one_value_gets_twice_the_runs():
    assert required_replications(until(), [8], of([3.0] + [None] * 7)) == [16]


def test_an_outcome_of_yes_and_no_is_a_share():
    answers = [True, False] * 10
    share = [float(answer) for answer in answers]
    assert (
        required_replications(until(0.1), [20], of(answers))
        == required_replications(until(0.1), [20], of(share))
        == [40]
    )


def test_the_order_of_results_does_not_matter():
    pairs = of([0.0, 3.0] * 5, [1.0, 2.0] * 5, [1.0] * 10)
    mixed = [pairs[at] for at in np.random.default_rng(1).permutation(len(pairs))]
    assert required_replications(until(), [10] * 3, pairs) == required_replications(
        until(), [10] * 3, mixed
    )


def test_replications_cannot_wait_for_words():
    with pytest.raises(OutcomeError, match="'share_city_held' is a text, not a number"):
        required_replications(until(), [2], of([1.0, "2016-12-31"]))
