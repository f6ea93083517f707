"""Tipping points lie where they were planted, or are reported not to exist."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.tipping_point import tipping_point


def tipped(at, steepness, points=400, replicates=3, low=1000.0, high=9000.0):
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"point": range(points), "troops": rng.uniform(low, high, points)})
    table = table.merge(pd.DataFrame({"replicate": range(replicates)}), how="cross")
    probability = expit((table["troops"] - at) * steepness)
    return table.assign(hit=rng.random(len(table)) < probability)


@pytest.mark.parametrize(("steepness", "slope"), [(0.002, 1), (-0.002, -1)])
@pytest.mark.parametrize(("level", "shift"), [(0.5, 0.0), (0.8, np.log(4))])
def test_a_planted_tipping_point_lies_in_its_interval(steepness, slope, level, shift):
    result = tipping_point(tipped(4000, steepness), "hit", "troops", level, "point").iloc[0]
    assert result["low"] < 4000 + shift / steepness < result["high"]
    assert result["low"] < result["value"] < result["high"] < result["low"] + 1000
    assert (result["slope"], result["reason"], result["factor"]) == (slope, "", "troops")


def test_the_probabilities_at_the_ends_of_the_range_are_returned():
    result = tipping_point(tipped(4000, 0.0005), "hit", "troops", set_column="point").iloc[0]
    ends = expit((np.array([1000, 9000]) - 4000) * 0.0005)
    assert [result["at_lowest"], result["at_highest"]] == pytest.approx(ends, abs=0.05)


@pytest.mark.parametrize("steepness", [0.0002, 0.002, 0.02])
def test_the_regression_behind_a_tipping_point_is_that_of_sklearn(steepness):
    from sklearn.linear_model import LogisticRegression

    table = tipped(4000, steepness)
    values = (table[["troops"]].to_numpy() - 1000) / 8000
    fit = LogisticRegression(C=np.inf, tol=1e-10, solver="newton-cholesky").fit(
        values, table["hit"]
    )
    result = tipping_point(table, "hit", "troops", set_column="point").iloc[0]
    wanted = 1000 - 8000 * fit.intercept_[0] / fit.coef_[0, 0]
    assert result["value"] == pytest.approx(wanted, rel=1e-6)
    ends = fit.predict_proba(
        (table["troops"].agg(["min", "max"]).to_numpy()[:, None] - 1000) / 8000
    )
    assert [result["at_lowest"], result["at_highest"]] == pytest.approx(ends[:, 1], rel=1e-4)


@pytest.mark.parametrize(("at", "message"), [(12000, "never above"), (-2000, "never below")])
def test_a_level_that_is_not_crossed_has_a_reason_instead_of_a_value(at, message):
    result = tipping_point(tipped(at, 0.0005), "hit", "troops").iloc[0]
    assert result["reason"] == message
    assert result[["value", "low", "high"]].isna().all()


def test_a_probability_that_is_at_the_level_everywhere_does_not_tip():
    table = pd.DataFrame({"point": range(8), "troops": [0, 1] * 4, "hit": [0, 0, 1, 1] * 2})
    result = tipping_point(table, "hit", "troops", set_column="point").iloc[0]
    assert result[["at_lowest", "at_highest"]].to_list() == pytest.approx([0.5, 0.5])
    assert np.isnan(result["value"])


def test_an_outcome_without_noise_tips_between_its_last_false_and_first_true():
    table = tipped(4000, 1.0).assign(hit=lambda t: t["troops"] > 4000)
    result = tipping_point(table, "hit", "troops", set_column="point").iloc[0]
    last, first = (
        table.loc[~table["hit"], "troops"].max(),
        table.loc[table["hit"], "troops"].min(),
    )
    assert last <= result["value"] <= first


def test_the_same_runs_twice_do_not_narrow_the_interval_of_a_tipping_point():
    table = tipped(4000, 0.002, points=50, replicates=1)
    once, often = (
        tipping_point(runs, "hit", "troops", set_column="point").iloc[0]
        for runs in (table, pd.concat([table] * 4))
    )
    assert often["high"] - often["low"] == pytest.approx(once["high"] - once["low"], rel=1e-6)


@pytest.mark.parametrize(
    ("sets", "seeds", "sd_sets", "sd_seeds"),
    [(100, 1, 1.5, 0.0), (33, 3, 1.5, 0.3), (33, 3, 0.5, 1.5), (100, 10, 0.5, 1.5)],
)
def test_its_interval_covers_it_whether_sets_or_seeds_vary(sets, seeds, sd_sets, sd_seeds):
    """Resampling sets alone covered the truth in 34 to 84 of 100 sweeps with common seeds."""
    rng, hits = np.random.default_rng(3), []
    for _ in range(120):
        x = rng.uniform(0.0, 10.0, sets)
        shift = rng.normal(0.0, sd_sets, (sets, 1)) + rng.normal(0.0, sd_seeds, seeds)
        hit = rng.random((sets, seeds)) < expit(1.2 * (x[:, None] - 6.0 + shift))
        table = pd.DataFrame(
            {"point": np.repeat(range(sets), seeds), "replicate": np.tile(range(seeds), sets),
             "x": np.repeat(x, seeds), "hit": hit.ravel()}
        )  # fmt: skip
        row = tipping_point(table, "hit", "x", set_column="point").iloc[0]
        if not row["reason"]:
            hits.append(row["low"] <= 6.0 <= row["high"])
    assert len(hits) > 100
    assert np.mean(hits) >= 0.89


def lever_runs(rng, steepness, levels=5, seeds=60):
    """Return runs of a lever from 0 to 10 with common seeds, half of them true at 6."""
    x, shift = np.linspace(0.0, 10.0, levels), rng.normal(0.0, 1.0, seeds)
    hit = rng.random((levels, seeds)) < expit(steepness * (x[:, None] - 6.0 + shift))
    return pd.DataFrame(
        {"replicate": np.tile(range(seeds), levels), "x": np.repeat(x, seeds),
         "hit": hit.ravel()}
    )  # fmt: skip


def test_the_levels_of_a_lever_are_no_sample_and_its_interval_is_over_seeds():
    rng = np.random.default_rng(4)
    rows = [tipping_point(lever_runs(rng, 1.2), "hit", "x").iloc[0] for _ in range(150)]
    assert np.mean([row["low"] <= 6.0 <= row["high"] for row in rows]) >= 0.9
    assert np.mean([row["high"] - row["low"] for row in rows]) < 1.2
    assert {row["basis"] for row in rows} == {"60 seeds"}


def test_where_a_level_separates_true_from_false_the_interval_lies_between_the_levels():
    table = lever_runs(np.random.default_rng(5), 1.2).assign(hit=lambda t: t["x"] > 6.0)
    assert tipping_point(table, "hit", "x").iloc[0][["low", "high"]].tolist() == [5.0, 7.5]
    sets = pd.DataFrame({"x": np.arange(40.0), "hit": np.arange(40) >= 20})
    table = sets.assign(point=range(40), replicate=0)
    row = tipping_point(table, "hit", "x", set_column="point").iloc[0]
    ends = row[["low", "high"]].tolist()
    assert ends == pytest.approx([14.0, 25.0]), "6 of 6 alike: by chance 0.5^6 < 0.025"
    few = tipping_point(table[table["x"].between(17, 22)], "hit", "x", set_column="point")
    assert few.iloc[0][["low", "high"]].tolist() == [17.0, 22.0], "the whole range"


def test_a_single_seed_has_no_interval():
    row = tipping_point(lever_runs(np.random.default_rng(8), 0.3, 30, 1), "hit", "x").iloc[0]
    assert np.isfinite(row["value"])
    assert np.isnan(row[["low", "high"]].astype(float)).all()


def test_a_tipping_point_that_runs_do_not_support_is_refused():
    table = tipped(4000, 0.002)
    for changed, message in (
        (table.assign(hit=3), "'hit' is not boolean"),
        (table.assign(hit=True), "'hit' is True in all of 1200 runs"),
        (table.assign(troops=4.0), "'troops' does not vary"),
        (table.assign(troops="many"), "'troops' is not numeric"),
        (table.assign(hit=None), "'hit' is missing in 1200 of 1200 runs"),
    ):
        with pytest.raises(AnalysisError, match=message):
            tipping_point(changed, "hit", "troops")
