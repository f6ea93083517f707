"""The people of a cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field

from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.civilians import (
    affected_count,
    harm_and_displace_civilians,
    is_in_combat_zone,
)

P = Parameters()


def endured(people=10_000, *, fighting=False, munitions=0, held=0.0, number=0, p=P):
    world = open_field(1)
    cell = field_cell()
    world.cells.population[cell], world.cells.control[cell] = people, held
    world.cell_workspace.air_munitions[cell] = munitions
    if fighting:
        world.local_density.density[:, cell], world.local_density.attacking_density[0, cell] = (
            50.0,
            50.0,
        )
    plain_twin(harm_and_displace_civilians)(world, p, make_clock(number))
    return world.cells


def dead(city):
    cell = field_cell()
    return [
        int(c[cell])
        for c in (city.killed_by_isis, city.killed_by_crossfire, city.killed_by_fire_support)
    ]


def mean_dead(**said):
    return np.mean([dead(endured(number=n, **said)) for n in range(200)], axis=0)


@given(st.integers(0, 20_000), st.booleans(), st.integers(0, 500), st.floats(0, 1))
def test_everybody_is_there_or_dead_or_gone(people, fighting, munitions, held):
    city = endured(people, fighting=fighting, munitions=munitions, held=held)
    assert city.population.sum() + sum(dead(city)) + city.displaced.sum() == people
    assert (
        min(city.population.min(), city.displaced.min(), city.injured.min(), *dead(city)) >= 0
    )


@given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 0.999))
def test_no_more_are_harmed_than_there_are(people, chance, luck):
    assert 0 <= plain_twin(affected_count)(people, chance, luck) <= people


@given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.999))
def test_a_greater_chance_never_harms_fewer(people, one, other, luck):
    low, high = sorted((one, other))
    assert plain_twin(affected_count)(people, low, luck) <= plain_twin(affected_count)(
        people, high, luck
    )


def test_nobody_flees_where_nobody_fights():
    assert all(endured(number=n).displaced.sum() == 0 for n in range(50))


def test_people_flee_from_fighting_at_the_stated_rate():
    p = with_changes(
        P, {"civilians.displacement_rate": 0.02, "civilians.crossfire_death_rate": 1e-6}
    )
    fled = [endured(fighting=True, number=n, p=p).displaced.sum() for n in range(200)]
    assert np.mean(fled) == pytest.approx(10_000 * (1 - np.exp(-0.02 / 4)), rel=0.01)


def test_isis_kills_nobody_on_held_ground():
    p = with_changes(P, {"civilians.isis_killing_rate": 1e-4})
    assert mean_dead(held=1.0, p=p)[0] == 0.0
    assert mean_dead(held=0.0, p=p)[0] > 0.0


def test_crossfire_kills_only_where_there_is_fighting():
    p = with_changes(P, {"civilians.crossfire_death_rate": 2e-4})
    assert mean_dead(p=p)[1] == 0.0
    assert mean_dead(fighting=True, p=p)[1] > 0.0


def test_fires_kill_only_where_they_fall():
    p = with_changes(P, {"civilians.lethal_area_per_munition": 5e-4})
    assert mean_dead(p=p)[2] == 0.0
    assert mean_dead(munitions=5, p=p)[2] == pytest.approx(10_000 * 5 * 5e-4, rel=0.05)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_more_munitions_never_kill_fewer(one, other, number):
    few, many = sorted((one, other))
    counts = [dead(endured(munitions=m, number=number))[2] for m in (few, many)]
    assert counts[0] <= counts[1]


def test_nothing_happens_where_nobody_lives():
    city = endured(0, fighting=True, munitions=100)
    assert not any(dead(city))


def test_the_hurt_are_the_stated_multiple_of_the_dead():
    p = with_changes(
        P, {"civilians.injured_per_killed": 3.0, "civilians.lethal_area_per_munition": 5e-4}
    )
    worlds = [endured(munitions=20, number=n, p=p) for n in range(50)]
    killed = sum(dead(city)[2] for city in worlds)
    assert sum(city.injured.sum() for city in worlds) == pytest.approx(3.0 * killed, rel=0.01)


@pytest.mark.parametrize(
    ("ours", "theirs", "active", "fight"),
    [(50, 50, 50, True), (0, 50, 50, False), (50, 0, 50, False), (50, 50, 0, False)],
)
def test_there_is_fighting_where_both_are_near_and_one_attacks(ours, theirs, active, fight):
    world, cell = open_field(1), field_cell()
    world.local_density.density[:, cell], world.local_density.attacking_density[0, cell] = (
        (ours, theirs),
        active,
    )
    assert plain_twin(is_in_combat_zone)(world, P, cell) == fight


@given(st.integers(0, 20_000), st.integers(0, 99), st.floats(0, 1))
def test_nobody_is_forgotten_from_one_tick_to_the_next(people, first, held):
    world, cell = open_field(1), field_cell()
    world.cells.population[cell], world.cells.control[cell] = people, held
    world.local_density.density[:, cell], world.local_density.attacking_density[0, cell] = (
        50.0,
        50.0,
    )
    world.cell_workspace.air_munitions[cell] = 5
    for number in range(first, first + 6):
        plain_twin(harm_and_displace_civilians)(world, P, make_clock(number))
        cells = world.cells
        assert cells.population.sum() + sum(dead(cells)) + cells.displaced.sum() == people
