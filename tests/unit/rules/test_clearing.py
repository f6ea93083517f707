"""Ground taken and ground lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    ATTACKER,
    IRAQI,
    ISIS,
    PESHMERGA,
    ROLE_ATTACK,
    ROLE_AWAITING_ENTRY,
    ROLE_GARRISON,
    ROLE_RAID,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.clearing import (
    clear_cells,
    count_workers,
    list_units_of_side,
    time_fraction_used,
    work_success_fraction,
)
from mesa_mosul.rules.contesting import contest_cells, fraction_made_unsafe

P = Parameters()
some = st.floats(0, 1e4)
EASE = 1e-4


def work(world):
    hands = plain_twin(list_units_of_side)(world, ATTACKER)
    plain_twin(count_workers)(world, hands)
    return plain_twin(clear_cells)(world, P, make_clock(), 0, hands)


def cleared(men=100, enemy=0.0, held=0.0, minutes=60, cohesion=1.0, ease=EASE, **unit):
    """Return whether a cell was finished, and the field, after an hour of one unit's work."""
    world = open_field(1)
    set_unit(
        world,
        0,
        **{
            "force": IRAQI,
            "strength": men,
            "cell": field_cell(),
            "role": ROLE_ATTACK,
            "time_budget_min": minutes,
            **unit,
        },
    )
    world.cells.control[:], world.cells.clearing_rate_km2_per_man_h[:] = held, ease
    world.battalions.cohesion[0] = cohesion
    world.cell_workspace.is_front[field_cell()] = True
    (
        world.local_density.density[0, field_cell()],
        world.local_density.density[1, field_cell()],
    ) = 100.0, enemy
    return work(world), world


def taken(**said):
    return cleared(**said)[1].cells.control[field_cell()]


def lost(men=100, ours=0.0, held=1.0, role=ROLE_RAID, minutes=60, p=P):
    """Return what an hour of one ISIS unit's presence does to a held cell."""
    world = open_field(1)
    set_unit(
        world,
        0,
        force=ISIS,
        strength=men,
        cell=field_cell(),
        role=role,
        time_budget_min=minutes,
    )
    world.cells.control[:] = held
    (
        world.local_density.density[0, field_cell()],
        world.local_density.density[1, field_cell()],
    ) = ours, 100.0
    world.holding.holder_density[field_cell()] = ours
    plain_twin(contest_cells)(world, p, make_clock())
    return held - world.cells.control[field_cell()]


@given(some, some, st.floats(0, 10))
def test_success_is_a_share(workers, opponents, worth):
    assert 0.0 <= plain_twin(work_success_fraction)(workers, opponents, worth) <= 1.0


@given(some, some, some, st.floats(0, 10))
def test_more_opponents_never_help(workers, one, other, worth):
    few, many = sorted((one, other))
    assert plain_twin(work_success_fraction)(workers, few, worth) >= plain_twin(
        work_success_fraction
    )(workers, many, worth)


def test_work_is_halved_by_the_opponents_that_say_so():
    assert plain_twin(work_success_fraction)(100.0, 20.0, 5.0) == 0.5
    assert plain_twin(work_success_fraction)(100.0, 0.0, 5.0) == 1.0


@given(st.floats(0, 1), st.floats(0, 10))
def test_the_time_used_is_a_share_of_the_time(missing, possible):
    assert 0.0 <= plain_twin(time_fraction_used)(missing, possible) <= 1.0


def test_half_a_cells_worth_of_work_takes_half_the_time_of_a_whole_one():
    assert plain_twin(time_fraction_used)(0.5, 1.0) == 0.5


def test_a_hundred_men_take_a_hundredth_of_a_km2_in_an_hour_at_a_rate_of_a_ten_thousandth():
    assert taken() == pytest.approx(0.01)


def test_men_whom_nobody_resists_take_ground_where_they_have_just_come():
    """Nobody stood here when men were last counted, so the density around is still 0."""
    world = open_field(1)
    set_unit(
        world,
        0,
        force=IRAQI,
        strength=100,
        cell=field_cell(),
        role=ROLE_ATTACK,
        time_budget_min=60,
    )
    world.cells.clearing_rate_km2_per_man_h[:], world.cell_workspace.is_front[field_cell()] = (
        EASE,
        True,
    )
    work(world)
    assert world.cells.control[field_cell()] == pytest.approx(0.01)


def test_men_who_do_not_finish_have_no_time_left():
    finished, world = cleared()
    assert not finished
    assert world.units.time_budget_min[0] == 0


def test_men_who_finish_halfway_keep_half_their_time():
    finished, world = cleared(ease=0.02)
    assert finished
    assert world.cells.control[field_cell()] == 1.0
    assert world.units.time_budget_min[0] == 30


@given(st.integers(1, 400), st.integers(1, 400))
def test_more_men_never_take_less(one, other):
    few, many = sorted((one, other))
    assert taken(men=few) <= taken(men=many)


@given(st.floats(0, 500), st.floats(0, 500))
def test_more_defenders_never_lose_more_ground(one, other):
    few, many = sorted((one, other))
    assert taken(enemy=few) >= taken(enemy=many)


@given(st.floats(0, 1), st.floats(0, 1))
def test_men_of_more_cohesion_never_take_less(one, other):
    low, high = sorted((one, other))
    assert taken(cohesion=low) <= taken(cohesion=high)


@given(st.integers(1, 400), st.floats(0, 1), st.floats(0, 500), st.floats(0, 0.1))
def test_a_cell_is_never_more_than_taken(men, held, enemy, ease):
    assert held <= taken(men=men, held=held, enemy=enemy, ease=ease) <= 1.0


@pytest.mark.parametrize(
    "unit",
    [{"force": ISIS}, {"role": ROLE_AWAITING_ENTRY}, {"time_budget_min": -5}, {"strength": 0}],
)
def test_who_does_not_attack_takes_nothing(unit):
    assert taken(**unit) == 0.0


def test_work_away_from_the_front_takes_nothing():
    world = open_field(1)
    set_unit(
        world,
        0,
        force=PESHMERGA,
        strength=100,
        cell=field_cell(),
        role=ROLE_ATTACK,
        time_budget_min=60,
    )
    work(world)
    assert not world.cells.control.any()


def test_two_units_take_as_much_as_one_of_their_size():
    world = open_field(2)
    for row in range(2):
        set_unit(
            world,
            row,
            force=IRAQI,
            strength=50,
            cell=field_cell(),
            role=ROLE_ATTACK,
            time_budget_min=60,
        )
    world.cells.clearing_rate_km2_per_man_h[:] = EASE
    world.cell_workspace.is_front[field_cell()] = True
    world.local_density.density[0, field_cell()] = 100.0
    work(world)
    assert world.cells.control[field_cell()] == taken(men=100)


def test_a_defender_alone_undoes_the_stated_ground():
    p = with_changes(P, {"hold.defender_contest_rate": 2e-5})
    assert lost(p=p, role=ROLE_GARRISON) == pytest.approx(100 * 2e-5)


def unsafe(raiders=30.0, hours=6.0, holders=0.0, held=1.0, p=P):
    """Return the fraction made unsafe by a density of raiders in so many hours."""
    return plain_twin(fraction_made_unsafe)(raiders * hours, hours, holders, held, p)


def test_raiders_alone_undo_the_stated_ground():
    assert unsafe(raiders=4.0, hours=2.0) == pytest.approx(8.0 * P.hold.raid_contest_rate)


def test_raiders_undo_half_as_much_against_the_holders_that_say_so():
    holders = 4.0 / P.hold.holder_equivalence
    assert unsafe(4.0, 2.0, holders) == pytest.approx(unsafe(4.0, 2.0) / 2)


def test_raiders_keep_no_more_unsafe_than_their_footprint():
    footprint = 10.0 * P.hold.raider_footprint_km2
    assert unsafe(10.0, hours=1000.0) == pytest.approx(footprint)
    assert unsafe(10.0, hours=1000.0, held=1.0 - footprint / 2) == pytest.approx(footprint / 2)


@given(st.floats(0, 300), st.floats(1, 24), st.floats(0, 1000), st.floats(0, 1))
def test_raiders_undo_no_more_than_is_held(raiders, hours, holders, held):
    assert 0.0 <= unsafe(raiders, hours, holders, held) <= held + 1e-12


def test_raiders_do_not_reach_across_the_river():
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=100, cell=field_cell(), role=ROLE_RAID)
    world.units.time_budget_min[0] = 360
    world.cells.control[:] = 1.0
    across = field_cell() + 1
    world.cells.bank[across] += 1
    plain_twin(contest_cells)(world, P, make_clock())
    assert world.cells.control[field_cell()] < 1.0 == world.cells.control[across]


def test_nothing_is_lost_that_is_not_held():
    assert lost(held=0.0) == 0.0


@given(st.integers(1, 400), st.integers(0, 720), st.floats(0, 1))
def test_no_more_is_lost_than_is_held(men, minutes, held):
    assert -1e-15 <= lost(men=men, minutes=minutes, held=held) <= held


@given(st.floats(0, 500), st.floats(0, 500))
def test_ground_that_is_better_held_is_never_lost_faster(one, other):
    few, many = sorted((one, other))
    assert lost(ours=few) >= lost(ours=many)


def test_raiders_undo_more_than_men_in_garrison():
    assert lost(role=ROLE_RAID) > lost(role=ROLE_GARRISON) > 0.0


def test_raiders_on_the_march_undo_nothing():
    assert lost(minutes=-1) == 0.0


def test_the_attackers_do_not_undo_their_own_ground():
    world = open_field(1)
    set_unit(
        world,
        0,
        force=IRAQI,
        strength=100,
        cell=field_cell(),
        role=ROLE_ATTACK,
        time_budget_min=60,
    )
    world.cells.control[:] = 1.0
    plain_twin(contest_cells)(world, P, make_clock())
    assert np.all(world.cells.control == 1.0)
