"""Prepared defence: what it delays, whom it hurts, and that it wears down for good."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick, town

from mesa_mosul.compiled import plain
from mesa_mosul.names import ATTACK, COALITION_SIDE, IRAQI, IRAQI_COMMAND, OPEN
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.cohesion import weigh
from mesa_mosul.rules.ground import clear, list_hands
from mesa_mosul.rules.obstacles import delay, ease_of, resistance, share_prepared, wear

P = Parameters()
share = st.floats(0, 1)
DEADLY = changed(P, {"obstacles.mine_hits": 10.0})


def cleared(prepared=1.0, number=0, p=P, men=200, ease=1e-3):
    """Return a field after an hour of clearing on one prepared cell."""
    world, cell = field(1), middle()
    put(world, 0, force=IRAQI, men=men, cell=cell, role=ATTACK, minutes=60)
    world.site.front[cell], world.city.ease[cell] = True, ease
    world.city.prepared[cell] = prepared
    hands = plain(list_hands)(world, COALITION_SIDE)
    plain(clear)(world, p, tick(number), 0, hands)
    return world


def test_prepared_ground_is_taken_more_slowly():
    easy, hard = (cleared(prepared).city.held[middle()] for prepared in (0.0, 1.0))
    assert hard == pytest.approx(easy / (1 + plain(delay)(P)))


@pytest.mark.parametrize("switch", ["barricades", "mines", "contaminated_ground"])
def test_each_part_of_the_delay_can_be_taken_out(switch):
    without = plain(delay)(changed(P, {f"switch.{switch}": False}))
    assert 0.0 < without < plain(delay)(P)


def test_without_obstacles_prepared_ground_is_like_any_other():
    off = {f"switch.{name}": False for name in ("barricades", "mines", "contaminated_ground")}
    world = field(1)
    world.city.prepared[middle()] = 1.0
    assert plain(ease_of)(world, changed(P, off), middle()) == world.city.ease[middle()]


def test_a_dash_takes_more_ground():
    world = field(1)
    world.commands.haste[IRAQI_COMMAND] = 1.0
    faster = plain(ease_of)(world, P, middle()) / world.city.ease[middle()]
    assert faster == pytest.approx(1 + P.command.dash_pace)


@given(share, share)
def test_the_last_street_is_as_well_prepared_as_the_first(prepared, held):
    assert 0.0 <= plain(share_prepared)(min(prepared, 1.0 - held), held) <= 1.0
    left = prepared * (1.0 - held)
    if held < 0.99:
        assert plain(share_prepared)(left, held) == pytest.approx(prepared)


@given(share, st.lists(share, max_size=6))
def test_preparation_never_comes_back(prepared, course):
    world, before = field(1), 0.0
    world.city.prepared[middle()] = prepared
    for held in course:
        intact = world.city.prepared[middle()]
        world.city.held[middle()] = held
        plain(wear)(world, middle(), before)
        after = world.city.prepared[middle()]
        assert 0.0 <= after <= intact
        assert world.site.opened[middle()] == pytest.approx(intact - after)
        before = held


def test_ground_is_entered_as_far_as_it_is_prepared_and_once_only():
    world, opened, before = field(1), [], 0.0
    world.city.prepared[middle()] = 0.5
    for held in (0.5, 1.0, 0.0, 1.0):
        world.city.held[middle()] = held
        plain(wear)(world, middle(), before)
        opened.append(world.site.opened[middle()])
        before = held
    assert opened == pytest.approx([0.25, 0.25, 0.0, 0.0])


def mean_hits(**said):
    return np.mean([cleared(number=n, **said).toll.hits_mine[0] for n in range(300)])


def test_mines_hit_the_stated_men_on_a_km2_first_cleared():
    entered = cleared(p=DEADLY).toll.entered[0] / 1e6
    assert 0.1 < entered <= 1.0
    assert mean_hits(p=DEADLY) == pytest.approx(10.0 * entered, rel=0.15)


def test_ground_that_was_cleared_before_hits_nobody():
    assert mean_hits(prepared=0.0, p=DEADLY) == 0.0


def test_without_mines_nobody_is_hit_by_them():
    assert mean_hits(p=changed(DEADLY, {"switch.mines": False})) == 0.0


@given(st.integers(1, 400), st.integers(0, 50))
def test_mines_never_hit_more_men_than_there_are(men, number):
    assert 0 <= cleared(men=men, number=number, p=DEADLY).toll.hits_mine[0] <= men


def test_a_sniper_counts_for_as_many_defenders_as_is_stated():
    world = field(1)
    world.near.density[1, middle()], world.hold.sniper_density[middle()] = 30.0, 10.0
    expected = 20.0 + 10.0 * P.obstacles.sniper_worth
    assert plain(resistance)(world, P, middle()) == pytest.approx(expected)
    p = changed(P, {"switch.snipers": False})
    assert plain(resistance)(world, p, middle()) == 30.0


def fear(p=P):
    """Return the cohesion that a battalion's worth of men lost by entering a km2."""
    world = field(1)
    put(world, 0, force=IRAQI, men=P.scale.men_per_battalion, cell=middle(), role=ATTACK)
    world.axes.pace[0] = 1.0
    world.near.density[1, middle()] = 50.0
    plain(weigh)(world, p, tick())
    calm = world.battalions.cohesion[0]
    world.battalions.cohesion[0], world.toll.entered[0] = 1.0, 1_000_000
    plain(weigh)(world, p, tick())
    return calm - world.battalions.cohesion[0]


def test_contaminated_ground_costs_a_battalion_the_stated_cohesion():
    assert fear() == pytest.approx(P.obstacles.fear)
    assert fear(changed(P, {"switch.contaminated_ground": False})) == 0.0


def test_isis_has_prepared_the_ground_that_it_holds_at_the_start():
    world = town().world
    city, fought = world.city, world.fought
    assert np.all(city.prepared[fought] <= 1.0 - city.held[fought] + 1e-12)
    open_ground = fought[(city.ground[fought] == OPEN) & (city.held[fought] == 0.0)]
    assert np.allclose(city.prepared[open_ground], P.obstacles.open_ground)
    assert city.prepared[fought].max() == 1.0
