"""Cohesion: what it costs, what gives it back, who breaks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    BATTALION_BREAKS,
    CASUALTIES,
    IRAQI,
    ISIS,
    OPEN_FLANK,
    ROLE_ATTACK,
    ROLE_HOLD,
)
from mesa_mosul.engine.fixed_point import FIXED_POINT_ONE
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.battalion_reports import flank_exposure, sum_battalion_reports
from mesa_mosul.rules.cohesion import (
    break_hazards,
    draw_trigger,
    next_cohesion,
    update_cohesion,
)
from mesa_mosul.rules.hazards import relative_shortfall

P = Parameters()
share = st.floats(0, 1)
law = plain_twin(next_cohesion)


def weighed(
    cohesion=1.0,
    fallen=0,
    blasted=0,
    enemy=0.0,
    role=ROLE_HOLD,
    number=0,
    p=P,
    rest=0,
    own=0.5,
    pace=1.0,
    coverage=0.0,
    recent=0.0,
):
    """Return one battalion of 100 men after a tick; own: share of the ground near it held."""
    world = open_field(1)
    (
        world.holding.nearby_control[field_cell()],
        world.axes_of_advance.advance_rate_km2_per_day[0],
    ) = own, pace
    world.external.adviser_coverage[0], world.battalions.recent_loss_fraction[0] = (
        coverage,
        recent,
    )
    set_unit(world, 0, force=IRAQI, strength=100 - fallen, cell=field_cell(), role=role)
    world.battalions.cohesion[0], world.battalions.refit_until_tick[0] = cohesion, rest
    world.unit_workspace.casualties[0], world.unit_workspace.casualties_by_car_bomb[0] = (
        fallen,
        blasted,
    )
    world.local_density.density[1, field_cell()] = enemy
    plain_twin(update_cohesion)(world, p, make_clock(number))
    return world


def cohesion(**said):
    return weighed(**said).battalions.cohesion[0]


@given(share, share, share, share, share)
def test_cohesion_stays_between_0_and_1(before, lost, blasted, strain, rest):
    assert 0.0 <= law(before, lost, blasted, strain, rest, P) <= 1.0


@given(share, share, share, share, share, share)
def test_greater_losses_never_leave_more_cohesion(before, one, other, blasted, strain, rest):
    few, many = sorted((one, other))
    assert law(before, few, blasted, strain, rest, P) >= law(
        before, many, blasted, strain, rest, P
    )


@given(share, share, share, share, share, share)
def test_more_hit_by_car_bombs_never_leave_more_cohesion(
    before, lost, one, other, strain, rest
):
    few, many = sorted((one, other))
    assert law(before, lost, few, strain, rest, P) >= law(before, lost, many, strain, rest, P)


@given(share, share, share, share)
def test_more_rest_never_leaves_less_cohesion(before, lost, one, other):
    short, long = sorted((one, other))
    assert law(before, lost, 0, 0.0, short, P) <= law(before, lost, 0, 0.0, long, P) + 1e-15


@given(share, share, share)
def test_more_strain_never_leaves_more_cohesion(before, one, other):
    short, long = sorted((one, other))
    assert law(before, 0.0, 0, short, 0.0, P) >= law(before, 0.0, 0, long, 0.0, P)


@given(share, share, share)
def test_who_has_more_cohesion_keeps_no_less(one, other, lost):
    low, high = sorted((one, other))
    assert law(low, lost, 0, 0.0, 0.2, P) <= law(high, lost, 0, 0.0, 0.2, P) + 1e-15


def test_nothing_happens_to_those_to_whom_nothing_happens():
    assert law(0.6, 0.0, 0, 0.0, 0.0, P) == 0.6


def test_a_tenth_lost_costs_a_quarter_at_a_cost_of_two_and_a_half():
    p = with_changes(P, {"cohesion.loss_cost": 2.5})
    assert law(1.0, 0.1, 0, 0.0, 0.0, p) == pytest.approx(0.75)


def test_a_day_of_rest_gives_back_a_tenth_of_what_lacks_at_a_rate_of_a_tenth():
    p = with_changes(P, {"cohesion.recovery_rate": 0.1})
    assert law(0.5, 0.0, 0, 0.0, 1.0, p) == pytest.approx(0.55)


@given(share, st.floats(0.1, 1))
def test_a_shortfall_lies_between_0_and_1(cohesion, enough):
    assert 0.0 <= plain_twin(relative_shortfall)(cohesion, enough) <= 1.0


def test_who_has_enough_falls_short_of_nothing():
    assert plain_twin(relative_shortfall)(0.7, 0.6) == 0.0
    assert plain_twin(relative_shortfall)(0.3, 0.6) == pytest.approx(0.5)


def test_men_out_of_contact_recover():
    assert cohesion(cohesion=0.5) > 0.5


def test_men_in_contact_rest_as_much_less_as_is_stated():
    near, far = (cohesion(cohesion=0.5, enemy=enemy) - 0.5 for enemy in (50.0, 0.0))
    assert near == pytest.approx(P.cohesion.in_contact_recovery_fraction * far)


def test_men_who_attack_do_not_recover():
    assert cohesion(cohesion=0.5, enemy=50.0, role=ROLE_ATTACK) <= 0.5


def test_men_with_advisers_recover_faster():
    alone, advised = (cohesion(cohesion=0.5, coverage=there) - 0.5 for there in (0.0, 1.0))
    assert advised == pytest.approx(P.cohesion.adviser_recovery_factor * alone, rel=1e-3)


def test_an_attack_that_gains_nothing_strains_more():
    gaining, stuck = (
        1.0 - cohesion(role=ROLE_ATTACK, enemy=50.0, pace=pace)
        for pace in (P.command.target_advance_rate, 0)
    )
    assert stuck == pytest.approx((1.0 + P.cohesion.no_progress_extra_strain) * gaining)


def test_without_exhaustion_nothing_costs_cohesion():
    p = with_changes(P, {"switch.exhaustion": False})
    assert cohesion(fallen=20, blasted=5, enemy=50.0, role=ROLE_ATTACK, p=p) == 1.0


def test_men_who_fall_cost_cohesion():
    assert cohesion(fallen=10, enemy=50.0) < cohesion(fallen=2, enemy=50.0) < 1.0


def test_men_hit_by_car_bombs_cost_their_shock_beside_the_loss():
    cost = 0.06 * (P.cohesion.loss_cost + P.cohesion.car_bomb_shock)
    assert cohesion(fallen=6, blasted=6, enemy=50.0) == pytest.approx(1.0 - cost)


def test_an_attack_costs_strain():
    assert cohesion(role=ROLE_ATTACK, enemy=50.0) < cohesion(role=ROLE_HOLD, enemy=50.0)


def test_a_battalion_without_men_is_left_alone():
    world = open_field(1)
    world.battalions.cohesion[0] = 0.3
    plain_twin(update_cohesion)(world, P, make_clock())
    assert world.battalions.cohesion[0] == 0.3


def test_a_battalion_in_refit_is_left_alone():
    assert cohesion(cohesion=0.3, rest=5) == 0.3


def test_who_has_cohesion_enough_never_breaks():
    level = P.cohesion.break_threshold + 0.05
    worlds = [weighed(level, enemy=50.0, number=n) for n in range(200)]
    assert not any(world.battalions.break_count[0] for world in worlds)


@given(share, share)
def test_a_place_is_open_between_0_and_1(own, land):
    assert 0.0 <= plain_twin(flank_exposure)(min(own, land), land) <= 1.0


def test_a_straight_front_is_closed_and_a_lost_post_open():
    assert plain_twin(flank_exposure)(0.5, 1.0) == 0.0
    assert plain_twin(flank_exposure)(0.4, 0.8) == 0.0
    assert plain_twin(flank_exposure)(0.0, 0.8) == 1.0


@given(share, share, share)
def test_less_ground_of_ones_own_is_never_less_open(one, other, land):
    few, many = sorted((one, other))
    assert plain_twin(flank_exposure)(few, land) >= plain_twin(flank_exposure)(many, land)


def rate(trigger, **said):
    """Return the rate of one trigger for a battalion after a tick."""
    world = weighed(**{"enemy": 50.0, "cohesion": 0.5, **said})
    return plain_twin(break_hazards)(world, said.get("p", P), 0, 0.5)[trigger]


def test_open_flanks_break_battalions_and_closed_ones_do_not():
    assert rate(OPEN_FLANK, own=0.5) == 0.0
    assert 0.0 < rate(OPEN_FLANK, own=0.3) < rate(OPEN_FLANK, own=0.1)


def test_without_flanks_nobody_is_cut_off():
    assert rate(OPEN_FLANK, own=0.0, p=with_changes(P, {"switch.flanks": False})) == 0.0


def test_recent_casualties_break_battalions_and_old_ones_fade():
    assert rate(CASUALTIES, recent=0.0) == 0.0
    fresh, faded = rate(CASUALTIES, recent=0.2), P.cohesion.loss_break_rate * 0.5 * 0.2
    assert 0.0 < fresh < faded


def test_isis_is_cut_off_where_attackers_hold_the_ground():
    world = open_field(1)
    set_unit(world, 0, force=ISIS, strength=100, cell=field_cell(), role=ROLE_HOLD)
    world.local_density.density[0, field_cell()] = 50.0
    for held, expected in ((0.0, 0.0), (0.5, 0.0), (1.0, 1.0)):
        world.holding.nearby_control[field_cell()] = held
        plain_twin(sum_battalion_reports)(world, P)
        assert world.battalion_report.flank_exposure_weight[0] == int(
            100 * expected * FIXED_POINT_ONE
        )


@given(st.tuples(share, share, share), share)
def test_a_trigger_without_a_rate_is_never_the_reason(rates, luck):
    total = sum(rates)
    if total > 0.0 and luck < 1.0:
        assert rates[plain_twin(draw_trigger)(rates, luck * total)] > 0.0 or luck == 0.0


def test_nobody_breaks_out_of_contact():
    worlds = [weighed(0.0, number=n) for n in range(200)]
    assert not any(world.battalions.break_count[0] for world in worlds)


def test_without_cohesion_battalions_break_at_the_stated_rate():
    worlds = [weighed(0.0, enemy=50.0, number=n) for n in range(2000)]
    broken = np.mean([world.battalions.break_count[0] for world in worlds])
    gained = P.cohesion.recovery_rate * P.cohesion.in_contact_recovery_fraction / 4
    short = 1 - gained / P.cohesion.break_threshold
    assert broken == pytest.approx(
        1 - np.exp(-P.cohesion.exhaustion_break_rate * short / 4), abs=0.03
    )


def broken():
    worlds = (weighed(0.0, enemy=50.0, number=n) for n in range(200))
    return next((n, w) for n, w in enumerate(worlds) if w.battalions.break_count[0])


def test_who_breaks_rests_for_the_days_of_a_refit():
    number, world = broken()
    assert world.battalions.refit_until_tick[0] == number + int(4 * P.cohesion.refit_days)
    assert world.battalions.cohesion[0] == P.cohesion.cohesion_after_refit


def test_a_break_is_an_event():
    _, world = broken()
    assert world.event_log.event_code[0] == BATTALION_BREAKS
    assert world.event_log.subject[0] == world.battalions.uid[0]
