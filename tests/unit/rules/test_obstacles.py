"""Prepared defence: what it delays, whom it hurts, and that it wears down for good."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import coarse_simulation, field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import ATTACKER, IRAQI, IRAQI_COMMAND, OPEN, ROLE_ATTACK
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.clearing import clear_cells, count_workers, list_units_of_side
from mesa_mosul.rules.cohesion import update_cohesion
from mesa_mosul.rules.obstacles import (
    clearing_rate,
    degrade_fortification,
    extra_work_factor,
    fortified_fraction_remaining,
    resistance_density,
)

P = Parameters()
share = st.floats(0, 1)
DEADLY = with_changes(P, {"obstacles.mine_casualties_per_km2": 10.0})


def cleared(prepared=1.0, number=0, p=P, men=200, ease=1e-3):
    """Return a field after an hour of clearing on one prepared cell."""
    world, cell = open_field(1), field_cell()
    set_unit(
        world, 0, force=IRAQI, strength=men, cell=cell, role=ROLE_ATTACK, time_budget_min=60
    )
    world.cell_workspace.is_front[cell], world.cells.clearing_rate_km2_per_man_h[cell] = (
        True,
        ease,
    )
    world.cells.fortification[cell] = prepared
    hands = plain_twin(list_units_of_side)(world, ATTACKER)
    plain_twin(count_workers)(world, hands)
    plain_twin(clear_cells)(world, p, make_clock(number), 0, hands)
    return world


def test_prepared_ground_is_taken_more_slowly():
    easy, hard = (cleared(prepared).cells.control[field_cell()] for prepared in (0.0, 1.0))
    assert hard == pytest.approx(easy / (1 + plain_twin(extra_work_factor)(P)))


@pytest.mark.parametrize("switch", ["barricades", "mines", "contaminated_ground"])
def test_each_part_of_the_delay_can_be_taken_out(switch):
    without = plain_twin(extra_work_factor)(with_changes(P, {f"switch.{switch}": False}))
    assert 0.0 < without < plain_twin(extra_work_factor)(P)


def test_without_obstacles_prepared_ground_is_like_any_other():
    off = {f"switch.{name}": False for name in ("barricades", "mines", "contaminated_ground")}
    world = open_field(1)
    world.cells.fortification[field_cell()] = 1.0
    assert (
        plain_twin(clearing_rate)(world, with_changes(P, off), field_cell())
        == world.cells.clearing_rate_km2_per_man_h[field_cell()]
    )


def test_a_dash_takes_more_ground():
    world = open_field(1)
    world.commands.tempo[IRAQI_COMMAND] = 1.0
    faster = (
        plain_twin(clearing_rate)(world, P, field_cell())
        / world.cells.clearing_rate_km2_per_man_h[field_cell()]
    )
    assert faster == pytest.approx(1 + P.command.tempo_clearing_bonus)


@given(share, share)
def test_the_last_street_is_as_well_prepared_as_the_first(prepared, held):
    assert (
        0.0 <= plain_twin(fortified_fraction_remaining)(min(prepared, 1.0 - held), held) <= 1.0
    )
    left = prepared * (1.0 - held)
    if held < 0.99:
        assert plain_twin(fortified_fraction_remaining)(left, held) == pytest.approx(prepared)


@given(share, st.lists(share, max_size=6))
def test_preparation_never_comes_back(prepared, course):
    world, before = open_field(1), 0.0
    world.cells.fortification[field_cell()] = prepared
    for held in course:
        intact = world.cells.fortification[field_cell()]
        world.cells.control[field_cell()] = held
        plain_twin(degrade_fortification)(world, field_cell(), before)
        after = world.cells.fortification[field_cell()]
        assert 0.0 <= after <= intact
        assert world.cell_workspace.fortified_km2_cleared[field_cell()] == pytest.approx(
            intact - after
        )
        before = held


def test_ground_is_entered_as_far_as_it_is_prepared_and_once_only():
    world, opened, before = open_field(1), [], 0.0
    world.cells.fortification[field_cell()] = 0.5
    for held in (0.5, 1.0, 0.0, 1.0):
        world.cells.control[field_cell()] = held
        plain_twin(degrade_fortification)(world, field_cell(), before)
        opened.append(world.cell_workspace.fortified_km2_cleared[field_cell()])
        before = held
    assert opened == pytest.approx([0.25, 0.25, 0.0, 0.0])


def mean_hits(**said):
    return np.mean(
        [cleared(number=n, **said).unit_workspace.casualties_by_mine[0] for n in range(300)]
    )


def test_mines_hit_the_stated_men_on_a_km2_first_cleared():
    entered = cleared(p=DEADLY).unit_workspace.fortified_m2_cleared[0] / 1e6
    assert 0.1 < entered <= 1.0
    assert mean_hits(p=DEADLY) == pytest.approx(10.0 * entered, rel=0.15)


def test_ground_that_was_cleared_before_hits_nobody():
    assert mean_hits(prepared=0.0, p=DEADLY) == 0.0


def test_without_mines_nobody_is_hit_by_them():
    assert mean_hits(p=with_changes(DEADLY, {"switch.mines": False})) == 0.0


@given(st.integers(1, 400), st.integers(0, 50))
def test_mines_never_hit_more_men_than_there_are(men, number):
    assert (
        0
        <= cleared(men=men, number=number, p=DEADLY).unit_workspace.casualties_by_mine[0]
        <= men
    )


def test_a_sniper_counts_for_as_many_defenders_as_is_stated():
    world = open_field(1)
    world.local_density.density[1, field_cell()], world.holding.sniper_density[field_cell()] = (
        30.0,
        10.0,
    )
    expected = 20.0 + 10.0 * P.obstacles.sniper_equivalence
    assert plain_twin(resistance_density)(world, P, field_cell()) == pytest.approx(expected)
    p = with_changes(P, {"switch.snipers": False})
    assert plain_twin(resistance_density)(world, p, field_cell()) == 30.0


def fear(p=P):
    """Return the cohesion that a battalion's worth of men lost by entering a km2."""
    world = open_field(1)
    set_unit(
        world,
        0,
        force=IRAQI,
        strength=P.resolution.men_per_battalion,
        cell=field_cell(),
        role=ROLE_ATTACK,
    )
    world.axes_of_advance.advance_rate_km2_per_day[0] = 1.0
    world.local_density.density[1, field_cell()] = 50.0
    plain_twin(update_cohesion)(world, p, make_clock())
    calm = world.battalions.cohesion[0]
    world.battalions.cohesion[0], world.unit_workspace.fortified_m2_cleared[0] = 1.0, 1_000_000
    plain_twin(update_cohesion)(world, p, make_clock())
    return calm - world.battalions.cohesion[0]


def test_contaminated_ground_costs_a_battalion_the_stated_cohesion():
    assert fear() == pytest.approx(P.obstacles.contamination_cohesion_cost)
    assert fear(with_changes(P, {"switch.contaminated_ground": False})) == 0.0


def test_isis_has_prepared_the_ground_that_it_holds_at_the_start():
    world = coarse_simulation().world
    cells, fought = world.cells, world.contested_cells
    assert np.all(cells.fortification[fought] <= 1.0 - cells.control[fought] + 1e-12)
    open_ground = fought[(cells.land_class[fought] == OPEN) & (cells.control[fought] == 0.0)]
    assert np.allclose(cells.fortification[open_ground], P.obstacles.open_ground_fortification)
    assert cells.fortification[fought].max() == 1.0
