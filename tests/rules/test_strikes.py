"""Air and artillery."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, look_around, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import (
    AIR_WING,
    ARTILLERY,
    FIGHTERS,
    IN_GARRISON,
    ISIS,
    NO_ONE,
    US,
)
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.strikes import approval, fall, in_time

P = Parameters()


def struck(
    planes=60, guns=0, *, seen=1.0, ours=100.0, people=0, cover=0.0, men=100, number=0, p=P,
    embedded=False, haste=0.0,
):  # fmt: skip
    world, cell = field(3), middle()
    world.axes.embedded[0], world.commands.haste[0] = embedded, haste
    put(world, 0, force=ISIS, men=men, cell=cell, role=IN_GARRISON, kind=FIGHTERS, seen=seen)
    put(world, 1, force=US, kind=AIR_WING, pieces=planes)
    put(world, 2, force=US, kind=ARTILLERY, pieces=guns)
    world.city.people[:], world.city.cover[:] = people, cover
    world.near.men[1, cell], world.near.density[0, cell] = men, ours
    plain(fall)(look_around(world), p, tick(number))
    return world


def mean_hits(**said):
    return np.mean([struck(number=n, **said).toll.hits_strike[0] for n in range(100)])


def fell(**said):
    return np.mean([struck(number=n, **said).counts.munitions[0] for n in range(100)])


@given(st.floats(0, 50_000), st.floats(0, 50_000), st.floats(500, 20_000))
def test_more_people_never_mean_more_leave_to_strike(one, other, tolerance):
    few, many = sorted((one, other))
    assert 1.0 >= plain(approval)(few, tolerance) >= plain(approval)(many, tolerance) >= 0.0


def test_leave_is_always_given_where_nobody_lives():
    assert plain(approval)(0.0, 6000.0) == 1.0


@given(st.floats(0, 6), st.floats(0, 6), st.floats(0.5, 12))
def test_a_later_answer_never_finds_more(one, other, stay):
    soon, late = sorted((one, other))
    assert 1.0 >= plain(in_time)(soon, stay) >= plain(in_time)(late, stay) >= 0.0


def test_nothing_falls_where_nobody_is_near_to_ask():
    assert fell(ours=0.0) == 0.0


def test_nothing_falls_on_those_who_are_not_seen():
    assert fell(seen=0.0) == 0.0


def test_a_days_munitions_are_those_of_the_aircraft():
    p = changed(P, {"strikes.munitions_per_aircraft": 2.0})
    assert fell(p=p) == pytest.approx(60 * 2.0 / 4, rel=0.02)


def test_a_days_rounds_are_those_of_the_guns():
    p = changed(P, {"strikes.rounds_per_gun": 4.0})
    rounds = [struck(0, 100, number=n, p=p).counts.rounds[0] for n in range(100)]
    assert np.mean(rounds) == pytest.approx(100 * 4.0 / 4, rel=0.02)


def test_what_is_refused_and_what_falls_are_all_that_was_asked_for():
    p = changed(P, {"strikes.munitions_per_aircraft": 2.0})
    worlds = [struck(people=6000, number=n, p=p) for n in range(200)]
    counts = [(w.counts.munitions[0], w.counts.refusals[0]) for w in worlds]
    assert np.sum(counts) / 200 == pytest.approx(60 * 2.0 / 4, rel=0.02)
    assert np.all(np.sum(counts, axis=0) > 0)


def test_what_falls_is_counted_where_it_falls():
    world = struck()
    assert world.site.munitions.sum() == world.counts.munitions[0] > 0


def test_an_aircraft_that_has_not_arrived_does_not_strike():
    world = struck()
    world.units.arrives[1], world.counts.munitions[0] = 99, 0
    plain(fall)(look_around(world), P, tick(5))
    assert world.counts.munitions[0] == 0


def test_more_aircraft_hit_more():
    assert mean_hits(planes=20) < mean_hits(planes=90)


def test_cover_keeps_strikes_off():
    assert mean_hits(cover=0.9) < mean_hits(cover=0.0)
    assert mean_hits(cover=1.0) == 0.0


def test_a_later_answer_hits_fewer():
    assert mean_hits(p=changed(P, {"strikes.delay_hours": 6.0})) < mean_hits()


@given(st.integers(0, 400), st.integers(0, 50))
def test_no_more_are_hit_than_there_are(men, number):
    world = struck(men=men, number=number)
    assert 0 <= world.toll.hits_strike[0] <= men


def test_the_attackers_are_never_struck():
    world = struck()
    put(world, 1, men=100, cell=middle())
    plain(fall)(look_around(world), P, tick())
    assert world.toll.hits_strike[1] == 0


def test_who_is_off_the_map_is_not_struck():
    world = struck()
    world.units.cell[0] = NO_ONE
    plain(fall)(look_around(world), P, tick())
    assert not world.toll.hits_strike.any()


def test_fires_called_by_advisers_at_the_front_hit_more():
    assert mean_hits(embedded=True) > 1.1 * mean_hits()


def test_fires_called_at_the_front_are_refused_less():
    assert fell(people=10_000, embedded=True) > 1.1 * fell(people=10_000)


def test_without_the_delay_of_calls_everybody_calls_directly():
    p = changed(P, {"switch.call_delay": False})
    assert mean_hits(p=p) == mean_hits(embedded=True)


def test_in_haste_more_risk_to_people_is_taken():
    assert fell(people=10_000, haste=1.0) > 1.1 * fell(people=10_000)


@pytest.mark.parametrize(("switch", "planes", "guns"), [("air", 60, 0), ("artillery", 0, 60)])
def test_what_is_switched_off_does_not_fire(switch, planes, guns):
    p = changed(P, {f"switch.{switch}": False})
    assert mean_hits(planes=planes, guns=guns) > 0
    assert mean_hits(planes=planes, guns=guns, p=p) == 0
