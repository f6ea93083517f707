"""Tipping points lie where they were planted, or are said not to be there."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.tipping import tipping


def tipped(at, steepness, points=400, replicates=3, low=1000.0, high=9000.0):
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"point": range(points), "men": rng.uniform(low, high, points)})
    table = table.merge(pd.DataFrame({"replicate": range(replicates)}), how="cross")
    chance = expit((table["men"] - at) * steepness)
    return table.assign(hit=rng.random(len(table)) < chance)


@pytest.mark.parametrize(("steepness", "slope"), [(0.002, 1), (-0.002, -1)])
@pytest.mark.parametrize(("level", "shift"), [(0.5, 0.0), (0.8, np.log(4))])
def test_a_planted_tipping_point_lies_in_its_interval(steepness, slope, level, shift):
    told = tipping(tipped(4000, steepness), "hit", "men", level).iloc[0]
    assert told["low"] < 4000 + shift / steepness < told["high"]
    assert told["low"] < told["value"] < told["high"] < told["low"] + 1000
    assert (told["slope"], told["reason"], told["factor"]) == (slope, "", "men")


def test_the_chances_at_the_ends_of_the_range_are_told():
    told = tipping(tipped(4000, 0.0005), "hit", "men").iloc[0]
    ends = expit((np.array([1000, 9000]) - 4000) * 0.0005)
    assert [told["at_lowest"], told["at_highest"]] == pytest.approx(ends, abs=0.05)


@pytest.mark.parametrize("steepness", [0.0002, 0.002, 0.02])
def test_the_regression_behind_a_tipping_point_is_that_of_sklearn(steepness):
    table = tipped(4000, steepness)
    values = (table[["men"]].to_numpy() - 1000) / 8000
    fit = LogisticRegression(C=np.inf, tol=1e-10, solver="newton-cholesky").fit(
        values, table["hit"]
    )
    told = tipping(table, "hit", "men").iloc[0]
    wanted = 1000 - 8000 * fit.intercept_[0] / fit.coef_[0, 0]
    assert told["value"] == pytest.approx(wanted, rel=1e-6)
    ends = fit.predict_proba(
        (table["men"].agg(["min", "max"]).to_numpy()[:, None] - 1000) / 8000
    )
    assert [told["at_lowest"], told["at_highest"]] == pytest.approx(ends[:, 1], rel=1e-4)


@pytest.mark.parametrize(("at", "said"), [(12000, "never above"), (-2000, "never below")])
def test_a_level_that_is_not_crossed_has_a_reason_instead_of_a_value(at, said):
    told = tipping(tipped(at, 0.0005), "hit", "men").iloc[0]
    assert told["reason"] == said
    assert told[["value", "low", "high"]].isna().all()


def test_a_chance_that_is_at_the_level_everywhere_does_not_tip():
    table = pd.DataFrame({"point": range(8), "men": [0, 1] * 4, "hit": [0, 0, 1, 1] * 2})
    told = tipping(table, "hit", "men").iloc[0]
    assert told[["at_lowest", "at_highest"]].to_list() == pytest.approx([0.5, 0.5])
    assert np.isnan(told["value"])


def test_an_outcome_without_noise_tips_between_its_last_no_and_first_yes():
    table = tipped(4000, 1.0).assign(hit=lambda one: one["men"] > 4000)
    told = tipping(table, "hit", "men").iloc[0]
    last, first = table.loc[~table["hit"], "men"].max(), table.loc[table["hit"], "men"].min()
    assert last <= told["value"] <= first


def test_replicates_do_not_narrow_the_interval_of_a_tipping_point():
    table = tipped(4000, 0.002, points=50, replicates=1)
    once, often = (
        tipping(one, "hit", "men").iloc[0] for one in (table, pd.concat([table] * 4))
    )
    assert often["high"] - often["low"] == pytest.approx(once["high"] - once["low"], rel=0.01)


def test_tipping_says_what_it_lacks():
    table = tipped(4000, 0.002)
    for changed, said in (
        (table.assign(hit=3), "'hit' takes yes or no"),
        (table.assign(hit=True), "'hit' is True in all of 1200 runs"),
        (table.assign(men=4.0), "'men' does not vary"),
        (table.assign(men="many"), "'men' is no number"),
        (table.assign(hit=None), "'hit' is missing in 1200 of 1200 runs"),
    ):
        with pytest.raises(AnalysisError, match=said):
            tipping(changed, "hit", "men")
