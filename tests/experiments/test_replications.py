"""How many replications a point needs."""

import math

import numpy as np
import pytest
from scipy import stats

from mesa_mosul.experiments.file import ExperimentError, Until
from mesa_mosul.experiments.replications import enough, width

UNTIL = Until(outcome="losses", width=2.0, least=4, most=40)


def points(*values):
    return [(point, value) for point, several in enumerate(values) for value in several]


def test_a_width_is_that_of_the_t_interval():
    values = np.random.default_rng(1).normal(size=17)
    low, high = stats.t.interval(0.95, 16, values.mean(), stats.sem(values))
    assert width(list(values)) == pytest.approx(high - low)


def test_one_value_has_no_interval():
    assert width([3.0]) == math.inf


def test_a_wide_interval_asks_for_more_and_a_narrow_one_for_none():
    wanted = enough(UNTIL, [4, 4], points([0, 9, 0, 9], [5, 5, 5, 5.1]))
    assert 4 < wanted[0] <= 8
    assert wanted[1] == 4


def test_never_more_than_the_most_nor_than_twice_as_many():
    wide = [0, 90] * 15
    assert enough(UNTIL, [30], points(wide)) == [40]
    assert enough(UNTIL, [40], points([0, 90] * 20)) == [40]


def test_a_run_that_came_to_nothing_does_not_count():
    assert enough(UNTIL, [4], points([5, 5, 5, None])) == [4]
    assert enough(UNTIL, [4], points([None] * 4)) == [4]


def test_words_are_no_numbers():
    with pytest.raises(ExperimentError, match="'losses' is no number"):
        enough(UNTIL, [1], [(0, "2016-12-06")])
