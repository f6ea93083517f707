"""Those who come later: their codes, their numbers, and when they come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import everything, town

from mesa_mosul import late as module
from mesa_mosul.laboratory import BLUE, RED
from mesa_mosul.late import arrivals, latecomers
from mesa_mosul.names import BY_DECISION, BY_RAQQA, BY_ROAD, NEVER, OWN_WAY
from mesa_mosul.outcome import forces_at_start
from mesa_mosul.parameters import Parameters, changed

CODES = {
    "recruits": module.RECRUITS,
    "arrivals": module.ARRIVALS,
    "returning": module.RETURNING,
    "officials": module.OFFICIALS,
    "from Raqqa": module.FROM_RAQQA,
    "brigades": module.IRAQI_BRIGADES,
    "troops": module.US_TROOPS,
    "advisers": module.MORE_ADVISERS,
}
NOBODY = {"isis.recruits_a_day": 0, "isis.arrivals_a_day": 0}
SIZES = {
    "isis.recruits_a_day": module.RECRUITS,
    "isis.arrivals_a_day": module.ARRIVALS,
    "isis.returning": module.RETURNING,
    "raqqa.men": module.FROM_RAQQA,
    "reinforcement.iraqi": module.IRAQI_BRIGADES,
    "reinforcement.us_troops": module.US_TROOPS,
}
ALL = {
    "isis.returning": 400,
    "isis.officials_return": True,
    "raqqa.men": 300,
    "reinforcement.iraqi": 1200,
    "reinforcement.us_troops": 800,
    "reinforcement.advisers": True,
}


def coming(days=50, **changes):
    return latecomers(days, changed(Parameters(), {**NOBODY, **changes}))


def one(code, **changes):
    return next(late for late in coming(**changes) if late.formation.code == code)


def test_codes_are_above_900_and_nobody_else_s():
    codes = [*CODES.values(), BLUE, RED]
    assert len(set(codes)) == len(codes)
    assert min(codes) > 900
    assert not {row.code for row in everything().forces} & set(codes)


def test_a_code_is_permanent():
    assert list(CODES.values()) == [990, 991, 992, 993, 994, 995, 996, 997]


@pytest.mark.parametrize(("name", "code"), SIZES.items())
def test_a_formation_of_nobody_does_not_exist(name, code):
    assert coming() == ()
    assert [late.formation.code for late in coming(**{name: 10})] == [code]


@pytest.mark.parametrize(("name", "code"), SIZES.items())
def test_a_late_formation_has_its_code_whoever_else_comes(name, code):
    alone, among = one(code, **{name: 10}), one(code, **{**ALL, name: 10})
    assert alone == among


def test_officials_come_only_where_they_return():
    assert [x.formation.code for x in coming(**{"isis.officials_return": True})] == [993]


def test_raqqa_sends_nobody_where_it_is_taken_out():
    assert coming(**{"raqqa.men": 300, "switch.raqqa": False}) == ()


@given(st.lists(st.integers(1, 100), min_size=1, max_size=50), st.floats(1, 40))
def test_men_come_one_after_another_at_their_pace(paper, pace):
    late = one(module.RECRUITS, **{"isis.recruits_a_day": pace})
    came = arrivals(late, np.array(paper), 200, 4)
    assert np.all(came > 200)
    assert np.all(np.diff(came) >= 0)
    assert came[-1] == pytest.approx(200 + 4 * sum(paper) / pace, abs=1)


@given(st.integers(10, 3000), st.floats(0, 90), st.floats(1, 60))
def test_those_who_return_do_so_within_their_days(men, first, days):
    changes = {"isis.returning": men, "isis.returning_day": first, "isis.returning_days": days}
    late = one(module.RETURNING, **changes)
    came = arrivals(late, np.full(men, 1), 200, 4)
    assert 200 + 4 * first < came[0]
    assert came[-1] == pytest.approx(200 + 4 * (first + days), abs=1.01)


@pytest.mark.parametrize("code", [module.FROM_RAQQA, module.IRAQI_BRIGADES, module.US_TROOPS])
def test_who_waits_for_a_decision_never_comes_by_himself(code):
    assert arrivals(one(code, **ALL), np.array([40, 40]), 200, 4).tolist() == [NEVER, NEVER]


def test_the_way_by_which_men_come_is_on_their_formation():
    world = town(**ALL).world
    ways = dict(zip(world.formations.code.tolist(), world.formations.way, strict=True))
    assert {ways[row.code] for row in everything().forces} == {OWN_WAY}
    assert [ways[code] for code in CODES.values()] == [
        OWN_WAY, BY_ROAD, BY_ROAD, BY_ROAD, BY_RAQQA, BY_DECISION, BY_DECISION, BY_DECISION,
    ]  # fmt: skip


def test_late_men_are_not_there_at_the_start():
    few, many = town(**NOBODY), town(**ALL)
    assert forces_at_start(few.stage) == forces_at_start(many.stage)


def test_late_formations_of_nobody_leave_all_other_units_as_they_are():
    few, many = town(**NOBODY).world.units, town(**ALL).world.units
    there = many.uid // 1_000_000 < 900
    wrong = [
        name
        for name, column in few._asdict().items()
        if not np.array_equal(column, getattr(many, name)[there])
    ]
    assert wrong == []


def test_a_laboratory_has_no_late_formation():
    assert town("duel", **ALL).stage.late == ()
