"""Comparisons: intervals that cover, variance reduction, adjusted tests."""

import numpy as np
import pandas as pd
import pytest
import tables
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import mean_interval
from mesa_mosul.analysis.paired_comparison import holm_adjust, paired_differences

SETS = 2000


def sample_differences(shape, seed):
    """Return differences with mean 0.3, of SETS tables of 60 pairs: normal, or skewed."""
    rng = np.random.default_rng(seed)
    if shape == "normal":
        return rng.normal(0.3, 1.0, (SETS, 60))
    return 0.3 + rng.gamma(4.0, 1.0, (SETS, 60)) - rng.gamma(2.0, 1.0, (SETS, 60)) - 2.0


@pytest.mark.parametrize("shape", ["normal", "skewed"])
def test_paired_intervals_cover_what_is_true_in_95_of_100_tables(shape):
    ends = np.array([mean_interval(values) for values in sample_differences(shape, 7)])
    covered = ((ends[:, 0] <= 0.3) & (ends[:, 1] >= 0.3)).mean()
    assert 0.93 <= covered <= 0.97


def test_a_difference_is_taken_with_common_random_numbers():
    table = tables.paired_runs(shift=0.5, runs=200, shared_variance=1.0)
    result = paired_differences(
        table.sample(frac=1, random_state=1), "km2", ["help"], "none"
    ).iloc[0]
    assert result["difference"] == pytest.approx(0.5)
    assert np.isnan(result[["low", "high"]].astype(float)).all()


def test_identical_runs_have_an_effect_of_exactly_nothing():
    control = tables.paired_runs(runs=30).query("help == 'none'")
    control = control.assign(digest=control["replicate"].astype(str))
    both = pd.concat([control, control.assign(point=1, help="control")])
    result = paired_differences(both, "km2", ["help"], "none").iloc[0]
    assert result[["difference", "low", "high"]].tolist() == [0.0] * 3
    assert (result["p"], result["identical_pairs"]) == (1.0, 30)


def test_pairs_that_are_identical_in_one_block_alone_are_not_identical():
    parts = [tables.paired_runs(runs=10).assign(day=day) for day in (7, 45)]
    whole = pd.concat(parts, ignore_index=True)
    same = (whole["day"] == 45).to_numpy()
    whole["digest"] = np.where(same, whole["replicate"].astype(str), whole.index.astype(str))
    result = paired_differences(whole, "km2", ["help"], "none", ["day"]).iloc[0]
    assert (result["identical_pairs"], result["low"] < result["high"]) == (0, True)


def test_a_share_that_no_pair_changes_is_not_known_to_be_unchanged():
    runs = tables.paired_runs(runs=20)
    runs = runs.assign(stalled=False, digest=runs.index.astype(str))
    result = paired_differences(runs, "stalled", ["help"], "none").iloc[0]
    assert [result["low"], result["high"]] == pytest.approx([-0.161, 0.161], abs=0.001)
    assert (result["difference"], result["identical_pairs"]) == (0.0, 0)


def test_a_constant_difference_with_rounding_errors_is_constant():
    runs = tables.paired_runs(runs=5)
    noise = np.array([0, 1, 0, -1, 0]) * 1e-16
    runs = runs.assign(km2=np.concatenate([np.zeros(5), 0.3 + noise]))
    assert paired_differences(runs, "km2", ["help"], "none")["p"][0] == pytest.approx(0.0625)


@pytest.mark.parametrize(("up", "down"), [(9, 1), (3, 3), (5, 0)])
def test_the_p_value_of_a_share_is_mcnemars(up, down):
    changes = np.zeros(40, int)
    changes[: up + down] = [1] * up + [-1] * down
    runs = tables.paired_runs(runs=40)
    runs = runs.assign(stalled=np.concatenate([changes < 0, changes > 0]))
    known = mcnemar([[40 - up - down, up], [down, 0]], exact=True).pvalue
    result = paired_differences(runs, "stalled", ["help"], "none")
    assert result["p"][0] == pytest.approx(known)


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
    assert np.isnan(single[["low", "high", "pairs_needed"]].astype(float)).all()
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
    rows = [(s, r, help, help * less[s, r]) for s in range(sets) for r in range(seeds)
            for help in (0, 1)]  # fmt: skip
    return pd.DataFrame(rows, columns=["set", "replicate", "help", "km2"])


@pytest.mark.parametrize(("of_sets", "of_seeds"), [(1.0, 0.0), (0.7, 0.7)])
def test_an_interval_over_sets_and_seeds_covers_both(of_sets, of_seeds):
    covered = 0
    for seed in range(60):
        table = over_sets(20, 10, seed, of_sets, of_seeds)
        row = paired_differences(table, "km2", ["help"], 0, set_columns=["set"]).iloc[0]
        covered += row["low"] <= 0.3 <= row["high"]
    assert covered / 60 >= 0.91


def test_the_p_value_over_sets_and_seeds_is_below_a_twentieth_where_the_interval_excludes_0():
    rows = [paired_differences(over_sets(12, 6, seed, 0.5, 0.2), "km2", ["help"], 0,
                               set_columns=["set"]).iloc[0] for seed in range(20)]  # fmt: skip
    for row in rows:
        assert (row["p"] < 0.05) == (row["low"] > 0.0 or row["high"] < 0.0)


def test_sets_weigh_more_than_their_runs():
    table = over_sets(10, 200, 3, of_sets=1.0, of_seeds=0.0)
    row = paired_differences(table, "km2", ["help"], 0, set_columns=["set"]).iloc[0]
    assert row["high"] - row["low"] > 2 * row["sd_sets"] / np.sqrt(10)


def test_a_difference_of_shares_has_no_interval_beyond_one():
    """Three pairs, of which two rise: a t interval would end at 210 percentage points."""
    runs = pd.DataFrame({"replicate": [0, 1, 2] * 2, "help": ["no"] * 3 + ["yes"] * 3,
                         "stalled": [False] * 3 + [True, False, True]})  # fmt: skip
    row = paired_differences(runs, "stalled", ["help"], "no").iloc[0]
    assert row["difference"] == pytest.approx(2 / 3)
    assert -1.0 <= row["low"] < row["high"] == 1.0
