"""Distributions against known answers: shares, intervals, quantiles, two peaks."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from mesa_mosul.analysis.distributions import band, probability, summary, two_peaks, wilson
from mesa_mosul.analysis.errors import AnalysisError
from tests.analysis.tables import paired


@pytest.mark.parametrize("yes", [0, 1, 37, 199, 200])
def test_wilson_is_what_statsmodels_has(yes):
    assert wilson(yes, 200) == pytest.approx(
        proportion_confint(yes, 200, method="wilson"), abs=1e-12
    )


def test_a_share_counts_the_runs_of_each_case():
    table = paired(runs=50).assign(
        stalled=lambda t: (t["help"] == "more") & (t["replicate"] < 10)
    )
    told = probability(table, "stalled", ["help"]).set_index("case")
    assert told.loc["none", ["runs", "yes", "share"]].tolist() == [50, 0, 0.0]
    assert told.loc["more", ["runs", "yes", "share"]].tolist() == [50, 10, 0.2]
    assert told.loc["more", "low"] < 0.2 < told.loc["more", "high"]


def test_runs_that_share_luck_count_as_far_as_they_differ():
    luck = np.repeat(np.arange(40), 5)
    same = pd.DataFrame({"replicate": luck, "stalled": luck % 4 == 0})
    told = probability(same, "stalled").iloc[0]
    assert [told["low"], told["high"]] == pytest.approx(wilson(10, 40), abs=0.005)
    own = np.random.default_rng(6).uniform(size=len(luck)) < 0.25
    told = probability(same.assign(stalled=own), "stalled").iloc[0]
    alone = np.diff(wilson(own.sum(), len(own)))[0]
    assert told["high"] - told["low"] == pytest.approx(alone, rel=0.2)


def test_over_drawn_sets_an_interval_covers_sets_and_seeds():
    covered = 0
    for seed in range(100):
        luck = np.random.default_rng(seed)
        value = luck.normal(size=40)[:, None] + luck.normal(size=10)
        draw, replicate = np.indices((40, 10)).reshape(2, -1)
        table = pd.DataFrame({"draw": draw, "replicate": replicate, "won": value.ravel()})
        told = summary(table, "won", sets="draw").iloc[0]
        covered += told["low"] <= 0.0 <= told["high"]
    assert covered >= 85


def test_two_peaks_are_not_told_of_runs_that_share_their_luck():
    once = paired(runs=40).query("help == 'none'")
    twice = pd.concat([once, once.assign(point=5)])
    assert np.isnan(summary(twice, "won")["two_peaks"][0])
    assert summary(once, "won")["two_peaks"][0] > 0.05


def test_a_number_is_no_share():
    with pytest.raises(AnalysisError, match="'won' is not yes or no"):
        probability(paired(), "won")


def test_a_summary_has_the_interval_of_the_t_distribution():
    table = paired(runs=30)
    value = table.loc[table["help"] == "none", "won"].to_numpy()
    told = summary(table, "won", ["help"]).set_index("case").loc["none"]
    low, high = stats.t.interval(0.95, 29, value.mean(), stats.sem(value))
    assert [told["low"], told["high"]] == pytest.approx([low, high])
    assert told["p50"] == pytest.approx(np.median(value))
    assert told["sd"] == pytest.approx(np.std(value, ddof=1))


def test_runs_that_share_luck_count_once_in_an_interval():
    once = paired(runs=40).query("help == 'none'")
    twice = pd.concat([once, once.assign(point=5, help="same")])
    assert summary(twice, "won")["low"][0] == pytest.approx(summary(once, "won")["low"][0])


def test_two_peaks_are_told_from_one():
    luck = np.random.default_rng(3)
    one = luck.normal(size=300)
    assert two_peaks(one) > 0.2
    assert two_peaks(np.concatenate([one, one + 6.0])) < 0.01


@pytest.mark.parametrize("value", [np.full(50, 3.0), np.arange(4.0), np.repeat([0.0, 1.0], 30)])
def test_peaks_are_not_told_of_equal_or_few_values(value):
    assert two_peaks(value) == 1.0


def test_a_band_holds_the_runs_of_each_day():
    days = pd.date_range("2016-12-06", periods=2)
    daily = pd.DataFrame(
        {"date": np.repeat(days, 101), "held": [*range(101), *range(100, 201)]}
    )
    told = band(daily, "held")
    assert told["median"].tolist() == [50.0, 150.0]
    assert told["low"].tolist() == [5.0, 105.0]
    assert told["high"].tolist() == [95.0, 195.0]
    assert told["runs"].tolist() == [101, 101]


def test_a_column_that_was_not_recorded_is_told():
    with pytest.raises(AnalysisError, match="name it under record"):
        band(pd.DataFrame({"date": []}), "held")
