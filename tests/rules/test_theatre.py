"""Raqqa, the Kurdish command, Washington and the bridges: what they decide, and when."""

import numpy as np
import pytest
from town import field, lived, middle, put, tick, town

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    ADVISERS,
    BY_DECISION,
    BY_RAQQA,
    BY_ROAD,
    EAST,
    IRAQI,
    ISIS,
    KURDISH_COMMAND,
    KURDS_ATTACK,
    KURDS_ON_LINE,
    NEVER,
    OFFICIALS,
    RAQQA,
    REINFORCE,
    ROAD_NARROW,
    ROAD_OPEN,
    ROAD_SHUT,
    SEND_HELP,
    STRIKE_ELSEWHERE,
    TO_CUT_BRIDGE,
    TO_REINFORCE,
    TO_SEND_FIGHTERS,
    TO_STOP_ON_LINE,
    TO_STRIKE_ELSEWHERE,
    TO_URGE,
    US,
    WASHINGTON,
    WATCH,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.allies import cut_bridge, direct_kurds, direct_washington, fortify
from mesa_mosul.rules.raqqa import count_officials, direct_raqqa

P = Parameters()
BUSY = changed(P, {"raqqa.operations_rate": 0.5, "raqqa.men": 300})


def told(world):
    return world.events.what[: world.counts.events[0]].tolist()


def pressed(number=30, pace=10.0, road=ROAD_OPEN, due=NEVER, p=BUSY):
    """Return a field after a council of Raqqa's; pace: km2 lost a day of 81."""
    world = field(2, formations=2)
    put(world, 0, force=ISIS, men=5000, cell=middle())
    put(world, 1, force=ISIS, men=300, arrives=NEVER, formation=1)
    world.formations.way[1], world.commands.due[RAQQA] = BY_RAQQA, due
    world.outside.pace[0], world.outside.road[0] = pace, road
    plain(direct_raqqa)(world, p, tick(4 * number))
    return world


def share_told(what, **said):
    return np.mean([what in told(pressed(number, **said)) for number in range(30, 630)])


def test_a_message_comes_the_sooner_the_more_is_in_danger():
    none, little, much = (share_told(TO_URGE, pace=pace) for pace in (0.0, 1.0, 10.0))
    assert none == 0.0 < little < much
    assert much == pytest.approx(1 - np.exp(-P.raqqa.message_rate), abs=0.04)


def test_no_message_comes_where_the_road_is_shut_and_none_twice():
    assert share_told(TO_URGE, road=ROAD_SHUT) == 0.0
    world = next(w for w in map(pressed, range(30, 90)) if w.outside.urged[0])
    for number in range(100, 200):
        plain(direct_raqqa)(world, BUSY, tick(4 * number))
    assert told(world).count(TO_URGE) == 1


@pytest.mark.parametrize("road", [ROAD_OPEN, ROAD_NARROW])
def test_raqqa_sends_its_men_on_its_day_and_they_come_after_their_march(road):
    world = pressed(30, due=4 * 30, road=road, pace=0.0)
    assert told(world) == [TO_SEND_FIGHTERS]
    assert world.units.arrives[1] == 4 * 30 + 4 * P.raqqa.march_days
    assert world.commands.posture[RAQQA] == REINFORCE


def test_raqqa_sends_nobody_before_its_day_or_by_a_road_that_is_shut():
    assert pressed(29, due=4 * 30, pace=0.0).units.arrives[1] == NEVER
    assert pressed(30, due=4 * 30, road=ROAD_SHUT).units.arrives[1] == NEVER


def striking():
    return next(w for w in (pressed(n, road=ROAD_SHUT) for n in range(30, 99)) if told(w))


def test_operations_draw_sorties_away_for_their_days():
    world = striking()
    began = world.commands.since[RAQQA]
    assert told(world) == [TO_STRIKE_ELSEWHERE]
    assert world.outside.sorties_away[0] == 1000 * P.raqqa.sorties_away
    quiet = changed(BUSY, {"raqqa.operations_rate": 0.0})
    last = began + int(4 * P.raqqa.operation_days)
    plain(direct_raqqa)(world, quiet, tick(last - 4))
    assert world.outside.sorties_away[0] > 0
    assert world.commands.posture[RAQQA] == STRIKE_ELSEWHERE
    plain(direct_raqqa)(world, quiet, tick(last))
    assert world.outside.sorties_away[0] == 0
    assert world.commands.posture[RAQQA] == WATCH


def test_operations_come_the_sooner_the_harder_mosul_is_pressed():
    none, little, much = (share_told(TO_STRIKE_ELSEWHERE, pace=x) for x in (0.0, 1.0, 10.0))
    assert none == 0.0 < little < much


def test_nothing_is_struck_elsewhere_unless_a_scenario_says_so():
    assert share_told(TO_STRIKE_ELSEWHERE, p=P) == 0.0


def test_a_raqqa_that_is_taken_out_decides_nothing():
    off = changed(BUSY, {"switch.raqqa": False})
    assert not any(told(pressed(n, due=0, p=off)) for n in range(30, 300))


def officials(men=100, arrives=0, way=BY_ROAD, kind=OFFICIALS):
    world = field(1)
    put(world, 0, force=ISIS, kind=kind, men=men, paper=100, arrives=arrives)
    world.formations.way[0] = way
    plain(count_officials)(world, P, tick(40))
    return world.outside.officials[0]


def test_officials_who_came_back_help_as_far_as_they_are_there():
    assert officials() == P.isis.officials_bonus
    assert officials(50) == P.isis.officials_bonus / 2
    assert officials(arrives=41) == officials(way=0) == officials(kind=0) == 0.0


def kurds(number=30, due=NEVER, rules_from=NEVER, held=1.0, p=P):
    """Return a field after a Kurdish council, whose axis ends before the city."""
    world = field(1)
    world.axes.into_city[0] = False
    world.city.held[world.fought] = held
    world.commands.due[KURDISH_COMMAND] = due
    world.outside.rules_from[0] = rules_from
    plain(direct_kurds)(world, p, tick(4 * number))
    return world


def posture(world):
    return world.commands.posture[KURDISH_COMMAND]


def test_the_peshmerga_stop_on_their_date():
    assert posture(kurds(29, due=120)) == KURDS_ATTACK
    world = kurds(30, due=120, held=0.5)
    assert posture(world) == KURDS_ON_LINE
    assert told(world) == [TO_STOP_ON_LINE]
    assert world.events.one[0] == pytest.approx(0.5)


def test_the_peshmerga_who_stay_never_stop():
    stay = changed(P, {"peshmerga.leaves_offensive": False})
    assert not any(told(kurds(n, due=0, rules_from=0, p=stay)) for n in range(200))


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
    world.city.held[middle()] = 0.0
    for _ in range(int(P.peshmerga.fortify_days)):
        plain(fortify)(world, P)
    elsewhere = world.fought[world.fought != middle()]
    assert world.city.cover[elsewhere] == pytest.approx(P.peshmerga.line_cover)
    assert world.city.cover[middle()] == 0.0


def test_no_cover_is_ever_lost_by_fortifying():
    world = kurds()
    world.city.cover[:] = 0.9
    plain(fortify)(world, P)
    assert np.all(world.city.cover == 0.9)


def test_nobody_fortifies_who_attacks_or_stands_in_the_city():
    assert not kurds().city.cover.any()
    world = kurds()
    world.axes.into_city[0] = True
    plain(fortify)(world, P)
    assert not world.city.cover.any()


def pending(number, due=120, kind=ADVISERS, p=P):
    world = field(2, formations=2)
    put(world, 0, force=IRAQI, men=400, arrives=NEVER)
    put(world, 1, force=US, kind=kind, men=200, arrives=NEVER, formation=1)
    world.formations.way[:] = BY_DECISION
    world.outside.advisers_from[0] = NEVER
    world.commands.due[WASHINGTON] = due
    plain(direct_washington)(world, p, tick(4 * number))
    return world


def test_reinforcements_come_once_they_are_decided_and_their_delay_is_over():
    assert pending(29).units.arrives.tolist() == [NEVER, NEVER]
    world = pending(30)
    comes = 120 + 4 * P.reinforcement.delay_days
    assert world.units.arrives.tolist() == [comes, comes]
    assert world.outside.advisers_from[0] == comes
    assert told(world) == [TO_REINFORCE]
    assert world.events.one[0] == 600


def test_the_plan_is_decided_once():
    world = pending(30)
    plain(direct_washington)(world, P, tick(124))
    assert told(world) == [TO_REINFORCE]
    assert world.commands.posture[WASHINGTON] == SEND_HELP


def test_no_advisers_come_where_none_were_planned():
    assert pending(30, kind=0).outside.advisers_from[0] == NEVER


def bridge(number, rules_from=0, open_until=NEVER, rate=0.3):
    world = field(1)
    put(world, 0, force=ISIS, men=50, bank=EAST)
    world.bridges.cut_at[0], world.outside.rules_from[0] = open_until, rules_from
    plain(cut_bridge)(world, changed(P, {"us.bridge_cut_rate": rate}), tick(4 * number))
    return world


def test_a_bridge_is_cut_at_the_stated_rate_from_where_no_date_decides():
    cut = np.mean([bridge(n).bridges.cut_at[0] == 4 * n for n in range(2000)])
    assert cut == pytest.approx(1 - np.exp(-0.3), abs=0.04)
    assert not any(told(bridge(n, rules_from=NEVER)) for n in range(200))
    assert not any(told(bridge(n, rate=0.0)) for n in range(200))


def test_the_cut_of_a_bridge_is_told():
    world = next(w for w in map(bridge, range(30)) if told(w))
    assert told(world) == [TO_CUT_BRIDGE]
    assert (world.events.one[0], world.events.two[0]) == (0.0, 50.0)


def test_a_bridge_that_is_down_is_not_cut_again():
    assert not any(told(bridge(n, open_until=0)) for n in range(200))


def test_one_bridge_at_a_time_is_cut_and_each_may_be_the_first():
    undated = {"switch.dated_decisions": False, "us.bridge_cut_rate": 0.3}
    course = town("campaign", **undated)
    world, first = course.world, set()
    before = world.bridges.cut_at.copy()
    for number in range(100):
        world.bridges.cut_at[:] = before
        plain(cut_bridge)(world, course.scenario.parameters, tick(4 * number))
        cut = np.flatnonzero(world.bridges.cut_at != before).tolist()
        assert len(cut) <= 1
        first |= {*cut}
    assert len(first) == (before > 0).sum() == 4


def test_reinforcements_stand_on_the_map_after_they_have_come():
    changes = {"reinforcement.iraqi": 1200, "reinforcement.us_troops": 800,
               "reinforcement.decided_day": 1, "reinforcement.delay_days": 2}  # fmt: skip
    course = lived(town(**changes), 3)
    assert course.daily()["iraqi_arrived"].tolist() == [0, 0, 0]
    daily = lived(course, 2).daily()
    assert daily[["iraqi_arrived", "us_arrived"]].iloc[-1].tolist() == [1200, 800]
    units = course.world.units
    late = (units.arrives > 0) & (units.arrives <= course.tick.number) & (units.side == 0)
    assert (units.cell[late] >= 0).all()
