"""The western road and the bridges: who comes, who leaves, who cannot."""

import numpy as np
import pytest
from town import coarse_simulation, field_cell, make_clock, open_field, run_days, set_unit

from mesa_mosul.engine.codes import (
    ARRIVAL_INDEPENDENT,
    ARRIVAL_SENT_BY_RAQQA,
    ARRIVAL_WESTERN_ROAD,
    CUT_ROAD,
    EAST_BANK,
    IRAQI,
    ISIS,
    ISIS_COMMAND,
    MISSION_GARRISON,
    MISSION_MOBILE,
    NEVER,
    ROAD_CLOSED,
    ROAD_OPEN,
    ROAD_RESTRICTED,
    ROLE_GARRISON,
    ROLE_MOBILE,
    WEST_BANK,
    WITHDRAWAL,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.isis_deployment import move_defenders
from mesa_mosul.rules.lines_of_communication import (
    delay_arrivals,
    exfiltration_rate,
    schedule_arrival,
    update_road_state,
    withdraw_from_city,
)

P = Parameters()
DAWN = 120


def awaited(
    road=ROAD_OPEN, way=ARRIVAL_WESTERN_ROAD, arrives=DAWN + 2, number=DAWN, p=P, posture=0
):
    """Return the tick at which a unit comes that was to come at another, after one council."""
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=50, arrival_tick=arrives)
    world.formations.arrival_mode[0], world.external.western_road_state[0] = way, road
    world.commands.posture[ISIS_COMMAND] = posture
    plain_twin(delay_arrivals)(world, p, make_clock(number))
    return world.units.arrival_tick[0]


@pytest.mark.parametrize("way", [ARRIVAL_WESTERN_ROAD, ARRIVAL_SENT_BY_RAQQA])
@pytest.mark.parametrize("arrives", [DAWN, DAWN + 2, DAWN + 99])
def test_who_is_to_come_by_a_road_that_is_shut_is_put_off_by_a_day(way, arrives):
    assert awaited(ROAD_CLOSED, way, arrives) == arrives + 4


def test_who_comes_by_an_open_road_comes_in_time():
    assert awaited(ROAD_OPEN) == DAWN + 2


def test_who_has_come_is_not_sent_back():
    assert awaited(ROAD_CLOSED, arrives=DAWN - 1) == DAWN - 1


def test_who_joins_in_the_city_needs_no_road():
    assert awaited(ROAD_CLOSED, ARRIVAL_INDEPENDENT) == DAWN + 2


def test_who_waits_for_a_decision_goes_on_waiting():
    assert awaited(ROAD_CLOSED, ARRIVAL_SENT_BY_RAQQA, NEVER) == NEVER


def test_nobody_comes_to_a_city_that_is_being_left():
    assert awaited(ROAD_OPEN, posture=WITHDRAWAL) == DAWN + 6


@pytest.mark.parametrize("passing", [0.0, 0.3, 1.0])
def test_a_narrow_road_is_passable_on_its_share_of_days(passing):
    p = with_changes(P, {"corridor.passable_day_fraction": passing})
    days = range(DAWN, DAWN + 4000, 4)
    came = np.mean(
        [awaited(ROAD_RESTRICTED, arrives=n + 1, number=n, p=p) == n + 1 for n in days]
    )
    assert came == pytest.approx(passing, abs=0.05)


def watched(number, before=ROAD_OPEN):
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=50, arrival_tick=500)
    world.formations.arrival_mode[0], world.external.western_road_state[0] = (
        ARRIVAL_WESTERN_ROAD,
        before,
    )
    world.external.road_restricted_tick[0], world.external.road_closed_tick[0] = 100, 200
    plain_twin(update_road_state)(world, make_clock(number))
    return world


@pytest.mark.parametrize(
    ("number", "state"), [(96, ROAD_OPEN), (100, ROAD_RESTRICTED), (196, ROAD_RESTRICTED),
                          (200, ROAD_CLOSED), (900, ROAD_CLOSED)],
)  # fmt: skip
def test_the_road_is_cut_on_its_days(number, state):
    assert watched(number).external.western_road_state[0] == state


def test_the_cut_of_the_road_is_logged_once_with_the_fighters_whom_it_stops():
    world = watched(200)
    assert world.event_log.event_code[0] == CUT_ROAD
    assert (world.event_log.value_1[0], world.event_log.value_3[0]) == (ROAD_CLOSED, 50)
    plain_twin(update_road_state)(world, make_clock(204))
    assert world.totals.n_events[0] == 1


def test_those_called_up_come_at_their_tick_and_no_others():
    world = open_field(3, formation_count=3)
    for row, way in enumerate(
        (ARRIVAL_SENT_BY_RAQQA, ARRIVAL_WESTERN_ROAD, ARRIVAL_SENT_BY_RAQQA)
    ):
        set_unit(
            world,
            row,
            force=ISIS,
            strength=50,
            arrival_tick=NEVER if row < 2 else 7,
            formation=row,
        )
        world.formations.arrival_mode[row] = way
    assert plain_twin(schedule_arrival)(world, ARRIVAL_SENT_BY_RAQQA, 400) == 50
    assert world.units.arrival_tick.tolist() == [400, NEVER, 7]


def rate(road, bank, bridge, p=P):
    world = open_field(1)
    world.external.western_road_state[0], world.bridges.cut_at[0] = road, NEVER if bridge else 0
    return plain_twin(exfiltration_rate)(world, p, make_clock(), bank)


def test_men_slip_away_as_before_while_the_road_is_not_shut():
    for road in (ROAD_OPEN, ROAD_RESTRICTED):
        assert {rate(road, bank, b) for bank in (EAST_BANK, WEST_BANK) for b in (0, 1)} == {
            P.defence.exfiltration_rate
        }


def test_nobody_slips_away_in_the_west_when_the_road_is_shut():
    assert rate(ROAD_CLOSED, WEST_BANK, True) == rate(ROAD_CLOSED, WEST_BANK, False) == 0.0


def test_in_the_east_they_then_go_over_bridges_or_seldom():
    no_bridges = with_changes(P, {"switch.bridges": False})
    assert rate(ROAD_CLOSED, EAST_BANK, True) == P.defence.exfiltration_rate
    assert rate(ROAD_CLOSED, EAST_BANK, False) == P.defence.boat_exfiltration_rate
    assert rate(ROAD_CLOSED, EAST_BANK, True, no_bridges) == P.defence.boat_exfiltration_rate


def cornered(number, road):
    """Return whether a unit of the west bank, with no ground left, slips away."""
    world = open_field(1)
    world.cells.bank[world.contested_cells] = WEST_BANK
    set_unit(
        world,
        0,
        force=ISIS,
        strength=50,
        cell=field_cell(),
        role=ROLE_MOBILE,
        assigned_bank=WEST_BANK,
    )
    world.cells.control[:], world.external.western_road_state[0] = 1.0, road
    plain_twin(move_defenders)(
        world, with_changes(P, {"defence.exfiltration_rate": 0.5}), make_clock(number)
    )
    return world.unit_workspace.is_leaving[0]


def test_the_cornered_fight_on_where_the_road_is_shut():
    assert any(cornered(number, ROAD_RESTRICTED) for number in range(200))
    assert not any(cornered(number, ROAD_CLOSED) for number in range(200))


def left(number, road=ROAD_OPEN, posture=WITHDRAWAL, days=0, bridge=False, p=P, **unit):
    world = open_field(1)
    said = {
        "force": ISIS,
        "mission": MISSION_MOBILE,
        "strength": 50,
        "cell": field_cell(),
        "role": ROLE_MOBILE,
    }
    set_unit(world, 0, **{**said, "assigned_bank": WEST_BANK, **unit})
    world.external.western_road_state[0], world.bridges.cut_at[0] = road, NEVER if bridge else 0
    world.commands.posture[ISIS_COMMAND] = posture
    world.commands.posture_since_tick[ISIS_COMMAND] = number - 4 * days
    plain_twin(withdraw_from_city)(world, p, make_clock(number))
    return world.unit_workspace.is_leaving[0]


def share_left(**said):
    return np.mean([left(number, **said) for number in range(DAWN, DAWN + 1200)])


def test_mobile_groups_leave_at_the_stated_rate():
    assert share_left() == pytest.approx(1 - np.exp(-P.isis.departure_rate / 4), abs=0.012)


def test_the_rate_of_leaving_does_not_depend_on_the_length_of_a_tick():
    world, gone = open_field(1), {}
    for per_day in (2, 4, 8):
        set_unit(
            world, 0, force=ISIS, mission=MISSION_MOBILE, strength=50, assigned_bank=WEST_BANK
        )
        world.commands.posture[ISIS_COMMAND] = WITHDRAWAL
        stays = 1.0
        for number in range(4000):
            world.unit_workspace.is_leaving[0] = False
            plain_twin(withdraw_from_city)(world, P, make_clock(number, ticks_per_day=per_day))
            stays -= world.unit_workspace.is_leaving[0] / 4000
        gone[per_day] = 1 - stays**per_day
    due = 1 - np.exp(-P.isis.departure_rate)
    assert list(gone.values()) == pytest.approx([due] * 3, abs=0.03)


def test_garrisons_leave_after_the_mobile_groups():
    garrison = {"mission": MISSION_GARRISON, "role": ROLE_GARRISON}
    stay = int(P.isis.rearguard_days)
    assert share_left(**garrison, days=stay - 1) == 0.0
    assert share_left(**garrison, days=stay) > 0.0


def test_nobody_leaves_who_is_to_hold():
    assert share_left(posture=0) == 0.0


def test_nobody_leaves_by_a_road_that_is_shut():
    assert share_left(road=ROAD_CLOSED) == 0.0


def test_the_east_leaves_over_an_open_bridge_only():
    assert share_left(assigned_bank=EAST_BANK) == 0.0
    assert share_left(assigned_bank=EAST_BANK, bridge=True) > 0.0
    taken_out = with_changes(P, {"switch.bridges": False})
    assert share_left(assigned_bank=EAST_BANK, bridge=True, p=taken_out) == 0.0


def test_only_isis_withdraws():
    assert share_left(force=IRAQI) == 0.0


def test_who_has_not_come_does_not_leave():
    assert share_left(arrival_tick=NEVER) == 0.0


def test_no_man_comes_or_goes_by_a_corridor_that_is_taken_out():
    off, shut = ({"switch.corridor": False}, {"corridor.closed_at_start": True})
    for changes in (off, shut):
        course = run_days(
            coarse_simulation(
                **changes, **{"isis.recruits_per_day": 0, "isis.arrivals_per_day": 20}
            ),
            8,
        )
        today = course.daily().iloc[-1]
        assert (today["western_road"], today["isis_arrived"]) == ("closed", 0)


def test_men_who_were_held_up_come_once_the_road_is_open_again():
    changes = {
        "isis.recruits_per_day": 0,
        "isis.arrivals_per_day": 20,
        "corridor.closed_at_start": True,
    }
    course = run_days(coarse_simulation(**changes), 8)
    course.world.external.western_road_state[0] = ROAD_OPEN
    course.world.external.road_closed_tick[0] = NEVER
    came = run_days(course, 6).daily()["isis_arrived"].iloc[-1]
    assert came == 100
