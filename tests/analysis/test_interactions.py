"""Shares of levers, pairs and the rest, where they are known exactly."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.interactions import interactions


def factorial(outcome, replicates=20, noise=0.0):
    """Return runs at all cells of three levers of 2, 2 and 3 levels, in no order."""
    rng = np.random.default_rng(1)
    luck = rng.normal(size=replicates)
    rows = [
        {"a": a, "b": b > 0, "c": "uvw"[c], "replicate": one, "y": outcome(a, b, c) + luck[one]}
        for a in (-1, 1) for b in (-1, 1) for c in range(3) for one in range(replicates)
    ]  # fmt: skip
    runs = pd.DataFrame(rows)
    runs["y"] += noise * rng.normal(size=len(runs))
    return runs.sample(frac=1, random_state=1)


def told_of(runs, factors=("a", "b", "c"), **how):
    return interactions(runs, "y", list(factors), **how).set_index(["first", "second"])


def test_levers_that_add_up_do_not_interact():
    told = told_of(factorial(lambda a, b, c: a + 2 * b + 3 * c))["share"]
    whole = 1 + 4 + 9 * 2 / 3
    assert told[[("a", ""), ("b", ""), ("c", "")]].to_list() == pytest.approx(
        [1 / whole, 4 / whole, 6 / whole]
    )
    assert told.iloc[3:].to_list() == pytest.approx([0.0] * 4)


@pytest.mark.parametrize("factors", [("a", "b"), ("a", "b", "c")])
def test_the_variance_of_a_product_lies_in_its_pair(factors):
    runs = factorial(lambda a, b, c: a * b)
    assert told_of(runs, factors).loc[("a", "b"), "share"] == pytest.approx(1.0)


def test_a_product_of_three_is_higher_than_pairs():
    told = told_of(factorial(lambda a, b, c: a * b * (c - 1)))
    assert told.loc[("higher", ""), "share"] == pytest.approx(1.0)


def test_shares_sum_to_one_and_lie_in_intervals_that_luck_in_common_does_not_widen():
    noisy = told_of(factorial(lambda a, b, c: a + a * b + a * b * c, noise=1.0))
    assert noisy["share"].sum() == pytest.approx(1.0)
    assert (noisy["low"] <= noisy["high"]).all()
    assert noisy.loc[("a", "b"), "low"] > 0.2
    calm = told_of(factorial(lambda a, b, c: a + a * b + a * b * c))
    assert calm["low"].to_list() == pytest.approx(calm["high"].to_list())


def test_a_replicate_that_failed_in_one_cell_is_left_out_in_all():
    runs = factorial(lambda a, b, c: a * b, noise=1.0)
    failed = (runs["replicate"] == 3) & (runs["a"] == 1) & runs["b"] & (runs["c"] == "v")
    wanted = told_of(runs[runs["replicate"] != 3])
    pd.testing.assert_frame_equal(told_of(runs[~failed]), wanted)


def test_interactions_take_a_full_factorial_with_replicates():
    runs = factorial(lambda a, b, c: a * b)
    with pytest.raises(AnalysisError, match="11 of 12 cells"):
        told_of(runs[(runs["a"] == 1) | ~runs["b"] | (runs["c"] != "v")])
    with pytest.raises(AnalysisError, match="1 of 1 of 'replicate'"):
        told_of(runs[runs["replicate"] == 0])
    with pytest.raises(AnalysisError, match="same mean in all cells"):
        told_of(runs.assign(y=1.0))
