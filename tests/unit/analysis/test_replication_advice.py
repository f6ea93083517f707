"""Advice on replications: the number needed, and intervals that cover."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.power import TTestPower
from tables import paired_runs

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import mean_interval
from mesa_mosul.analysis.replication_advice import (
    convergence,
    replication_advice,
    running_means,
)
from mesa_mosul.analysis.sample_sizes import pairs_needed, wilson_half_width


def test_the_last_row_is_the_mean_of_all():
    table = paired_runs(runs=60)
    value = table.loc[table["help"] == "none", "km2"].to_numpy()
    last = convergence(table, "km2", ["help"]).query("case == 'none'").iloc[-1]
    low, high = mean_interval(value)
    assert last[["mean", "low", "high", "sd"]].tolist() == pytest.approx(
        [value.mean(), low, high, value.std(ddof=1)]
    )


@pytest.mark.parametrize("half_width", [0.05, 0.1, 2.0])
def test_the_replications_needed_are_the_smallest_that_make_the_t_interval_narrow(half_width):
    result = replication_advice(paired_runs(runs=40), "km2", ["help"], half_width=half_width)
    for row in result.itertuples():

        def half(n, sd=row.sd):
            return stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n)

        assert half(row.replications_needed) <= half_width
        assert row.replications_needed == 2 or half(row.replications_needed - 1) > half_width
        assert row.is_sufficient == (row.replications >= row.replications_needed)


def test_a_mean_that_may_be_0_is_no_measure_of_the_precision_that_is_wanted():
    runs = pd.DataFrame({"replicate": range(100), "km2": [-1.0, 1.0] * 50})
    row = replication_advice(runs, "km2").iloc[0]
    assert row[["wanted_half_width", "replications_needed"]].isna().all()
    assert not row["is_sufficient"]
    with pytest.raises(AnalysisError, match="half_width is 0: it takes more than 0"):
        replication_advice(runs, "km2", half_width=0)


@pytest.mark.parametrize("yes", [0, 1, 20])
def test_a_share_is_judged_by_wilsons_interval(yes):
    runs = pd.DataFrame(
        {"replicate": range(40), "stalled": [True] * yes + [False] * (40 - yes)}
    )
    row = replication_advice(runs, "stalled", half_width=0.03).iloc[0]
    ends = stats.binomtest(yes, 40).proportion_ci(method="wilson")
    assert row["half_width"] == pytest.approx((ends.high - ends.low) / 2)
    needed = int(row["replications_needed"])
    assert wilson_half_width(yes / 40, needed) <= 0.03 < wilson_half_width(yes / 40, needed - 1)


@pytest.mark.parametrize("effect", [0.05, 0.2, 0.5, 2.0])
def test_pairs_needed_are_those_of_a_power_of_80_percent(effect):
    values = np.repeat([-1.0, 1.0], 50)
    wanted = TTestPower().solve_power(effect, power=0.8, alpha=0.05)
    assert pairs_needed(values / values.std(ddof=1) + effect) == np.ceil(wanted)


def test_pairs_needed_are_infinite_for_no_difference_and_unknown_for_equal_ones():
    assert pairs_needed(np.array([-1.0, 1.0])) == np.inf
    assert pairs_needed(np.array([-1.0, 1.0]), width=0.0) == np.inf
    for values in ([0.0, 0.0], [0.1, 0.1 + 1e-17], [2.0]):
        assert np.isnan(pairs_needed(np.array(values)))


def test_a_large_mean_does_not_hide_a_small_standard_deviation():
    values = 1e8 + np.array([0.0, 0.05] * 50)
    sds = running_means(values)["sd"].to_numpy()
    assert sds == pytest.approx([values[:n].std(ddof=1) for n in range(5, 101)], rel=1e-9)


def test_the_interval_of_the_standard_deviation_covers_it():
    ends = [
        replication_advice(paired_runs(runs=100, seed=seed), "km2", ["help"], 0.5).iloc[0]
        for seed in range(150)
    ]
    covered = np.mean([abs(row["sd"] - 1.0) <= row["sd_half_width"] for row in ends])
    assert 0.88 <= covered <= 0.99


def test_of_equal_values_it_is_not_known_how_many_are_needed():
    result = replication_advice(paired_runs(runs=20).assign(km2=3.0), "km2", ["help"])
    assert result["replications_needed"].isna().all()
    assert not result["is_sufficient"].any()
