"""The Kurdish command, Washington and the bridges: what they decide, and when."""

import numpy as np
import pytest
from town import coarse_simulation, field_cell, make_clock, open_field, run_days, set_unit

from mesa_mosul.engine.codes import (
    ADVISERS,
    ARRIVAL_BY_DECISION,
    CUT_BRIDGE,
    EAST_BANK,
    IRAQI,
    ISIS,
    KURDISH_ATTACK,
    KURDISH_COMMAND,
    KURDISH_HOLD_LINE,
    NEVER,
    NO_INDEX,
    REINFORCE_ATTACKERS,
    SEND_REINFORCEMENTS,
    STOP_ON_LINE,
    US,
    WASHINGTON,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.coalition_command import (
    decide_bridge_cut,
    decide_kurdish_posture,
    decide_reinforcements,
    fortify,
)

P = Parameters()


def event_codes(world):
    return world.event_log.event_code[: world.totals.n_events[0]].tolist()


def kurds(number=30, due=NEVER, rules_from=NEVER, held=1.0, p=P):
    """Return a field after a Kurdish council, whose axis ends before the city."""
    world = open_field(1)
    world.axes_of_advance.enters_city[0] = False
    world.cells.control[world.contested_cells] = held
    world.commands.scheduled_tick[KURDISH_COMMAND] = due
    world.external.endogenous_from_tick[0] = rules_from
    plain_twin(decide_kurdish_posture)(world, p, make_clock(4 * number))
    return world


def posture(world):
    return world.commands.posture[KURDISH_COMMAND]


def test_the_peshmerga_stop_on_their_date():
    assert posture(kurds(29, due=120)) == KURDISH_ATTACK
    world = kurds(30, due=120, held=0.5)
    assert posture(world) == KURDISH_HOLD_LINE
    assert event_codes(world) == [STOP_ON_LINE]
    assert world.event_log.value_1[0] == pytest.approx(0.5)


def test_the_peshmerga_who_stay_never_stop():
    stay = with_changes(P, {"peshmerga.leaves_offensive": False})
    assert not any(event_codes(kurds(n, due=0, rules_from=0, p=stay)) for n in range(200))


def test_without_a_date_they_stop_the_sooner_the_more_of_their_ground_is_won():
    none, little, much = (
        np.mean([posture(kurds(n, rules_from=0, held=held)) for n in range(600)])
        for held in (0.0, 0.3, 1.0)
    )
    assert none == 0.0 < little < much
    assert much == pytest.approx(1 - np.exp(-P.peshmerga.stop_rate), abs=0.04)
    assert not any(posture(kurds(n)) for n in range(200))


def test_the_line_is_fortified_within_its_days_and_only_where_it_stands():
    world = kurds()
    world.cells.control[field_cell()] = 0.0
    for _ in range(int(P.peshmerga.fortify_days)):
        plain_twin(fortify)(world, P)
    elsewhere = world.contested_cells[world.contested_cells != field_cell()]
    assert world.cells.cover[elsewhere] == pytest.approx(P.peshmerga.line_cover)
    assert world.cells.cover[field_cell()] == 0.0


def test_no_cover_is_ever_lost_by_fortifying():
    world = kurds()
    world.cells.cover[:] = 0.9
    plain_twin(fortify)(world, P)
    assert np.all(world.cells.cover == 0.9)


def test_nobody_fortifies_who_attacks_or_stands_in_the_city():
    assert not kurds().cells.cover.any()
    world = kurds()
    world.axes_of_advance.enters_city[0] = True
    plain_twin(fortify)(world, P)
    assert not world.cells.cover.any()


def pending(number, due=120, kind=ADVISERS, p=P):
    world = open_field(2, formation_count=2)
    set_unit(world, 0, force=IRAQI, strength=400, arrival_tick=NEVER)
    set_unit(world, 1, force=US, kind=kind, strength=200, arrival_tick=NEVER, formation=1)
    world.formations.arrival_mode[:] = ARRIVAL_BY_DECISION
    world.external.advisers_arrival_tick[0] = NEVER
    world.commands.scheduled_tick[WASHINGTON] = due
    plain_twin(decide_reinforcements)(world, p, make_clock(4 * number))
    return world


def test_reinforcements_come_once_they_are_decided_and_their_delay_is_over():
    assert pending(29).units.arrival_tick.tolist() == [NEVER, NEVER]
    world = pending(30)
    comes = 120 + 4 * P.reinforcement.delay_days
    assert world.units.arrival_tick.tolist() == [comes, comes]
    assert world.external.advisers_arrival_tick[0] == comes
    assert event_codes(world) == [SEND_REINFORCEMENTS]
    assert world.event_log.value_1[0] == 600


def test_the_plan_is_decided_once():
    world = pending(30)
    plain_twin(decide_reinforcements)(world, P, make_clock(124))
    assert event_codes(world) == [SEND_REINFORCEMENTS]
    assert world.commands.posture[WASHINGTON] == REINFORCE_ATTACKERS


def test_no_advisers_come_where_none_were_planned():
    assert pending(30, kind=0).external.advisers_arrival_tick[0] == NEVER


def sent(left, men, brigades=1, strength=1000):
    """Return the axes that fresh brigades are sent to; left: cells not yet taken, by axis."""
    world = open_field(brigades, axis_count=len(left), formation_count=brigades)
    size = world.contested_cells.size // len(left)
    for axis, n_left in enumerate(left):
        first = size * axis
        world.axes_of_advance.first_cell_index[axis] = first
        world.axes_of_advance.end_cell_index[axis] = first + size
        world.cells.control[world.contested_cells[first + n_left : first + size]] = 1.0
    world.axis_review.authorized[:] = men
    world.formations.arrival_mode[:] = ARRIVAL_BY_DECISION
    for row in range(brigades):
        set_unit(world, row, force=IRAQI, strength=strength, arrival_tick=NEVER, formation=row)
    world.commands.scheduled_tick[WASHINGTON] = 0
    plain_twin(decide_reinforcements)(world, P, make_clock(4))
    return world.formations.committed_axis.tolist()


def test_a_brigade_goes_where_most_is_left_per_man():
    assert sent([4, 8, 2], [2000, 2000, 2000]) == [1]
    assert sent([4, 8, 2], [2000, 9000, 2000]) == [0]


def test_brigades_that_go_count_for_those_that_follow():
    assert sorted(sent([6, 6, 6], [2000, 2000, 2000], brigades=6)) == [0, 0, 1, 1, 2, 2]
    axes = sent([8, 4], [0, 0], brigades=12)
    assert axes.count(0) == 2 * axes.count(1)


def test_one_large_brigade_is_sent_to_one_axis():
    assert len(set(sent([6, 6, 6], [2000, 2000, 2000], strength=12_000))) == 1


def test_no_brigade_is_sent_to_an_axis_that_has_taken_its_part():
    assert set(sent([0, 3, 0], [0, 9000, 0], brigades=4)) == {1}
    assert sent([0, 0, 0], [0, 0, 0]) == [NO_INDEX]


def bridge(number, rules_from=0, open_until=NEVER, rate=0.3):
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=50, assigned_bank=EAST_BANK)
    world.bridges.cut_at[0], world.external.endogenous_from_tick[0] = open_until, rules_from
    plain_twin(decide_bridge_cut)(
        world, with_changes(P, {"coalition.bridge_cut_rate": rate}), make_clock(4 * number)
    )
    return world


def test_a_bridge_is_cut_at_the_stated_rate_from_where_no_date_decides():
    cut = np.mean([bridge(n).bridges.cut_at[0] == 4 * n for n in range(2000)])
    assert cut == pytest.approx(1 - np.exp(-0.3), abs=0.04)
    assert not any(event_codes(bridge(n, rules_from=NEVER)) for n in range(200))
    assert not any(event_codes(bridge(n, rate=0.0)) for n in range(200))


def test_the_cut_of_a_bridge_is_logged():
    world = next(w for w in map(bridge, range(30)) if event_codes(w))
    assert event_codes(world) == [CUT_BRIDGE]
    assert (world.event_log.value_1[0], world.event_log.value_2[0]) == (0.0, 50.0)


def test_a_bridge_that_is_down_is_not_cut_again():
    assert not any(event_codes(bridge(n, open_until=0)) for n in range(200))


def test_one_bridge_at_a_time_is_cut_and_each_may_be_the_first():
    undated = {"switch.dated_decisions": False, "coalition.bridge_cut_rate": 0.3}
    course = coarse_simulation("campaign", **undated)
    world, first = course.world, set()
    before = world.bridges.cut_at.copy()
    for number in range(100):
        world.bridges.cut_at[:] = before
        plain_twin(decide_bridge_cut)(world, course.scenario.parameters, make_clock(4 * number))
        cut = np.flatnonzero(world.bridges.cut_at != before).tolist()
        assert len(cut) <= 1
        first |= {*cut}
    assert len(first) == (before > 0).sum() == 4


def test_reinforcements_stand_on_the_map_after_they_have_come():
    changes = {"reinforcement.iraqi_troops": 1200, "reinforcement.us_troops": 800,
               "reinforcement.decision_day": 1, "reinforcement.delay_days": 2}  # fmt: skip
    course = run_days(coarse_simulation(**changes), 3)
    assert course.daily()["iraqi_arrived"].tolist() == [0, 0, 0]
    daily = run_days(course, 2).daily()
    assert daily[["iraqi_arrived", "us_arrived"]].iloc[-1].tolist() == [1200, 800]
    units = course.world.units
    late = (
        (units.arrival_tick > 0) & (units.arrival_tick <= course.clock.tick) & (units.side == 0)
    )
    assert (units.cell[late] >= 0).all()
