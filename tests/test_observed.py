"""Observed points: who said what, of which days, in a ledger's terms."""

from datetime import date, timedelta

import pytest

from mesa_mosul import observed
from mesa_mosul.observed import OTHER, Point, kind_of
from mesa_mosul.rows.record import Observation
from mesa_mosul.setting import LAUNCH
from mesa_mosul.tables import read_all

HISTORY = read_all().history
FIRST, LAST = date(2016, 12, 6), date(2017, 1, 10)


def said(**changes):
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
    return said(**figure, **days, **kind, **changes)


def every_point(first, last):
    series = {row.series for row in HISTORY} - {"territory"}
    found = [observed.territory(HISTORY, area, first, last) for area in ("east", "city")]
    for how in (observed.totals, observed.spans, observed.a_day, observed.since_start):
        found += [how(HISTORY, name, first, last) for name in series]
    return [point for points in found for point in points]


@pytest.mark.parametrize("originator", sorted({row.originator for row in HISTORY}))
def test_every_originator_is_of_a_known_kind(originator):
    assert kind_of(originator) != OTHER


@pytest.mark.parametrize(
    ("originator", "kind"),
    [
        ("Musings on Iraq", "analysts"),
        ("coalition and Iraqi government", "coalition or wire"),
        ("Counter-Terrorism Service and Musings on Iraq", "Iraqi officials"),
        ("derived from ISW", "analysts"),
        ("ISIS", "ISIS"),
        ("a passer-by", OTHER),
    ],
)
def test_the_first_named_decides_the_kind(originator, kind):
    assert kind_of(originator) == kind


def test_an_official_share_of_ground_is_a_claim():
    rows = [said(originator="Iraqi interior ministry")]
    assert observed.territory(rows, "east", FIRST, LAST)[0].measure == "claimed"


def test_an_analysts_share_of_ground_is_held():
    assert observed.territory([said()], "east", FIRST, LAST)[0].measure == "held"


def test_what_is_only_bounded_from_above_is_marked_so():
    rows = [said(low=None, central=None, high="50")]
    assert observed.territory(rows, "east", FIRST, LAST)[0].bound


def test_a_range_without_a_centre_stands_at_its_middle():
    rows = [said(low="40", central=None, high="90")]
    assert observed.territory(rows, "east", FIRST, LAST)[0].middle == 65


@pytest.mark.parametrize("day", [FIRST - timedelta(1), LAST + timedelta(1)])
def test_territory_of_other_days_is_left_out(day):
    assert observed.territory([said(date=day)], "east", FIRST, LAST) == []


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_territory_of_the_first_and_the_last_day_is_kept(day):
    assert len(observed.territory([said(date=day)], "east", FIRST, LAST)) == 1


@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), (LAUNCH, date(2017, 2, 1))])
def test_every_point_lies_within_the_run(first, last):
    assert all(first <= point.begin <= point.end <= last for point in every_point(first, last))


def test_every_point_lies_in_its_range():
    found = every_point(LAUNCH, date(2017, 2, 1))
    assert len(found) > 40
    assert all(point.low <= point.middle <= point.high for point in found)


def test_a_total_that_began_before_the_run_is_left_out():
    rows = [total(900, LAUNCH, "2016-12-27")]
    assert observed.totals(rows, "car_bombs_launched", FIRST, LAST) == []


def test_a_total_that_begins_with_the_run_is_kept():
    rows = [total(900, FIRST, "2016-12-27")]
    assert observed.totals(rows, "car_bombs_launched", FIRST, LAST)[0].middle == 900


def test_totals_of_one_count_become_means_a_day_of_their_steps():
    rows = [total(20, "2016-12-06", "2016-12-15"), total(80, "2016-12-06", "2016-12-27")]
    steps = observed.a_day(rows, "car_bombs_launched", FIRST, LAST)
    assert [point.middle for point in steps] == [20 / 10, (80 - 20) / 12]


def test_steps_of_one_count_follow_one_another():
    rows = [total(20, "2016-12-06", "2016-12-15"), total(80, "2016-12-06", "2016-12-27")]
    steps = observed.a_day(rows, "car_bombs_launched", FIRST, LAST)
    assert steps[1].begin - steps[0].end == timedelta(1)


def test_of_two_totals_to_one_day_the_first_counts():
    rows = [total(20, "2016-12-06", "2016-12-15"), total(30, "2016-12-06", "2016-12-15")]
    steps = observed.a_day(rows, "car_bombs_launched", FIRST, LAST)
    assert [point.middle for point in steps] == [2]


def test_a_mean_a_day_is_cut_to_the_run_but_keeps_its_height():
    rows = [total(310, "2016-12-01", "2016-12-31")]
    step = observed.a_day(rows, "car_bombs_launched", FIRST, date(2016, 12, 20))[0]
    assert (step.begin, step.end, step.middle) == (FIRST, date(2016, 12, 20), 10)


def level(value, day):
    return total(value, None, day).model_copy(update={"measure": "level"})


def test_levels_from_the_launch_are_taken_as_they_are():
    rows = [level(5000, "2016-10-20")]
    assert observed.since_start(rows, "car_bombs_launched", LAUNCH, LAST)[0].middle == 5000


def test_levels_count_from_the_line_between_their_neighbours():
    rows = [level(100, "2016-12-01"), level(200, "2016-12-11"), level(500, "2016-12-21")]
    points = observed.since_start(rows, "car_bombs_launched", FIRST, LAST)
    assert [point.middle for point in points] == [60, 360]


def test_a_point_in_another_unit_keeps_its_range():
    point = Point("E001", OTHER, "level", FIRST, LAST, 1000.0, 2000.0, 4000.0, False)
    assert point.scaled(0.001)[5:8] == (1.0, 2.0, 4.0)
