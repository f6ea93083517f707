"""What is kept of a run: plain outcomes, values at dates, a researcher's own."""

import pytest

import mesa_mosul as mm
from mesa_mosul.experiments.outcomes import (
    PATTERNS,
    PLAIN,
    OutcomeError,
    check,
    columns,
    outcomes_of,
)

OWN = """
import numpy as np
def fine(outcome, daily): return {"mean_held": daily["km2_city_held"].mean(), "none": np.nan}
def wide(outcome, daily): return {"all_held": daily["km2_city_held"].to_numpy()}
"""


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=3)


@pytest.fixture
def own(tmp_path, monkeypatch):
    (tmp_path / "own_outcomes.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path)


def test_every_run_has_the_plain_outcomes(run):
    found = outcomes_of(run.outcome, run.daily, [])
    assert tuple(found) == PLAIN
    assert found["digest"] == run.outcome["digest"]
    assert found["isis_killed"] == run.daily["isis_killed"].iloc[-1]


def test_a_value_at_a_date_is_the_ledgers(run):
    name = "km2_city_held@2016-12-07"
    found = outcomes_of(run.outcome, run.daily, [name])
    assert found[name] == run.daily.loc["2016-12-07", "km2_city_held"]


def test_a_value_after_the_last_day_is_the_last(run):
    name = "km2_city_held@2017-01-07"
    found = outcomes_of(run.outcome, run.daily, [name])
    assert found[name] == run.daily["km2_city_held"].iloc[-1]


def test_all_columns_that_may_be_asked_for_are_there(run):
    assert set(columns()) <= set(run.daily.columns)


def test_a_date_comes_with_the_days_to_it(run):
    told = {**run.outcome, "captured": True, "captured_on": "2016-12-16"}
    assert outcomes_of(told, run.daily, [])["captured_day"] == 10


def test_patterns_come_together(run):
    assert set(PATTERNS) <= outcomes_of(run.outcome, run.daily, ["pattern.joint"]).keys()


def test_a_researchers_own_outcomes_are_kept_as_plain_values(run, own):
    found = outcomes_of(run.outcome, run.daily, ["own_outcomes:fine"])
    assert found["mean_held"] == run.daily["km2_city_held"].mean()
    assert type(found["mean_held"]) is float
    assert found["none"] is None


def test_an_own_outcome_that_is_no_plain_value_is_named(run, own):
    with pytest.raises(TypeError, match="all_held"):
        outcomes_of(run.outcome, run.daily, ["own_outcomes:wide"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("captured_dya", "did you mean captured_day"),
        ("pattern.joined", "no outcome is called 'pattern.joined'"),
        ("km2_city_held@yesterday", "is no date"),
        ("km2_city_held@2016-10-01", "the campaign began on 2016-10-17"),
        ("nothing@2016-12-01", "no column is called 'nothing'"),
    ],
)
def test_an_outcome_that_no_run_has_is_refused(name, said):
    with pytest.raises(OutcomeError, match=said):
        check([name], [])


def test_an_own_outcome_that_cannot_be_loaded_is_refused(tmp_path):
    with pytest.raises(OutcomeError, match="no MODULE:FUNCTION"):
        mm.Experiment("reported", days=1, outcomes=["nowhere:f"]).run(tmp_path / "r", workers=0)
