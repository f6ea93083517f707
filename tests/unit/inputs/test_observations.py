"""Observed values: their originators and days, in the terms of a ledger."""

from datetime import date, timedelta

import pytest

from mesa_mosul.inputs import observations as observed
from mesa_mosul.inputs.observations import OTHER_SOURCE, ObservedValue, classify_originator
from mesa_mosul.inputs.scenario import CAMPAIGN_START
from mesa_mosul.inputs.schemas.evidence import Observation
from mesa_mosul.inputs.tables import read_tables

HISTORY = read_tables().history
FIRST, LAST = date(2016, 12, 6), date(2017, 1, 10)


def observation(**changes):
    row = {
        "id": "E001", "series": "territory", "area": "east", "measure": "held",
        "share_of": "area", "date": "2016-12-10", "low": "30", "central": "40", "high": "60",
        "unit": "%", "originator": "Musings on Iraq", "confidence": "high",
    }  # fmt: skip
    return Observation.model_validate(row | changes)


def total(value, begin, end, **changes):
    figure = {"low": None, "central": str(value), "high": None, "share_of": None}
    days = {"date_from": begin, "date": end}
    kind = {"series": "car_bombs_launched", "measure": "total", "area": "operation"}
    return observation(**figure, **days, **kind, **changes)


def every_point(first, last):
    series = {row.series for row in HISTORY} - {"territory"}
    points = [
        observed.select_territory(HISTORY, area, first, last) for area in ("east", "city")
    ]
    for how in (
        observed.select_totals,
        observed.select_levels_and_rates,
        observed.daily_means,
        observed.change_since_start,
    ):
        points += [how(HISTORY, name, first, last) for name in series]
    return [point for series_points in points for point in series_points]


def test_every_originator_is_of_a_known_kind():
    originators = {row.originator for row in HISTORY}
    assert not [one for one in originators if classify_originator(one) == OTHER_SOURCE]


@pytest.mark.parametrize(
    ("originator", "kind"),
    [
        ("Musings on Iraq", "analysts"),
        ("coalition and Iraqi government", "coalition or wire"),
        ("Counter-Terrorism Service and Musings on Iraq", "Iraqi officials"),
        ("derived from ISW", "analysts"),
        ("ISIS", "ISIS"),
        ("a passer-by", OTHER_SOURCE),
    ],
)
def test_the_first_named_decides_the_kind(originator, kind):
    assert classify_originator(originator) == kind


def test_an_official_share_of_territory_is_a_claim():
    rows = [observation(originator="Iraqi interior ministry")]
    assert observed.select_territory(rows, "east", FIRST, LAST)[0].measure == "claimed"


def test_an_analysts_share_of_territory_is_held():
    assert observed.select_territory([observation()], "east", FIRST, LAST)[0].measure == "held"


def test_a_value_bounded_only_from_above_is_marked_so():
    rows = [observation(low=None, central=None, high="50")]
    assert observed.select_territory(rows, "east", FIRST, LAST)[0].is_upper_bound


def test_a_range_without_a_centre_stands_at_its_middle():
    rows = [observation(low="40", central=None, high="90")]
    assert observed.select_territory(rows, "east", FIRST, LAST)[0].central == 65


@pytest.mark.parametrize("day", [FIRST - timedelta(1), LAST + timedelta(1)])
def test_territory_of_other_days_is_left_out(day):
    assert observed.select_territory([observation(date=day)], "east", FIRST, LAST) == []


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_territory_of_the_first_and_the_last_day_is_kept(day):
    assert len(observed.select_territory([observation(date=day)], "east", FIRST, LAST)) == 1


@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), (CAMPAIGN_START, date(2017, 2, 1))])
def test_every_point_lies_within_the_run(first, last):
    assert all(
        first <= point.start_date <= point.end_date <= last
        for point in every_point(first, last)
    )


def test_every_point_lies_in_its_range():
    points = every_point(CAMPAIGN_START, date(2017, 2, 1))
    assert len(points) > 40
    assert all(point.low <= point.central <= point.high for point in points)


def test_a_total_that_began_before_the_run_is_left_out():
    rows = [total(900, CAMPAIGN_START, "2016-12-27")]
    assert observed.select_totals(rows, "car_bombs_launched", FIRST, LAST) == []


def test_a_total_that_begins_with_the_run_is_kept():
    rows = [total(900, FIRST, "2016-12-27")]
    assert observed.select_totals(rows, "car_bombs_launched", FIRST, LAST)[0].central == 900


def test_totals_of_one_count_become_daily_means_of_their_steps():
    rows = [total(20, "2016-12-06", "2016-12-15"), total(80, "2016-12-06", "2016-12-27")]
    steps = observed.daily_means(rows, "car_bombs_launched", FIRST, LAST)
    assert [point.central for point in steps] == [20 / 10, (80 - 20) / 12]


def test_steps_of_one_count_follow_one_another():
    rows = [total(20, "2016-12-06", "2016-12-15"), total(80, "2016-12-06", "2016-12-27")]
    steps = observed.daily_means(rows, "car_bombs_launched", FIRST, LAST)
    assert steps[1].start_date - steps[0].end_date == timedelta(1)


def test_of_two_totals_to_one_day_the_first_counts():
    rows = [total(20, "2016-12-06", "2016-12-15"), total(30, "2016-12-06", "2016-12-15")]
    steps = observed.daily_means(rows, "car_bombs_launched", FIRST, LAST)
    assert [point.central for point in steps] == [2]


def test_a_daily_mean_is_cut_to_the_run_but_keeps_its_height():
    rows = [total(310, "2016-12-01", "2016-12-31")]
    step = observed.daily_means(rows, "car_bombs_launched", FIRST, date(2016, 12, 20))[0]
    assert (step.start_date, step.end_date, step.central) == (FIRST, date(2016, 12, 20), 10)


def level(value, day):
    return total(value, None, day).model_copy(update={"measure": "level"})


def test_levels_from_the_launch_are_taken_as_they_are():
    rows = [level(5000, "2016-10-20")]
    assert (
        observed.change_since_start(rows, "car_bombs_launched", CAMPAIGN_START, LAST)[0].central
        == 5000
    )


def test_levels_count_from_the_line_between_their_neighbours():
    rows = [level(100, "2016-12-01"), level(200, "2016-12-11"), level(500, "2016-12-21")]
    points = observed.change_since_start(rows, "car_bombs_launched", FIRST, LAST)
    assert [point.central for point in points] == [60, 360]


def test_a_point_in_another_unit_keeps_its_range():
    point = ObservedValue(
        "E001", OTHER_SOURCE, "level", FIRST, LAST, 1000.0, 2000.0, 4000.0, False
    )
    assert point.times(0.001)[5:8] == (1.0, 2.0, 4.0)


def test_wounded_of_a_total_are_compared_with_all_wounded_so_far():
    """A ledger's `iraqi_wounded` is a total; `iraqi_wounded_now` falls as they come back."""
    series = {row.series for row in HISTORY if row.measure == "total"}
    assert "iraqi_wounded" in series
    assert "iraqi_wounded_now" not in {row.series for row in HISTORY}
