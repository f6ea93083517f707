"""Cases: their labels, their selection, and the values of their runs."""

import pandas as pd
import pytest
from tables import paired_runs

from mesa_mosul.analysis.cases import (
    ALL_RUNS,
    LEVEL_LABELS,
    label_cases,
    numeric_outcome,
    pivot_by_case,
    resolve_case,
)
from mesa_mosul.analysis.errors import AnalysisError


def grid():
    rows = [
        {
            "point": at,
            "replicate": r,
            "isis.returning_men": returning,
            "corridor.closed_at_start": closed,
            "km2": returning + r,
        }
        for at, (returning, closed) in enumerate(
            [(0, False), (0, True), (1500, False), (1500, True)]
        )
        for r in range(3)
    ]
    return pd.DataFrame(rows)


def test_a_case_is_labelled_by_its_factors_in_the_order_of_the_design():
    result = label_cases(
        grid().sample(frac=1, random_state=1),
        ["isis.returning_men", "corridor.closed_at_start"],
    )
    assert list(result.cat.categories) == [
        "returning_men 0, closed_at_start no",
        "returning_men 0, closed_at_start yes",
        "returning_men 1,500, closed_at_start no",
        "returning_men 1,500, closed_at_start yes",
    ]


def test_every_run_has_the_case_of_its_own_factors():
    table = grid()
    result = label_cases(table, ["isis.returning_men"])
    assert (result.eq("returning_men 1,500") == (table["isis.returning_men"] == 1500)).all()


def test_named_levels_are_their_own_label():
    assert list(label_cases(paired_runs(), ["help"]).cat.categories) == ["none", "more"]


def test_a_number_of_one_s_own_rule_is_named_in_words():
    runs = pd.DataFrame({"point": [0, 1], "own.number_1": [0.0, 2.5]})
    assert list(label_cases(runs, ["own.number_1"])) == ["own number 1: 0", "own number 1: 2.5"]


def test_without_factors_there_is_one_case():
    assert set(label_cases(grid(), [])) == {ALL_RUNS}


def test_a_factor_without_a_value_is_left_out_of_a_label():
    table = pd.DataFrame({"point": [0, 1], "factor": ["base", "R05"], "level": [None, "few"]})
    assert list(label_cases(table, ["factor", "level"])) == ["base", "R05, few"]


@pytest.mark.parametrize(
    "selector", [1500, "returning_men 1,500", {"isis.returning_men": 1500}]
)
def test_a_case_is_selected_by_its_name_its_value_or_its_factors(selector):
    assert resolve_case(grid(), ["isis.returning_men"], selector) == "returning_men 1,500"


@pytest.mark.parametrize("selector", [700, "returning", {"corridor.closed_at_start": True}])
def test_a_case_that_is_none_or_several_is_refused_with_what_there_is(selector):
    with pytest.raises(AnalysisError, match=r"no single case.*returning_men 1,500"):
        resolve_case(grid(), ["isis.returning_men"], selector)


def test_a_missing_column_is_reported_with_similar_names():
    with pytest.raises(AnalysisError, match="no column 'km22'; did you mean km2"):
        numeric_outcome(grid(), "km22")


def test_text_is_not_numeric():
    with pytest.raises(AnalysisError, match="'help' is not numeric"):
        numeric_outcome(paired_runs(), "help")


def test_missing_values_are_counted_and_never_dropped_in_silence():
    table = grid().astype({"km2": float})
    table.loc[2, "km2"] = None
    with pytest.raises(AnalysisError, match="missing in 1 of 12 runs"):
        numeric_outcome(table, "km2")


def test_a_pivot_averages_over_factors_that_are_not_compared():
    table = pivot_by_case(grid(), "km2", ["isis.returning_men"])
    assert table.shape == (3, 2)
    assert table["returning_men 1,500"].tolist() == [1500.0, 1501.0, 1502.0]


def test_declared_labels_of_levels_stand_for_their_values_in_every_selection():
    runs = grid()
    runs.attrs[LEVEL_LABELS] = {
        "corridor.closed_at_start": {False: "road open", True: "road shut"}
    }
    by = ["isis.returning_men", "corridor.closed_at_start"]
    later = runs[runs["replicate"] > 0].assign(more=1)
    assert list(label_cases(later, by).cat.categories) == [
        "returning_men 0, road open",
        "returning_men 0, road shut",
        "returning_men 1,500, road open",
        "returning_men 1,500, road shut",
    ]
    assert resolve_case(runs, by[1:], True) == "road shut"
