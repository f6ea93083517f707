"""The campaign: when the front pauses, when it restarts, who attacks on which days."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick, town

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    ATTACK,
    EASTERN_FIGHT,
    EASTERN_REFIT,
    IRAQI,
    IRAQI_COMMAND,
    NEVER,
    REGROUP,
    TO_EMBED,
    TO_HALT,
    TO_RESTART,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.campaign import choose_days, haste, judge_pace, reason_to_halt
from mesa_mosul.rules.command import decide
from mesa_mosul.rules.count import is_pressing
from mesa_mosul.state import fill

P = Parameters()
EAGER = changed(P, {"command.halt_rate": 0.3})
share = st.floats(0, 1)


def front(posture=EASTERN_FIGHT, cohesion=0.2, pace=0.0, day=60, p=P, **dated):
    """Return a field after a morning's council; one eastern axis that holds half its ground."""
    world = field(1)
    put(world, 0, force=IRAQI, men=1000, cell=middle(), role=ATTACK)
    world.city.held[world.fought[::2]] = 1.0
    world.battalions.cohesion[0], world.axes.pace[0] = cohesion, pace
    world.axes.held_before[0] = world.city.held[world.fought].sum()
    world.commands.posture[IRAQI_COMMAND] = posture
    world.outside.rules_from[0] = dated.pop("rules_from", 0)
    fill(world.dated, **dated)
    plain(decide)(world, p, tick(4 * day))
    return world


def told(world):
    return world.events.what[: world.counts.events[0]].tolist()


def share_of(event, **said):
    return np.mean([event in told(front(day=day, **said)) for day in range(60, 260)])


@given(share, share, share)
def test_a_reason_to_halt_lies_between_0_and_1(lag, cohesion, left):
    assert 0.0 <= plain(reason_to_halt)(lag, cohesion, left, P) <= 1.0


@given(share, share, share, share)
def test_a_greater_lag_is_never_less_of_a_reason(one, other, cohesion, left):
    few, much = sorted((one, other))
    law = plain(reason_to_halt)
    assert law(few, cohesion, left, P) <= law(much, cohesion, left, P)


@given(share, share)
def test_nothing_left_to_take_is_no_reason_to_halt(lag, cohesion):
    assert plain(reason_to_halt)(lag, cohesion, 0.0, P) == 0.0


def test_worn_men_who_gain_nothing_halt_at_the_stated_rate():
    rate = EAGER.command.halt_rate * (1 - 41 / 81)
    found = share_of(TO_HALT, cohesion=0.0, p=EAGER)
    assert found == pytest.approx(1 - np.exp(-rate), abs=0.07)


def test_fresh_men_who_gain_as_wanted_never_halt():
    assert share_of(TO_HALT, cohesion=1.0, pace=10.0, p=EAGER) == 0.0


def test_without_pauses_nobody_halts():
    p = changed(EAGER, {"switch.pause": False})
    assert share_of(TO_HALT, p=p) == 0.0


def test_a_dated_halt_is_made_on_its_day_and_on_no_other():
    assert share_of(TO_HALT, p=EAGER, rules_from=NEVER, halt=4 * 100) == 1 / 200


def test_after_the_last_dated_decision_the_rules_decide():
    assert share_of(TO_HALT, p=EAGER, rules_from=4 * 50, halt=4 * 40) > 0.0


@pytest.mark.parametrize(("dated", "halts"), [(True, 4 * 57), (False, NEVER)])
def test_dates_bind_unless_they_are_switched_off(dated, halts):
    world = town("campaign", **{"switch.dated_decisions": dated}).world
    assert world.dated.halt[0] == halts


def test_rested_men_restart_in_step_and_with_advisers():
    world = front(EASTERN_REFIT, cohesion=1.0)
    assert told(world)[:2] == [TO_EMBED, TO_RESTART]
    assert world.commands.posture[IRAQI_COMMAND] == EASTERN_FIGHT
    assert world.axes.in_step[0]
    assert world.axes.embedded[0]


def test_worn_men_do_not_restart():
    assert share_of(TO_RESTART, posture=EASTERN_REFIT, cohesion=0.0) == 0.0


def test_advisers_stay_behind_where_they_are_not_sent():
    p = changed(P, {"us.advisers_embed": False})
    assert not front(EASTERN_REFIT, cohesion=1.0, p=p).axes.embedded[0]


def test_advisers_go_forward_on_their_date():
    world = front(rules_from=NEVER, embed=4 * 60)
    assert TO_EMBED in told(world)
    assert world.axes.embedded[0]


def attacking(days=300, p=P, in_step=False, posture=EASTERN_FIGHT):
    """Return on which share of days one axis attacks."""
    world, found = field(1), []
    world.commands.posture[IRAQI_COMMAND], world.axes.in_step[0] = posture, in_step
    for day in range(days):
        plain(choose_days)(world, p, tick(4 * day), 0)
        found.append(plain(is_pressing)(world, 0))
    return np.mean(found)


def test_out_of_step_an_axis_attacks_on_the_stated_share_of_days():
    assert attacking(2000) == pytest.approx(P.command.effort, abs=0.03)


def test_in_step_an_axis_attacks_on_every_day():
    assert attacking(in_step=True) == 1.0
    assert attacking(p=changed(P, {"switch.out_of_step": False})) == 1.0


def test_while_the_front_pauses_nobody_attacks():
    assert attacking(posture=EASTERN_REFIT) == 0.0
    assert attacking(posture=EASTERN_REFIT, in_step=True) == 0.0


def pace_after(gains, posture=EASTERN_FIGHT):
    world = field(1)
    world.commands.posture[IRAQI_COMMAND] = posture
    for gain in gains:
        world.city.held[world.fought[0]] += gain
        plain(judge_pace)(world, P, 0)
    return world.axes.pace[0]


def test_a_steady_gain_becomes_the_pace():
    assert pace_after([0.01] * 90) == pytest.approx(0.01, abs=1e-3)


def test_an_axis_that_does_not_fight_is_not_blamed():
    assert pace_after([0.0] * 90, REGROUP) == P.command.wanted_pace


DEADLINE = changed(P, {"switch.deadline": True, "command.deadline_day": 30})


@given(st.floats(0, 200), st.floats(0, 1))
def test_haste_lies_between_0_and_1_and_never_below_the_doctrine(day, dash):
    for switch in (True, False):
        p = changed(P, {"switch.deadline": switch, "command.dash": dash})
        assert dash <= plain(haste)(p, day) <= 1.0


def test_haste_rises_to_its_full_by_the_deadline_and_ends_with_it():
    days = (0, 20, 30, 31)
    found = [plain(haste)(DEADLINE, day) for day in days]
    assert found[0] == 0.0
    assert 0.0 < found[1] < found[2] == 1.0
    assert found[3] == 0.0


def test_without_a_deadline_nobody_hurries():
    assert plain(haste)(P, 26) == 0.0


def test_in_haste_an_axis_attacks_on_every_day():
    world = field(1)
    world.commands.posture[IRAQI_COMMAND] = EASTERN_FIGHT
    world.commands.haste[IRAQI_COMMAND] = 1.0
    for day in range(50):
        plain(choose_days)(world, P, tick(4 * day), 0)
        assert world.axes.active[0]
