"""The campaign: when the front pauses, when it restarts, who attacks on which days."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import coarse_simulation, field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    ADVISERS,
    EASTERN_OFFENSIVE,
    EMBED_ADVISERS,
    IRAQI,
    IRAQI_COMMAND,
    MISSION_ASSAULT,
    MISSION_HOLD,
    NEVER,
    OPERATIONAL_PAUSE,
    PAUSE_FRONT,
    REGROUPING,
    RESUME_FRONT,
    ROLE_ATTACK,
    US,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.world import set_columns
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.axis_progress import update_advance_rate
from mesa_mosul.rules.command import decide_commands
from mesa_mosul.rules.density import axis_attacks_today
from mesa_mosul.rules.iraqi_campaign import (
    choose_attack_days,
    covered_fraction,
    reason_to_pause_front,
    tempo_on_day,
    update_adviser_coverage,
)

P = Parameters()
EAGER = with_changes(P, {"command.front_pause_rate": 0.3})
share = st.floats(0, 1)


def front(posture=EASTERN_OFFENSIVE, cohesion=0.2, pace=0.0, day=60, p=P, **dated):
    """Return a field after the daily decisions; its one eastern axis controls half of it."""
    world = open_field(1)
    set_unit(world, 0, force=IRAQI, strength=1000, cell=field_cell(), role=ROLE_ATTACK)
    world.cells.control[world.contested_cells[::2]] = 1.0
    world.battalions.cohesion[0], world.axes_of_advance.advance_rate_km2_per_day[0] = (
        cohesion,
        pace,
    )
    world.axes_of_advance.city_km2_at_review[0] = world.cells.control[
        world.contested_cells
    ].sum()
    world.commands.posture[IRAQI_COMMAND] = posture
    world.external.endogenous_from_tick[0] = dated.pop("rules_from", 0)
    set_columns(world.scheduled_orders, **dated)
    plain_twin(decide_commands)(world, p, make_clock(4 * day))
    return world


def told(world):
    return world.event_log.event_code[: world.totals.n_events[0]].tolist()


def share_of(event, **said):
    return np.mean([event in told(front(day=day, **said)) for day in range(60, 260)])


@given(share, share, share)
def test_a_reason_to_halt_lies_between_0_and_1(lag, cohesion, left):
    assert 0.0 <= plain_twin(reason_to_pause_front)(lag, cohesion, left, P) <= 1.0


@given(share, share, share, share)
def test_a_greater_lag_is_never_less_of_a_reason(one, other, cohesion, left):
    few, much = sorted((one, other))
    law = plain_twin(reason_to_pause_front)
    assert law(few, cohesion, left, P) <= law(much, cohesion, left, P)


@given(share, share)
def test_nothing_left_to_take_is_no_reason_to_halt(lag, cohesion):
    assert plain_twin(reason_to_pause_front)(lag, cohesion, 0.0, P) == 0.0


def test_worn_men_who_gain_nothing_halt_at_the_stated_rate():
    rate = EAGER.command.front_pause_rate * (1 - 41 / 81)
    found = share_of(PAUSE_FRONT, cohesion=0.0, p=EAGER)
    assert found == pytest.approx(1 - np.exp(-rate), abs=0.07)


def test_fresh_men_who_gain_as_wanted_never_halt():
    assert share_of(PAUSE_FRONT, cohesion=1.0, pace=10.0, p=EAGER) == 0.0


def test_without_pauses_nobody_halts():
    p = with_changes(EAGER, {"switch.pause": False})
    assert share_of(PAUSE_FRONT, p=p) == 0.0


def test_a_dated_halt_is_made_on_its_day_and_on_no_other():
    assert share_of(PAUSE_FRONT, p=EAGER, rules_from=NEVER, pause_tick=4 * 100) == 1 / 200


def test_after_the_last_dated_decision_the_rules_decide():
    assert share_of(PAUSE_FRONT, p=EAGER, rules_from=4 * 50, pause_tick=4 * 40) > 0.0


@pytest.mark.parametrize(("dated", "halts"), [(True, 4 * 57), (False, NEVER)])
def test_dates_bind_unless_they_are_switched_off(dated, halts):
    world = coarse_simulation("campaign", **{"switch.dated_decisions": dated}).world
    assert world.scheduled_orders.pause_tick[0] == halts


def test_rested_men_restart_in_step_and_with_advisers():
    world = front(OPERATIONAL_PAUSE, cohesion=1.0)
    assert told(world)[:2] == [EMBED_ADVISERS, RESUME_FRONT]
    assert world.commands.posture[IRAQI_COMMAND] == EASTERN_OFFENSIVE
    assert world.axes_of_advance.synchronized[0]
    assert world.axes_of_advance.advisers_embedded[0]


def test_worn_men_do_not_restart():
    assert share_of(RESUME_FRONT, posture=OPERATIONAL_PAUSE, cohesion=0.0) == 0.0


def test_advisers_stay_behind_where_they_are_not_sent():
    p = with_changes(P, {"coalition.advisers_embed": False})
    assert not front(OPERATIONAL_PAUSE, cohesion=1.0, p=p).axes_of_advance.advisers_embedded[0]


def test_advisers_go_forward_on_their_date():
    world = front(rules_from=NEVER, embed_tick=4 * 60)
    assert EMBED_ADVISERS in told(world)
    assert world.axes_of_advance.advisers_embedded[0]


def coverage(advisers=225, troops=10_000, p=P, embedded=True, mission=MISSION_ASSAULT, here=0):
    """Return the share of the leading battalions that have advisers, at the day's review."""
    world = open_field(2)
    set_unit(world, 0, force=IRAQI, strength=troops, mission=mission, role=ROLE_ATTACK, axis=0)
    set_unit(world, 1, force=US, kind=ADVISERS, strength=advisers, arrival_tick=here, axis=-1)
    world.axes_of_advance.advisers_embedded[0] = embedded
    plain_twin(update_adviser_coverage)(world, p, make_clock(40))
    return world.external.adviser_coverage[0]


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 60_000), st.floats(1, 200))
def test_more_advisers_never_serve_less(one, other, troops, each):
    few, many = sorted((one, other))
    law = plain_twin(covered_fraction)
    assert 0.0 <= law(few, troops, each) <= law(many, troops, each) <= 1.0
    assert law(few, 2 * troops, each) <= law(few, troops, each)


def test_advisers_serve_as_many_as_is_stated():
    assert coverage() == 225 * P.coalition.troops_per_adviser / 10_000
    assert coverage(450) == 1.0
    assert coverage(here=41) == 0.0


def test_advisers_who_are_not_embedded_serve_nobody():
    assert coverage(embedded=False) == 0.0


def test_who_only_holds_needs_no_advisers():
    assert coverage(1, mission=MISSION_HOLD) == 1.0


def test_where_each_serves_many_their_number_does_not_matter():
    many = with_changes(P, {"coalition.troops_per_adviser": 200.0})
    assert coverage(225, p=many) == coverage(1000, p=many) == 1.0


@pytest.mark.parametrize(("personnel", "advisers"), [(5000, 225), (2500, 112), (100, 4)])
def test_the_coalitions_personnel_decides_how_many_advisers_there_are(personnel, advisers):
    units = coarse_simulation("campaign", **{"coalition.personnel": personnel}).world.units
    assert units.strength[units.kind == ADVISERS].sum() == pytest.approx(advisers, abs=1)


def attacking(days=300, p=P, in_step=False, posture=EASTERN_OFFENSIVE):
    """Return on which share of days one axis attacks."""
    world, found = open_field(1), []
    world.commands.posture[IRAQI_COMMAND], world.axes_of_advance.synchronized[0] = (
        posture,
        in_step,
    )
    for day in range(days):
        plain_twin(choose_attack_days)(world, p, make_clock(4 * day), 0)
        found.append(plain_twin(axis_attacks_today)(world, 0))
    return np.mean(found)


def test_out_of_step_an_axis_attacks_on_the_stated_share_of_days():
    assert attacking(2000) == pytest.approx(P.command.attack_day_fraction, abs=0.03)


def test_in_step_an_axis_attacks_on_every_day():
    assert attacking(in_step=True) == 1.0
    assert attacking(p=with_changes(P, {"switch.out_of_step": False})) == 1.0


def test_while_the_front_pauses_nobody_attacks():
    assert attacking(posture=OPERATIONAL_PAUSE) == 0.0
    assert attacking(posture=OPERATIONAL_PAUSE, in_step=True) == 0.0


def pace_after(gains, posture=EASTERN_OFFENSIVE):
    world = open_field(1)
    world.commands.posture[IRAQI_COMMAND] = posture
    for gain in gains:
        world.cells.control[world.contested_cells[0]] += gain
        plain_twin(update_advance_rate)(world, P, 0)
    return world.axes_of_advance.advance_rate_km2_per_day[0]


def test_a_steady_gain_becomes_the_pace():
    assert pace_after([0.01] * 90) == pytest.approx(0.01, abs=1e-3)


def test_an_axis_that_does_not_fight_is_not_blamed():
    assert pace_after([0.0] * 90, REGROUPING) == P.command.target_advance_rate


DEADLINE = with_changes(P, {"switch.deadline": True, "command.deadline_day": 30})


@given(st.floats(0, 200), st.floats(0, 1))
def test_haste_lies_between_0_and_1_and_never_below_the_doctrine(day, dash):
    for switch in (True, False):
        p = with_changes(P, {"switch.deadline": switch, "command.tempo": dash})
        assert dash <= plain_twin(tempo_on_day)(p, day) <= 1.0


def test_haste_rises_to_its_full_by_the_deadline_and_ends_with_it():
    days = (0, 20, 30, 31)
    found = [plain_twin(tempo_on_day)(DEADLINE, day) for day in days]
    assert found[0] == 0.0
    assert 0.0 < found[1] < found[2] == 1.0
    assert found[3] == 0.0


def test_without_a_deadline_nobody_hurries():
    assert plain_twin(tempo_on_day)(P, 26) == 0.0


def test_in_haste_an_axis_attacks_on_every_day():
    world = open_field(1)
    world.commands.posture[IRAQI_COMMAND] = EASTERN_OFFENSIVE
    world.commands.tempo[IRAQI_COMMAND] = 1.0
    for day in range(50):
        plain_twin(choose_attack_days)(world, P, make_clock(4 * day), 0)
        assert world.axes_of_advance.attacks_today[0]
