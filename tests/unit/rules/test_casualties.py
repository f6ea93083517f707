"""What becomes of the hit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import make_clock, open_field, set_unit

from mesa_mosul.engine.codes import IRAQI, ISIS
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.casualties import apply_casualties

P = Parameters()
counts = st.integers(0, 400)


def settled(men, hits=(0, 0, 0), wounded=0, leaving=False, force=IRAQI, number=0, p=P):
    world = open_field(1)
    set_unit(world, 0, force=force, strength=men, wounded_now=wounded)
    unit_workspace = world.unit_workspace
    (
        unit_workspace.casualties_by_fire_support[0],
        unit_workspace.casualties_by_car_bomb[0],
        unit_workspace.casualties_by_small_arms[0],
    ) = hits
    unit_workspace.is_leaving[0] = leaving
    plain_twin(apply_casualties)(world, p, make_clock(number))
    return world


def count(world):
    units = world.units
    return tuple(
        int(c[0]) for c in (units.strength, units.wounded_now, units.killed, units.withdrawn)
    )


@given(counts, st.tuples(counts, counts, counts), counts, st.booleans(), st.integers(0, 99))
def test_every_man_is_fit_or_wounded_or_killed_or_gone(men, hits, wounded, leaving, number):
    assert sum(count(settled(men, hits, wounded, leaving, number=number))) == men + wounded


@given(counts, st.tuples(counts, counts, counts), counts, st.integers(0, 99))
def test_no_more_fall_than_there_are(men, hits, wounded, number):
    world = settled(men, hits, wounded, number=number)
    assert world.unit_workspace.casualties[0] == min(men, sum(hits))
    assert min(count(world)) >= 0


def test_a_unit_nobody_hits_stays_as_it_is():
    assert count(settled(40)) == (40, 0, 0, 0)


def test_a_man_hit_twice_falls_once():
    assert settled(10, (10, 10, 10)).unit_workspace.casualties[0] == 10


def test_those_who_leave_are_all_gone():
    men, _, _, withdrawn = count(settled(40, leaving=True))
    assert (men, withdrawn) == (0, 40)


@pytest.mark.parametrize(
    ("force", "share"), [(IRAQI, P.fire.killed_fraction), (ISIS, P.fire.isis_killed_fraction)]
)
def test_the_dead_are_the_stated_share_of_the_hit(force, share):
    dead = [count(settled(100, (0, 0, 100), force=force, number=n))[2] for n in range(300)]
    assert sum(dead) / 30_000 == pytest.approx(share, abs=0.01)


def test_the_wounded_come_back_at_the_stated_rate():
    p = with_changes(P, {"fire.return_to_duty_rate": 0.02})
    back = [count(settled(0, wounded=400, number=n, p=p))[0] for n in range(200)]
    assert sum(back) / 80_000 == pytest.approx(0.02 / 4, abs=0.0008)


def test_nobody_comes_back_where_nobody_heals():
    p = with_changes(P, {"fire.return_to_duty_rate": 0.0})
    assert count(settled(10, wounded=300, p=p)) == (10, 300, 0, 0)


@given(st.floats(0.2, 0.6), st.floats(0.2, 0.6), st.integers(0, 50))
def test_a_greater_share_of_killed_never_leaves_more_wounded(one, other, number):
    low, high = sorted((one, other))
    wounded = [
        count(settled(100, (0, 0, 60), force=ISIS, number=number,
                      p=with_changes(P, {"fire.isis_killed_fraction": share})))[1]
        for share in (low, high)
    ]  # fmt: skip
    assert wounded[0] >= wounded[1]


@pytest.mark.parametrize(("force", "lost"), [(IRAQI, 30), (ISIS, 0)])
def test_an_axis_loses_those_who_fall_while_they_fight_on_it(force, lost):
    assert settled(100, (0, 0, 30), force=force).axes_of_advance.casualties_total[0] == lost


def test_the_wounded_who_come_back_are_wounded_ever():
    world = settled(100, (0, 0, 30), wounded=300)
    fell = world.unit_workspace.casualties[0] - world.units.killed[0]
    assert world.units.wounded_total[0] == fell
