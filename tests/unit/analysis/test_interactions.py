"""Shares of levers, pairs and the rest, where they are known exactly."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.interactions import interactions


def factorial(outcome, replicates=20, noise=0.0):
    """Return runs at all cells of three levers of 2, 2 and 3 levels, in no order."""
    rng = np.random.default_rng(1)
    common = rng.normal(size=replicates)
    rows = [
        {"a": a, "b": b > 0, "c": "uvw"[c], "replicate": r, "y": outcome(a, b, c) + common[r]}
        for a in (-1, 1) for b in (-1, 1) for c in range(3) for r in range(replicates)
    ]  # fmt: skip
    runs = pd.DataFrame(rows)
    runs["y"] += noise * rng.normal(size=len(runs))
    return runs.sample(frac=1, random_state=1)


def share_table(runs, factors=("a", "b", "c"), **options):
    return interactions(runs, "y", list(factors), **options).set_index(["first", "second"])


def test_levers_that_add_up_do_not_interact():
    result = share_table(factorial(lambda a, b, c: a + 2 * b + 3 * c))["share"]
    whole = 1 + 4 + 9 * 2 / 3
    assert result[[("a", ""), ("b", ""), ("c", "")]].to_list() == pytest.approx(
        [1 / whole, 4 / whole, 6 / whole]
    )
    assert result.iloc[3:].to_list() == pytest.approx([0.0] * 4)


@pytest.mark.parametrize("factors", [("a", "b"), ("a", "b", "c")])
def test_the_variance_of_a_product_lies_in_its_pair(factors):
    runs = factorial(lambda a, b, c: a * b)
    assert share_table(runs, factors).loc[("a", "b"), "share"] == pytest.approx(1.0)


def test_a_product_of_three_is_higher_than_pairs():
    result = share_table(factorial(lambda a, b, c: a * b * (c - 1)))
    assert result.loc[("higher", ""), "share"] == pytest.approx(1.0)


def test_shares_sum_to_one_and_common_random_numbers_do_not_widen_their_intervals():
    noisy = share_table(factorial(lambda a, b, c: a + a * b + a * b * c, noise=1.0))
    assert noisy["share"].sum() == pytest.approx(1.0)
    assert (noisy["low"] <= noisy["high"]).all()
    assert noisy.loc[("a", "b"), "low"] > 0.2
    calm = share_table(factorial(lambda a, b, c: a + a * b + a * b * c))
    assert calm["low"].to_list() == pytest.approx(calm["high"].to_list())


def test_a_replicate_that_failed_in_one_cell_is_left_out_in_all():
    runs = factorial(lambda a, b, c: a * b, noise=1.0)
    failed = (runs["replicate"] == 3) & (runs["a"] == 1) & runs["b"] & (runs["c"] == "v")
    wanted = share_table(runs[runs["replicate"] != 3])
    pd.testing.assert_frame_equal(share_table(runs[~failed]), wanted)


def test_interactions_take_a_full_factorial_with_replicates():
    runs = factorial(lambda a, b, c: a * b)
    with pytest.raises(AnalysisError, match="11 of 12 cells"):
        share_table(runs[(runs["a"] == 1) | ~runs["b"] | (runs["c"] != "v")])
    with pytest.raises(AnalysisError, match="1 of 1 values of 'replicate'"):
        share_table(runs[runs["replicate"] == 0])
    with pytest.raises(AnalysisError, match="no more than random variation explains"):
        share_table(runs.assign(y=1.0))


def noisy_factorial(effect, seed, replicates=50):
    """Return runs of 3 x 8 cells with independent noise of sd 1 and a common part."""
    rng = np.random.default_rng(seed)
    cells = pd.MultiIndex.from_product(
        [range(3), range(8), range(replicates)], names=["a", "b", "replicate"]
    )
    runs = cells.to_frame(index=False)
    common = rng.normal(size=replicates)[runs["replicate"]]
    return runs.assign(y=effect * (runs["a"] - 1) + common + rng.normal(size=len(runs)))


def test_pure_noise_is_refused_in_95_percent_of_samples():
    refused = 0
    for seed in range(100):
        try:
            interactions(noisy_factorial(0.0, seed), "y", ["a", "b"], resamples=200)
        except AnalysisError:
            refused += 1
    assert refused >= 90


def test_shares_and_sizes_are_without_noise():
    tables = [
        interactions(noisy_factorial(0.3, seed), "y", ["a", "b"], resamples=200)
        for seed in range(60)
    ]
    shares = np.mean([table["share"] for table in tables], axis=0)
    assert shares == pytest.approx([1.0, 0.0, 0.0, 0.0], abs=0.1)
    sizes = np.mean([table["sd"] for table in tables], axis=0)
    assert sizes[0] == pytest.approx(0.3 * np.sqrt(2 / 3), rel=0.05)
    assert np.mean([table["sd_random"][0] for table in tables]) == pytest.approx(
        np.sqrt(2.0), rel=0.05
    )
