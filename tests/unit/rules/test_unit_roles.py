"""What every unit is to do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import coarse_simulation, field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    ARMY,
    COUNTER_ATTACK,
    EAST_BANK,
    FIGHTERS,
    IRAQI,
    IRAQI_COMMAND,
    ISIS,
    ISIS_COMMAND,
    KURDISH_ATTACK,
    KURDISH_COMMAND,
    KURDISH_HOLD_LINE,
    MISSION_ASSAULT,
    MISSION_FIRE_SUPPORT,
    MISSION_GARRISON,
    MISSION_HOLD,
    MISSION_HOLD_LINE,
    MISSION_MOBILE,
    MISSION_REAR_AREA,
    MISSION_RESERVE,
    MISSION_WESTERN_CORRIDOR,
    NEVER,
    NO_INDEX,
    PESHMERGA,
    ROLE_ATTACK,
    ROLE_AWAITING_ENTRY,
    ROLE_GARRISON,
    ROLE_HOLD,
    ROLE_HOLD_LINE,
    ROLE_MOBILE,
    ROLE_OFF_MAP,
    ROLE_RAID,
    ROLE_REFIT,
    WEST_BANK,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.unit_roles import assign_roles, hold_probability, release_probability

P = Parameters()
density = st.floats(0, 1e4)


def ordered(
    number=10,
    p=P,
    rest=0,
    sent_to=NO_INDEX,
    threat=0.0,
    held=0.0,
    kurds=KURDISH_HOLD_LINE,
    **unit,
):
    world = open_field(1, axis_count=2)
    set_unit(
        world, 0, **{"force": IRAQI, "kind": ARMY, "strength": 40, "cell": field_cell(), **unit}
    )
    world.battalions.refit_until_tick[0], world.formations.committed_axis[0] = rest, sent_to
    world.local_density.density[0, field_cell()], world.cells.control[:] = threat, held
    world.commands.posture[KURDISH_COMMAND] = kurds
    plain_twin(assign_roles)(world, p, make_clock(number))
    return world


def role(**said):
    return ordered(**said).units.role[0]


@given(density, density, density)
def test_the_chances_to_bind_and_to_release_are_chances(wanted, holders, free):
    assert 0.0 <= plain_twin(hold_probability)(wanted, holders, free) <= 1.0
    assert 0.0 <= plain_twin(release_probability)(wanted, holders) <= 1.0


@given(density, density, density)
def test_nobody_is_bound_and_released_at_once(wanted, holders, free):
    assert not (
        plain_twin(hold_probability)(wanted, holders, free)
        and plain_twin(release_probability)(wanted, holders)
    )


@given(density, density, density, density)
def test_the_more_are_wanted_the_more_are_bound(one, other, holders, free):
    few, many = sorted((one, other))
    assert plain_twin(hold_probability)(few, holders, free) <= plain_twin(hold_probability)(
        many, holders, free
    )


def test_half_of_the_free_are_bound_where_half_of_them_are_wanted():
    assert plain_twin(hold_probability)(100.0, 80.0, 40.0) == 0.5
    assert plain_twin(release_probability)(50.0, 100.0) == 0.5


@pytest.mark.parametrize(
    ("task", "force", "expected"),
    [
        (MISSION_ASSAULT, IRAQI, ROLE_ATTACK),
        (MISSION_HOLD, IRAQI, ROLE_HOLD),
        (MISSION_REAR_AREA, IRAQI, ROLE_OFF_MAP),
        (MISSION_WESTERN_CORRIDOR, IRAQI, ROLE_OFF_MAP),
        (MISSION_FIRE_SUPPORT, IRAQI, ROLE_OFF_MAP),
        (MISSION_RESERVE, IRAQI, ROLE_OFF_MAP),
        (MISSION_HOLD_LINE, PESHMERGA, ROLE_HOLD_LINE),
        (MISSION_ASSAULT, PESHMERGA, ROLE_HOLD_LINE),
        (MISSION_REAR_AREA, ISIS, ROLE_OFF_MAP),
        (MISSION_GARRISON, ISIS, ROLE_GARRISON),
        (MISSION_MOBILE, ISIS, ROLE_MOBILE),
    ],
)
def test_a_task_gives_a_role(task, force, expected):
    assert role(mission=task, force=force, axis=0) == expected


def test_the_peshmerga_attack_while_they_stay_in_the_offensive():
    assert role(mission=MISSION_ASSAULT, force=PESHMERGA, kurds=KURDISH_ATTACK) == ROLE_ATTACK


def test_a_reserve_that_is_sent_attacks():
    assert role(mission=MISSION_RESERVE, sent_to=0) == ROLE_ATTACK


@pytest.mark.parametrize("force", [IRAQI, ISIS, PESHMERGA])
def test_who_has_no_men_left_is_away(force):
    assert role(strength=0, force=force) == ROLE_OFF_MAP


@pytest.mark.parametrize("force", [IRAQI, ISIS])
def test_who_has_not_arrived_is_away(force):
    assert role(arrival_tick=11, force=force) == ROLE_OFF_MAP
    assert role(arrival_tick=10, force=force) != ROLE_OFF_MAP


@pytest.mark.parametrize("force", [IRAQI, ISIS])
def test_who_broke_refits_until_his_day(force):
    assert role(rest=11, force=force) == ROLE_REFIT
    assert role(rest=10, force=force) != ROLE_REFIT


def test_who_is_on_his_way_waits():
    assert role(available_tick=11) == ROLE_AWAITING_ENTRY
    assert role(available_tick=10) != ROLE_AWAITING_ENTRY


def test_who_stands_on_ground_not_yet_taken_attacks_on():
    assert all(role(number=n, held=0.9) == ROLE_ATTACK for n in range(50))


def bound(wanted, number):
    """Return the role of a unit on taken ground where so many holders are wanted."""
    world = open_field(1)
    set_unit(world, 0, force=IRAQI, strength=40, cell=field_cell(), role=ROLE_ATTACK)
    world.cells.control[:], world.local_density.density[0, field_cell()] = 1.0, 100.0
    world.holding.demanded_density[field_cell()] = wanted
    plain_twin(assign_roles)(world, P, make_clock(number))
    return world.units.role[0]


def test_on_taken_ground_the_share_that_is_wanted_holds():
    held = np.mean([bound(25.0, n) == ROLE_HOLD for n in range(2000)])
    assert held == pytest.approx(0.25, abs=0.03)


def raiding(number, posture=COUNTER_ATTACK, threat=100.0, before=ROLE_MOBILE, p=P):
    world = open_field(1)
    set_unit(
        world,
        0,
        force=ISIS,
        mission=MISSION_MOBILE,
        strength=40,
        cell=field_cell(),
        role=before,
    )
    world.commands.posture[ISIS_COMMAND] = posture
    world.local_density.density[0, field_cell()] = threat
    plain_twin(assign_roles)(world, p, make_clock(number))
    return world.units.role[0] == ROLE_RAID


def test_isis_raids_at_the_stated_rate_when_it_strikes_back():
    raids = np.mean([raiding(n) for n in range(3000)])
    assert raids == pytest.approx(1 - np.exp(-P.hold.infiltration_rate / 4), abs=0.01)


def test_isis_does_not_raid_when_it_stands():
    assert not any(raiding(n, posture=0) for n in range(300))


def test_isis_does_not_raid_where_nobody_threatens():
    assert not any(raiding(n, threat=0.0) for n in range(300))


def test_a_raid_lasts_for_its_days_on_the_mean():
    going_on = np.mean([raiding(n, before=ROLE_RAID) for n in range(3000)])
    assert going_on == pytest.approx(np.exp(-1 / P.hold.raid_duration_days / 4), abs=0.03)


def sent_over(number, open_until=NEVER, war=1, bank=WEST_BANK, thinning=False, **changes):
    world = open_field(1)
    set_unit(
        world,
        0,
        force=ISIS,
        mission=MISSION_MOBILE,
        kind=FIGHTERS,
        strength=40,
        cell=field_cell(),
        role=ROLE_MOBILE,
        assigned_bank=bank,
    )
    world.bridges.cut_at[0], world.commands.posture[IRAQI_COMMAND] = open_until, war
    world.external.redeploys_west[0] = thinning
    plain_twin(assign_roles)(
        world,
        with_changes(P, {"defence.bank_transfer_rate": 0.3, **changes}),
        make_clock(number),
    )
    return world.units.assigned_bank[0] != bank


def test_mobile_groups_are_sent_over_at_the_stated_rate():
    sent = np.mean([sent_over(n) for n in range(3000)])
    assert sent == pytest.approx(1 - np.exp(-0.3 / 4), abs=0.015)


def test_nobody_is_sent_over_when_all_bridges_are_cut():
    assert not any(sent_over(n, open_until=0) for n in range(300))


def test_with_all_bridges_cut_men_cross_by_boat_at_the_stated_rate():
    boats = {"defence.boat_transfer_rate": 0.03}
    crossed = np.mean([sent_over(n, open_until=0, **boats) for n in range(4000)])
    assert crossed == pytest.approx(1 - np.exp(-0.03 / 4), abs=0.005)
    none = {**boats, "switch.bridges": False}
    assert not any(sent_over(n, open_until=0, **none) for n in range(300))


def test_boats_add_nothing_while_a_bridge_stands():
    over = [sent_over(n) for n in range(300)]
    assert over == [sent_over(n, **{"defence.boat_transfer_rate": 0.03}) for n in range(300)]


def test_nobody_is_sent_over_when_bridges_are_taken_out():
    assert not any(sent_over(n, **{"switch.bridges": False}) for n in range(300))


def test_an_east_that_is_thinned_sends_its_men_and_gets_none():
    assert any(sent_over(n, bank=EAST_BANK, thinning=True) for n in range(300))
    assert not any(sent_over(n, bank=WEST_BANK, thinning=True) for n in range(300))


def test_the_west_sends_nobody_when_it_is_attacked():
    assert not any(sent_over(n, war=WESTERN_OFFENSIVE) for n in range(300))


def test_who_is_sent_to_another_bank_is_away_for_the_days_of_the_move():
    course = coarse_simulation()
    world, p = course.world, course.scenario.parameters
    world.commands.posture[IRAQI_COMMAND] = WESTERN_OFFENSIVE
    task = (world.units.mission == MISSION_ASSAULT) & (world.units.force == IRAQI)
    eastern = task & (world.axes_of_advance.bank[world.units.axis] == EAST_BANK)
    plain_twin(assign_roles)(world, p, course.clock)
    assert (world.axes_of_advance.bank[world.units.axis[eastern]] == WEST_BANK).all()
    due = course.clock.tick + int(p.advance.axis_transfer_days * course.clock.ticks_per_day)
    assert (world.units.available_tick[eastern] == due).all()
    assert (world.units.role[eastern] == ROLE_AWAITING_ENTRY).all()


def test_who_has_been_sent_is_not_sent_again():
    course = coarse_simulation()
    world, p = course.world, course.scenario.parameters
    world.commands.posture[IRAQI_COMMAND] = WESTERN_OFFENSIVE
    plain_twin(assign_roles)(world, p, course.clock)
    before = world.units.available_tick.copy()
    plain_twin(assign_roles)(world, p, course.clock._replace(tick=course.clock.tick + 1))
    assert np.array_equal(before, world.units.available_tick)


def test_a_unit_off_the_map_keeps_its_role():
    assert role(mission=MISSION_ASSAULT, role=ROLE_HOLD, cell=NO_INDEX) == ROLE_HOLD
