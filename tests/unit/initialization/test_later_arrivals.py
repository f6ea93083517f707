"""Those who come later: their codes, their numbers, and when they come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import cached_tables, coarse_simulation

from mesa_mosul.engine.codes import (
    ARRIVAL_BY_DECISION,
    ARRIVAL_INDEPENDENT,
    ARRIVAL_SENT_BY_RAQQA,
    ARRIVAL_WESTERN_ROAD,
    NEVER,
)
from mesa_mosul.initialization import later_arrivals as module
from mesa_mosul.initialization.laboratory import BLUE_CODE, RED_CODE
from mesa_mosul.initialization.later_arrivals import arrival_ticks, list_later_formations
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.simulation.outcome import count_forces_at_start

CODES = {
    "recruits": module.RECRUITS_CODE,
    "arrivals": module.ARRIVALS_CODE,
    "returning": module.RETURNING_CODE,
    "officials": module.OFFICIALS_CODE,
    "from Raqqa": module.RAQQA_MEN_CODE,
    "brigades": module.IRAQI_BRIGADES_CODE,
    "troops": module.US_TROOPS_CODE,
    "advisers": module.ADVISERS_CODE,
}
NOBODY = {"isis.recruits_per_day": 0, "isis.arrivals_per_day": 0}
SIZES = {
    "isis.recruits_per_day": module.RECRUITS_CODE,
    "isis.arrivals_per_day": module.ARRIVALS_CODE,
    "isis.returning_men": module.RETURNING_CODE,
    "raqqa.reinforcement_men": module.RAQQA_MEN_CODE,
    "reinforcement.iraqi_troops": module.IRAQI_BRIGADES_CODE,
    "reinforcement.us_troops": module.US_TROOPS_CODE,
}
ALL = {
    "isis.returning_men": 400,
    "isis.officials_return": True,
    "raqqa.reinforcement_men": 300,
    "reinforcement.iraqi_troops": 1200,
    "reinforcement.us_troops": 800,
    "reinforcement.advisers": True,
}


def coming(days=50, **changes):
    return list_later_formations(days, with_changes(Parameters(), {**NOBODY, **changes}))


def one(code, **changes):
    return next(late for late in coming(**changes) if late.formation.code == code)


def test_codes_are_above_900_and_nobody_else_s():
    codes = [*CODES.values(), BLUE_CODE, RED_CODE]
    assert len(set(codes)) == len(codes)
    assert min(codes) > 900
    assert not {row.code for row in cached_tables().forces} & set(codes)


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


@pytest.mark.parametrize(("size", "brigades"), [(1000, 12), (1300, 9), (4000, 3), (12000, 1)])
def test_fresh_troops_come_as_brigades_of_about_the_stated_size(size, brigades):
    changes = {"reinforcement.iraqi_troops": 12000, "reinforcement.brigade_men": size}
    men = [late.formation.men for late in coming(**changes)]
    assert len(men) == brigades
    assert sum(men) == 12000
    assert max(men) - min(men) <= 1


def test_the_codes_of_brigades_are_permanent():
    codes = [late.formation.code for late in coming(**{"reinforcement.iraqi_troops": 12000})]
    assert codes == [995, 962, 963, 964, 965, 966, 967, 968, 969]


def test_officials_come_only_where_they_return():
    assert [x.formation.code for x in coming(**{"isis.officials_return": True})] == [993]


def test_raqqa_sends_nobody_where_it_is_taken_out():
    assert coming(**{"raqqa.reinforcement_men": 300, "switch.raqqa": False}) == ()


@given(st.lists(st.integers(1, 100), min_size=1, max_size=50), st.floats(1, 40))
def test_men_come_one_after_another_at_their_pace(paper, pace):
    late = one(module.RECRUITS_CODE, **{"isis.recruits_per_day": pace})
    came = arrival_ticks(late, np.array(paper), 200, 4)
    assert np.all(came > 200)
    assert np.all(np.diff(came) >= 0)
    assert came[-1] == pytest.approx(200 + 4 * sum(paper) / pace, abs=1)


@given(st.integers(10, 3000), st.floats(0, 90), st.floats(1, 60))
def test_those_who_return_do_so_within_their_days(men, first, days):
    changes = {
        "isis.returning_men": men,
        "isis.return_start_day": first,
        "isis.return_duration_days": days,
    }
    late = one(module.RETURNING_CODE, **changes)
    came = arrival_ticks(late, np.full(men, 1), 200, 4)
    assert 200 + 4 * first < came[0]
    assert came[-1] == pytest.approx(200 + 4 * (first + days), abs=1.01)


@pytest.mark.parametrize(
    "code", [module.RAQQA_MEN_CODE, module.IRAQI_BRIGADES_CODE, module.US_TROOPS_CODE]
)
def test_who_waits_for_a_decision_never_comes_by_himself(code):
    assert arrival_ticks(one(code, **ALL), np.array([40, 40]), 200, 4).tolist() == [
        NEVER,
        NEVER,
    ]


def test_the_way_by_which_men_come_is_on_their_formation():
    world = coarse_simulation(**ALL).world
    ways = dict(zip(world.formations.code.tolist(), world.formations.arrival_mode, strict=True))
    assert {ways[row.code] for row in cached_tables().forces} == {ARRIVAL_INDEPENDENT}
    assert [ways[code] for code in CODES.values()] == [
        ARRIVAL_INDEPENDENT,
        ARRIVAL_WESTERN_ROAD,
        ARRIVAL_WESTERN_ROAD,
        ARRIVAL_WESTERN_ROAD,
        ARRIVAL_SENT_BY_RAQQA,
        ARRIVAL_BY_DECISION,
        ARRIVAL_BY_DECISION,
        ARRIVAL_BY_DECISION,
    ]


def test_late_men_are_not_there_at_the_start():
    few, many = coarse_simulation(**NOBODY), coarse_simulation(**ALL)
    assert count_forces_at_start(few.built) == count_forces_at_start(many.built)


def test_late_formations_of_nobody_leave_all_other_units_as_they_are():
    few, many = coarse_simulation(**NOBODY).world.units, coarse_simulation(**ALL).world.units
    there = many.uid // 1_000_000 < 900
    wrong = [
        name
        for name, column in few._asdict().items()
        if not np.array_equal(column, getattr(many, name)[there])
    ]
    assert wrong == []


def test_a_laboratory_has_no_late_formation():
    assert coarse_simulation("duel", **ALL).built.later_formations == ()
