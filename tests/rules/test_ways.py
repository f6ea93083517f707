"""The western road and the bridges: who comes, who leaves, who cannot."""

import numpy as np
import pytest
from town import field, lived, middle, put, tick, town

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    BY_RAQQA,
    BY_ROAD,
    EAST,
    GARRISON,
    IN_GARRISON,
    IRAQI,
    ISIS,
    ISIS_COMMAND,
    MOBILE,
    NEVER,
    OWN_WAY,
    ROAD_NARROW,
    ROAD_OPEN,
    ROAD_SHUT,
    ROVING,
    TO_CUT_ROAD,
    WEST,
    WITHDRAW,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.defence import defend
from mesa_mosul.rules.ways import call_up, hold_up, leave, slip_rate, watch_road

P = Parameters()
DAWN = 120


def awaited(road=ROAD_OPEN, way=BY_ROAD, arrives=DAWN + 2, number=DAWN, p=P, posture=0):
    """Return the tick at which a unit comes that was to come at another, after one council."""
    world = field(1)
    put(world, 0, force=ISIS, men=50, arrives=arrives)
    world.formations.way[0], world.outside.road[0] = way, road
    world.commands.posture[ISIS_COMMAND] = posture
    plain(hold_up)(world, p, tick(number))
    return world.units.arrives[0]


@pytest.mark.parametrize("way", [BY_ROAD, BY_RAQQA])
@pytest.mark.parametrize("arrives", [DAWN, DAWN + 2, DAWN + 99])
def test_who_is_to_come_by_a_road_that_is_shut_is_put_off_by_a_day(way, arrives):
    assert awaited(ROAD_SHUT, way, arrives) == arrives + 4


def test_who_comes_by_an_open_road_comes_in_time():
    assert awaited(ROAD_OPEN) == DAWN + 2


def test_who_has_come_is_not_sent_back():
    assert awaited(ROAD_SHUT, arrives=DAWN - 1) == DAWN - 1


def test_who_joins_in_the_city_needs_no_road():
    assert awaited(ROAD_SHUT, OWN_WAY) == DAWN + 2


def test_who_waits_for_a_decision_goes_on_waiting():
    assert awaited(ROAD_SHUT, BY_RAQQA, NEVER) == NEVER


def test_nobody_comes_to_a_city_that_is_being_left():
    assert awaited(ROAD_OPEN, posture=WITHDRAW) == DAWN + 6


@pytest.mark.parametrize("passing", [0.0, 0.3, 1.0])
def test_a_narrow_road_is_passable_on_its_share_of_days(passing):
    p = changed(P, {"corridor.passing": passing})
    days = range(DAWN, DAWN + 4000, 4)
    came = np.mean([awaited(ROAD_NARROW, arrives=n + 1, number=n, p=p) == n + 1 for n in days])
    assert came == pytest.approx(passing, abs=0.05)


def watched(number, before=ROAD_OPEN):
    world = field(1)
    put(world, 0, force=ISIS, men=50, arrives=500)
    world.formations.way[0], world.outside.road[0] = BY_ROAD, before
    world.outside.narrow_from[0], world.outside.shut_from[0] = 100, 200
    plain(watch_road)(world, tick(number))
    return world


@pytest.mark.parametrize(
    ("number", "state"), [(96, ROAD_OPEN), (100, ROAD_NARROW), (196, ROAD_NARROW),
                          (200, ROAD_SHUT), (900, ROAD_SHUT)],
)  # fmt: skip
def test_the_road_is_cut_on_its_days(number, state):
    assert watched(number).outside.road[0] == state


def test_the_cut_of_the_road_is_told_once_with_the_men_whom_it_stops():
    world = watched(200)
    assert world.events.what[0] == TO_CUT_ROAD
    assert (world.events.one[0], world.events.three[0]) == (ROAD_SHUT, 50)
    plain(watch_road)(world, tick(204))
    assert world.counts.events[0] == 1


def test_those_called_up_come_at_their_tick_and_no_others():
    world = field(3, formations=3)
    for row, way in enumerate((BY_RAQQA, BY_ROAD, BY_RAQQA)):
        put(world, row, force=ISIS, men=50, arrives=NEVER if row < 2 else 7, formation=row)
        world.formations.way[row] = way
    assert plain(call_up)(world, BY_RAQQA, 400) == 50
    assert world.units.arrives.tolist() == [400, NEVER, 7]


def rate(road, bank, bridge, p=P):
    world = field(1)
    world.outside.road[0], world.bridges.cut_at[0] = road, NEVER if bridge else 0
    return plain(slip_rate)(world, p, tick(), bank)


def test_men_slip_away_as_before_while_the_road_is_not_shut():
    for road in (ROAD_OPEN, ROAD_NARROW):
        assert {rate(road, bank, b) for bank in (EAST, WEST) for b in (0, 1)} == {
            P.defence.slip_away
        }


def test_nobody_slips_away_in_the_west_when_the_road_is_shut():
    assert rate(ROAD_SHUT, WEST, True) == rate(ROAD_SHUT, WEST, False) == 0.0


def test_in_the_east_they_then_go_over_bridges_or_seldom():
    no_bridges = changed(P, {"switch.bridges": False})
    assert rate(ROAD_SHUT, EAST, True) == P.defence.slip_away
    assert rate(ROAD_SHUT, EAST, False) == P.defence.slip_by_boat
    assert rate(ROAD_SHUT, EAST, True, no_bridges) == P.defence.slip_by_boat


def cornered(number, road):
    """Return whether a unit of the west bank, with no ground left, slips away."""
    world = field(1)
    world.city.bank[world.fought] = WEST
    put(world, 0, force=ISIS, men=50, cell=middle(), role=ROVING, bank=WEST)
    world.city.held[:], world.outside.road[0] = 1.0, road
    plain(defend)(world, changed(P, {"defence.slip_away": 0.5}), tick(number))
    return world.toll.leaving[0]


def test_the_cornered_fight_on_where_the_road_is_shut():
    assert any(cornered(number, ROAD_NARROW) for number in range(200))
    assert not any(cornered(number, ROAD_SHUT) for number in range(200))


def left(number, road=ROAD_OPEN, posture=WITHDRAW, days=0, bridge=False, p=P, **unit):
    world = field(1)
    said = {"force": ISIS, "task": MOBILE, "men": 50, "cell": middle(), "role": ROVING}
    put(world, 0, **{**said, "bank": WEST, **unit})
    world.outside.road[0], world.bridges.cut_at[0] = road, NEVER if bridge else 0
    world.commands.posture[ISIS_COMMAND] = posture
    world.commands.since[ISIS_COMMAND] = number - 4 * days
    plain(leave)(world, p, tick(number))
    return world.toll.leaving[0]


def share_left(**said):
    return np.mean([left(number, **said) for number in range(DAWN, DAWN + 1200)])


def test_mobile_groups_leave_at_the_stated_rate():
    assert share_left() == pytest.approx(1 - np.exp(-P.isis.leave_rate / 4), abs=0.012)


def test_the_rate_of_leaving_does_not_depend_on_the_length_of_a_tick():
    world, gone = field(1), {}
    for per_day in (2, 4, 8):
        put(world, 0, force=ISIS, task=MOBILE, men=50, bank=WEST)
        world.commands.posture[ISIS_COMMAND] = WITHDRAW
        stays = 1.0
        for number in range(4000):
            world.toll.leaving[0] = False
            plain(leave)(world, P, tick(number, per_day=per_day))
            stays -= world.toll.leaving[0] / 4000
        gone[per_day] = 1 - stays**per_day
    due = 1 - np.exp(-P.isis.leave_rate)
    assert list(gone.values()) == pytest.approx([due] * 3, abs=0.03)


def test_garrisons_leave_after_the_mobile_groups():
    garrison = {"task": GARRISON, "role": IN_GARRISON}
    stay = int(P.isis.garrisons_stay)
    assert share_left(**garrison, days=stay - 1) == 0.0
    assert share_left(**garrison, days=stay) > 0.0


def test_nobody_leaves_who_is_to_hold():
    assert share_left(posture=0) == 0.0


def test_nobody_leaves_by_a_road_that_is_shut():
    assert share_left(road=ROAD_SHUT) == 0.0


def test_the_east_leaves_over_an_open_bridge_only():
    assert share_left(bank=EAST) == 0.0
    assert share_left(bank=EAST, bridge=True) > 0.0
    taken_out = changed(P, {"switch.bridges": False})
    assert share_left(bank=EAST, bridge=True, p=taken_out) == 0.0


def test_only_isis_withdraws():
    assert share_left(force=IRAQI) == 0.0


def test_who_has_not_come_does_not_leave():
    assert share_left(arrives=NEVER) == 0.0


def test_no_man_comes_or_goes_by_a_corridor_that_is_taken_out():
    off, shut = ({"switch.corridor": False}, {"corridor.shut": True})
    for changes in (off, shut):
        course = lived(
            town(**changes, **{"isis.recruits_a_day": 0, "isis.arrivals_a_day": 20}), 8
        )
        today = course.daily().iloc[-1]
        assert (today["road"], today["isis_arrived"]) == (ROAD_SHUT, 0)


def test_men_who_were_held_up_come_once_the_road_is_open_again():
    changes = {"isis.recruits_a_day": 0, "isis.arrivals_a_day": 20, "corridor.shut": True}
    course = lived(town(**changes), 8)
    course.world.outside.road[0] = ROAD_OPEN
    course.world.outside.shut_from[0] = NEVER
    came = lived(course, 6).daily()["isis_arrived"].iloc[-1]
    assert came == 100
