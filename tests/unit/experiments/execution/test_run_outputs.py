"""What is kept of a run: plain values, values at dates, patterns, a researcher's own."""

import datetime
import sys

import pytest

import mesa_mosul as mm
from mesa_mosul.experiments.execution.run_outputs import (
    EVENTS_WITH_DATE,
    PATTERNS,
    STANDARD_OUTCOMES,
    OutcomeError,
    check_measure_value,
    check_outcomes,
    extract_outcomes,
    list_daily_columns,
)
from mesa_mosul.simulation.historical_pattern import plateau_and_collapse

OWN = """
import numpy as np
import pandas as pd

def held(outcome, daily):
    return {"most": daily["km2_city_held"].max(), "seed_of": outcome["seed"], "who": "me",
            "never": float("nan"), "late": pd.NaT, "all": np.bool_(True)}

def array(outcome, daily):
    return {"fine": 1.0, "course": daily["km2_city_held"].to_numpy()}

def series(outcome, daily):
    return {"course": daily["km2_city_held"]}

def single(outcome, daily):
    return {"course": np.array([1.0])}

def listed(outcome, daily):
    return {"course": [1.0, 2.0]}

def table(outcome, daily):
    return {"course": {"a": 1.0}}

def clash(outcome, daily):
    return {"seed": 1}

def number(outcome, daily):
    return 3.0

def nothing(outcome, daily):
    pass

value = 3.0
"""


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=3)


@pytest.fixture
def own(tmp_path, monkeypatch):
    (tmp_path / "own_outcomes.py").write_text(OWN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield "own_outcomes"
    sys.modules.pop("own_outcomes", None)


def found(run, *names, **outcome):
    return extract_outcomes({**run.outcome, **outcome}, run.daily, names)


def test_every_run_has_all_plain_outcomes_as_they_are(run):
    told = found(run)
    assert list(told) == list(STANDARD_OUTCOMES)
    days = {f"{what}_day" for what in EVENTS_WITH_DATE}
    assert {name: told[name] for name in STANDARD_OUTCOMES if name not in days} == {
        name: run.outcome[name] for name in STANDARD_OUTCOMES if name not in days
    }


def test_days_are_counted_from_the_first_day_of_a_run(run):
    dates = {
        "captured_on": "2016-12-10",
        "east_cleared_on": None,
        "stalled_from": run.outcome["start"],
    }
    told = found(run, **dates)
    start = datetime.date.fromisoformat(run.outcome["start"])
    wanted = (datetime.date(2016, 12, 10) - start).days
    assert (told["captured_day"], told["east_cleared_day"], told["stalled_day"]) == (
        wanted,
        None,
        0,
    )


@pytest.mark.parametrize(
    "column", ["km2_city_held", "share_city_held", "isis_casualties", "iraqi_posture"]
)
def test_a_column_at_a_date_is_the_value_of_that_row_of_the_ledger(run, column):
    for day, value in run.daily[column].items():
        name = f"{column}@{day.date()}"
        told = found(run, name)[name]
        assert told == value
        assert type(told) in (bool, int, float, str)


def test_a_date_after_the_end_of_a_run_has_the_value_of_its_end(run):
    name = "km2_city_held@2017-06-30"
    assert found(run, name)[name] == run.daily["km2_city_held"].iloc[-1]


def test_a_date_before_the_start_of_a_run_has_no_value(run):
    assert found(run, "km2_city_held@2016-11-01")["km2_city_held@2016-11-01"] is None


def test_what_is_not_a_number_at_a_date_is_none(run):
    daily = run.daily.assign(km2_city_held=float("nan"))
    name = f"km2_city_held@{run.daily.index[0].date()}"
    assert extract_outcomes(run.outcome, daily, [name])[name] is None


def test_the_patterns_are_those_of_the_analysis_and_one_asks_for_all(run):
    assert (
        tuple(f"pattern.{name}" for name in plateau_and_collapse(run.daily, None)) == PATTERNS
    )
    told = found(run, "pattern.joint")
    assert set(told) == {*STANDARD_OUTCOMES, *PATTERNS}
    assert told["pattern.joint"] is False
    assert not set(found(run)) & set(PATTERNS)


def test_a_custom_outcome_gives_plain_values_of_its_own(run, own):
    told = found(run, f"{own}:held")
    more = {name: told[name] for name in told if name not in STANDARD_OUTCOMES}
    assert more == {
        "most": run.daily["km2_city_held"].max(), "seed_of": 1, "who": "me",
        "never": None, "late": None, "all": True,
    }  # fmt: skip
    assert {type(value) for value in more.values()} == {float, int, str, type(None), bool}


@pytest.mark.parametrize(
    ("function", "kind"),
    [("array", "ndarray"), ("single", "ndarray"), ("series", "Series"), ("listed", "list"),
     ("table", "dict")],
)  # fmt: skip
def test_a_custom_outcome_of_other_than_plain_values_is_refused(run, own, function, kind):
    with pytest.raises(TypeError, match=f"outcome 'course' is a {kind}, not a plain value"):
        found(run, f"{own}:{function}")


def test_a_custom_outcome_takes_no_name_that_results_have(run, own):
    with pytest.raises(TypeError, match="cannot be called 'seed'"):
        found(run, f"{own}:clash")


@pytest.mark.parametrize(("function", "kind"), [("number", "float"), ("nothing", "NoneType")])
def test_a_custom_outcome_gives_its_values_by_name(run, own, function, kind):
    with pytest.raises(TypeError, match=f"'{own}:{function}' returns a {kind}, not a dict"):
        found(run, f"{own}:{function}")


def test_every_column_that_may_be_asked_for_is_in_a_ledger(run):
    assert set(list_daily_columns()) == set(run.daily.columns)


def test_all_that_every_run_has_may_be_asked_for(run):
    dated = [f"{name}@2016-12-31" for name in run.daily.columns]
    check_outcomes(
        [*STANDARD_OUTCOMES, *PATTERNS, *dated, "any:thing"], list(run.daily.columns)
    )


@pytest.mark.parametrize(
    ("names", "record", "said"),
    [
        (["stald"], [], "'stald'; did you mean stalled.*COLUMN@DATE"),
        (["pattern.join"], [], "'pattern.join'; did you mean pattern.joint"),
        (["km2_city_held"], [], "COLUMN@DATE"),
        (["qqqqq"], [], r"no outcome is called 'qqqqq' \(or write"),
        (["km2_city_hold@2016-12-31"], [], "'km2_city_hold'; did you mean km2_city_held"),
        (["km2_city_held@soon"], [], "'soon' is no date such as 2016-12-31"),
        (["km2_city_held@"], [], "'' is no date"),
        (["km2_city_held@2016-12-32"], [], "'2016-12-32' is no date"),
        (["km2_city_held@20161231"], [], "'20161231' is no date"),
        (["km2_city_held@2016-10-16"], [], "no run begins before 2016-10-17"),
        ([], ["km2_city_hold"], "'km2_city_hold'; did you mean km2_city_held"),
        ([], ["stalled"], "no column is called 'stalled'"),
    ],
)
def test_what_no_run_has_is_answered_with_what_is_near(names, record, said):
    with pytest.raises(OutcomeError, match=said):
        check_outcomes(names, record)


def test_a_date_may_be_the_first_day_and_not_the_one_before():
    first = datetime.date(2016, 12, 6)
    check_outcomes(["km2_city_held@2016-12-06"], [], first)
    with pytest.raises(OutcomeError, match="no run begins before 2016-12-06"):
        check_outcomes(["km2_city_held@2016-12-05"], [], first)


def test_no_outcome_is_called_like_a_column_of_an_analysis():
    for name in ("case", "draw", "set", "value", "days_to_clear_east", "status", "digest"):
        with pytest.raises(TypeError, match="results have such a column"):
            check_measure_value(name, 1.0)
