"""The interval of the mean of values that may be skewed."""

import numpy as np
import pytest
from scipy import stats

from mesa_mosul.analysis.skewed_means import (
    inverse_transformation,
    limits_of_mean,
    removed_skewness,
    smaller_statistic,
    transformation,
)


def held(values, truth):
    """Return how often an interval holds the truth; values: (values, samples)."""
    mean = values.mean(axis=0)
    low, high = limits_of_mean(values - mean)
    return float(((mean + low <= truth) & (truth <= mean + high)).mean())


def test_limits_of_symmetric_values_are_students():
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    half = stats.t.ppf(0.975, 4) * stats.sem(values)
    assert limits_of_mean(values) == pytest.approx((-half, half))


def test_no_end_is_within_students_interval():
    values = np.random.default_rng(1).lognormal(size=(40, 3))
    deviations = values - values.mean(axis=0)
    half = stats.t.ppf(0.975, 39) * stats.sem(deviations, axis=0)
    low, high = limits_of_mean(deviations)
    assert (low <= -half).all()
    assert (high > half).all()


def test_the_transformation_has_its_inverse():
    shape = removed_skewness(np.random.default_rng(1).lognormal(size=(40, 3)))
    for value in (-2.5, -0.3, 0.0, 1.9):
        t = inverse_transformation(value, shape)
        assert transformation(t, shape) == pytest.approx(value * np.ones(3))


def test_where_an_end_is_the_smaller_statistic_is_the_quantile_of_t():
    values = np.random.default_rng(2).lognormal(size=(40, 3))
    deviations = values - values.mean(axis=0)
    error = stats.sem(deviations, axis=0)
    for limit in limits_of_mean(deviations):
        statistic = smaller_statistic(-limit / error, deviations)
        assert statistic == pytest.approx(stats.t.ppf(0.975, 39) * np.ones(3))


def test_values_that_agree_have_no_width():
    assert limits_of_mean(np.zeros(7)) == (0.0, 0.0)


@pytest.mark.parametrize(
    "kind", ["normal", "lognormal", "few on one side", "few on both sides"]
)
def test_the_mean_is_held_whatever_the_shape_of_the_values(kind):
    """Student's holds that of a few values on one side in 90 %, Hall's of two sides in 89 %."""
    rng, shape = np.random.default_rng(3), (100, 4000)
    is_one = rng.random(shape) < 0.05
    values, truth = {
        "normal": (rng.normal(size=shape), 0.0),
        "lognormal": (rng.lognormal(0.0, 0.6, shape), np.exp(0.18)),
        "few on one side": (is_one * rng.normal(1.0, 0.3, shape), 0.05),
        "few on both sides": (is_one * rng.normal(size=shape), 0.0),
    }[kind]
    assert 0.94 <= held(values, truth) <= 0.985
