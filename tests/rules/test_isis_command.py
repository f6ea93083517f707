"""ISIS in Mosul: hold or withdraw, and on what it judges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, lived, middle, put, tick, town

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    EAST,
    ISIS,
    ISIS_COMMAND,
    NEVER,
    ROAD_NARROW,
    ROAD_OPEN,
    ROAD_SHUT,
    STAND,
    STRIKE_BACK,
    TO_HOLD_ON,
    TO_THIN,
    TO_WITHDRAW,
    WITHDRAW,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.isis_command import (
    direct_isis,
    remember,
    share_in_danger,
    value_of_holding,
    weigh_holding,
    weigh_thinning,
)

P = Parameters()
FORCED = changed(P, {"isis.withdraws": True})
few, some = st.floats(0, 5), st.floats(1, 5000)


@given(
    st.floats(-5, 50),
    st.floats(0, 5000),
    st.floats(0, 200),
    st.floats(0, 9000),
    st.floats(7, 28),
)
def test_what_is_in_danger_is_a_share(pace, bleeding, ground, men, days):
    assert 0.0 <= plain(share_in_danger)(pace, bleeding, ground, men, days) <= 1.0


@given(few, few, st.floats(0, 200), st.floats(0, 200), some, some)
def test_a_faster_attack_and_greater_losses_put_more_in_danger(a, b, c, d, ground, men):
    danger = plain(share_in_danger)
    (slow, fast), (low, high) = sorted((a, b)), sorted((c, d))
    assert danger(slow, low, ground, men, 14) <= danger(fast, low, ground, men, 14)
    assert danger(slow, low, ground, men, 14) <= danger(slow, high, ground, men, 14)


@given(few, st.floats(0, 100), some, some)
def test_more_men_and_more_ground_are_never_in_greater_danger(pace, bleeding, one, other):
    danger, (less, more) = plain(share_in_danger), sorted((one, other))
    assert danger(pace, bleeding, more, 5000, 14) <= danger(pace, bleeding, less, 5000, 14)
    assert danger(pace, bleeding, 100, more, 14) <= danger(pace, bleeding, 100, less, 14)


def test_a_hundredth_of_the_ground_and_of_the_men_a_day_are_28_per_cent_in_a_fortnight():
    assert plain(share_in_danger)(1.0, 50.0, 100.0, 5000.0, 14.0) == pytest.approx(0.28)


def remembered(days, gain=1.0, hits=20, p=P):
    """Return a field after so many councils, with ground and men lost every day."""
    world = field(1)
    put(world, 0, force=ISIS, men=5000)
    for day in range(days):
        world.city.held[world.fought] = gain * day / world.fought.size
        world.units.killed[0] = hits * day
        plain(remember)(world, p, tick(4 * day))
    return world


def test_nothing_is_remembered_on_the_first_day():
    world = remembered(1)
    assert (world.outside.pace[0], world.outside.bleeding[0]) == (0.0, 0.0)


def test_a_steady_pace_and_steady_losses_are_known_in_the_end():
    world = remembered(81)
    assert world.outside.pace[0] == pytest.approx(1.0, abs=0.01)
    assert world.outside.bleeding[0] == pytest.approx(20.0, abs=0.2)


def test_a_longer_memory_learns_more_slowly():
    slow = remembered(10, p=changed(P, {"isis.memory_days": 28}))
    assert 0 < slow.outside.pace[0] < remembered(10).outside.pace[0]


def test_a_message_raises_the_value_of_holding():
    world = field(1)
    before = plain(value_of_holding)(world, P)
    world.outside.urged[0] = True
    assert plain(value_of_holding)(world, P) == before + P.raqqa.message_worth


def weighed(number, pace=10.0, road=ROAD_OPEN, posture=STAND, urged=False, p=P):
    """Return a field after ISIS has weighed holding; pace: km2 lost a day of 81."""
    world = field(1)
    put(world, 0, force=ISIS, men=5000, cell=middle())
    world.outside.pace[0], world.outside.road[0] = pace, road
    world.outside.urged[0] = urged
    world.commands.posture[ISIS_COMMAND] = posture
    plain(weigh_holding)(world, p, tick(4 * number))
    return world


def share_of(found, **said):
    worlds = [weighed(number, **said) for number in range(600)]
    return np.mean([world.commands.posture[ISIS_COMMAND] == found for world in worlds])


def test_isis_withdraws_at_a_rate_that_rises_with_the_reason():
    none, little, much = (share_of(WITHDRAW, pace=pace) for pace in (1.0, 4.0, 10.0))
    assert none == 0.0 < little < much
    reason = 1 - P.isis.hold_worth
    assert much == pytest.approx(1 - np.exp(-P.isis.withdraw_rate * reason), abs=0.04)


def test_raqqa_s_message_keeps_it_in_the_city():
    assert share_of(WITHDRAW, urged=True) < share_of(WITHDRAW)


def test_it_may_leave_by_a_narrow_road_and_not_by_none():
    assert share_of(WITHDRAW, road=ROAD_NARROW) > 0.0
    assert share_of(WITHDRAW, road=ROAD_SHUT) == 0.0


def test_a_plan_to_leave_is_given_up_where_little_is_in_danger_or_no_way_is_open():
    assert share_of(STAND, posture=WITHDRAW, pace=0.0) > 0.0
    assert share_of(STAND, posture=WITHDRAW) == 0.0
    assert share_of(STAND, posture=WITHDRAW, road=ROAD_SHUT) > 0.0


def test_who_is_set_to_leave_does_so_at_once_while_there_is_a_way():
    assert share_of(WITHDRAW, p=FORCED, pace=0.0) == 1.0
    assert share_of(WITHDRAW, p=FORCED, posture=WITHDRAW, pace=0.0) == 1.0
    assert share_of(WITHDRAW, p=FORCED, road=ROAD_SHUT) == 0.0


@pytest.mark.parametrize(("before", "what"), [(STAND, TO_WITHDRAW), (WITHDRAW, TO_HOLD_ON)])
def test_the_decision_is_told_with_what_was_weighed(before, what):
    pace = 10.0 if before == STAND else 0.0
    worlds = [weighed(number, pace=pace, posture=before) for number in range(100)]
    decided = [w for w in worlds if w.commands.posture[ISIS_COMMAND] != before]
    assert decided
    for world in decided:
        assert world.events.what[0] == what
        assert world.events.one[0] == (1.0 if before == STAND else 0.0)
        assert world.events.two[0] == P.isis.hold_worth


def thinned(number, lost=0.95, bridge=True, p=P):
    world = field(1)
    world.city.held[world.fought] = lost
    world.bridges.cut_at[0] = NEVER if bridge else 0
    plain(weigh_thinning)(world, p, tick(4 * number))
    return world


def share_thinned(**said):
    return np.mean([thinned(number, **said).outside.thinning[0] for number in range(500)])


def test_the_more_of_the_east_is_lost_the_sooner_it_is_thinned():
    none, little, much = (share_thinned(lost=lost) for lost in (0.5, 0.8, 1.0))
    assert none == 0.0 < little < much


def test_no_man_is_taken_over_bridges_that_are_cut():
    assert share_thinned(bridge=False) == 0.0


def test_thinning_is_told_once():
    world = next(w for w in map(thinned, range(100)) if w.outside.thinning[0])
    assert world.events.what[0] == TO_THIN
    for number in range(100):
        plain(weigh_thinning)(world, P, tick(4 * number))
    assert world.counts.events[0] == 1


def directed(p=P, **changes):
    world = weighed(0, p=changed(P, {"isis.hold_worth": 1.0}), road=ROAD_OPEN)
    world.city.held[world.fought] = 1.0
    world.bridges.cut_at[0] = NEVER
    p = changed(p, changes)
    for number in range(60):
        plain(direct_isis)(world, p, tick(4 * number))
    return world


def test_a_withdrawal_that_is_taken_out_is_never_weighed():
    world = directed(FORCED, **{"switch.withdrawal": False})
    assert world.counts.events[0] == 0
    assert not world.outside.thinning[0]


def test_who_withdraws_does_not_strike_back():
    course = town(**{"isis.withdraws": True})
    course.world.commands.posture[ISIS_COMMAND] = STRIKE_BACK
    lived(course, 6)
    assert course.world.commands.posture[ISIS_COMMAND] == WITHDRAW
    assert set(course.events()["what"]) & {"strike back", "stand"} == set()


def test_those_who_leave_count_as_withdrawn():
    stays, leaves = lived(town(), 8), lived(town(**{"isis.withdraws": True}), 8)
    assert leaves.daily()["isis_withdrawn"].iloc[-1] > 500
    assert stays.daily()["isis_withdrawn"].iloc[-1] < 100


def test_the_east_can_be_thinned_in_a_battle():
    course = town()
    world = course.world
    world.bridges.cut_at[0] = NEVER
    world.outside.thinning[0] = True
    units = world.units
    before = (units.men * ((units.side == 1) & (units.bank == EAST))).sum()
    lived(course, 8)
    after = (units.paper * ((units.side == 1) & (units.bank == EAST))).sum()
    assert after < before
