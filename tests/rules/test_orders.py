"""What every unit is to do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick, town

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    ARMY,
    ASSAULT,
    ATTACK,
    AWAY,
    CORRIDOR,
    EAST,
    FIGHTERS,
    FIRES,
    GARRISON,
    HOLD,
    HOLDING,
    IN_GARRISON,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    ISIS_COMMAND,
    KURDISH_COMMAND,
    KURDS_ATTACK,
    KURDS_ON_LINE,
    LINE,
    MOBILE,
    NEVER,
    NO_ONE,
    ON_LINE,
    PESHMERGA,
    RAIDING,
    REAR,
    REFIT,
    RESERVE,
    ROVING,
    STRIKE_BACK,
    WAITING,
    WEST,
    WESTERN_FIGHT,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.orders import chance_to_bind, chance_to_release, give

P = Parameters()
density = st.floats(0, 1e4)


def ordered(
    number=10, p=P, rest=0, sent_to=NO_ONE, threat=0.0, held=0.0, kurds=KURDS_ON_LINE, **unit
):
    world = field(1, axes=2)
    put(world, 0, **{"force": IRAQI, "kind": ARMY, "men": 40, "cell": middle(), **unit})
    world.battalions.resting_until[0], world.formations.sent_to[0] = rest, sent_to
    world.near.density[0, middle()], world.city.held[:] = threat, held
    world.commands.posture[KURDISH_COMMAND] = kurds
    plain(give)(world, p, tick(number))
    return world


def role(**said):
    return ordered(**said).units.role[0]


@given(density, density, density)
def test_the_chances_to_bind_and_to_release_are_chances(wanted, holders, free):
    assert 0.0 <= plain(chance_to_bind)(wanted, holders, free) <= 1.0
    assert 0.0 <= plain(chance_to_release)(wanted, holders) <= 1.0


@given(density, density, density)
def test_nobody_is_bound_and_released_at_once(wanted, holders, free):
    assert not (
        plain(chance_to_bind)(wanted, holders, free)
        and plain(chance_to_release)(wanted, holders)
    )


@given(density, density, density, density)
def test_the_more_are_wanted_the_more_are_bound(one, other, holders, free):
    few, many = sorted((one, other))
    assert plain(chance_to_bind)(few, holders, free) <= plain(chance_to_bind)(
        many, holders, free
    )


def test_half_of_the_free_are_bound_where_half_of_them_are_wanted():
    assert plain(chance_to_bind)(100.0, 80.0, 40.0) == 0.5
    assert plain(chance_to_release)(50.0, 100.0) == 0.5


@pytest.mark.parametrize(
    ("task", "force", "expected"),
    [
        (ASSAULT, IRAQI, ATTACK), (HOLDING, IRAQI, HOLD), (REAR, IRAQI, AWAY),
        (CORRIDOR, IRAQI, AWAY), (FIRES, IRAQI, AWAY), (RESERVE, IRAQI, AWAY),
        (LINE, PESHMERGA, ON_LINE), (ASSAULT, PESHMERGA, ON_LINE), (REAR, ISIS, AWAY),
        (GARRISON, ISIS, IN_GARRISON), (MOBILE, ISIS, ROVING),
    ],
)  # fmt: skip
def test_a_task_gives_a_role(task, force, expected):
    assert role(task=task, force=force, axis=0) == expected


def test_the_peshmerga_attack_while_they_stay_in_the_offensive():
    assert role(task=ASSAULT, force=PESHMERGA, kurds=KURDS_ATTACK) == ATTACK


def test_a_reserve_that_is_sent_attacks():
    assert role(task=RESERVE, sent_to=0) == ATTACK


@pytest.mark.parametrize("force", [IRAQI, ISIS, PESHMERGA])
def test_who_has_no_men_left_is_away(force):
    assert role(men=0, force=force) == AWAY


@pytest.mark.parametrize("force", [IRAQI, ISIS])
def test_who_has_not_arrived_is_away(force):
    assert role(arrives=11, force=force) == AWAY
    assert role(arrives=10, force=force) != AWAY


@pytest.mark.parametrize("force", [IRAQI, ISIS])
def test_who_broke_refits_until_his_day(force):
    assert role(rest=11, force=force) == REFIT
    assert role(rest=10, force=force) != REFIT


def test_who_is_on_his_way_waits():
    assert role(due=11) == WAITING
    assert role(due=10) != WAITING


def test_who_stands_on_ground_not_yet_taken_attacks_on():
    assert all(role(number=n, held=0.9) == ATTACK for n in range(50))


def bound(wanted, number):
    """Return the role of a unit on taken ground where so many holders are wanted."""
    world = field(1)
    put(world, 0, force=IRAQI, men=40, cell=middle(), role=ATTACK)
    world.city.held[:], world.near.density[0, middle()] = 1.0, 100.0
    world.hold.wanted[middle()] = wanted
    plain(give)(world, P, tick(number))
    return world.units.role[0]


def test_on_taken_ground_the_share_that_is_wanted_holds():
    held = np.mean([bound(25.0, n) == HOLD for n in range(2000)])
    assert held == pytest.approx(0.25, abs=0.03)


def raiding(number, posture=STRIKE_BACK, threat=100.0, before=ROVING, p=P):
    world = field(1)
    put(world, 0, force=ISIS, task=MOBILE, men=40, cell=middle(), role=before)
    world.commands.posture[ISIS_COMMAND] = posture
    world.near.density[0, middle()] = threat
    plain(give)(world, p, tick(number))
    return world.units.role[0] == RAIDING


def test_isis_raids_at_the_stated_rate_when_it_strikes_back():
    raids = np.mean([raiding(n) for n in range(3000)])
    assert raids == pytest.approx(1 - np.exp(-P.hold.infiltrators / 4), abs=0.01)


def test_isis_does_not_raid_when_it_stands():
    assert not any(raiding(n, posture=0) for n in range(300))


def test_isis_does_not_raid_where_nobody_threatens():
    assert not any(raiding(n, threat=0.0) for n in range(300))


def test_a_raid_lasts_for_its_days_on_the_mean():
    going_on = np.mean([raiding(n, before=RAIDING) for n in range(3000)])
    assert going_on == pytest.approx(np.exp(-1 / P.hold.raid_days / 4), abs=0.03)


def sent_over(number, open_until=NEVER, war=1, bank=WEST, thinning=False, **changes):
    world = field(1)
    put(world, 0, force=ISIS, task=MOBILE, kind=FIGHTERS, men=40, cell=middle(), role=ROVING,
        bank=bank)  # fmt: skip
    world.bridges.cut_at[0], world.commands.posture[IRAQI_COMMAND] = open_until, war
    world.outside.thinning[0] = thinning
    plain(give)(world, changed(P, {"defence.send_over": 0.3, **changes}), tick(number))
    return world.units.bank[0] != bank


def test_mobile_groups_are_sent_over_at_the_stated_rate():
    sent = np.mean([sent_over(n) for n in range(3000)])
    assert sent == pytest.approx(1 - np.exp(-0.3 / 4), abs=0.015)


def test_nobody_is_sent_over_when_all_bridges_are_cut():
    assert not any(sent_over(n, open_until=0) for n in range(300))


def test_nobody_is_sent_over_when_bridges_are_taken_out():
    assert not any(sent_over(n, **{"switch.bridges": False}) for n in range(300))


def test_an_east_that_is_thinned_sends_its_men_and_gets_none():
    assert any(sent_over(n, bank=EAST, thinning=True) for n in range(300))
    assert not any(sent_over(n, bank=WEST, thinning=True) for n in range(300))


def test_the_west_sends_nobody_when_it_is_attacked():
    assert not any(sent_over(n, war=WESTERN_FIGHT) for n in range(300))


def test_who_is_sent_to_another_bank_is_away_for_the_days_of_the_move():
    course = town()
    world, p = course.world, course.scenario.parameters
    world.commands.posture[IRAQI_COMMAND] = WESTERN_FIGHT
    task = (world.units.task == ASSAULT) & (world.units.force == IRAQI)
    eastern = task & (world.axes.bank[world.units.axis] == EAST)
    plain(give)(world, p, course.tick)
    assert (world.axes.bank[world.units.axis[eastern]] == WEST).all()
    due = course.tick.number + int(p.advance.move_days * course.tick.per_day)
    assert (world.units.due[eastern] == due).all()
    assert (world.units.role[eastern] == WAITING).all()


def test_who_has_been_sent_is_not_sent_again():
    course = town()
    world, p = course.world, course.scenario.parameters
    world.commands.posture[IRAQI_COMMAND] = WESTERN_FIGHT
    plain(give)(world, p, course.tick)
    before = world.units.due.copy()
    plain(give)(world, p, course.tick._replace(number=course.tick.number + 1))
    assert np.array_equal(before, world.units.due)


def test_a_unit_off_the_map_keeps_its_role():
    assert role(task=ASSAULT, role=HOLD, cell=NO_ONE) == HOLD
