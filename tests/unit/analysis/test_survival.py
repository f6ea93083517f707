"""Times until something happens, against statsmodels and against plain means."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight
from tables import add_clearing_days, paired_runs

from mesa_mosul.analysis.distributions import probability
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import mean_interval
from mesa_mosul.analysis.share_intervals import wilson_interval
from mesa_mosul.analysis.survival import event_times, restricted_mean, survival


@pytest.fixture
def runs():
    return add_clearing_days(paired_runs(runs=80), mean_days=50.0)


def test_with_all_runs_of_one_length_the_curve_is_kaplan_meiers(runs):
    base = runs[runs["help"] == "none"]
    table = event_times(base, "east_cleared")
    known = SurvfuncRight(table["day"], table["event_observed"].astype(int))
    steps = pd.Series(known.surv_prob, known.surv_times)
    result = survival(base, "east_cleared").set_index("day")["share"]
    theirs = steps.reindex(result.index, method="ffill").fillna(1.0)
    assert result.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-12)
    until = steps[steps.index < 60.0]
    area = np.diff([0.0, *until.index, 60.0]) @ [1.0, *until]
    assert restricted_mean(base, "east_cleared", horizon=60.0)["mean"][0] == pytest.approx(area)


def test_a_run_that_ends_with_the_capture_has_no_later_event(runs):
    base = runs[runs["help"] == "none"]
    is_captured = (base["replicate"] % 5 == 0) & ~base["east_cleared"]
    ended = base.assign(captured=is_captured, days=base["days"].where(~is_captured, 40))
    result = survival(ended, "east_cleared").set_index("day")["share"]
    assert (
        result.to_dict() == survival(base, "east_cleared").set_index("day")["share"].to_dict()
    )


def test_a_curve_ends_where_the_first_run_is_no_longer_known(runs):
    base = runs[runs["help"] == "none"]
    short = base["replicate"].eq(base.loc[~base["east_cleared"], "replicate"].iloc[0])
    result = survival(base.assign(days=base["days"].where(~short, 40)), "east_cleared")
    assert result["day"].max() == 40.0


def test_the_interval_of_a_restricted_mean_is_that_of_a_mean(runs):
    runs = runs[runs["help"] == "none"]
    day = np.minimum(event_times(runs, "east_cleared")["day"], 60.0)
    result = restricted_mean(runs, "east_cleared", horizon=60.0)
    assert result["mean"][0] == pytest.approx(day.mean())
    ends = [result["low"][0], result["high"][0]]
    assert ends == pytest.approx(mean_interval(day.to_numpy()))


def test_a_share_has_one_interval_in_the_curve_and_in_the_table_of_shares(runs):
    sets = runs.assign(set=runs["replicate"] // 8, replicate=runs["replicate"] % 8)
    last = survival(sets, "east_cleared", ["help"], "set").groupby("case").last()
    table = probability(sets, "east_cleared", ["help"], "set").set_index("case").loc[last.index]
    assert last["share"].tolist() == pytest.approx((1.0 - table["share"]).tolist())
    assert last["low"].tolist() == pytest.approx((1.0 - table["high"]).tolist())
    assert last["high"].tolist() == pytest.approx((1.0 - table["low"]).tolist())


def test_a_horizon_beyond_what_was_run_is_refused(runs):
    with pytest.raises(AnalysisError, match="horizon is 200 days, but the runs end on day 90"):
        restricted_mean(runs, "east_cleared", horizon=200.0)


def test_without_the_event_the_curve_stays_at_one_and_its_interval_is_open(runs):
    never = runs.assign(east_cleared=False, east_cleared_day=np.nan)
    result = survival(never, "east_cleared", ["help"])
    assert (result["share"] == 1.0).all()
    assert result["low"].iloc[-1] == pytest.approx(1.0 - wilson_interval(0, 80)[1])
    assert set(restricted_mean(never, "east_cleared", ["help"])["mean"]) == {90.0}


def test_once_all_runs_have_the_event_the_curve_is_known_to_any_day(runs):
    always = runs.assign(east_cleared=True, east_cleared_day=10.0)
    result = restricted_mean(always, "east_cleared", horizon=50.0)
    assert result.loc[0, "mean"] == 10.0


def test_the_same_runs_twice_do_not_narrow_an_interval(runs):
    once = runs[runs["help"] == "none"]
    twice = pd.concat([once, once.assign(point=7)])
    for estimate in (survival, restricted_mean):
        one, two = estimate(once, "east_cleared"), estimate(twice, "east_cleared")
        ends = ["low", "high"]
        assert two[ends].to_numpy() == pytest.approx(one[ends].to_numpy(), abs=0.01)


def test_cases_have_curves_of_their_own(runs):
    result = survival(runs, "east_cleared", ["help"])
    first = result.groupby("case")["at_risk"].max()
    assert first.to_dict() == {"none": 80, "more": 80}


def test_an_event_on_the_first_day_has_the_interval_of_its_share():
    runs = pd.DataFrame({
        "replicate": range(12), "days": 30, "stalled": [True] * 11 + [False],
        "stalled_day": [0.0] * 11 + [None],
    })  # fmt: skip
    first = survival(runs, "stalled").set_index("day").loc[0.0]
    low, high = wilson_interval(1, 12)
    assert first["share"] == pytest.approx(1 / 12)
    assert (first["low"], first["high"]) == pytest.approx((low, high))
    assert first["low"] <= first["share"] <= first["high"]
