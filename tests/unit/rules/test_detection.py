"""Who is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import FIGHTERS, IRAQI, ISIS, ROLE_ATTACK, ROLE_GARRISON, SNIPERS
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.detection import exposed_fraction, update_exposure

P = Parameters()
share = st.floats(0, 1)


def seen(
    watchers=50.0, hiding=0.5, role=ROLE_GARRISON, force=ISIS, kind=FIGHTERS, minutes=0, p=P,
    screen=None,
):  # fmt: skip
    world = open_field(1)
    set_unit(
        world,
        0,
        force=force,
        strength=10,
        cell=field_cell(),
        role=role,
        kind=kind,
        time_budget_min=minutes,
    )
    world.cells.concealment[:] = hiding
    world.cells.mean_concealment[:] = hiding if screen is None else screen
    world.local_density.density[1 - world.units.side[0], field_cell()] = watchers
    plain_twin(update_exposure)(world, p, make_clock())
    return world.units.exposed_fraction[0]


@given(share, share)
def test_the_share_seen_is_a_share_no_less_than_is_shown(shown, found):
    assert shown - 1e-15 <= plain_twin(exposed_fraction)(shown, found) <= 1.0 + 1e-15


def test_who_shows_half_and_is_found_by_half_is_seen_by_three_quarters():
    assert plain_twin(exposed_fraction)(0.5, 0.5) == 0.75


@given(st.floats(0, 1e4), st.floats(0, 1e4))
def test_more_watchers_never_see_less(one, other):
    few, many = sorted((one, other))
    assert seen(few) <= seen(many)


@given(share, share)
def test_better_hiding_never_shows_more(one, other):
    little, much = sorted((one, other))
    assert seen(hiding=little) >= seen(hiding=much)


@given(share, share)
def test_more_walls_around_never_let_more_be_found(one, other):
    few, many = sorted((one, other))
    assert seen(screen=few) >= seen(screen=many) >= seen(screen=1.0) > 0.0


def test_nobody_is_found_where_nobody_watches():
    assert seen(0.0, hiding=0.5) == pytest.approx(0.5 * P.detection.exposed_holding)


def test_who_attacks_is_seen_before_who_holds():
    assert seen(role=ROLE_ATTACK, force=IRAQI) > seen(role=ROLE_GARRISON)


def test_who_attacks_shows_himself_wherever_he_stands():
    assert seen(0.0, hiding=0.9, role=ROLE_ATTACK, force=IRAQI) == P.detection.exposed_attacking


def test_snipers_show_less_than_fighters():
    assert seen(kind=SNIPERS) < seen(kind=FIGHTERS)


def test_who_is_on_the_march_is_not_seen():
    assert seen(minutes=-1) == 0.0


def test_better_detection_finds_more():
    assert seen(p=with_changes(P, {"detection.detection_rate": 0.005})) > seen()
