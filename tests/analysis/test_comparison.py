"""Comparisons: intervals that cover, luck that pays, tests that are adjusted."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from mesa_mosul.analysis.comparison import (
    boot_interval,
    gain_by_day,
    holm,
    paired,
    pairs_needed,
    two_level,
)
from mesa_mosul.analysis.distributions import mean_interval
from mesa_mosul.analysis.errors import AnalysisError
from tests.analysis import tables

SETS = 2000


def drawn(shape, seed):
    """Return differences with mean 0.3, of SETS tables of 60 pairs: normal, or skewed."""
    luck = np.random.default_rng(seed)
    if shape == "normal":
        return luck.normal(0.3, 1.0, (SETS, 60))
    return 0.3 + luck.gamma(4.0, 1.0, (SETS, 60)) - luck.gamma(2.0, 1.0, (SETS, 60)) - 2.0


@pytest.mark.parametrize("shape", ["normal", "skewed"])
@pytest.mark.parametrize("interval", [mean_interval, boot_interval])
def test_paired_intervals_cover_what_is_true_in_95_of_100_tables(interval, shape):
    ends = np.array([interval(less) for less in drawn(shape, 7)])
    covered = ((ends[:, 0] <= 0.3) & (ends[:, 1] >= 0.3)).mean()
    assert 0.93 <= covered <= 0.97


def test_a_difference_is_taken_under_the_same_luck():
    table = tables.paired(shift=0.5, runs=200, shared=1.0)
    told = paired(table.sample(frac=1, random_state=1), "won", ["help"], "none").iloc[0]
    assert told["difference"] == pytest.approx(0.5)
    assert told["high"] - told["low"] == pytest.approx(0.0, abs=1e-12)


def test_luck_that_is_shared_pays_by_its_share():
    gains = [
        paired(tables.paired(runs=4000, shared=part), "won", ["help"], "none")["gain"][0]
        for part in (0.0, 0.5, 0.8)
    ]
    assert gains == pytest.approx([1.0, 2.0, 5.0], rel=0.12)


def test_a_control_has_an_effect_of_exactly_nothing():
    one = tables.paired(runs=30).query("help == 'none'")
    both = pd.concat([one, one.assign(point=1, help="control")])
    told = paired(both, "won", ["help"], "none").iloc[0]
    assert told[["difference", "low", "high", "boot_low", "boot_high"]].tolist() == [0.0] * 5
    assert told["p"] == 1.0


def test_what_is_not_compared_is_kept_equal_within_a_pair():
    parts = [tables.paired(shift=1.0, runs=20).assign(day=day) for day in (7, 45)]
    parts[1]["won"] += 100.0
    table = pd.concat(parts, ignore_index=True).drop(index=0)
    told = paired(table, "won", ["help"], "none", within=["day"]).iloc[0]
    assert told["pairs"] == 19
    assert abs(told["difference"] - 1.0) < 1.0


def test_enough_pairs_are_asked_for():
    luck = np.random.default_rng(5)
    needed = pairs_needed(luck.normal(size=4000), 0.4)
    assert needed == pytest.approx((2 * 1.96 / 0.4) ** 2, rel=0.05)
    low, high = mean_interval(luck.normal(size=int(needed)))
    assert high - low == pytest.approx(0.4, rel=0.25)


def test_a_pair_counts_only_where_all_that_is_kept_equal_was_run():
    parts = [tables.paired(shift=1.0, runs=20, shared=1.0).assign(day=day) for day in (7, 45)]
    parts[1]["won"] += 100.0 * (parts[1]["help"] == "more")
    whole = pd.concat(parts, ignore_index=True)
    part = whole[~((whole["day"] == 45) & (whole["replicate"] >= 8))]
    told = [paired(one, "won", ["help"], "none", ["day"]).iloc[0] for one in (whole, part)]
    assert [row["pairs"] for row in told] == [20, 8]
    assert told[0]["difference"] == pytest.approx(51.0) == told[1]["difference"]
    assert all(row["mean"] - row["base"] == pytest.approx(row["difference"]) for row in told)


def test_too_few_pairs_have_no_interval_and_equal_ones_are_no_proof():
    one = paired(tables.paired(runs=1), "won", ["help"], "none").iloc[0]
    assert np.isnan(one[["low", "high", "boot_low", "boot_high", "needed"]].astype(float)).all()
    assert one["p"] == 1.0
    three = paired(tables.paired(runs=3, shared=1.0, shift=1.0), "won", ["help"], "none")
    assert three["p"][0] == pytest.approx(0.25)


def test_cases_that_were_never_run_alike_are_refused():
    table = tables.paired(runs=10)
    apart = table[(table["help"] == "none") == (table["replicate"] < 5)]
    with pytest.raises(AnalysisError, match="no case has a pair"):
        paired(apart, "won", ["help"], "none")


def test_holm_is_what_statsmodels_has():
    p = np.random.default_rng(1).uniform(size=12) ** 3
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_a_single_case_has_nothing_to_be_compared_with():
    with pytest.raises(AnalysisError, match="nothing to compare"):
        paired(tables.paired(cases=("none",)), "won", ["help"], "none")


def over_sets(sets, seeds, seed, of_sets=1.0, of_seeds=1.0):
    """Return runs of two cases whose difference varies by parameter set and by seed."""
    luck = np.random.default_rng(seed)
    by_set, by_seed = luck.normal(0, of_sets, sets), luck.normal(0, of_seeds, seeds)
    less = 0.3 + by_set[:, None] + by_seed + luck.normal(0, 0.3, (sets, seeds))
    rows = [(s, r, help, help * less[s, r]) for s in range(sets) for r in range(seeds)
            for help in (0, 1)]  # fmt: skip
    return pd.DataFrame(rows, columns=["set", "replicate", "help", "won"])


@pytest.mark.parametrize(("of_sets", "of_seeds"), [(1.0, 0.0), (0.7, 0.7)])
def test_an_interval_over_sets_and_seeds_covers_both(of_sets, of_seeds):
    covered = 0
    for seed in range(150):
        table = over_sets(40, 20, seed, of_sets, of_seeds)
        row = two_level(table, "won", ["help"], 0, ["set"], resamples=400).iloc[0]
        covered += row["low"] <= 0.3 <= row["high"]
    assert 0.89 <= covered / 150 <= 0.99


def test_sets_weigh_more_than_their_runs():
    table = over_sets(10, 200, 3, of_sets=1.0, of_seeds=0.0)
    row = two_level(table, "won", ["help"], 0, ["set"]).iloc[0]
    assert row["high"] - row["low"] > 2 * row["sd_sets"] / np.sqrt(10)


def test_the_gain_of_luck_is_told_day_by_day():
    runs = tables.paired(runs=500, shared=0.9)
    later = tables.paired(runs=500, shared=0.0, seed=9)
    days = pd.to_datetime(["2016-12-06", "2016-12-07"])
    daily = pd.concat(
        [
            table[["key", "replicate", "won"]].assign(date=day)
            for table, day in zip((runs, later), days, strict=True)
        ]
    )
    told = gain_by_day(daily, runs, "won", ["help"], "none").set_index("date")["gain"]
    assert told[days[0]] == pytest.approx(10.0, rel=0.2)
    assert told[days[1]] == pytest.approx(1.0, rel=0.2)
