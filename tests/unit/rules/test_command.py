"""What commands decide, and on what."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import (
    coarse_battle,
    coarse_simulation,
    field_cell,
    make_clock,
    open_field,
    run_days,
    set_unit,
)

from mesa_mosul.engine.codes import (
    APPROACH,
    ATTACK_WEST,
    AXIS_ATTACK,
    AXIS_PAUSE,
    COMMIT_RESERVE,
    COUNTER_ATTACK,
    EASTERN_OFFENSIVE,
    ENTER_CITY,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    ISIS_COMMAND,
    MISSION_ASSAULT,
    MISSION_HOLD,
    MISSION_RESERVE,
    NO_INDEX,
    PAUSE_AXIS,
    REGROUPING,
    RESUME_AXIS,
    ROLE_ATTACK,
    ROLE_HOLD,
    ROLE_OFF_MAP,
    ROLE_REFIT,
    STATIC_DEFENCE,
    WEST_BANK,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.command import axis_control, decide_commands, reason_to_pause, review_axes

P = Parameters()
share = st.floats(0, 1)


def council(cohesion=1.0, lost=0, posture=AXIS_ATTACK, since=0, day=30, p=P):
    """Return a field after the morning's council of one axis with 1,000 attackers."""
    world = open_field(1)
    set_unit(world, 0, force=IRAQI, strength=1000, cell=field_cell(), role=ROLE_ATTACK)
    world.axes_of_advance.casualties_total[0] = lost
    world.battalions.cohesion[0] = cohesion
    world.axes_of_advance.posture[0], world.axes_of_advance.posture_since_tick[0] = (
        posture,
        since,
    )
    world.commands.posture[IRAQI_COMMAND] = EASTERN_OFFENSIVE
    plain_twin(decide_commands)(world, p, make_clock(4 * day))
    return world


def told(world):
    return world.event_log.event_code[: world.totals.n_events[0]].tolist()


def days(count, **said):
    return [council(day=day, **said) for day in range(30, 30 + count)]


@given(share, st.floats(0, 0.2))
def test_a_reason_lies_between_0_and_1(cohesion, losses):
    assert 0.0 <= plain_twin(reason_to_pause)(cohesion, losses, P) <= 1.0


@given(share, share, st.floats(0, 0.2))
def test_less_cohesion_is_never_less_of_a_reason(one, other, losses):
    low, high = sorted((one, other))
    assert plain_twin(reason_to_pause)(low, losses, P) >= plain_twin(reason_to_pause)(
        high, losses, P
    )


@given(share, st.floats(0, 0.2), st.floats(0, 0.2))
def test_greater_losses_are_never_less_of_a_reason(cohesion, one, other):
    few, many = sorted((one, other))
    assert plain_twin(reason_to_pause)(cohesion, few, P) <= plain_twin(reason_to_pause)(
        cohesion, many, P
    )


def test_fresh_men_with_few_losses_have_no_reason_to_pause():
    assert plain_twin(reason_to_pause)(1.0, 0.0, P) == 0.0
    assert not any(told(world) for world in days(100))


def test_exhausted_men_pause_at_the_stated_rate():
    paused = np.mean([PAUSE_AXIS in told(world) for world in days(1000, cohesion=0.0)])
    assert paused == pytest.approx(1 - np.exp(-P.command.axis_pause_rate), abs=0.05)


def test_heavy_losses_of_a_day_lead_to_a_pause():
    assert any(PAUSE_AXIS in told(world) for world in days(50, lost=100))


def test_nobody_resumes_before_the_shortest_pause_is_over():
    rest = int(P.command.rest_days)
    worlds = [council(posture=AXIS_PAUSE, since=4 * (day - rest + 1), day=day)
              for day in range(30, 130)]  # fmt: skip
    assert not any(RESUME_AXIS in told(world) for world in worlds)


def test_rested_men_resume():
    assert any(RESUME_AXIS in told(world) for world in days(50, posture=AXIS_PAUSE, since=0))


def test_men_without_cohesion_do_not_resume():
    worlds = days(100, posture=AXIS_PAUSE, since=0, cohesion=0.1)
    assert not any(RESUME_AXIS in told(world) for world in worlds)


def test_there_is_no_council_but_at_dawn():
    world = council(cohesion=0.0)
    before = world.totals.n_events[0], world.axes_of_advance.casualties_at_review[0]
    for number in range(121, 124):
        plain_twin(decide_commands)(world, P, make_clock(number))
    assert (world.totals.n_events[0], world.axes_of_advance.casualties_at_review[0]) == before


def test_the_casualties_of_a_day_are_reported_once():
    world = council(lost=100)
    assert (
        world.axes_of_advance.casualties_at_review[0]
        == world.axes_of_advance.casualties_total[0]
        == 100
    )


def test_men_who_come_to_help_bring_no_losses_of_their_past():
    """A unit that bled elsewhere stands on an axis on which nobody has fallen."""
    p = with_changes(
        P, {"command.axis_pause_rate": 1.0, "command.axis_pause_daily_loss": 0.002}
    )
    for day in range(30, 60):
        world = open_field(1)
        set_unit(
            world,
            0,
            force=IRAQI,
            strength=800,
            cell=field_cell(),
            role=ROLE_ATTACK,
            killed=20,
            wounded_now=180,
        )
        world.commands.posture[IRAQI_COMMAND] = EASTERN_OFFENSIVE
        plain_twin(decide_commands)(world, p, make_clock(4 * day))
        assert told(world) == []


def reserves(since, posture=AXIS_PAUSE, count=300):
    found = []
    for day in range(30, 30 + count):
        world = open_field(1)
        world.formations.mission[0] = MISSION_RESERVE
        world.axes_of_advance.posture[0], world.axes_of_advance.posture_since_tick[0] = (
            posture,
            since,
        )
        plain_twin(decide_commands)(world, P, make_clock(4 * day))
        found.append(world)
    return found


def test_reserves_are_sent_to_a_paused_axis_at_the_stated_rate():
    sent = np.mean(
        [world.formations.committed_axis[0] == 0 for world in reserves(0, count=2000)]
    )
    assert sent == pytest.approx(1 - np.exp(-P.command.commit_rate), abs=0.02)


def test_no_reserve_is_sent_where_all_press():
    assert all(
        world.formations.committed_axis[0] == NO_INDEX for world in reserves(0, AXIS_ATTACK)
    )


def test_a_reserve_that_is_sent_is_logged():
    world = next(world for world in reserves(0) if world.formations.committed_axis[0] == 0)
    assert COMMIT_RESERVE in told(world)


@given(st.lists(share, min_size=81, max_size=81))
def test_the_ground_held_is_the_mean_over_the_axis(held):
    world = open_field(1)
    world.cells.control[world.contested_cells] = held
    assert plain_twin(axis_control)(world, 0, True) == pytest.approx(np.mean(held))


def test_an_axis_without_such_ground_holds_all_of_it():
    assert plain_twin(axis_control)(open_field(1), 0, False) == 1.0


def decided(posture, held, days, p=P):
    """Return the war after a council so many days into a posture, with ground held."""
    world = open_field(1, axis_count=2)
    world.axes_of_advance.bank[1] = WEST_BANK
    world.cells.control[world.contested_cells] = held
    world.commands.posture[IRAQI_COMMAND] = posture
    if posture == APPROACH:
        world.cells.city_area_km2[world.contested_cells] = 0.0
    plain_twin(decide_commands)(world, p, make_clock(4 * days))
    return world.commands.posture[IRAQI_COMMAND]


def test_the_city_is_stormed_when_its_edge_is_reached():
    assert decided(APPROACH, 1.0, 0) == EASTERN_OFFENSIVE
    assert decided(APPROACH, 0.5, 30) == APPROACH


def test_the_east_is_fought_for_until_it_is_taken():
    assert decided(EASTERN_OFFENSIVE, 0.5, 300) == EASTERN_OFFENSIVE
    assert decided(EASTERN_OFFENSIVE, 1.0, 30) == REGROUPING


def test_the_west_is_attacked_when_the_wait_is_over():
    wait = int(np.ceil(P.advance.west_wait_days))
    assert decided(REGROUPING, 1.0, wait - 1) == REGROUPING
    assert decided(REGROUPING, 1.0, wait) == WESTERN_OFFENSIVE


MANY = int(3 * P.isis.counter_attack_ratio * 100)
"""Attackers in contact with 100 men of ISIS, against whom it stands."""


def isis(ours, theirs, posture=STATIC_DEFENCE, day=30):
    world = open_field(1)
    world.local_density.men[:, field_cell()] = ours, theirs
    world.local_density.density[:, field_cell()] = ours, theirs
    world.commands.posture[ISIS_COMMAND] = posture
    plain_twin(decide_commands)(world, P, make_clock(4 * day))
    return world.commands.posture[ISIS_COMMAND]


def test_isis_strikes_back_when_attackers_are_few():
    assert any(isis(100, 100, day=day) == COUNTER_ATTACK for day in range(30, 60))


def test_isis_stands_when_attackers_are_many():
    assert all(isis(MANY, 100, day=day) == STATIC_DEFENCE for day in range(30, 130))


def test_isis_stands_again_when_attackers_have_become_many():
    assert any(isis(MANY, 100, COUNTER_ATTACK, day) == STATIC_DEFENCE for day in range(30, 60))


def test_isis_decides_nothing_out_of_contact():
    assert all(isis(0, 100, day=day) == STATIC_DEFENCE for day in range(30, 60))


@pytest.mark.parametrize("kind", ["reported", "approach", "west"])
def test_every_change_of_posture_is_an_event(kind):
    course = coarse_battle(kind, 2, "compiled")
    before = course.world.axes_of_advance.posture.copy()
    changes = 0
    for _ in range(25):
        run_days(course, 1)
        changes += int((course.world.axes_of_advance.posture != before).sum())
        before = course.world.axes_of_advance.posture.copy()
    noted = course.events()["event"].isin(["pause the axis", "resume the axis"]).sum()
    assert noted == changes


def test_parts_of_the_war_follow_each_other():
    course = run_days(coarse_simulation("campaign", 1, "compiled"), 40)
    order = [ENTER_CITY, ATTACK_WEST]
    what = [w for w in told(course.world) if w in order]
    assert what == order[: len(what)]


def reviewed(*roles_and_missions, p=P):
    """Return the review of an axis with a unit of 80 of 100 men for each role and mission."""
    world = open_field(len(roles_and_missions))
    for row, (role, mission) in enumerate(roles_and_missions):
        set_unit(
            world,
            row,
            force=IRAQI,
            strength=80,
            authorized_strength=100,
            cell=field_cell(),
            role=role,
            mission=mission,
        )
    world.battalions.cohesion[0] = 0.5
    plain_twin(review_axes)(world, p)
    review = world.axis_review
    return review.strength[0], review.authorized[0], review.cohesion_weighted_men[0]


def test_without_lead_formations_all_who_attack_or_hold_are_reviewed():
    p = with_changes(P, {"switch.lead_formations": False})
    roles = (ROLE_ATTACK, MISSION_ASSAULT), (ROLE_HOLD, MISSION_HOLD), (ROLE_OFF_MAP, 0)
    assert reviewed(*roles, p=p) == (160, 160, 80000)


def test_lead_formations_are_reviewed_against_their_authorized_strength():
    roles = (ROLE_ATTACK, MISSION_ASSAULT), (ROLE_HOLD, MISSION_HOLD)
    assert reviewed(*roles) == (80, 100, 40000)


def test_who_refits_has_no_readiness_to_offer():
    assert reviewed((ROLE_REFIT, MISSION_ASSAULT)) == (80, 100, 0)


def test_the_other_side_does_not_count_on_an_axis():
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=100, cell=field_cell(), role=ROLE_ATTACK)
    plain_twin(review_axes)(world, P)
    assert world.axis_review.strength[0] == 0
