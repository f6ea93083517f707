"""Times until something happens, against lifelines and against plain means."""

import numpy as np
import pandas as pd
import pytest
from tables import add_clearing_days, paired_runs

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.survival import event_times, restricted_mean, survival


@pytest.fixture
def runs():
    return add_clearing_days(paired_runs(runs=80), mean_days=50.0)


def mixed(runs):
    """Return runs of one case, of which some ended early without the event."""
    runs = runs[runs["help"] == "none"]
    early = (runs["replicate"] % 5 == 0) & ~runs["east_cleared"]
    return runs.assign(days=runs["days"].where(~early, 40))


def test_kaplan_meier_is_what_lifelines_has(runs):
    from lifelines import KaplanMeierFitter

    runs = mixed(runs)
    table = event_times(runs, "east_cleared")
    known = KaplanMeierFitter().fit(table["day"], table["event_observed"])
    result = survival(runs, "east_cleared").set_index("day")
    theirs = known.survival_function_["KM_estimate"].reindex(result.index)
    assert result["share"].to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-12)
    ends = known.confidence_interval_survival_function_.reindex(result.index).to_numpy()
    assert result[["low", "high"]].to_numpy()[1:] == pytest.approx(ends[1:], abs=1e-9)


def test_a_restricted_mean_is_what_lifelines_has(runs):
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    runs = mixed(runs)
    table = event_times(runs, "east_cleared")
    known = KaplanMeierFitter().fit(table["day"], table["event_observed"])
    theirs = restricted_mean_survival_time(known, t=60.0)
    result = restricted_mean(runs, "east_cleared", horizon=60.0)
    assert result["mean"][0] == pytest.approx(theirs, abs=1e-9)


def test_the_interval_of_a_restricted_mean_is_that_of_a_mean_where_nothing_ended_early(runs):
    runs = runs[runs["help"] == "none"]
    day = np.minimum(event_times(runs, "east_cleared")["day"], 60.0)
    result = restricted_mean(runs, "east_cleared", horizon=60.0)
    half = 1.96 * day.std(ddof=0) / np.sqrt(len(day))
    assert result["mean"][0] == pytest.approx(day.mean())
    assert result["high"][0] - result["mean"][0] == pytest.approx(half, rel=0.01)


def test_a_horizon_beyond_what_was_run_is_refused(runs):
    with pytest.raises(AnalysisError, match="horizon is 200 days, but the runs end on day 90"):
        restricted_mean(runs, "east_cleared", horizon=200.0)


def test_without_the_event_the_curve_stays_at_one(runs):
    never = runs.assign(east_cleared=False, east_cleared_day=np.nan)
    result = survival(never, "east_cleared", ["help"])
    assert (result[["share", "low", "high"]] == 1.0).all(axis=None)
    assert set(restricted_mean(never, "east_cleared", ["help"])["mean"]) == {90.0}


def test_once_all_runs_have_the_event_the_curve_is_known_to_any_day(runs):
    always = runs.assign(east_cleared=True, east_cleared_day=10.0)
    result = restricted_mean(always, "east_cleared", horizon=50.0)
    assert result.loc[0, ["mean", "low", "high"]].tolist() == [10.0, 10.0, 10.0]


def test_the_same_runs_twice_do_not_narrow_an_interval(runs):
    once = mixed(runs)
    twice = pd.concat([once, once.assign(point=7)])
    for estimate in (survival, restricted_mean):
        one, two = estimate(once, "east_cleared"), estimate(twice, "east_cleared")
        ends = ["low", "high"]
        assert two[ends].to_numpy() == pytest.approx(one[ends].to_numpy(), abs=0.01)


def test_cases_have_curves_of_their_own(runs):
    result = survival(runs, "east_cleared", ["help"])
    first = result.groupby("case")["at_risk"].max()
    assert first.to_dict() == {"none": 80, "more": 80}
