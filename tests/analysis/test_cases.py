"""Cases: what they are called, which is meant, and the values of their runs."""

import pandas as pd
import pytest

from mesa_mosul.analysis.cases import ALL, case_of, cases, spread, values
from mesa_mosul.analysis.errors import AnalysisError
from tests.analysis.tables import paired


def grid():
    rows = [
        {
            "point": at,
            "replicate": r,
            "isis.returning": men,
            "corridor.shut": shut,
            "won": men + r,
        }
        for at, (men, shut) in enumerate([(0, False), (0, True), (1500, False), (1500, True)])
        for r in range(3)
    ]
    return pd.DataFrame(rows)


def test_a_case_is_called_by_its_factors_in_the_order_of_the_design():
    told = cases(grid().sample(frac=1, random_state=1), ["isis.returning", "corridor.shut"])
    assert list(told.cat.categories) == [
        "returning 0, shut no",
        "returning 0, shut yes",
        "returning 1,500, shut no",
        "returning 1,500, shut yes",
    ]


def test_every_run_has_the_case_of_its_own_factors():
    table = grid()
    told = cases(table, ["isis.returning"])
    assert (told.eq("returning 1,500") == (table["isis.returning"] == 1500)).all()


def test_levels_with_names_stand_for_themselves():
    assert list(cases(paired(), ["help"]).cat.categories) == ["none", "more"]


def test_without_factors_there_is_one_case():
    assert set(cases(grid(), [])) == {ALL}


def test_what_says_nothing_is_left_out():
    table = pd.DataFrame({"point": [0, 1], "varied": ["base", "R05"], "to": [None, "few"]})
    assert list(cases(table, ["varied", "to"])) == ["base", "R05, few"]


@pytest.mark.parametrize("said", [1500, "returning 1,500", {"isis.returning": 1500}])
def test_a_case_is_meant_by_its_name_its_value_or_its_factors(said):
    assert case_of(grid(), ["isis.returning"], said) == "returning 1,500"


@pytest.mark.parametrize("said", [700, "returning", {"corridor.shut": True}])
def test_a_case_that_is_none_or_several_is_refused_with_what_there_is(said):
    with pytest.raises(AnalysisError, match=r"no single case.*returning 1,500"):
        case_of(grid(), ["isis.returning"], said)


def test_a_column_that_is_not_there_is_told_what_is_near():
    with pytest.raises(AnalysisError, match="no column 'wonn'; did you mean won"):
        values(grid(), "wonn")


def test_words_are_no_numbers():
    with pytest.raises(AnalysisError, match="'help' is no number"):
        values(paired(), "help")


def test_missing_values_are_counted_and_never_dropped_in_silence():
    table = grid().astype({"won": float})
    table.loc[2, "won"] = None
    with pytest.raises(AnalysisError, match="missing in 1 of 12 runs"):
        values(table, "won")


def test_a_spread_averages_what_is_not_kept_apart():
    table = spread(grid(), "won", ["isis.returning"])
    assert table.shape == (3, 2)
    assert table["returning 1,500"].tolist() == [1500.0, 1501.0, 1502.0]
