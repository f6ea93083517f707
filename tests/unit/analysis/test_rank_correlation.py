"""Rank correlations, against what is left of ranks and where they are known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.rank_correlation import partial_rank_correlations


def correlated(points=100):
    rng = np.random.default_rng(1)
    runs = pd.DataFrame(rng.random((points, 3)), columns=["up", "down", "unused"])
    runs["up"] = 0.5 * runs["up"] + 0.5 * runs["down"]
    noise = 0.1 * rng.normal(size=points)
    runs["y"] = np.exp(8 * runs["up"]) - np.exp(6 * runs["down"]) + noise
    return runs.assign(point=range(points), same=1.0)


def test_rank_correlations_are_those_of_the_residuals_of_ranks():
    runs, names = correlated(), ["up", "down", "unused"]
    result = partial_rank_correlations(runs, "y", names).set_index("factor")["correlation"]
    ranks = runs[[*names, "y"]].rank()
    for name in names:
        others = np.c_[np.ones(len(runs)), ranks[[other for other in names if other != name]]]
        residuals = [ranks[column] - others @ np.linalg.lstsq(others, ranks[column])[0]
                     for column in (name, "y")]  # fmt: skip
        assert result[name] == pytest.approx(stats.pearsonr(*residuals)[0])


def test_what_rises_and_falls_correlates_and_what_is_unused_does_not():
    table = partial_rank_correlations(correlated(), "y", ["unused", "up", "down", "same"])
    result = table.set_index("factor")
    assert set(result.index[:2]) == {"up", "down"}
    assert result.index[2:].tolist() == ["unused"]
    assert result.loc["up", "low"] > 0.5
    assert result.loc["down", "high"] < -0.5
    assert result.loc["unused", "low"] < 0.0 < result.loc["unused", "high"]


def test_a_monotone_outcome_of_one_factor_has_correlation_one():
    runs = correlated()
    for sign in (1.0, -1.0):
        result = partial_rank_correlations(
            runs.assign(y=sign * runs["up"] ** 3), "y", ["up", "unused"]
        )
        assert result["factor"].tolist() == ["up", "unused"]
        assert result["correlation"].to_list() == pytest.approx([sign, 0.0], abs=1e-3)


def test_replicates_and_points_that_belong_together_do_not_narrow_an_interval():
    runs = correlated(40)
    noisy = runs.assign(y=runs["y"] + np.random.default_rng(2).normal(size=40) * 300)
    twice = pd.concat([noisy, noisy.assign(point=runs["point"] + 40)]).assign(
        sample=lambda table: table["point"] % 40
    )
    names = ["up", "down", "unused"]
    ends = ["low", "high"]
    wanted = partial_rank_correlations(noisy, "y", names)[ends].to_numpy()
    replicated = partial_rank_correlations(pd.concat([noisy] * 3), "y", names)[ends].to_numpy()
    grouped = partial_rank_correlations(twice, "y", names, resampling_unit="sample")[
        ends
    ].to_numpy()
    assert replicated == pytest.approx(wanted)
    assert grouped == pytest.approx(wanted)
    assert np.ptp(partial_rank_correlations(twice, "y", names)[ends].iloc[-1]) < np.ptp(
        wanted[-1]
    )


def test_an_interval_is_not_a_number_where_resamples_are_too_few_for_the_factors():
    rng = np.random.default_rng(1)
    runs = pd.DataFrame(rng.random((20, 16))).rename(columns=str).assign(point=range(20))
    result = partial_rank_correlations(runs, "0", [str(at) for at in range(1, 16)])
    assert result[["low", "high"]].isna().all(axis=None)
    assert result["correlation"].notna().all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (lambda runs: runs.head(5), "3 factors need more than 5 points, not 5"),
        (lambda runs: runs.assign(y=1.0), "'y' is the same at all points"),
        (lambda runs: runs.assign(unused=2 * runs["up"]), "determined by the others"),
        (lambda runs: runs.assign(unused="text"), "'unused' is not numeric"),
        (lambda runs: runs.assign(y=runs["y"].where(runs.index > 3)), "missing in 4 of 100"),
        (lambda runs: runs.drop(columns="y"), "no column 'y'"),
        (lambda runs: runs.head(0), "there are no runs"),
    ],
)
def test_a_rank_correlation_that_runs_do_not_support_is_refused(changed, message):
    with pytest.raises(AnalysisError, match=message):
        partial_rank_correlations(changed(correlated()), "y", ["up", "down", "unused"])
