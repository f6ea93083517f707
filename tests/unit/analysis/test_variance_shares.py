"""Whose the variance of single runs is, where it is known; and what a sceptic would ask."""

import numpy as np
import pandas as pd
import pytest
from nested_sweeps import MIXES, OUTCOMES, Components, Sweep, runs_of

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import Sample
from mesa_mosul.analysis.paired_comparison import difference_interval
from mesa_mosul.analysis.variance_shares import (
    CASES,
    SEEDS,
    SETS,
    SETS_BY_CASES,
    moments_without_sets,
    shares_with_intervals,
    variance_shares,
)

SWEEPS = 400
FEWEST_HELD, MOST_HELD = 0.925, 0.985
"""95 % of 400 sweeps, by about 2.3 binomial errors (1.1 %); a little more above, since an
interval that ends at 0 or 1 misses on one side only."""
EIGHT_CASES = tuple(np.linspace(-0.3, 0.3, 8))
REVERSING = Components(0.3, 0.4, 0.2, 0.1)
"""Sets in which cases differ by far more than their means do."""


def held_shares(sweep, outcome="normal", sweeps=SWEEPS, seed=1):
    """Return how often the interval of each component holds its true share."""
    truth, rng = sweep.variance_shares(outcome), np.random.default_rng(seed)
    held = np.zeros(4)
    for _ in range(sweeps):
        values = OUTCOMES[outcome](sweep.draw(rng))
        _, low, high, _ = shares_with_intervals(values, sweep.shares_seeds)
        held += (low <= truth + 1e-12) & (truth - 1e-12 <= high)
    return held / sweeps


@pytest.mark.parametrize("mix", MIXES)
def test_intervals_hold_the_shares_as_often_as_they_say(mix):
    held = held_shares(Sweep(100, 5, MIXES[mix], EIGHT_CASES))
    assert (held >= FEWEST_HELD).all(), held
    assert (held <= MOST_HELD).all(), held


@pytest.mark.slow
@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("outcome", ["share cut at 0 and 1", "days cut at the end"])
def test_so_they_do_for_outcomes_that_pile_up_at_a_bound(mix, outcome):
    held = held_shares(Sweep(100, 5, MIXES[mix], EIGHT_CASES), outcome)
    assert (held >= 0.915).all(), held


@pytest.mark.slow
@pytest.mark.parametrize(("outcome", "fewest"), [("stalls in 50 %", 0.92), ("lognormal", 0.87)])
def test_of_booleans_they_do_and_of_skewed_outcomes_not_quite(outcome, fewest):
    for mix in ("sets", "mixed", "seeds"):
        held = held_shares(Sweep(100, 5, MIXES[mix], EIGHT_CASES), outcome)
        assert (held >= fewest).all(), held


def test_of_an_event_that_hardly_comes_twice_in_a_set_only_the_share_of_cases_has_an_interval():
    sweep = Sweep(50, 2, MIXES["seeds"], EIGHT_CASES)
    values = OUTCOMES["stalls in 3 %"](sweep.draw(np.random.default_rng(9)))
    share, low, high, _ = shares_with_intervals(values, False)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [False, True, True, True]
    assert share.sum() == pytest.approx(1.0)
    many = OUTCOMES["stalls in 50 %"](sweep.draw(np.random.default_rng(9)))
    assert np.isfinite(shares_with_intervals(many, False)[1]).all()


@pytest.mark.slow
@pytest.mark.parametrize("mix", MIXES)
def test_so_they_do_for_few_sets_and_for_shared_seeds(mix):
    for sweep in (Sweep(50, 2, MIXES[mix], EIGHT_CASES),
                  Sweep(100, 10, MIXES[mix], EIGHT_CASES, True)):  # fmt: skip
        assert (held_shares(sweep) >= 0.90).all()


def test_without_any_effect_of_cases_their_share_is_0_within_its_interval():
    """In 97 % of sweeps or more: 0 is an end of the scale, and is missed on one side only."""
    sweep = Sweep(100, 5, MIXES["mixed"]._replace(sets_x_cases=0.0), (0.0,) * 8)
    rng = np.random.default_rng(2)
    lows, shares = [], []
    for _ in range(SWEEPS):
        estimate, low, _, _ = shares_with_intervals(sweep.draw(rng), False)
        lows.append(low[[0, 2]])
        shares.append(estimate[0])
    assert (np.mean(np.array(lows) == 0.0, axis=0) >= 0.95).all()
    assert np.mean(shares) < 0.002


def test_effects_that_change_their_sign_show_as_sets_x_cases_and_their_mean_is_held():
    sweep = Sweep(100, 5, REVERSING, (0.0, 0.15))
    rng, held, lowest = np.random.default_rng(3), 0, []
    for _ in range(SWEEPS):
        values = sweep.draw(rng)
        change = values[1] - values[0]
        _, low, high = difference_interval(Sample(change[..., None], False), False)
        held += low <= 0.15 <= high
        lowest.append(shares_with_intervals(values, False)[1][2])
    assert 0.3 < (change.mean(axis=1) < 0.0).mean() < 0.6
    assert FEWEST_HELD <= held / SWEEPS <= MOST_HELD
    assert min(lowest) > 0.05


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_truth_of_the_simulator_is_what_a_large_sweep_has(outcome):
    sweep = Sweep(20_000, 5, MIXES["mixed"], (-0.3, 0.1, 0.4))
    values = OUTCOMES[outcome](sweep.draw(np.random.default_rng(4)))
    assert values.mean(axis=(1, 2)) == pytest.approx(sweep.means(outcome), rel=0.03, abs=0.02)
    # The estimates of a large sweep, without the jackknife over so many sets.
    cells = values.mean(axis=2)
    seeds = values.var(axis=2, ddof=1).mean()
    of_cells = cells.var(axis=1, ddof=1).mean() - seeds / 5
    of_cases = values.mean(axis=(1, 2)).var()
    total = of_cases + of_cells + seeds
    truth = sweep.variance_shares(outcome)
    assert of_cases / total == pytest.approx(truth[0], abs=0.01)
    assert seeds / total == pytest.approx(truth[3], abs=0.02)


@pytest.mark.parametrize("shares_seeds", [False, True])
def test_moments_without_a_set_are_those_of_the_other_sets(shares_seeds):
    values = np.random.default_rng(5).lognormal(size=(3, 12, 4))
    moments = moments_without_sets(values, shares_seeds)
    for at in range(12):
        others = moments_without_sets(np.delete(values, at, axis=1), shares_seeds)
        for part, other in zip(moments, others, strict=True):
            assert part[at + 1] == pytest.approx(other[0])


def test_the_components_are_those_of_an_analysis_of_variance():
    """Sets, cases and their interaction without seeds, of a table that adds up by hand."""
    of_set, of_case = np.arange(10.0)[:, None] - 4.5, np.array([-1.0, 1.0])
    cells = of_set + of_case + 0.5 * np.sign(of_set) * of_case
    seeds = np.array([-1.0, 1.0])
    values = cells.T[..., None] + seeds
    table = variance_shares(runs_of(values), "y", ["case"], "set").set_index("component")
    variances = table["sd"] ** 2
    assert variances[SEEDS] == pytest.approx(2.0)
    assert variances[CASES] == pytest.approx(1.0 - (0.25 * 10 / 9 + 0.0) / 10)
    assert variances[SETS] == pytest.approx(of_set.var(ddof=1) - 1.0)
    assert variances[SETS_BY_CASES] == pytest.approx(0.25 * 10 / 9)
    assert table["share"].sum() == pytest.approx(1.0)


def test_a_single_case_has_only_sets_and_seeds():
    values = Sweep(30, 4, MIXES["mixed"], (0.0,)).draw(np.random.default_rng(6))
    table = variance_shares(runs_of(values), "y", set_column="set")
    assert table["component"].tolist() == [SETS, SEEDS]
    assert table["share"].sum() == pytest.approx(1.0)


def test_a_set_that_lacks_a_run_in_one_case_is_left_out_of_all():
    values = Sweep(30, 4, MIXES["mixed"], (0.0, 0.5)).draw(np.random.default_rng(7))
    runs = runs_of(values)
    missing = (runs["set"] == 3) & (runs["case"] == 1) & (runs["replicate"] == 2)
    expected = variance_shares(runs[runs["set"] != 3], "y", ["case"], "set")
    shuffled = runs[~missing].sample(frac=1.0, random_state=1)
    result = variance_shares(shuffled.sort_values("point", kind="stable"), "y", ["case"], "set")
    pd.testing.assert_frame_equal(result, expected)


def test_where_nothing_differs_there_is_no_share_and_no_interval():
    table = variance_shares(runs_of(np.ones((2, 12, 3))), "y", ["case"], "set")
    assert table[["share", "low", "high"]].isna().all(axis=None)
    with pytest.raises(AnalysisError, match="all spread is of seeds"):
        variance_shares(runs_of(np.ones((2, 12, 3))), "y", ["case"])
    with pytest.raises(AnalysisError, match="it takes 10 sets or more with 2 runs or more"):
        variance_shares(runs_of(np.ones((2, 9, 3))), "y", ["case"], "set")
