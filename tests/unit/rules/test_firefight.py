"""The exchange of fire: aimed and at the ground, in steps, by those in contact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import IRAQI, ISIS, ROLE_ATTACK, ROLE_GARRISON
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.attrition import armour_factor, fire_effectiveness
from mesa_mosul.rules.density import update_densities
from mesa_mosul.rules.detection import update_exposure
from mesa_mosul.rules.engagement import list_engaged
from mesa_mosul.rules.firefight import compute_hit_rates, exchange_fire

P = Parameters()
FREE = with_changes(
    P, {"fire.suppression_hours": 0.0, "fire.frontage_men_per_km2": 4e5}, laboratory=True
)
"""Nobody is kept from firing, by fire or for want of room."""
share = st.floats(0, 1)


def fought(
    ours=200, theirs=200, *, number=0, gap=0, cover=0.0, cohesion=1.0, p=P, role=ROLE_ATTACK
):
    """Return a field after a tick in which one unit attacks another, gap cells away."""
    world = open_field(2, 2)
    world.cells.cover[:] = cover
    world.battalions.cohesion[0] = cohesion
    set_unit(world, 0, force=IRAQI, strength=ours, cell=field_cell(), role=role, battalion=0)
    set_unit(
        world,
        1,
        force=ISIS,
        strength=theirs,
        cell=field_cell(0, gap),
        role=ROLE_GARRISON,
        battalion=1,
    )
    for phase in (update_densities, update_exposure, exchange_fire):
        plain_twin(phase)(world, p, make_clock(number))
    return world


def hits(runs=40, **said):
    """Return the mean hits on attackers and defenders over some ticks."""
    return np.mean(
        [fought(number=n, **said).unit_workspace.casualties_by_small_arms for n in range(runs)],
        axis=0,
    )


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 50))
def test_no_more_are_hit_than_there_are(ours, theirs, number):
    toll = fought(ours, theirs, number=number).unit_workspace
    assert 0 <= toll.casualties_by_small_arms[0] <= ours
    assert 0 <= toll.casualties_by_small_arms[1] <= theirs
    assert toll.fit_strength.tolist() == [
        ours - toll.casualties_by_small_arms[0],
        theirs - toll.casualties_by_small_arms[1],
    ]


def test_nobody_is_hit_where_nobody_is_near():
    assert hits(runs=5, gap=4).tolist() == [0, 0]


def test_nobody_fires_at_his_own():
    world = open_field(2)
    for row in range(2):
        set_unit(world, row, force=IRAQI, strength=200, cell=field_cell(), role=ROLE_ATTACK)
    for phase in (update_densities, update_exposure, exchange_fire):
        plain_twin(phase)(world, P, make_clock())
    assert not world.unit_workspace.casualties_by_small_arms.any()


def test_more_enemies_hit_more():
    assert hits(theirs=300)[0] > hits(theirs=100)[0]


def test_cover_keeps_hits_off():
    assert hits(cover=0.8)[1] < hits(cover=0.2)[1]


def test_men_without_cohesion_hit_less():
    assert hits(cohesion=0.1)[1] < hits(cohesion=1.0)[1]


def test_full_cover_keeps_all_hits_off():
    assert hits(runs=5, cover=1.0).tolist() == [0, 0]


def test_a_greater_rate_of_hits_hits_more():
    assert np.all(hits(p=with_changes(P, {"fire.aimed_rate": 0.01})) > hits())


def test_a_strike_before_leaves_fewer_to_be_hit():
    world = open_field(1)
    set_unit(world, 0, force=IRAQI, strength=10, cell=field_cell(), role=ROLE_ATTACK)
    (
        world.unit_workspace.casualties_by_fire_support[0],
        world.unit_workspace.casualties_by_car_bomb[0],
    ) = 4, 9
    plain_twin(exchange_fire)(world, P, make_clock())
    assert world.unit_workspace.fit_strength[0] == 0


def test_aimed_fire_hits_at_the_rate_worked_by_hand():
    """Two units in one cell, all seen; w is the weight of the bell on the cell itself.

    d men fall on the eye as s = d w men/km2; a share s / (s + search) of the n who fire aims,
    and spreads its hits over the s it sees: rate n s / (s + search) / s, times w for the way.
    """
    world = open_field(2, 2)
    set_unit(
        world,
        0,
        force=IRAQI,
        strength=100,
        cell=field_cell(),
        role=ROLE_ATTACK,
        exposed_fraction=1.0,
    )
    set_unit(
        world,
        1,
        force=ISIS,
        strength=50,
        cell=field_cell(),
        role=ROLE_GARRISON,
        exposed_fraction=1.0,
        battalion=1,
    )
    plain_twin(update_densities)(world, FREE, make_clock())
    world.unit_workspace.fit_strength[:] = world.units.strength
    plain_twin(compute_hit_rates)(world, FREE, 0.0, *plain_twin(list_engaged)(world, FREE))
    weight = world.kernel.weight[world.kernel.offset == 0][0]
    ours, theirs = world.fire_exchange.fit_men[:, field_cell()]
    rate = P.fire.aimed_rate * ours * weight / (theirs * weight + P.fire.search_density)
    assert (ours, theirs, rate > 0) == (100, 50, True)
    assert world.fire_exchange.hit_rate_exposed[1, field_cell()] == pytest.approx(
        rate, rel=0.01
    )


def test_the_few_lose_a_greater_share_than_the_many():
    ours, theirs = hits(
        ours=300, theirs=100, p=with_changes(P, {"detection.exposed_holding": 0.8})
    )
    assert theirs / 100 > ours / 300


def twins_under_fire(number, ids=(1_000_000, 1_000_001), formations=(0, 0)):
    """Return who is hit, by id, of two units alike in one place, a tick on."""
    world = open_field(3, formation_count=2)
    for row, (uid, formation) in enumerate(zip(ids, formations, strict=True)):
        set_unit(
            world,
            row,
            force=IRAQI,
            strength=100,
            cell=field_cell(),
            role=ROLE_ATTACK,
            uid=uid,
            formation=formation,
        )
    set_unit(
        world, 2, force=ISIS, strength=200, cell=field_cell(), role=ROLE_GARRISON, uid=2_000_000
    )
    for phase in (update_densities, update_exposure, exchange_fire):
        plain_twin(phase)(world, P, make_clock(number))
    return dict(
        zip(ids, world.unit_workspace.casualties_by_small_arms[:2].tolist(), strict=True)
    )


def test_identical_units_in_one_place_have_independent_random_numbers():
    hit = np.array([list(twins_under_fire(number).values()) for number in range(200)])
    assert hit.std(axis=0).min() > 0
    assert abs(np.corrcoef(hit.T)[0, 1]) < 0.2


@given(st.integers(0, 10_000))
def test_a_unit_keeps_its_random_numbers_in_another_row_and_formation(number):
    there = twins_under_fire(number)
    assert twins_under_fire(number, ids=(1_000_001, 1_000_000), formations=(1, 0)) == there


def test_men_who_see_everybody_hit_at_their_own_rate():
    """The weights of the bell cancel: 100 men at 0.01 hits an hour make one hit an hour."""
    p = with_changes(FREE, {"fire.aimed_rate": 0.01, "fire.search_density": 0}, laboratory=True)
    found = []
    for number in range(1000):
        world = open_field(2, 2)
        set_unit(
            world,
            0,
            force=IRAQI,
            strength=100,
            cell=field_cell(),
            role=ROLE_ATTACK,
            exposed_fraction=1.0,
        )
        set_unit(
            world,
            1,
            force=ISIS,
            strength=50,
            cell=field_cell(),
            role=ROLE_GARRISON,
            exposed_fraction=1.0,
            uid=7,
        )
        for phase in (update_densities, exchange_fire):
            plain_twin(phase)(world, p, make_clock(number, ticks_per_day=24))
        found.append(world.unit_workspace.casualties_by_small_arms[1])
    assert np.mean(found) == pytest.approx(1.0, abs=0.1)


def test_suppression_keeps_hits_off_both_sides():
    deaf, shaken = (with_changes(P, {"fire.suppression_hours": s}) for s in (0.0, 500.0))
    assert np.all(hits(p=shaken) < hits(p=deaf))


def test_an_exchange_leaves_no_trace_on_the_map():
    world = fought(gap=1)
    assert world.unit_workspace.casualties_by_small_arms.any()
    assert not any(column.any() for column in world.fire_exchange)


def test_the_first_step_is_fired_under_the_fire_that_unhurt_men_would_give():
    """Rates of one long step: those of free men, over one plus suppression times the same."""
    found = {}
    for p in (FREE, with_changes(FREE, {"fire.suppression_hours": 100.0})):
        world = open_field(2, 2)
        set_unit(
            world,
            0,
            force=IRAQI,
            strength=100,
            cell=field_cell(),
            role=ROLE_ATTACK,
            exposed_fraction=1.0,
        )
        set_unit(
            world,
            1,
            force=ISIS,
            strength=100,
            cell=field_cell(),
            role=ROLE_ATTACK,
            exposed_fraction=1.0,
            uid=7,
        )
        plain_twin(update_densities)(world, p, make_clock())
        world.unit_workspace.fit_strength[:] = 100
        ranks, places = plain_twin(list_engaged)(world, p)
        for _ in range(2):
            plain_twin(compute_hit_rates)(world, p, 0.0, ranks, places)
        found[p.fire.suppression_hours] = world.fire_exchange.hit_rate_exposed[
            :, field_cell()
        ].copy()
    free = found[0.0]
    assert np.all(free > 0.0)
    assert found[100.0] == pytest.approx(free / (1.0 + 100.0 * free), rel=0.002)


def test_men_without_room_do_not_fire():
    world, narrow = open_field(2, 2), with_changes(P, {"fire.frontage_men_per_km2": 200.0})
    set_unit(world, 0, force=IRAQI, strength=4000, cell=field_cell(), role=ROLE_ATTACK)
    set_unit(
        world, 1, force=ISIS, strength=10, cell=field_cell(), role=ROLE_GARRISON, battalion=1
    )
    plain_twin(update_densities)(world, P, make_clock())
    there = world.local_density.density[0, field_cell()]
    assert there > 400.0
    each = [plain_twin(fire_effectiveness)(world, p, 0) for p in (narrow, FREE)]
    assert each[0] == pytest.approx(each[1] * 200.0 / there)


@given(share, share)
def test_vehicles_are_lost_to_attackers_alone_and_as_far_as_ground_is_of_the_old_city(one, two):
    world, least = fought(), 1.0 - P.fire.armour_fire_fraction
    fires = []
    for part in sorted((one, two)):
        world.cells.old_city_area_km2[field_cell()] = part * world.cells.area_km2[field_cell()]
        fires.append(plain_twin(armour_factor)(world, P, 0))
        assert plain_twin(armour_factor)(world, P, 1) == 1.0
    assert 1.0 >= fires[0] >= fires[1] >= least - 1e-12
    world.cells.old_city_area_km2[:] = world.cells.area_km2
    assert plain_twin(armour_factor)(world, P, 0) == pytest.approx(least)


def test_without_lanes_nothing_is_lost():
    assert plain_twin(armour_factor)(fought(), P, 0) == 1.0
