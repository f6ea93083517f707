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
    mean_interval_ends,
    mean_interval_width,
    required_replications,
    typical_distance,
)

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


def until(width=1.0, most=1000):
    return StoppingRule(outcome="share_city_held", interval_width=width, max_replications=most)


def of(*points):
    """Return values of points as pairs."""
    return [(point, value) for point, values in enumerate(points) for value in values]


@pytest.mark.parametrize("count", [3, 20, 500])
def test_the_width_of_symmetric_values_is_that_of_the_t_interval(count):
    half = np.random.default_rng(count).normal(0.0, 2.0, count)
    values = np.r_[3.0 + half, 3.0 - half]
    low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    assert mean_interval_width(values) == pytest.approx(high - low)


@pytest.mark.parametrize(("yes", "count"), [(0, 20), (1, 20), (10, 20), (200, 1000)])
def test_the_width_of_a_share_is_that_of_wilsons_interval(yes, count):
    ends = stats.binomtest(yes, count).proportion_ci(method="wilson")
    values = [True] * yes + [False] * (count - yes)
    assert mean_interval_width(values) == pytest.approx(ends.high - ends.low)


def stopped(draw, rule):
    """Return the values of a point when the rule stops, drawn as a sweep runs them."""
    values, (count,) = [], required_replications(rule, [rule.min_replications], [])
    while True:
        values += list(draw(count - len(values)))
        (wanted,) = required_replications(rule, [count], of(values))
        if wanted == count:
            return values
        count = wanted


def coverage(draw, truth, rule, trials):
    """Return how often the interval at the stop contains the truth."""
    intervals = [mean_interval_ends(stopped(draw, rule), 1.0) for _ in range(trials)]
    return np.mean([low <= truth <= high for low, high in intervals])


@pytest.mark.parametrize(
    ("share", "width"),
    [(0.01, 0.05), (0.01, 0.2), (0.02, 0.05), (0.05, 0.1), (0.1, 0.1), (0.3, 0.15), (0.5, 0.2),
     (0.98, 0.05)],
)  # fmt: skip
def test_a_share_is_covered_in_90_percent_of_sequential_stops(share, width):
    rng = np.random.default_rng(7)
    rule = StoppingRule(outcome="stalled", interval_width=width, max_replications=2000)
    assert coverage(lambda n: rng.random(n) < share, share, rule, 300) >= 0.9


@pytest.mark.parametrize(
    ("draw", "truth", "least"),
    [
        (lambda rng, n: rng.normal(size=n), 0.0, 0.92),
        (lambda rng, n: rng.exponential(size=n), 1.0, 0.9),
        (lambda rng, n: rng.lognormal(size=n), math.exp(0.5), 0.85),
        (lambda rng, n: rng.poisson(0.1, n), 0.1, 0.87),
    ],
)
def test_skewed_outcomes_are_covered_in_about_90_percent_of_sequential_stops(
    draw, truth, least
):
    rng = np.random.default_rng(7)
    sd = float(np.std(draw(rng, 100_000)))
    rule = StoppingRule(outcome="days", interval_width=0.6 * sd, max_replications=2000)
    assert coverage(lambda n: draw(rng, n), truth, rule, 250) >= least


def test_a_rare_event_does_not_stop_at_the_first_look():
    rng = np.random.default_rng(7)
    rule = StoppingRule(outcome="stalled", interval_width=0.05)
    lengths = [len(stopped(lambda n: rng.random(n) < 0.02, rule)) for _ in range(100)]
    assert min(lengths) > 60
    assert required_replications(rule, [20], of([0.0] * 20)) == [40]
    assert required_replications(rule, [20], of([0] * 20)) == [40]


def test_values_that_are_all_equal_are_judged_by_the_spread_of_other_points():
    equal, spread = [3.5] * 20, [3.5] * 10 + [9.5] * 10
    assert required_replications(until(1.0), [20, 20], of(equal, spread)) == [20, 40]
    assert required_replications(until(0.5), [20, 20], of(equal, spread)) == [40, 40]
    assert required_replications(until(0.01), [20], of(equal)) == [20]


@pytest.mark.parametrize("values", [[], [1.0]])
def test_fewer_than_two_values_tell_nothing(values):
    assert mean_interval_width(values) == math.inf


def test_a_wide_point_gets_more_runs_and_a_narrow_one_keeps_its_number():
    wide, narrow = [0.0, 10.0] * 5, [1.0, 1.01] * 5
    assert mean_interval_width(wide) > 1.0 > mean_interval_width(narrow)
    assert required_replications(until(), [10, 10], of(wide, narrow)) == [20, 10]


def test_as_many_runs_are_asked_for_as_should_make_it_narrow_enough():
    values = [0.0, 10.0] * 50
    wanted = mean_interval_width(values) / 1.2
    (count,) = required_replications(until(wanted), [100], of(values))
    assert count == math.ceil(100 * 1.2**2)
    assert mean_interval_width([0.0, 10.0] * (count // 2)) == pytest.approx(wanted, rel=0.02)


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
        width = mean_interval_width(values, typical_distance(points))
        assert (after == before) == (width <= narrow or before == most)


def test_a_point_with_as_many_runs_as_it_may_have_keeps_its_number():
    assert required_replications(until(most=10), [10], of([0.0, 10.0] * 5)) == [10]


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, "2016-12-31"])
def test_an_outcome_that_a_run_lacks_is_an_error_in_words(missing):
    pattern = "cannot depend on 'share_city_held'.*of point 1.*a number in every run"
    with pytest.raises(OutcomeError, match=pattern):
        required_replications(until(), [8, 8], of([1.0] * 8, [2.0] * 7 + [missing]))


def test_a_point_without_a_run_that_is_done_keeps_its_number():
    assert required_replications(until(), [8], []) == [8]


def test_least_above_most_is_refused():
    with pytest.raises(ValueError, match="min_replications is 30: it takes at most"):
        StoppingRule(outcome="x", interval_width=1, min_replications=30, max_replications=10)


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
