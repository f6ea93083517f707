"""Air and artillery."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, list_units, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    AIR_WING,
    ARTILLERY,
    FIGHTERS,
    ISIS,
    NO_INDEX,
    ROLE_GARRISON,
    US,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.fire_support import (
    approval_probability,
    approved_fraction,
    deliver_fire_support,
    in_time_fraction,
    mixed_approval,
    target_still_present_probability,
)

P = Parameters()


def struck(
    planes=60, guns=0, *, seen=1.0, ours=100.0, people=0, cover=0.0, men=100, number=0, p=P,
    coverage=0.0, haste=0.0,
):  # fmt: skip
    world, cell = open_field(3), field_cell()
    world.external.adviser_coverage[0], world.commands.tempo[0] = coverage, haste
    set_unit(
        world,
        0,
        force=ISIS,
        strength=men,
        cell=cell,
        role=ROLE_GARRISON,
        kind=FIGHTERS,
        exposed_fraction=seen,
    )
    set_unit(world, 1, force=US, kind=AIR_WING, equipment=planes)
    set_unit(world, 2, force=US, kind=ARTILLERY, equipment=guns)
    world.cells.population[:], world.cells.cover[:] = people, cover
    world.local_density.men[1, cell], world.local_density.density[0, cell] = men, ours
    plain_twin(deliver_fire_support)(list_units(world), p, make_clock(number))
    return world


def mean_hits(**said):
    return np.mean(
        [
            struck(number=n, **said).unit_workspace.casualties_by_fire_support[0]
            for n in range(100)
        ]
    )


def fell(**said):
    return np.mean([struck(number=n, **said).totals.air_munitions[0] for n in range(100)])


@given(st.floats(0, 50_000), st.floats(0, 50_000), st.floats(500, 20_000))
def test_more_people_never_mean_more_leave_to_strike(one, other, tolerance):
    few, many = sorted((one, other))
    assert (
        1.0
        >= plain_twin(approval_probability)(few, tolerance)
        >= plain_twin(approval_probability)(many, tolerance)
        >= 0.0
    )


def test_leave_is_always_given_where_nobody_lives():
    assert plain_twin(approval_probability)(0.0, 6000.0) == 1.0


@given(st.floats(0, 6), st.floats(0, 6), st.floats(0.5, 12))
def test_a_later_answer_never_finds_more(one, other, stay):
    soon, late = sorted((one, other))
    assert (
        1.0
        >= plain_twin(target_still_present_probability)(soon, stay)
        >= plain_twin(target_still_present_probability)(late, stay)
        >= 0.0
    )


def test_nothing_falls_where_nobody_is_near_to_ask():
    assert fell(ours=0.0) == 0.0


def test_nothing_falls_on_those_who_are_not_seen():
    assert fell(seen=0.0) == 0.0


def test_a_days_munitions_are_those_of_the_aircraft():
    p = with_changes(P, {"fire_support.munitions_per_aircraft": 2.0})
    assert fell(p=p) == pytest.approx(60 * 2.0 / 4, rel=0.02)


def test_a_days_rounds_are_those_of_the_guns():
    p = with_changes(P, {"fire_support.rounds_per_gun": 4.0})
    rounds = [struck(0, 100, number=n, p=p).totals.artillery_rounds[0] for n in range(100)]
    assert np.mean(rounds) == pytest.approx(100 * 4.0 / 4, rel=0.02)


def test_what_is_refused_and_what_falls_are_all_that_was_asked_for():
    p = with_changes(P, {"fire_support.munitions_per_aircraft": 2.0})
    worlds = [struck(people=6000, number=n, p=p) for n in range(200)]
    counts = [(w.totals.air_munitions[0], w.totals.refused_fires[0]) for w in worlds]
    assert np.sum(counts) / 200 == pytest.approx(60 * 2.0 / 4, rel=0.02)
    assert np.all(np.sum(counts, axis=0) > 0)


def test_what_falls_is_counted_where_it_falls():
    world = struck()
    assert world.cell_workspace.air_munitions.sum() == world.totals.air_munitions[0] > 0


def test_an_aircraft_that_has_not_arrived_does_not_strike():
    world = struck()
    world.units.arrival_tick[1], world.totals.air_munitions[0] = 99, 0
    plain_twin(deliver_fire_support)(list_units(world), P, make_clock(5))
    assert world.totals.air_munitions[0] == 0


def test_more_aircraft_hit_more():
    assert mean_hits(planes=20) < mean_hits(planes=90)


def test_cover_keeps_strikes_off():
    assert mean_hits(cover=0.9) < mean_hits(cover=0.0)
    assert mean_hits(cover=1.0) == 0.0


def test_a_later_answer_hits_fewer():
    assert mean_hits(p=with_changes(P, {"fire_support.response_hours": 6.0})) < mean_hits()


@given(st.integers(0, 400), st.integers(0, 50))
def test_no_more_are_hit_than_there_are(men, number):
    world = struck(men=men, number=number)
    assert 0 <= world.unit_workspace.casualties_by_fire_support[0] <= men


def test_the_attackers_are_never_struck():
    world = struck()
    set_unit(world, 1, strength=100, cell=field_cell())
    plain_twin(deliver_fire_support)(list_units(world), P, make_clock())
    assert world.unit_workspace.casualties_by_fire_support[1] == 0


def test_who_is_off_the_map_is_not_struck():
    world = struck()
    world.units.cell[0] = NO_INDEX
    plain_twin(deliver_fire_support)(list_units(world), P, make_clock())
    assert not world.unit_workspace.casualties_by_fire_support.any()


def test_fires_called_by_advisers_at_the_front_hit_more():
    assert mean_hits(coverage=1.0) > 1.1 * mean_hits()


def test_fires_called_at_the_front_are_refused_less():
    assert fell(people=10_000, coverage=1.0) > 1.1 * fell(people=10_000)


def test_fires_lie_between_those_of_none_and_of_all_by_the_battalions_with_advisers():
    hits = [mean_hits(coverage=coverage) for coverage in (0.0, 0.5, 1.0)]
    assert hits[0] < hits[1] < hits[2]
    granted = [fell(people=10_000, coverage=coverage) for coverage in (0.0, 0.5, 1.0)]
    assert granted[1] == pytest.approx((granted[0] + granted[2]) / 2, rel=0.02)


@given(st.floats(0, 1), st.integers(0, 50_000))
def test_the_mixture_of_calls_is_that_of_each_kind_by_its_share(coverage, people):
    world, cell = open_field(1), field_cell()
    world.external.adviser_coverage[0], world.cells.population[cell] = coverage, people
    approved, direct = plain_twin(mixed_approval)(world, P, cell)
    by_advisers = plain_twin(approved_fraction)(world, P, cell, True)
    through_centre = plain_twin(approved_fraction)(world, P, cell, False)
    expected = coverage * by_advisers + (1 - coverage) * through_centre
    assert approved == pytest.approx(expected)
    assert approved * direct == pytest.approx(coverage * by_advisers)
    assert direct >= coverage - 1e-12


@pytest.mark.parametrize("coverage", [0.0, 1.0])
def test_where_all_calls_are_of_one_kind_the_mixture_is_that_kind_to_the_last_bit(coverage):
    world, cell, fires = open_field(1), field_cell(), P.fire_support
    world.external.adviser_coverage[0], world.cells.population[cell] = coverage, 7000
    hours = fires.direct_response_hours if coverage else fires.response_hours
    in_time = plain_twin(target_still_present_probability)(hours, fires.target_dwell_hours)
    assert plain_twin(in_time_fraction)(world, P, cell) == in_time
    approved = plain_twin(approved_fraction)(world, P, cell, bool(coverage))
    assert plain_twin(mixed_approval)(world, P, cell)[0] == approved


def test_without_the_delay_of_calls_everybody_calls_directly():
    p = with_changes(P, {"switch.call_delay": False})
    assert mean_hits(p=p) == mean_hits(coverage=1.0)


def test_in_haste_more_risk_to_people_is_taken():
    assert fell(people=10_000, haste=1.0) > 1.1 * fell(people=10_000)


@pytest.mark.parametrize(("switch", "planes", "guns"), [("air", 60, 0), ("artillery", 0, 60)])
def test_what_is_switched_off_does_not_fire(switch, planes, guns):
    p = with_changes(P, {f"switch.{switch}": False})
    assert mean_hits(planes=planes, guns=guns) > 0
    assert mean_hits(planes=planes, guns=guns, p=p) == 0
