"""What commands decide, and on what."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, lived, middle, put, tick, town, war

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    APPROACH,
    ATTACK,
    AWAY,
    EASTERN_FIGHT,
    HOLD,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    ISIS_COMMAND,
    NO_ONE,
    PAUSE,
    PRESS,
    REGROUP,
    RESERVE,
    STAND,
    STRIKE_BACK,
    TO_COMMIT,
    TO_PAUSE,
    TO_RESUME,
    TO_STORM,
    TO_THE_WEST,
    WEST,
    WESTERN_FIGHT,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.command import decide, ground_held, reason_to_pause, review

P = Parameters()
share = st.floats(0, 1)


def council(cohesion=1.0, lost=0, posture=PRESS, since=0, day=30, p=P):
    """Return a field after the morning's council of one axis with 1,000 attackers."""
    world = field(1)
    put(world, 0, force=IRAQI, men=1000, cell=middle(), role=ATTACK)
    world.axes.lost[0] = lost
    world.battalions.cohesion[0] = cohesion
    world.axes.posture[0], world.axes.since[0] = posture, since
    world.commands.posture[IRAQI_COMMAND] = EASTERN_FIGHT
    plain(decide)(world, p, tick(4 * day))
    return world


def told(world):
    return world.events.what[: world.counts.events[0]].tolist()


def days(count, **said):
    return [council(day=day, **said) for day in range(30, 30 + count)]


@given(share, st.floats(0, 0.2))
def test_a_reason_lies_between_0_and_1(cohesion, losses):
    assert 0.0 <= plain(reason_to_pause)(cohesion, losses, P) <= 1.0


@given(share, share, st.floats(0, 0.2))
def test_less_cohesion_is_never_less_of_a_reason(one, other, losses):
    low, high = sorted((one, other))
    assert plain(reason_to_pause)(low, losses, P) >= plain(reason_to_pause)(high, losses, P)


@given(share, st.floats(0, 0.2), st.floats(0, 0.2))
def test_greater_losses_are_never_less_of_a_reason(cohesion, one, other):
    few, many = sorted((one, other))
    assert plain(reason_to_pause)(cohesion, few, P) <= plain(reason_to_pause)(cohesion, many, P)


def test_fresh_men_with_few_losses_have_no_reason_to_pause():
    assert plain(reason_to_pause)(1.0, 0.0, P) == 0.0
    assert not any(told(world) for world in days(100))


def test_exhausted_men_pause_at_the_stated_rate():
    paused = np.mean([TO_PAUSE in told(world) for world in days(1000, cohesion=0.0)])
    assert paused == pytest.approx(1 - np.exp(-P.command.pause_rate), abs=0.05)


def test_heavy_losses_of_a_day_lead_to_a_pause():
    assert any(TO_PAUSE in told(world) for world in days(50, lost=100))


def test_nobody_resumes_before_the_shortest_pause_is_over():
    rest = int(P.command.rest_days)
    worlds = [council(posture=PAUSE, since=4 * (day - rest + 1), day=day)
              for day in range(30, 130)]  # fmt: skip
    assert not any(TO_RESUME in told(world) for world in worlds)


def test_rested_men_resume():
    assert any(TO_RESUME in told(world) for world in days(50, posture=PAUSE, since=0))


def test_men_without_cohesion_do_not_resume():
    worlds = days(100, posture=PAUSE, since=0, cohesion=0.1)
    assert not any(TO_RESUME in told(world) for world in worlds)


def test_there_is_no_council_but_at_dawn():
    world = council(cohesion=0.0)
    before = world.counts.events[0], world.axes.lost_before[0]
    for number in range(121, 124):
        plain(decide)(world, P, tick(number))
    assert (world.counts.events[0], world.axes.lost_before[0]) == before


def test_the_losses_of_a_day_are_told_once():
    world = council(lost=100)
    assert world.axes.lost_before[0] == world.axes.lost[0] == 100


def test_men_who_come_to_help_bring_no_losses_of_their_past():
    """A unit that bled elsewhere stands on an axis on which nobody has fallen."""
    p = changed(P, {"command.pause_rate": 1.0, "command.pause_losses": 0.002})
    for day in range(30, 60):
        world = field(1)
        put(world, 0, force=IRAQI, men=800, cell=middle(), role=ATTACK, killed=20, wounded=180)
        world.commands.posture[IRAQI_COMMAND] = EASTERN_FIGHT
        plain(decide)(world, p, tick(4 * day))
        assert told(world) == []


def reserves(since, posture=PAUSE, count=300):
    found = []
    for day in range(30, 30 + count):
        world = field(1)
        world.formations.task[0] = RESERVE
        world.axes.posture[0], world.axes.since[0] = posture, since
        plain(decide)(world, P, tick(4 * day))
        found.append(world)
    return found


def test_reserves_are_sent_to_a_paused_axis_at_the_stated_rate():
    sent = np.mean([world.formations.sent_to[0] == 0 for world in reserves(0, count=2000)])
    assert sent == pytest.approx(1 - np.exp(-P.command.commit_rate), abs=0.02)


def test_no_reserve_is_sent_where_all_press():
    assert all(world.formations.sent_to[0] == NO_ONE for world in reserves(0, PRESS))


def test_a_reserve_that_is_sent_is_told():
    world = next(world for world in reserves(0) if world.formations.sent_to[0] == 0)
    assert TO_COMMIT in told(world)


@given(st.lists(share, min_size=81, max_size=81))
def test_the_ground_held_is_the_mean_over_the_axis(held):
    world = field(1)
    world.city.held[world.fought] = held
    assert plain(ground_held)(world, 0, True) == pytest.approx(np.mean(held))


def test_an_axis_without_such_ground_holds_all_of_it():
    assert plain(ground_held)(field(1), 0, False) == 1.0


def decided(posture, held, days, p=P):
    """Return the war after a council so many days into a posture, with ground held."""
    world = field(1, axes=2)
    world.axes.bank[1] = WEST
    world.city.held[world.fought] = held
    world.commands.posture[IRAQI_COMMAND] = posture
    if posture == APPROACH:
        world.city.city_area[world.fought] = 0.0
    plain(decide)(world, p, tick(4 * days))
    return world.commands.posture[IRAQI_COMMAND]


def test_the_city_is_stormed_when_its_edge_is_reached():
    assert decided(APPROACH, 1.0, 0) == EASTERN_FIGHT
    assert decided(APPROACH, 0.5, 30) == APPROACH


def test_the_east_is_fought_for_until_it_is_taken():
    assert decided(EASTERN_FIGHT, 0.5, 300) == EASTERN_FIGHT
    assert decided(EASTERN_FIGHT, 1.0, 30) == REGROUP


def test_the_west_is_attacked_when_the_wait_is_over():
    wait = int(np.ceil(P.advance.west_wait_days))
    assert decided(REGROUP, 1.0, wait - 1) == REGROUP
    assert decided(REGROUP, 1.0, wait) == WESTERN_FIGHT


MANY = int(3 * P.command.raid_ratio * 100)
"""Attackers in contact with 100 men of ISIS, against whom it stands."""


def isis(ours, theirs, posture=STAND, day=30):
    world = field(1)
    world.near.men[:, middle()] = ours, theirs
    world.near.density[:, middle()] = ours, theirs
    world.commands.posture[ISIS_COMMAND] = posture
    plain(decide)(world, P, tick(4 * day))
    return world.commands.posture[ISIS_COMMAND]


def test_isis_strikes_back_when_attackers_are_few():
    assert any(isis(100, 100, day=day) == STRIKE_BACK for day in range(30, 60))


def test_isis_stands_when_attackers_are_many():
    assert all(isis(MANY, 100, day=day) == STAND for day in range(30, 130))


def test_isis_stands_again_when_attackers_have_become_many():
    assert any(isis(MANY, 100, STRIKE_BACK, day) == STAND for day in range(30, 60))


def test_isis_decides_nothing_out_of_contact():
    assert all(isis(0, 100, day=day) == STAND for day in range(30, 60))


@pytest.mark.parametrize("kind", ["reported", "approach", "west"])
def test_every_change_of_posture_is_an_event(kind):
    course = war(kind, 2, "compiled")
    before = course.world.axes.posture.copy()
    changes = 0
    for _ in range(25):
        lived(course, 1)
        changes += int((course.world.axes.posture != before).sum())
        before = course.world.axes.posture.copy()
    noted = course.events()["what"].isin(["pause", "resume"]).sum()
    assert noted == changes


def test_parts_of_the_war_follow_each_other():
    course = lived(town("campaign", 1, "compiled"), 40)
    order = [TO_STORM, TO_THE_WEST]
    what = [w for w in told(course.world) if w in order]
    assert what == order[: len(what)]


def test_men_who_attack_or_hold_are_the_strength_of_an_axis():
    world = field(3)
    for row, role in enumerate((ATTACK, HOLD, AWAY)):
        put(world, row, force=IRAQI, men=100, cell=middle(), role=role)
    plain(review)(world)
    assert world.council.men[0] == 200


def test_the_other_side_does_not_count_on_an_axis():
    world = field(1)
    put(world, 0, force=ISIS, men=100, cell=middle(), role=ATTACK)
    plain(review)(world)
    assert world.council.men[0] == 0
