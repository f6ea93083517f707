"""Comparisons of known truth: at the base, averages by name, cells in which nothing can act."""

import numpy as np
import pandas as pd
import pytest
from synthetic import (
    DAY,
    EFFECT_CIVILIANS,
    EFFECT_KM2,
    LEVERS,
    MEN,
    OUTCOME,
    ROAD,
    known_results,
    make_results,
    make_runs,
)

from mesa_mosul.analysis.errors import AnalysisError


@pytest.fixture(scope="module")
def analysis():
    return known_results().analysis


def effect(table, case):
    return table.set_index("case").loc[case]


def test_a_comparison_keeps_the_other_levers_at_their_base(analysis):
    found = effect(analysis.compare(OUTCOME, by=MEN), "3,000 return")
    assert found["low"] < EFFECT_KM2[3000, 3] < found["high"]
    assert found["high"] < -1.5


def test_another_level_of_another_lever_is_asked_for_by_a_dict(analysis):
    table = analysis.compare(OUTCOME, by=MEN, over={DAY: 14})
    found = effect(table, "3,000 return")
    assert found["low"] < EFFECT_KM2[3000, 14] < found["high"]
    assert table.attrs["others"] == "on day 14, road open"


def test_an_average_is_taken_when_asked_for_over_cells_in_which_the_lever_acts(analysis):
    table = analysis.compare("civilians_killed", by=MEN, over="mean")
    truth = np.mean([EFFECT_CIVILIANS[3000, 3], EFFECT_CIVILIANS[3000, 14]])
    truth += 10.0 * np.mean([EFFECT_KM2[3000, 3], EFFECT_KM2[3000, 14]])
    found = effect(table, "3,000 return")
    assert found["low"] < truth < found["high"]
    assert not found["low"] < truth / 2 < found["high"]
    assert table.attrs["others"].startswith(f"average over all levels of {DAY} and {ROAD}")
    assert "without 2 cells" in table.attrs["others"]


def test_what_is_compared_and_what_is_summarized_are_the_same_runs(analysis):
    for over in ("base", "mean", {DAY: 14}):
        means = analysis.summary(OUTCOME, MEN, over).set_index("case")["mean"]
        for row in analysis.compare(OUTCOME, by=MEN, over=over).itertuples():
            assert row.mean == pytest.approx(means[row.case])
            assert row.base == pytest.approx(means["none return"])


def test_shares_and_survival_keep_the_other_levers_at_their_base(analysis):
    assert analysis.probability("stalled", MEN)["runs"].tolist() == [200] * 3
    assert analysis.probability("stalled", MEN)["share"].tolist() == [0.0, 0.01, 0.01]
    assert analysis.probability("stalled", MEN, over="mean")["runs"].tolist() == [400] * 3
    assert len(analysis.select_runs([])) == 200
    assert analysis.summary(OUTCOME, [])["case"].tolist() == [
        "none return, on day 3, road open"
    ]


def test_cells_in_which_a_lever_cannot_act_are_recognized_although_digests_differ(analysis):
    assert analysis.inert_cells(MEN) == [{DAY: 3, ROAD: True}, {DAY: 14, ROAD: True}]
    assert analysis.inert_cells(DAY) == [
        {MEN: 0, ROAD: False}, {MEN: 0, ROAD: True}, {MEN: 500, ROAD: True},
        {MEN: 3000, ROAD: True},
    ]  # fmt: skip
    assert analysis.inert_cells(ROAD) == []


def test_one_outcome_of_one_run_that_differs_makes_a_case_another():
    runs = make_runs()
    at = runs.index[(runs[MEN] == 500) & runs[ROAD] & (runs[DAY] == 3)][17]
    runs.loc[at, "isis_casualties"] += 1
    analysis = make_results(runs=runs).analysis
    assert analysis.inert_cells(MEN) == [{DAY: 14, ROAD: True}]


def test_recorded_days_that_differ_make_a_case_another():
    results = make_results()
    daily = results.runs[["key", "point", "replicate"]].assign(
        date=pd.Timestamp("2016-12-06"), km2_city_held=1.0
    )
    daily.loc[daily["key"] == "3-0", "km2_city_held"] = 2.0
    results.daily = daily
    assert results.analysis.inert_cells(DAY)[1:] == [
        {MEN: 500, ROAD: True},
        {MEN: 3000, ROAD: True},
    ]


def test_identical_cases_are_named_and_counted_once_in_holms_correction(analysis):
    table = analysis.compare(OUTCOME).set_index("case")
    twins = table["equal_to"]
    assert twins["none return, on day 14, road open"] == "none return, on day 3, road open"
    shut = [case for case in table.index if "road shut" in case]
    assert len(shut) == 6
    assert set(twins[shut[1:]]) == {shut[0]}
    assert (twins == "").sum() == 5
    p = np.sort(table.loc[twins == "", "p"].to_numpy())
    assert table["p_holm"].min() == pytest.approx(5 * p[0])
    assert table.loc[shut, "p_holm"].nunique() == 1
    assert table.loc["none return, on day 14, road open", "p_holm"] == 1.0


def test_holms_correction_agrees_with_that_of_the_cases_that_differ_alone(analysis):
    from statsmodels.stats.multitest import multipletests

    table = analysis.compare("civilians_killed")
    distinct = table[table["equal_to"] == ""]
    expected = multipletests(distinct["p"], method="holm")[1]
    assert distinct["p_holm"].to_numpy() == pytest.approx(expected)


def test_signs_are_counted_over_pairs(analysis):
    row = analysis.count_signs(OUTCOME, by=MEN).set_index("case").loc["3,000 return"]
    runs = analysis.runs.set_index([MEN, DAY, ROAD, "replicate"])[OUTCOME]
    below = (runs[3000, 3, False] < runs[0, 3, False]).sum()
    assert row[["units", "above", "below", "equal"]].tolist() == [200, 200 - below, below, 0]
    assert below > 190


def test_the_base_that_an_experiment_names_is_the_base():
    primary = {"lever": MEN, "base": {DAY: 14, MEN: 500}}
    analysis = make_results(primary=primary).analysis
    assert analysis.base_case(MEN) == "500 return"
    table = analysis.compare(OUTCOME, by=MEN)
    difference = EFFECT_KM2[3000, 14] - EFFECT_KM2[500, 14]
    found = effect(table, "3,000 return")
    assert found["low"] < difference < found["high"]
    assert effect(table, "none return")["high"] < 0.0


def test_an_outcome_at_a_date_that_no_run_reached_is_not_there():
    name = "km2_city_held@2017-01-01"
    runs = make_runs().assign(**{name: 48.3})
    analysis = make_results(runs=runs, outcomes=[name, OUTCOME]).analysis
    with pytest.raises(AnalysisError, match="no column"):
        analysis.summary(name)
    assert analysis.primary.outcome == OUTCOME


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ("median", "over is 'median': it takes base, mean"),
        ({MEN: 0}, "no other lever is called 'isis.returning_men'"),
        ({DAY: 5}, "no run with return_start_day 5, road open is done"),
    ],
)
def test_what_cannot_be_kept_equal_is_refused(analysis, over, message):
    with pytest.raises(AnalysisError, match=message):
        analysis.compare(OUTCOME, by=MEN, over=over)


def test_cases_are_labelled_as_the_experiment_declares(analysis):
    assert analysis.case_labels(ROAD) == ["road open", "road shut"]
    assert len(analysis.compare(OUTCOME, False, True, by=ROAD)) == 1
    assert set(analysis.base_levels) == set(LEVERS)


def test_an_average_of_cells_that_all_cannot_differ_says_so():
    levers = {MEN: [0, 3000], DAY: [3, 14], ROAD: [True]}
    analysis = make_results(levers, make_runs(levers), labels={}).analysis
    table = analysis.compare(OUTCOME, by=MEN, over="mean")
    assert table.attrs["others"].endswith("in none of which the cases differ")
    assert table.loc[0, ["difference", "low", "high"]].tolist() == [0.0, 0.0, 0.0]
