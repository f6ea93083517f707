"""Intervals against statsmodels and scipy, on data of known truth and data that say little."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.stats.proportion import proportion_confint

from mesa_mosul.analysis.intervals import (
    Sample,
    arrange_runs,
    interval_of_mean,
    mean_interval,
    p_value_of_mean,
)
from mesa_mosul.analysis.share_intervals import (
    interval_of_difference_of_shares,
    interval_of_quantile,
    interval_of_restricted_mean,
    interval_of_share,
    wilson_interval,
)
from mesa_mosul.analysis.two_way_model import fill_missing_runs


def two_way(sets, seeds, of_sets, of_seeds, residual, seed=1):
    rng = np.random.default_rng(seed)
    values = of_sets * rng.normal(size=(sets, 1)) + of_seeds * rng.normal(size=(1, seeds))
    return Sample((values + residual * rng.normal(size=(sets, seeds)))[..., None])


def width(interval):
    return float(interval.high[0] - interval.low[0])


@pytest.mark.parametrize("yes", [0, 1, 37, 199, 200])
def test_wilson_is_what_statsmodels_has(yes):
    assert wilson_interval(yes, 200) == pytest.approx(
        proportion_confint(yes, 200, method="wilson"), abs=1e-12
    )


@pytest.mark.parametrize("yes", [0, 3, 60])
def test_the_share_of_a_single_set_has_wilsons_interval(yes):
    interval = interval_of_share(Sample((np.arange(60) < yes).astype(float)[None, :, None]))
    assert [interval.low[0], interval.high[0]] == pytest.approx(wilson_interval(yes, 60))


def test_a_single_value_and_values_that_agree_have_no_interval():
    assert np.isnan(mean_interval(np.array([3.0]))).all()
    assert np.isnan(mean_interval(np.full(9, 0.1 + 0.2))).all()


def without_skewness(values):
    """Return values and their mirror image."""
    return np.concatenate([values, 2.0 * values.mean() - values])


@pytest.mark.parametrize("shape", [(1, 12), (12, 1)])
def test_over_seeds_or_sets_alone_a_mean_of_symmetric_values_has_students_interval(shape):
    values = without_skewness(np.random.default_rng(2).normal(size=6))
    interval = interval_of_mean(Sample(values.reshape(*shape, 1)))
    known = stats.t.interval(0.95, 11, values.mean(), stats.sem(values))
    assert [interval.low[0], interval.high[0]] == pytest.approx(known)


def test_over_seeds_alone_a_mean_has_students_interval_whatever_the_values():
    values = np.random.default_rng(2).lognormal(size=12)
    interval = interval_of_mean(Sample(values.reshape(1, 12, 1)))
    known = stats.t.interval(0.95, 11, values.mean(), stats.sem(values))
    assert [interval.low[0], interval.high[0]] == pytest.approx(known)


def test_over_skewed_sets_an_interval_misses_as_often_on_either_side():
    """A case that differs in one set of ten, by about one: Student's misses 8 % above."""
    rng, truth, below, above = np.random.default_rng(4), 0.1, 0, 0
    for _ in range(1000):
        values = (rng.random((100, 1)) < truth) * rng.normal(1.0, 0.3, (100, 1))
        _, low, high = interval_of_mean(Sample(values[..., None]))
        below, above = below + (low[0] > truth), above + (high[0] < truth)
    assert below <= 0.04 * 1000
    assert above <= 0.04 * 1000


def test_an_interval_over_sets_excludes_0_if_p_is_below_5_percent():
    rng = np.random.default_rng(5)
    for _ in range(200):
        sample = Sample(rng.lognormal(size=(30, 1, 1)) - rng.uniform(1.0, 2.5))
        _, low, high = interval_of_mean(sample)
        assert (low[0] > 0.0 or high[0] < 0.0) == (p_value_of_mean(sample) < 0.05)


def test_sets_with_seeds_of_their_own_count_as_clusters():
    values = without_skewness(np.random.default_rng(3).normal(size=(8, 4)))
    values -= values.mean(axis=0)  # so that the means of sets are symmetric, too
    interval = interval_of_mean(Sample(values[..., None], shares_seeds=False))
    means = values.mean(axis=1)
    known = stats.t.interval(0.95, 15, means.mean(), stats.sem(means))
    assert [interval.low[0], interval.high[0]] == pytest.approx(known)


def test_over_many_sets_and_seeds_the_width_is_that_of_a_mixed_model():
    sample = two_way(30, 20, 1.0, 0.7, 0.5)
    row, column = np.indices((30, 20)).reshape(2, -1)
    table = pd.DataFrame({"y": sample.values.ravel(), "set": row, "seed": column, "all": 1})
    model = MixedLM.from_formula(
        "y ~ 1", table, groups="all", vc_formula={"set": "0 + C(set)", "seed": "0 + C(seed)"}
    )
    fit = model.fit()
    assert width(interval_of_mean(sample)) == pytest.approx(
        2 * 2.0 * fit.bse["Intercept"], rel=0.06
    )


@pytest.mark.parametrize(("sets", "seeds"), [(200, 10), (10, 200)])
def test_the_fewer_of_sets_and_seeds_set_the_width(sets, seeds):
    interval = interval_of_mean(two_way(sets, seeds, 1.0, 1.0, 0.1))
    few = min(sets, seeds)
    assert width(interval) == pytest.approx(2 * stats.t.ppf(0.975, few - 1) / few**0.5, rel=0.5)


def test_pure_noise_is_hardly_wider_than_that_of_independent_runs():
    widths = [
        width(interval_of_mean(two_way(100, 10, 0.0, 0.0, 1.0, seed))) for seed in range(20)
    ]
    assert 1.0 <= np.mean(widths) / (2 * 1.96 / 1000**0.5) < 1.25


@pytest.mark.parametrize("components", [(1.0, 0.3, 0.5), (0.5, 1.0, 0.5), (0.0, 0.0, 1.0)])
@pytest.mark.parametrize(("sets", "seeds"), [(10, 40), (33, 3), (5, 20), (100, 2)])
def test_an_interval_over_sets_and_seeds_holds_the_mean(sets, seeds, components):
    held = 0
    for seed in range(200):
        _, low, high = interval_of_mean(two_way(sets, seeds, *components, seed=seed))
        held += low[0] <= 0.0 <= high[0]
    assert held >= 0.90 * 200


def test_missing_runs_widen_an_interval_a_little():
    sample = two_way(30, 10, 1.0, 0.5, 0.5)
    gaps = sample.values.copy()
    gaps.reshape(-1)[::17] = np.nan
    filled, missing = fill_missing_runs(gaps)
    assert (missing, np.isnan(filled).any()) == (18, False)
    known = ~np.isnan(gaps)
    assert (filled[known] == gaps[known]).all()
    ratio = width(interval_of_mean(Sample(gaps))) / width(interval_of_mean(sample))
    assert 0.9 < ratio < 1.2


def test_runs_are_arranged_by_set_and_seed_whatever_their_order():
    table = pd.DataFrame(np.indices((3, 4)).reshape(2, -1).T, columns=["set", "replicate"])
    table = table.assign(value=np.arange(12.0)).sample(frac=1.0, random_state=4)
    table = table.sort_values("set", kind="stable")
    sample = arrange_runs(table, table["value"].to_numpy())
    assert sorted(sample.values.sum(axis=1).ravel()) == [6.0, 22.0, 38.0]
    assert sorted(sample.values.sum(axis=0).ravel()) == [12.0, 15.0, 18.0, 21.0]


def test_points_of_a_hypercube_count_as_one_set():
    table = pd.DataFrame({"set": range(20), "replicate": 0, "hypercube": np.arange(20) // 4})
    assert arrange_runs(table, np.arange(20.0)).values.shape == (5, 1, 1)


def test_a_replicate_with_several_seeds_is_not_shared():
    table = pd.DataFrame({"set": [0, 0, 1, 1], "replicate": [0, 1, 0, 1], "seed": [1, 2, 3, 4]})
    assert not arrange_runs(table, np.arange(4.0)).shares_seeds
    assert arrange_runs(table.assign(seed=[1, 2, 1, 2]), np.arange(4.0)).shares_seeds


def test_no_event_in_any_of_ten_sets_says_no_more_than_ten_runs():
    _, low, high = interval_of_share(Sample(np.zeros((10, 200, 1))))
    assert (low[0], high[0]) == (0.0, pytest.approx(wilson_interval(0, 10)[1]))


@pytest.mark.parametrize(("sets", "seeds"), [(129, 20), (18, 2), (9, 1)])
def test_no_event_at_all_counts_the_sets(sets, seeds):
    high = interval_of_share(Sample(np.zeros((sets, seeds, 1)))).high
    assert high[0] == pytest.approx(wilson_interval(0, sets)[1])


def test_one_event_in_thousands_of_runs_is_rare_and_not_absurd():
    values = np.zeros((16, 200, 1))
    values[3, 7] = 1.0
    share, low, high = interval_of_share(Sample(values))
    assert 0.0 <= low[0] < share[0] < high[0] <= wilson_interval(1, 16)[1]


def test_rare_events_confined_to_few_sets_are_held():
    """Probabilities of sets that are mostly near 0, as for stalls: a mean of 0.05."""
    held, rng = 0, np.random.default_rng(5)
    for _ in range(200):
        probability = rng.beta(0.1, 1.9, 10)
        values = rng.random((10, 200)) < probability[:, None]
        _, low, high = interval_of_share(Sample(values[..., None].astype(float)))
        held += low[0] <= 0.05 <= high[0]
    assert held >= 0.9 * 200


def test_pairs_that_all_agree_leave_a_difference_of_shares_open():
    _, low, high = interval_of_difference_of_shares(Sample(np.zeros((1, 20, 1))))
    assert [low[0], high[0]] == pytest.approx([-0.1611, 0.1611], abs=1e-4)


def test_a_difference_of_shares_with_many_pairs_has_students_interval():
    values = np.random.default_rng(6).choice([-1.0, 0.0, 1.0], 300)
    interval = interval_of_difference_of_shares(Sample(values.reshape(1, -1, 1)))
    assert [interval.low[0], interval.high[0]] == pytest.approx(mean_interval(values))


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_the_interval_of_a_quantile_holds_it(level):
    held, truth = 0, stats.norm.ppf(level)
    for seed in range(300):
        values = np.random.default_rng(seed).normal(size=(1, 80, 1))
        _, low, high = interval_of_quantile(Sample(values), level)
        held += low[0] <= truth <= high[0]
    assert held >= 0.93 * 300


def test_ten_sets_do_not_bound_a_high_quantile_however_many_runs_they_have():
    held, truth = 0, stats.norm.ppf(0.9)
    for seed in range(200):
        rng = np.random.default_rng(seed)
        values = rng.normal(size=(10, 1, 1)) + 0.05 * rng.normal(size=(10, 100, 1))
        _, low, high = interval_of_quantile(Sample(values), 0.9)
        held += low[0] <= truth <= high[0]
        assert np.isfinite(low[0])
    assert held >= 0.93 * 200


def test_without_an_event_the_restricted_mean_is_as_open_as_its_share():
    _, low, high = interval_of_restricted_mean(Sample(np.full((1, 5, 1), 60.0)), 60.0)
    assert (low[0], high[0]) == (pytest.approx(60.0 * (1 - wilson_interval(0, 5)[1])), 60.0)
