"""Variance reduction by common random numbers, and the pairs that a width needs."""

import numpy as np
import pandas as pd
import pytest
import tables
from statsmodels.stats.power import TTestPower

from mesa_mosul.analysis.intervals import mean_interval
from mesa_mosul.analysis.paired_comparison import paired_differences
from mesa_mosul.analysis.variance_reduction import pairs_needed, variance_reduction_by_day


def test_common_random_numbers_reduce_the_variance_by_the_share_in_common():
    factors = [
        paired_differences(
            tables.paired_runs(runs=4000, shared_variance=part), "km2", ["help"], "none"
        )["vrf"][0]
        for part in (0.0, 0.5, 0.8)
    ]
    assert factors == pytest.approx([1.0, 2.0, 5.0], rel=0.12)


def test_pairs_needed_give_the_wanted_width():
    rng = np.random.default_rng(5)
    pairs = pairs_needed(rng.normal(size=4000), 0.4)
    assert pairs == pytest.approx((2 * 1.96 / 0.4) ** 2, rel=0.05)
    low, high = mean_interval(rng.normal(size=int(pairs)))
    assert high - low == pytest.approx(0.4, rel=0.25)


@pytest.mark.parametrize("effect", [0.3, 0.5, 1.0])
def test_the_pairs_needed_find_the_difference_in_80_of_100_cases(effect):
    values = np.random.default_rng(6).normal(size=100_000)
    pairs = pairs_needed((values - values.mean()) / values.std() + effect)
    known = TTestPower().solve_power(effect, alpha=0.05, power=0.8)
    assert pairs == pytest.approx(known, abs=1.5)


def test_no_difference_needs_infinitely_many_pairs():
    assert pairs_needed(np.zeros(9)) == np.inf


def test_variance_reduction_is_returned_day_by_day():
    runs = tables.paired_runs(runs=500, shared_variance=0.9)
    later = tables.paired_runs(runs=500, shared_variance=0.0, seed=9)
    days = pd.to_datetime(["2016-12-06", "2016-12-07"])
    daily = pd.concat(
        [
            table[["key", "replicate", "km2"]].assign(date=day)
            for table, day in zip((runs, later), days, strict=True)
        ]
    )
    result = variance_reduction_by_day(daily, runs, "km2", ["help"], "none").set_index("date")[
        "vrf"
    ]
    assert result[days[0]] == pytest.approx(10.0, rel=0.2)
    assert result[days[1]] == pytest.approx(1.0, rel=0.2)
