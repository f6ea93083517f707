"""Who is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field, middle, put, tick

from mesa_mosul.compiled import plain
from mesa_mosul.names import ATTACK, FIGHTERS, IN_GARRISON, IRAQI, ISIS, SNIPERS
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.sight import look, share_seen

P = Parameters()
share = st.floats(0, 1)


def seen(
    watchers=50.0, hiding=0.5, role=IN_GARRISON, force=ISIS, kind=FIGHTERS, minutes=0, p=P,
    screen=None,
):  # fmt: skip
    world = field(1)
    put(world, 0, force=force, men=10, cell=middle(), role=role, kind=kind, minutes=minutes)
    world.city.hiding[:] = hiding
    world.city.screen[:] = hiding if screen is None else screen
    world.near.density[1 - world.units.side[0], middle()] = watchers
    plain(look)(world, p, tick())
    return world.units.seen[0]


@given(share, share)
def test_the_share_seen_is_a_share_no_less_than_is_shown(shown, found):
    assert shown - 1e-15 <= plain(share_seen)(shown, found) <= 1.0 + 1e-15


def test_who_shows_half_and_is_found_by_half_is_seen_by_three_quarters():
    assert plain(share_seen)(0.5, 0.5) == 0.75


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
    assert seen(0.0, hiding=0.5) == pytest.approx(0.5 * P.sight.shown_holding)


def test_who_attacks_is_seen_before_who_holds():
    assert seen(role=ATTACK, force=IRAQI) > seen(role=IN_GARRISON)


def test_who_attacks_shows_himself_wherever_he_stands():
    assert seen(0.0, hiding=0.9, role=ATTACK, force=IRAQI) == P.sight.shown_attacking


def test_snipers_show_less_than_fighters():
    assert seen(kind=SNIPERS) < seen(kind=FIGHTERS)


def test_who_is_on_the_march_is_not_seen():
    assert seen(minutes=-1) == 0.0


def test_better_detection_finds_more():
    assert seen(p=changed(P, {"sight.detection": 0.005})) > seen()
