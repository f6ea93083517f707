"""ISIS in Raqqa: what it decides, and when; what officials who returned contribute."""

import numpy as np
import pytest
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    ARRIVAL_SENT_BY_RAQQA,
    ARRIVAL_WESTERN_ROAD,
    DIVERSION,
    ISIS,
    LAUNCH_DIVERSION,
    NEVER,
    OBSERVE,
    OFFICIALS,
    RAQQA_COMMAND,
    REINFORCE_DEFENDERS,
    ROAD_CLOSED,
    ROAD_OPEN,
    ROAD_RESTRICTED,
    SEND_FIGHTERS,
    SEND_HOLD_ORDER,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.raqqa_command import decide_raqqa_posture, update_officials_bonus

P = Parameters()
BUSY = with_changes(P, {"raqqa.diversion_rate": 0.5, "raqqa.reinforcement_men": 300})


def event_codes(world):
    return world.event_log.event_code[: world.totals.n_events[0]].tolist()


def pressed(number=30, pace=10.0, road=ROAD_OPEN, due=NEVER, p=BUSY):
    """Return a field after a council of Raqqa's; pace: km2 lost a day of 81."""
    world = open_field(2, formation_count=2)
    set_unit(world, 0, force=ISIS, strength=5000, cell=field_cell())
    set_unit(world, 1, force=ISIS, strength=300, arrival_tick=NEVER, formation=1)
    world.formations.arrival_mode[1], world.commands.scheduled_tick[RAQQA_COMMAND] = (
        ARRIVAL_SENT_BY_RAQQA,
        due,
    )
    (
        world.external.remembered_advance_rate_km2_per_day[0],
        world.external.western_road_state[0],
    ) = pace, road
    plain_twin(decide_raqqa_posture)(world, p, make_clock(4 * number))
    return world


def share_told(what, **said):
    return np.mean([what in event_codes(pressed(number, **said)) for number in range(30, 630)])


def test_a_message_comes_the_sooner_the_more_is_in_danger():
    none, little, much = (share_told(SEND_HOLD_ORDER, pace=pace) for pace in (0.0, 1.0, 10.0))
    assert none == 0.0 < little < much
    assert much == pytest.approx(1 - np.exp(-P.raqqa.hold_order_rate), abs=0.04)


def test_no_message_comes_where_the_road_is_shut_and_none_twice():
    assert share_told(SEND_HOLD_ORDER, road=ROAD_CLOSED) == 0.0
    world = next(w for w in map(pressed, range(30, 90)) if w.external.hold_order_received[0])
    for number in range(100, 200):
        plain_twin(decide_raqqa_posture)(world, BUSY, make_clock(4 * number))
    assert event_codes(world).count(SEND_HOLD_ORDER) == 1


@pytest.mark.parametrize("road", [ROAD_OPEN, ROAD_RESTRICTED])
def test_raqqa_sends_its_men_on_its_day_and_they_come_after_their_march(road):
    world = pressed(30, due=4 * 30, road=road, pace=0.0)
    assert event_codes(world) == [SEND_FIGHTERS]
    assert world.units.arrival_tick[1] == 4 * 30 + 4 * P.raqqa.reinforcement_travel_days
    assert world.commands.posture[RAQQA_COMMAND] == REINFORCE_DEFENDERS


def test_raqqa_sends_nobody_before_its_day_or_by_a_road_that_is_shut():
    assert pressed(29, due=4 * 30, pace=0.0).units.arrival_tick[1] == NEVER
    assert pressed(30, due=4 * 30, road=ROAD_CLOSED).units.arrival_tick[1] == NEVER


def striking():
    return next(
        w for w in (pressed(n, road=ROAD_CLOSED) for n in range(30, 99)) if event_codes(w)
    )


def test_operations_draw_sorties_away_for_their_days():
    world = striking()
    began = world.commands.posture_since_tick[RAQQA_COMMAND]
    assert event_codes(world) == [LAUNCH_DIVERSION]
    assert (
        world.external.sorties_diverted_permille[0] == 1000 * P.raqqa.sorties_diverted_fraction
    )
    quiet = with_changes(BUSY, {"raqqa.diversion_rate": 0.0})
    last = began + int(4 * P.raqqa.diversion_duration_days)
    plain_twin(decide_raqqa_posture)(world, quiet, make_clock(last - 4))
    assert world.external.sorties_diverted_permille[0] > 0
    assert world.commands.posture[RAQQA_COMMAND] == DIVERSION
    plain_twin(decide_raqqa_posture)(world, quiet, make_clock(last))
    assert world.external.sorties_diverted_permille[0] == 0
    assert world.commands.posture[RAQQA_COMMAND] == OBSERVE


def test_operations_come_the_sooner_the_harder_mosul_is_pressed():
    none, little, much = (share_told(LAUNCH_DIVERSION, pace=x) for x in (0.0, 1.0, 10.0))
    assert none == 0.0 < little < much


def test_nothing_is_struck_elsewhere_unless_a_scenario_says_so():
    assert share_told(LAUNCH_DIVERSION, p=P) == 0.0


def test_a_raqqa_that_is_taken_out_decides_nothing():
    off = with_changes(BUSY, {"switch.raqqa": False})
    assert not any(event_codes(pressed(n, due=0, p=off)) for n in range(30, 300))


def officials(men=100, arrives=0, way=ARRIVAL_WESTERN_ROAD, kind=OFFICIALS):
    world = open_field(1)
    set_unit(
        world,
        0,
        force=ISIS,
        kind=kind,
        strength=men,
        authorized_strength=100,
        arrival_tick=arrives,
    )
    world.formations.arrival_mode[0] = way
    plain_twin(update_officials_bonus)(world, P, make_clock(40))
    return world.external.recovery_bonus_of_officials[0]


def test_officials_who_came_back_help_as_far_as_they_are_there():
    assert officials() == P.isis.officials_recovery_bonus
    assert officials(50) == P.isis.officials_recovery_bonus / 2
    assert officials(arrives=41) == officials(way=0) == officials(kind=0) == 0.0
