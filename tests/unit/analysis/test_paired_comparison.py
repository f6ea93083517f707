"""Comparisons: intervals that cover, variance reduction, adjusted tests."""

import numpy as np
import pandas as pd
import pytest
import tables

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import mean_interval
from mesa_mosul.analysis.paired_comparison import (
    boot_interval,
    holm_adjust,
    paired_differences,
    two_way_differences,
)

SETS = 2000


def sample_differences(shape, seed):
    """Return differences with mean 0.3, of SETS tables of 60 pairs: normal, or skewed."""
    rng = np.random.default_rng(seed)
    if shape == "normal":
        return rng.normal(0.3, 1.0, (SETS, 60))
    return 0.3 + rng.gamma(4.0, 1.0, (SETS, 60)) - rng.gamma(2.0, 1.0, (SETS, 60)) - 2.0


@pytest.mark.parametrize("shape", ["normal", "skewed"])
@pytest.mark.parametrize("interval", [mean_interval, boot_interval])
def test_paired_intervals_cover_what_is_true_in_95_of_100_tables(interval, shape):
    ends = np.array([interval(values) for values in sample_differences(shape, 7)])
    covered = ((ends[:, 0] <= 0.3) & (ends[:, 1] >= 0.3)).mean()
    assert 0.93 <= covered <= 0.97


def test_a_difference_is_taken_with_common_random_numbers():
    table = tables.paired_runs(shift=0.5, runs=200, shared_variance=1.0)
    result = paired_differences(
        table.sample(frac=1, random_state=1), "km2", ["help"], "none"
    ).iloc[0]
    assert result["difference"] == pytest.approx(0.5)
    assert result["high"] - result["low"] == pytest.approx(0.0, abs=1e-12)


def test_a_control_has_an_effect_of_exactly_nothing():
    control = tables.paired_runs(runs=30).query("help == 'none'")
    both = pd.concat([control, control.assign(point=1, help="control")])
    result = paired_differences(both, "km2", ["help"], "none").iloc[0]
    assert result[["difference", "low", "high", "boot_low", "boot_high"]].tolist() == [0.0] * 5
    assert result["p"] == 1.0


def test_blocking_factors_are_equal_within_a_pair():
    parts = [tables.paired_runs(shift=1.0, runs=20).assign(day=day) for day in (7, 45)]
    parts[1]["km2"] += 100.0
    table = pd.concat(parts, ignore_index=True).drop(index=0)
    result = paired_differences(table, "km2", ["help"], "none", blocking_factors=["day"]).iloc[
        0
    ]
    assert result["pairs"] == 19
    assert abs(result["difference"] - 1.0) < 1.0


def test_a_pair_counts_only_if_all_levels_of_a_blocking_factor_were_run():
    parts = [
        tables.paired_runs(shift=1.0, runs=20, shared_variance=1.0).assign(day=day)
        for day in (7, 45)
    ]
    parts[1]["km2"] += 100.0 * (parts[1]["help"] == "more")
    whole = pd.concat(parts, ignore_index=True)
    part = whole[~((whole["day"] == 45) & (whole["replicate"] >= 8))]
    result = [
        paired_differences(table, "km2", ["help"], "none", ["day"]).iloc[0]
        for table in (whole, part)
    ]
    assert [row["pairs"] for row in result] == [20, 8]
    assert result[0]["difference"] == pytest.approx(51.0) == result[1]["difference"]
    assert all(row["mean"] - row["base"] == pytest.approx(row["difference"]) for row in result)


def test_too_few_pairs_have_no_interval_and_equal_ones_are_no_proof():
    single = paired_differences(tables.paired_runs(runs=1), "km2", ["help"], "none").iloc[0]
    assert np.isnan(
        single[["low", "high", "boot_low", "boot_high", "pairs_needed"]].astype(float)
    ).all()
    assert single["p"] == 1.0
    three = paired_differences(
        tables.paired_runs(runs=3, shared_variance=1.0, shift=1.0), "km2", ["help"], "none"
    )
    assert three["p"][0] == pytest.approx(0.25)


def test_cases_without_a_replicate_in_common_are_refused():
    table = tables.paired_runs(runs=10)
    apart = table[(table["help"] == "none") == (table["replicate"] < 5)]
    with pytest.raises(AnalysisError, match="no case has a pair"):
        paired_differences(apart, "km2", ["help"], "none")


def test_holm_is_what_statsmodels_has():
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(1).uniform(size=12) ** 3
    assert holm_adjust(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_a_single_case_has_nothing_to_be_compared_with():
    with pytest.raises(AnalysisError, match="nothing to compare"):
        paired_differences(tables.paired_runs(labels=("none",)), "km2", ["help"], "none")


def over_sets(sets, seeds, seed, of_sets=1.0, of_seeds=1.0):
    """Return runs of two cases whose difference varies by parameter set and by seed."""
    rng = np.random.default_rng(seed)
    by_set, by_seed = rng.normal(0, of_sets, sets), rng.normal(0, of_seeds, seeds)
    less = 0.3 + by_set[:, None] + by_seed + rng.normal(0, 0.3, (sets, seeds))
    number, replicate, help = np.indices((sets, seeds, 2)).reshape(3, -1)
    km2 = help * less[number, replicate]
    return pd.DataFrame({"set": number, "replicate": replicate, "help": help, "km2": km2})


@pytest.mark.parametrize(("of_sets", "of_seeds"), [(1.0, 0.0), (0.7, 0.7)])
def test_an_interval_over_sets_and_seeds_covers_both(of_sets, of_seeds):
    covered = 0
    for seed in range(150):
        table = over_sets(40, 20, seed, of_sets, of_seeds)
        row = two_way_differences(table, "km2", ["help"], 0, ["set"], resamples=400).iloc[0]
        covered += row["low"] <= 0.3 <= row["high"]
    assert 0.89 <= covered / 150 <= 0.99


def test_sets_weigh_more_than_their_runs():
    table = over_sets(10, 200, 3, of_sets=1.0, of_seeds=0.0)
    row = two_way_differences(table, "km2", ["help"], 0, ["set"]).iloc[0]
    assert row["high"] - row["low"] > 2 * row["sd_sets"] / np.sqrt(10)
