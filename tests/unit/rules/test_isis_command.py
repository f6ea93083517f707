"""ISIS in Mosul: hold or withdraw, and on what it judges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import coarse_simulation, field_cell, make_clock, open_field, run_days, set_unit

from mesa_mosul.engine.codes import (
    BEGIN_WITHDRAWAL,
    CANCEL_WITHDRAWAL,
    COUNTER_ATTACK,
    EAST_BANK,
    ISIS,
    ISIS_COMMAND,
    NEVER,
    REDEPLOY_WEST,
    ROAD_CLOSED,
    ROAD_OPEN,
    ROAD_RESTRICTED,
    STATIC_DEFENCE,
    WITHDRAWAL,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.isis_command import (
    decide_isis_posture,
    decide_redeployment,
    decide_withdrawal,
    projected_loss_fraction,
    update_memory,
    value_of_holding,
)

P = Parameters()
FORCED = with_changes(P, {"isis.forced_withdrawal": True})
few, some = st.floats(0, 5), st.floats(1, 5000)


@given(
    st.floats(-5, 50),
    st.floats(0, 5000),
    st.floats(0, 200),
    st.floats(0, 9000),
    st.floats(7, 28),
)
def test_what_is_in_danger_is_a_share(pace, bleeding, ground, men, days):
    assert 0.0 <= plain_twin(projected_loss_fraction)(pace, bleeding, ground, men, days) <= 1.0


@given(few, few, st.floats(0, 200), st.floats(0, 200), some, some)
def test_a_faster_attack_and_greater_losses_put_more_in_danger(a, b, c, d, ground, men):
    danger = plain_twin(projected_loss_fraction)
    (slow, fast), (low, high) = sorted((a, b)), sorted((c, d))
    assert danger(slow, low, ground, men, 14) <= danger(fast, low, ground, men, 14)
    assert danger(slow, low, ground, men, 14) <= danger(slow, high, ground, men, 14)


@given(few, st.floats(0, 100), some, some)
def test_more_men_and_more_ground_are_never_in_greater_danger(pace, bleeding, one, other):
    danger, (less, more) = plain_twin(projected_loss_fraction), sorted((one, other))
    assert danger(pace, bleeding, more, 5000, 14) <= danger(pace, bleeding, less, 5000, 14)
    assert danger(pace, bleeding, 100, more, 14) <= danger(pace, bleeding, 100, less, 14)


def test_a_hundredth_of_the_ground_and_of_the_men_a_day_are_28_per_cent_in_a_fortnight():
    assert plain_twin(projected_loss_fraction)(1.0, 50.0, 100.0, 5000.0, 14.0) == pytest.approx(
        0.28
    )


def remembered(days, gain=1.0, hits=20, p=P):
    """Return a field after so many councils, with ground and men lost every day."""
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=5000)
    for day in range(days):
        world.cells.control[world.contested_cells] = gain * day / world.contested_cells.size
        world.units.killed[0] = hits * day
        plain_twin(update_memory)(world, p, make_clock(4 * day))
    return world


def test_nothing_is_remembered_on_the_first_day():
    world = remembered(1)
    assert (
        world.external.remembered_advance_rate_km2_per_day[0],
        world.external.remembered_casualty_rate_per_day[0],
    ) == (0.0, 0.0)


def test_a_steady_pace_and_steady_losses_are_known_in_the_end():
    world = remembered(81)
    assert world.external.remembered_advance_rate_km2_per_day[0] == pytest.approx(1.0, abs=0.01)
    assert world.external.remembered_casualty_rate_per_day[0] == pytest.approx(20.0, abs=0.2)


def test_a_longer_memory_learns_more_slowly():
    slow = remembered(10, p=with_changes(P, {"isis.memory_days": 28}))
    assert (
        0
        < slow.external.remembered_advance_rate_km2_per_day[0]
        < remembered(10).external.remembered_advance_rate_km2_per_day[0]
    )


def test_a_message_raises_the_value_of_holding():
    world = open_field(1)
    before = plain_twin(value_of_holding)(world, P)
    world.external.hold_order_received[0] = True
    assert plain_twin(value_of_holding)(world, P) == before + P.raqqa.hold_order_value


def weighed(number, pace=10.0, road=ROAD_OPEN, posture=STATIC_DEFENCE, urged=False, p=P):
    """Return a field after ISIS has weighed holding; pace: km2 lost a day of 81."""
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=5000, cell=field_cell())
    (
        world.external.remembered_advance_rate_km2_per_day[0],
        world.external.western_road_state[0],
    ) = pace, road
    world.external.hold_order_received[0] = urged
    world.commands.posture[ISIS_COMMAND] = posture
    plain_twin(decide_withdrawal)(world, p, make_clock(4 * number))
    return world


def share_of(found, **said):
    worlds = [weighed(number, **said) for number in range(600)]
    return np.mean([world.commands.posture[ISIS_COMMAND] == found for world in worlds])


def test_isis_withdraws_at_a_rate_that_rises_with_the_reason():
    none, little, much = (share_of(WITHDRAWAL, pace=pace) for pace in (1.0, 4.0, 10.0))
    assert none == 0.0 < little < much
    reason = 1 - P.isis.value_of_holding
    assert much == pytest.approx(
        1 - np.exp(-P.isis.withdrawal_decision_rate * reason), abs=0.04
    )


def test_raqqa_s_message_keeps_it_in_the_city():
    assert share_of(WITHDRAWAL, urged=True) < share_of(WITHDRAWAL)


def test_a_message_changes_nothing_while_little_is_in_danger():
    for number in range(200):
        urged, alone = (
            weighed(number, pace=1.0, urged=message).commands.posture[ISIS_COMMAND]
            for message in (True, False)
        )
        assert urged == alone == STATIC_DEFENCE


def test_it_may_leave_by_a_narrow_road_and_not_by_none():
    assert share_of(WITHDRAWAL, road=ROAD_RESTRICTED) > 0.0
    assert share_of(WITHDRAWAL, road=ROAD_CLOSED) == 0.0


def test_a_plan_to_leave_is_given_up_where_little_is_in_danger_or_no_way_is_open():
    assert share_of(STATIC_DEFENCE, posture=WITHDRAWAL, pace=0.0) > 0.0
    assert share_of(STATIC_DEFENCE, posture=WITHDRAWAL) == 0.0
    assert share_of(STATIC_DEFENCE, posture=WITHDRAWAL, road=ROAD_CLOSED) > 0.0


def test_who_is_set_to_leave_does_so_at_once_while_there_is_a_way():
    assert share_of(WITHDRAWAL, p=FORCED, pace=0.0) == 1.0
    assert share_of(WITHDRAWAL, p=FORCED, posture=WITHDRAWAL, pace=0.0) == 1.0
    assert share_of(WITHDRAWAL, p=FORCED, road=ROAD_CLOSED) == 0.0


@pytest.mark.parametrize(
    ("before", "what"), [(STATIC_DEFENCE, BEGIN_WITHDRAWAL), (WITHDRAWAL, CANCEL_WITHDRAWAL)]
)
def test_the_decision_is_logged_with_what_was_weighed(before, what):
    pace = 10.0 if before == STATIC_DEFENCE else 0.0
    worlds = [weighed(number, pace=pace, posture=before) for number in range(100)]
    decided = [w for w in worlds if w.commands.posture[ISIS_COMMAND] != before]
    assert decided
    for world in decided:
        assert world.event_log.event_code[0] == what
        assert world.event_log.value_1[0] == (1.0 if before == STATIC_DEFENCE else 0.0)
        assert world.event_log.value_2[0] == P.isis.value_of_holding


def thinned(number, lost=0.95, bridge=True, p=P):
    world = open_field(1)
    world.cells.control[world.contested_cells] = lost
    world.bridges.cut_at[0] = NEVER if bridge else 0
    plain_twin(decide_redeployment)(world, p, make_clock(4 * number))
    return world


def share_thinned(**said):
    return np.mean(
        [thinned(number, **said).external.redeploys_west[0] for number in range(500)]
    )


def test_the_more_of_the_east_is_lost_the_sooner_it_is_thinned():
    none, little, much = (share_thinned(lost=lost) for lost in (0.5, 0.8, 1.0))
    assert none == 0.0 < little < much


def test_no_man_is_taken_over_bridges_that_are_cut():
    assert share_thinned(bridge=False) == 0.0


def test_thinning_is_logged_once():
    world = next(w for w in map(thinned, range(100)) if w.external.redeploys_west[0])
    assert world.event_log.event_code[0] == REDEPLOY_WEST
    for number in range(100):
        plain_twin(decide_redeployment)(world, P, make_clock(4 * number))
    assert world.totals.n_events[0] == 1


def directed(p=P, **changes):
    world = weighed(0, p=with_changes(P, {"isis.value_of_holding": 1.0}), road=ROAD_OPEN)
    world.cells.control[world.contested_cells] = 1.0
    world.bridges.cut_at[0] = NEVER
    p = with_changes(p, changes)
    for number in range(60):
        plain_twin(decide_isis_posture)(world, p, make_clock(4 * number))
    return world


def test_a_withdrawal_that_is_taken_out_is_never_weighed():
    world = directed(FORCED, **{"switch.withdrawal": False})
    assert world.totals.n_events[0] == 0
    assert not world.external.redeploys_west[0]


def test_who_withdraws_does_not_strike_back():
    course = coarse_simulation(**{"isis.forced_withdrawal": True})
    course.world.commands.posture[ISIS_COMMAND] = COUNTER_ATTACK
    run_days(course, 6)
    assert course.world.commands.posture[ISIS_COMMAND] == WITHDRAWAL
    assert set(course.events()["event"]) & {"counter-attack", "defend"} == set()


def test_those_who_leave_count_as_withdrawn():
    stays, leaves = (
        run_days(coarse_simulation(), 8),
        run_days(coarse_simulation(**{"isis.forced_withdrawal": True}), 8),
    )
    assert leaves.daily()["isis_withdrawn"].iloc[-1] > 500
    assert stays.daily()["isis_withdrawn"].iloc[-1] < 100


def test_the_east_can_be_thinned_in_a_battle():
    course = coarse_simulation()
    world = course.world
    world.bridges.cut_at[0] = NEVER
    world.external.redeploys_west[0] = True
    units = world.units
    before = (units.strength * ((units.side == 1) & (units.assigned_bank == EAST_BANK))).sum()
    run_days(course, 8)
    after = (
        units.authorized_strength * ((units.side == 1) & (units.assigned_bank == EAST_BANK))
    ).sum()
    assert after < before
