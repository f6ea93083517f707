"""Variance reduction by common random numbers."""

import pandas as pd
import pytest
import tables

from mesa_mosul.analysis.paired_comparison import paired_differences
from mesa_mosul.analysis.variance_reduction import variance_reduction_by_day


def test_common_random_numbers_reduce_the_variance_by_the_share_in_common():
    factors = [
        paired_differences(
            tables.paired_runs(runs=4000, shared_variance=part), "km2", ["help"], "none"
        )["vrf"][0]
        for part in (0.0, 0.5, 0.8)
    ]
    assert factors == pytest.approx([1.0, 2.0, 5.0], rel=0.12)


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
