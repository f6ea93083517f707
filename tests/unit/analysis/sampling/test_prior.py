"""Joint draws: margins as declared, members of a group correlated, all else independent."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mesa_mosul.analysis.sampling.factors import DesignError
from mesa_mosul.analysis.sampling.prior import campaign_numbers, draw_numbers
from mesa_mosul.parameters.registry import ParameterError, Parameters, parameters, with_changes

ALL = parameters()
NAMES = campaign_numbers()
POINTS, ALPHA = 2000, 0.001
SPEARMAN = 6.0 / np.pi * np.arcsin(0.7 / 2.0)
"""Rank correlation of a Gaussian copula whose correlation is 0.7."""


@pytest.fixture(scope="module")
def sample():
    return draw_numbers(NAMES, POINTS, seed=5)


def declared_law(entry, values):
    """Return values and the distribution that they were declared to have, by scipy.

    The law of a logarithm is compared in the logarithm.
    """
    low, mode, high = entry.spec.low, entry.default, entry.spec.high
    if entry.spec.shape.startswith("log_"):
        values, low, mode, high = (np.log(one) for one in (values, low, mode, high))
    span = high - low
    if entry.spec.shape.endswith("uniform"):
        return values, stats.uniform(low, span)
    weights = (1 + 4 * (mode - low) / span, 1 + 4 * (high - mode) / span)
    return values, stats.beta(*weights, low, span)


def test_every_margin_of_a_sample_is_the_law_that_its_parameter_declares(sample):
    wrong = []
    for name in NAMES:
        values, law = declared_law(ALL[name], sample[name].to_numpy(float))
        if stats.kstest(values, law.cdf).pvalue < ALPHA:
            wrong.append(name)
    assert not wrong


def test_another_law_would_be_noticed(sample):
    """The comparison of margins has the power to tell each law from the others."""
    for name in ("fire.aimed_rate", "isis.arrivals_per_day", "terrain.cover_open"):
        low, high = ALL[name].spec.low, ALL[name].spec.high
        test = stats.kstest(sample[name], stats.uniform(low, high - low).cdf)
        assert test.pvalue < ALPHA


def test_members_of_a_group_have_the_rank_correlation_of_their_copula(sample):
    ranks = sample.corr(method="spearman")
    groups = {}
    for name in NAMES:
        groups.setdefault(ALL[name].spec.together, []).append(name)
    del groups[""]
    found = {
        group: ranks.loc[names, names].to_numpy()[np.triu_indices(len(names), 1)]
        for group, names in groups.items()
    }
    assert len(found) >= 5
    wrong = {
        group: pairs for group, pairs in found.items() if (abs(pairs - SPEARMAN) > 0.05).any()
    }
    assert not wrong


def test_parameters_of_different_groups_or_of_none_are_independent(sample):
    ranks = sample.corr(method="spearman").to_numpy()
    group = np.array([ALL[name].spec.together for name in NAMES])
    apart = (group[:, None] != group[None, :]) | (group[:, None] == "")
    np.fill_diagonal(apart, False)
    assert abs(ranks[apart]).max() < 5.0 / np.sqrt(POINTS)
    assert ranks[apart].std() == pytest.approx(1.0 / np.sqrt(POINTS), rel=0.1)


def test_every_margin_of_a_sample_has_one_point_in_each_of_its_slices():
    names = ["advance.clearing_rate_open", "advance.clearing_rate_new_city", "fire.aimed_rate"]
    drawn = draw_numbers(names, 64, seed=2)
    for name in names:
        values, law = declared_law(ALL[name], drawn[name].to_numpy())
        assert sorted((law.cdf(values) * 64).astype(int)) == list(range(64))


def test_every_parameter_set_of_a_sample_can_be_run(sample):
    for row in sample.head(20).to_dict("records"):
        assert with_changes(Parameters(), row) != Parameters()


def test_a_seed_gives_its_sample_and_another_seed_another():
    one, same, other = (draw_numbers(NAMES[:9], 16, seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one, same)
    assert (one != other).mean(axis=None) > 0.9


def test_a_sample_may_be_of_one_parameter_set():
    drawn = draw_numbers(
        ["advance.clearing_rate_open", "advance.clearing_rate_village"], 1, seed=1
    )
    assert drawn.shape == (1, 2)


def test_columns_have_the_type_of_their_parameter():
    drawn = draw_numbers(["isis.fighters", "fire.aimed_rate", "switch.air"], 10, seed=1)
    assert [column.kind for column in drawn.dtypes] == ["i", "f", "b"]


def test_an_old_name_is_drawn_under_that_of_today():
    with pytest.warns(FutureWarning, match="hold.holders_per_km2"):
        assert list(draw_numbers(["hold.density"], 2, seed=1)) == ["hold.holders_per_km2"]


@pytest.mark.parametrize(
    ("names", "n", "error", "wanted"),
    [
        (["isis.fighter"], 4, ParameterError, "did you mean"),
        (["resolution.cell_metres"], 4, DesignError, "no distribution of the evidence"),
        (["isis.fighters", "isis.fighters"], 4, DesignError, "drawn twice"),
        (["isis.fighters"], 0, DesignError, "not 0 points"),
        ([], 4, DesignError, "one parameter"),
    ],
)
def test_a_wrong_sample_is_answered_with_a_right_one(names, n, error, wanted):
    with pytest.raises(error, match=wanted):
        draw_numbers(names, n, seed=1)


def test_the_numbers_of_the_campaign_are_all_that_can_be_uncertain_in_it():
    left_out = {name for name in ALL if name not in NAMES}
    assert left_out == {
        name
        for name, entry in ALL.items()
        if entry.value_type is bool
        or entry.spec.shape == "fixed"
        or name.startswith("reinforcement.")
    }
    assert list(dict.fromkeys(NAMES)) == [name for name in ALL if name in NAMES]
