"""What becomes of the hit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import IRAQI, ISIS
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.losses import settle

P = Parameters()
counts = st.integers(0, 400)


def settled(men, hits=(0, 0, 0), wounded=0, leaving=False, force=IRAQI, number=0, p=P):
    world = field(1)
    put(world, 0, force=force, men=men, wounded=wounded)
    toll = world.toll
    toll.hits_strike[0], toll.hits_blast[0], toll.hits_fire[0] = hits
    toll.leaving[0] = leaving
    plain(settle)(world, p, tick(number))
    return world


def count(world):
    units = world.units
    return tuple(int(c[0]) for c in (units.men, units.wounded, units.killed, units.withdrawn))


@given(counts, st.tuples(counts, counts, counts), counts, st.booleans(), st.integers(0, 99))
def test_every_man_is_fit_or_wounded_or_killed_or_gone(men, hits, wounded, leaving, number):
    assert sum(count(settled(men, hits, wounded, leaving, number=number))) == men + wounded


@given(counts, st.tuples(counts, counts, counts), counts, st.integers(0, 99))
def test_no_more_fall_than_there_are(men, hits, wounded, number):
    world = settled(men, hits, wounded, number=number)
    assert world.toll.fallen[0] == min(men, sum(hits))
    assert min(count(world)) >= 0


def test_a_unit_nobody_hits_stays_as_it_is():
    assert count(settled(40)) == (40, 0, 0, 0)


def test_a_man_hit_twice_falls_once():
    assert settled(10, (10, 10, 10)).toll.fallen[0] == 10


def test_those_who_leave_are_all_gone():
    men, _, _, withdrawn = count(settled(40, leaving=True))
    assert (men, withdrawn) == (0, 40)


@pytest.mark.parametrize(
    ("force", "share"), [(IRAQI, P.fire.killed_share), (ISIS, P.fire.isis_killed_share)]
)
def test_the_dead_are_the_stated_share_of_the_hit(force, share):
    dead = [count(settled(100, (0, 0, 100), force=force, number=n))[2] for n in range(300)]
    assert sum(dead) / 30_000 == pytest.approx(share, abs=0.01)


def test_the_wounded_come_back_at_the_stated_rate():
    p = changed(P, {"fire.return_rate": 0.02})
    back = [count(settled(0, wounded=400, number=n, p=p))[0] for n in range(200)]
    assert sum(back) / 80_000 == pytest.approx(0.02 / 4, abs=0.0008)


def test_nobody_comes_back_where_nobody_heals():
    p = changed(P, {"fire.return_rate": 0.0})
    assert count(settled(10, wounded=300, p=p)) == (10, 300, 0, 0)


@given(st.floats(0.2, 0.6), st.floats(0.2, 0.6), st.integers(0, 50))
def test_a_greater_share_of_killed_never_leaves_more_wounded(one, other, number):
    low, high = sorted((one, other))
    wounded = [
        count(settled(100, (0, 0, 60), force=ISIS, number=number,
                      p=changed(P, {"fire.isis_killed_share": share})))[1]
        for share in (low, high)
    ]  # fmt: skip
    assert wounded[0] >= wounded[1]


@pytest.mark.parametrize(("force", "lost"), [(IRAQI, 30), (ISIS, 0)])
def test_an_axis_loses_those_who_fall_while_they_fight_on_it(force, lost):
    assert settled(100, (0, 0, 30), force=force).axes.lost[0] == lost


def test_the_wounded_who_come_back_are_wounded_ever():
    world = settled(100, (0, 0, 30), wounded=300)
    fell = world.toll.fallen[0] - world.units.killed[0]
    assert world.units.wounded_ever[0] == fell
