"""The split of the spread, on values whose components are known."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.spread import spread
from mesa_mosul.analysis.variance_shares import shares_with_intervals


def runs_of(values):
    """Return runs of a table of values by set and replicate."""
    sets, seeds = values.shape
    index = pd.MultiIndex.from_product([range(sets), range(seeds)], names=["set", "replicate"])
    return pd.DataFrame({"km2": values.ravel()}, index=index).reset_index()


def simulate(random, sets, seeds, share):
    """Return values of skewed components of known shares of the variance."""
    between = (random.gamma(2.0, 1.0, (sets, 1)) - 2.0) / 2.0**0.5
    within = (random.gamma(2.0, 1.0, (sets, seeds)) - 2.0) / 2.0**0.5
    return share**0.5 * between + (1.0 - share) ** 0.5 * within


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_the_interval_holds_a_known_share_as_often_as_it_says(share):
    random = np.random.default_rng(7)
    held = []
    for _ in range(300):
        values = simulate(random, 100, 5, share)
        _, low, high, _ = shares_with_intervals(values[None], shares_seeds=False)
        held.append(low[1] <= share <= high[1])
    assert 0.90 <= np.mean(held) <= 0.985


def test_standard_deviations_are_those_of_the_components():
    random = np.random.default_rng(8)
    values = 3.0 * random.standard_normal((400, 1)) + random.standard_normal((400, 10))
    row = spread(runs_of(values), "km2", set_column="set").iloc[0]
    assert row["sd_sets"] == pytest.approx(3.0, rel=0.1)
    assert row["sd_seeds"] == pytest.approx(1.0, rel=0.05)
    assert row["low"] < 0.9 < row["high"]


def test_seeds_that_all_sets_share_count_as_seeds():
    random = np.random.default_rng(9)
    shared = random.standard_normal((1, 20))
    values = 0.1 * random.standard_normal((50, 20)) + shared
    row = spread(runs_of(values), "km2", set_column="set").iloc[0]
    assert row["share_sets"] < 0.05
    assert row["sd_seeds"] == pytest.approx((shared.var(ddof=1) + 0.01) ** 0.5, rel=0.1)


def test_sets_without_a_run_are_left_out():
    runs = runs_of(np.random.default_rng(1).standard_normal((12, 3))).drop(index=4)
    assert spread(runs, "km2", set_column="set")["sets"].tolist() == [11]


def test_where_runs_of_a_set_never_differ_the_interval_is_open():
    runs = runs_of(np.repeat(np.arange(12.0)[:, None], 2, axis=1))
    row = spread(runs, "km2", set_column="set").iloc[0]
    assert row["share_sets"] == 1.0
    assert np.isnan([row["low"], row["high"]]).all()


def test_what_cannot_be_split_is_refused_in_words():
    runs = runs_of(np.zeros((4, 3)))
    with pytest.raises(AnalysisError, match="all spread is of seeds"):
        spread(runs, "km2")
    with pytest.raises(AnalysisError, match="it takes 10 sets or more with 2 runs or more"):
        spread(runs, "km2", set_column="set")
