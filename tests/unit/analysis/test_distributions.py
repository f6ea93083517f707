"""Distributions against known answers: shares, intervals, quantiles."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from tables import paired_runs

from mesa_mosul.analysis.distributions import (
    daily_quantiles,
    probability,
    quantile_intervals,
    summary,
)
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.share_intervals import wilson_interval


def test_a_share_counts_the_runs_of_each_case():
    table = paired_runs(runs=50).assign(
        stalled=lambda t: (t["help"] == "more") & (t["replicate"] < 10)
    )
    result = probability(table, "stalled", ["help"]).set_index("case")
    assert result.loc["none", ["runs", "yes", "share"]].tolist() == [50, 0, 0.0]
    assert result.loc["more", ["runs", "yes", "share"]].tolist() == [50, 10, 0.2]
    assert result.loc["more", "low"] < 0.2 < result.loc["more", "high"]


def test_runs_that_share_random_numbers_count_to_the_extent_that_they_differ():
    replicate = np.repeat(np.arange(40), 5)
    same = pd.DataFrame({"replicate": replicate, "stalled": replicate % 4 == 0})
    result = probability(same, "stalled").iloc[0]
    assert [result["low"], result["high"]] == pytest.approx(wilson_interval(10, 40), abs=0.005)
    own = np.random.default_rng(6).uniform(size=len(replicate)) < 0.25
    result = probability(same.assign(stalled=own), "stalled").iloc[0]
    alone = np.diff(wilson_interval(own.sum(), len(own)))[0]
    assert result["high"] - result["low"] == pytest.approx(alone, rel=0.2)


def test_over_parameter_sets_an_interval_covers_sets_and_seeds():
    covered = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        value = rng.normal(size=40)[:, None] + rng.normal(size=10)
        set_number, replicate = np.indices((40, 10)).reshape(2, -1)
        table = pd.DataFrame({"set": set_number, "replicate": replicate, "km2": value.ravel()})
        result = summary(table, "km2", set_column="set").iloc[0]
        covered += result["low"] <= 0.0 <= result["high"]
    assert covered >= 85


def test_a_numeric_outcome_has_no_share():
    with pytest.raises(AnalysisError, match="'km2' is not boolean"):
        probability(paired_runs(), "km2")


def test_a_summary_has_the_interval_of_the_t_distribution():
    table = paired_runs(runs=30)
    value = table.loc[table["help"] == "none", "km2"].to_numpy()
    result = summary(table, "km2", ["help"]).set_index("case").loc["none"]
    low, high = stats.t.interval(0.95, 29, value.mean(), stats.sem(value))
    assert [result["low"], result["high"]] == pytest.approx([low, high])
    assert result["p50"] == pytest.approx(np.median(value))
    assert result["sd"] == pytest.approx(np.std(value, ddof=1))


def test_runs_that_share_random_numbers_count_once_in_an_interval():
    once = paired_runs(runs=40).query("help == 'none'")
    twice = pd.concat([once, once.assign(point=5, help="same")])
    assert summary(twice, "km2")["low"][0] == pytest.approx(summary(once, "km2")["low"][0])


def test_quantiles_are_those_of_the_runs_with_intervals_that_hold_them():
    value = np.random.default_rng(1).normal(size=400)
    table = pd.DataFrame({"replicate": range(400), "km2": value})
    result = quantile_intervals(table, "km2", levels=[0.1, 0.5])
    assert result["quantile"].tolist() == pytest.approx(np.quantile(value, [0.1, 0.5]).tolist())
    assert (result["low"] < stats.norm.ppf([0.1, 0.5])).all()
    assert (result["high"] > stats.norm.ppf([0.1, 0.5])).all()


def test_a_quantile_beyond_what_the_runs_show_has_an_open_end():
    table = pd.DataFrame({"replicate": range(10), "km2": np.arange(10.0)})
    result = quantile_intervals(table, "km2", levels=[0.05, 0.95])
    assert result["low"][0] == -np.inf
    assert result["high"][1] == np.inf


def test_a_band_holds_the_runs_of_each_day():
    days = pd.date_range("2016-12-06", periods=2)
    daily = pd.DataFrame(
        {"date": np.repeat(days, 101), "held": [*range(101), *range(100, 201)]}
    )
    result = daily_quantiles(daily, "held")
    assert result["median"].tolist() == [50.0, 150.0]
    assert result["low"].tolist() == [5.0, 105.0]
    assert result["high"].tolist() == [95.0, 195.0]
    assert result["runs"].tolist() == [101, 101]


def test_a_column_that_was_not_recorded_is_reported():
    with pytest.raises(AnalysisError, match="name it under record"):
        daily_quantiles(pd.DataFrame({"date": []}), "held")


def test_the_summary_of_a_boolean_has_the_interval_of_its_share():
    """A t interval of one in twenty would begin at minus five per cent."""
    runs = pd.DataFrame({"replicate": range(20), "stalled": [True] + [False] * 19})
    row, share = summary(runs, "stalled").iloc[0], probability(runs, "stalled").iloc[0]
    assert row[["mean", "low", "high"]].tolist() == share[["share", "low", "high"]].tolist()
    assert row["low"] > 0.0
