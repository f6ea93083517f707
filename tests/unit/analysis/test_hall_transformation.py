"""Limits of a mean without the skewness of its values."""

import numpy as np
import pytest
from scipy import stats

from mesa_mosul.analysis.hall_transformation import hall_limits, hall_statistic


def test_limits_of_symmetric_values_are_students():
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    half = stats.t.ppf(0.975, 4) * stats.sem(values)
    assert hall_limits(values) == pytest.approx((-half, half))


def test_at_the_limits_the_statistic_is_the_quantile_of_t():
    values = np.random.default_rng(1).lognormal(size=(40, 3))
    deviations = values - values.mean(axis=0)
    error = stats.sem(deviations, axis=0)
    for limit, sign in zip(hall_limits(deviations), (1.0, -1.0), strict=True):
        statistic = hall_statistic(-limit / error, deviations)
        assert statistic == pytest.approx(sign * stats.t.ppf(0.975, 39) * np.ones(3))


def test_values_that_agree_have_no_width():
    assert hall_limits(np.zeros(7)) == (0.0, 0.0)


def test_of_values_that_grow_by_factors_the_interval_reaches_further_up():
    low, high = hall_limits(np.array([-1.0] * 9 + [9.0]))
    assert high > 2.0 * -low
