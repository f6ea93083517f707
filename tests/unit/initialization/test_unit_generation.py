"""Formations become units: all men are there, in units of the size asked for, with ids."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import COARSE_PARAMETERS, cached_tables

from mesa_mosul.engine.codes import (
    AIR_WING,
    ARTILLERY,
    CAR_BOMB_CELLS,
    DEFENDER,
    FORCES,
    IRAQI,
    ISIS,
    NO_INDEX,
)
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.initialization.force_totals import apportion_total, force_totals
from mesa_mosul.initialization.later_arrivals import RECRUITS_CODE, list_later_formations
from mesa_mosul.initialization.unit_generation import generate_units
from mesa_mosul.parameters.registry import Parameters, parameters, with_changes

SIZES = ["iraqi.troops", "isis.fighters", "peshmerga.men", "coalition.personnel", "pmf.men"]
DAYS = 50


def mustered(days=DAYS, start=0, **changes):
    p = with_changes(Parameters(), {**COARSE_PARAMETERS, **changes})
    late = list_later_formations(days, p)
    return generate_units(
        cached_tables().forces,
        force_totals(p),
        list_axis_names(cached_tables()),
        late,
        start,
        p,
    )


def late(units):
    return units.uid // 1_000_000 == RECRUITS_CODE


def codes_of(days=DAYS):
    """Return the codes of all formations, in the order of their rows."""
    seeded = (row.code for row in cached_tables().forces)
    return np.array(
        [*seeded, *(one.formation.code for one in list_later_formations(days, Parameters()))]
    )


def between(name):
    known = parameters()[name].spec
    return st.integers(int(known.low), int(known.high))


@given(st.integers(0, 100_000), st.lists(st.integers(0, 1000), min_size=1).filter(any))
def test_shares_sum_to_what_is_shared(total, weights):
    assert apportion_total(total, weights).sum() == total


@given(st.integers(0, 100_000), st.lists(st.integers(0, 1000), min_size=1).filter(any))
def test_a_share_is_within_one_of_its_due(total, weights):
    due = np.array(weights) * total / sum(weights)
    assert np.all(np.abs(apportion_total(total, weights) - due) < 1 + 1e-6)


@given(st.integers(1, 100_000), st.lists(st.integers(0, 1000), min_size=1).filter(any))
def test_who_has_no_weight_gets_nothing(total, weights):
    assert not apportion_total(total, [*weights, 0])[-1]


def test_ten_among_three_equals_are_four_three_and_three():
    assert apportion_total(10, [1, 1, 1]).tolist() == [4, 3, 3]


@given(st.tuples(*map(between, SIZES)))
def test_every_force_musters_the_men_it_has(men):
    changes = dict(zip(SIZES, men, strict=True))
    units = mustered(**changes).units
    there = units.uid // 1_000_000 < 900
    found = {
        force: int(units.authorized_strength[there & (units.force == code)].sum())
        for code, force in enumerate(FORCES)
    }
    assert (
        found
        == force_totals(
            with_changes(Parameters(), {**COARSE_PARAMETERS, **changes})
        ).men_by_force
    )


@given(st.integers(20, 100), st.integers(20, 150), st.integers(100, 1000))
def test_all_aircraft_guns_and_car_bombs_are_there(planes, guns, bombs):
    names = (
        "coalition.strike_aircraft",
        "coalition.artillery_pieces",
        "isis.car_bombs_at_start",
    )
    units = mustered(**dict(zip(names, (planes, guns, bombs), strict=True))).units
    kinds = (AIR_WING, ARTILLERY, CAR_BOMB_CELLS)
    found = [int(units.equipment[units.kind == kind].sum()) for kind in kinds]
    assert found == [planes, guns, bombs]


@pytest.mark.parametrize("size", [1, 7, 40, 100])
def test_units_of_isis_are_of_the_size_asked_for(size):
    units = mustered(**{"isis.men_per_unit": size, "isis.fighters": 3000}).units
    assert units.authorized_strength[units.force == ISIS].max() == size


@pytest.mark.parametrize("size", [1, 7, 100])
def test_only_the_last_unit_of_a_formation_is_smaller(size):
    units = mustered(**{"isis.men_per_unit": size, "isis.fighters": 3000}).units
    own = units.force == ISIS
    small = own & (units.authorized_strength < size)
    assert np.all(np.bincount(units.formation[small], minlength=1) <= 1)


def test_a_unit_starts_at_full_strength_off_the_map():
    units = mustered().units
    assert np.array_equal(units.strength, units.authorized_strength)
    assert np.all(units.cell == NO_INDEX)
    assert not any(
        column.any() for column in (units.killed, units.wounded_now, units.withdrawn)
    )


def test_ids_are_given_once():
    uid = mustered(**{"isis.men_per_unit": 1}).units.uid
    assert np.unique(uid).size == uid.size


def test_an_id_gives_the_formation_and_the_ordinal():
    units = mustered().units
    codes = codes_of()
    assert np.array_equal(units.uid // 1_000_000, codes[units.formation])
    for row in range(codes.size):
        ordinals = units.uid[units.formation == row] % 1_000_000
        assert np.array_equal(ordinals, np.arange(ordinals.size))


def test_an_id_fits_into_a_word_of_the_random_streams():
    assert mustered(**{"isis.men_per_unit": 1}).units.uid.max() < 2**32


def test_a_battalion_belongs_to_one_formation():
    units = mustered().units
    for battalion in np.unique(units.battalion):
        assert np.unique(units.formation[units.battalion == battalion]).size == 1


def test_every_battalion_has_men_or_pieces():
    found = mustered()
    filled = np.bincount(found.units.battalion, minlength=found.battalions.uid.size)
    assert filled.size == found.battalions.uid.size
    assert filled.min() > 0


def test_battalions_have_ids_of_their_own():
    uid = mustered().battalions.uid
    assert np.unique(uid).size == uid.size


@pytest.mark.parametrize("size", [10, 40, 100])
def test_a_battalion_is_as_large_whatever_the_size_of_units(size):
    found = mustered(**{"iraqi.men_per_unit": size})
    foot = (found.units.force == IRAQI) & (found.units.equipment == 0)
    men = np.bincount(found.units.battalion[foot], found.units.strength[foot])
    assert abs(men.max() - Parameters().resolution.men_per_battalion) < size


def test_isis_alone_is_on_its_side():
    units = mustered().units
    assert np.array_equal(units.side == DEFENDER, units.force == ISIS)


@given(st.floats(1, 40), st.integers(10, 250))
def test_recruits_arrive_within_the_run_at_their_rate(rate, days):
    units = mustered(days, 200, **{"isis.recruits_per_day": rate}).units
    arrives, paper = units.arrival_tick[late(units)], units.authorized_strength[late(units)]
    assert paper.sum() == round(rate * days)
    for half in (days // 2, days):
        came = paper[arrives <= 200 + 4 * half].sum()
        assert came == pytest.approx(
            rate * half, abs=COARSE_PARAMETERS["isis.men_per_unit"] + 1
        )


def test_recruits_come_after_the_start():
    units = mustered(DAYS, 200).units
    assert np.all(units.arrival_tick[late(units)] > 200)
    assert np.all(units.arrival_tick[units.uid // 1_000_000 < 900] == 0)


def test_nobody_arrives_where_nobody_is_recruited():
    assert not late(mustered(**{"isis.recruits_per_day": 0}).units).any()


def test_men_of_one_squad_are_the_same_men_at_any_size_of_units():
    def squads(size):
        units = mustered(**{"isis.men_per_unit": size}).units
        return {
            (code, men)
            for code, men in zip(units.decision_group, men_by_squad(units), strict=True)
        }

    def men_by_squad(units):
        _, squad = np.unique(units.decision_group, return_inverse=True)
        return np.bincount(squad, units.strength)[squad]

    assert squads(1) == squads(5) == squads(10)


def test_a_unit_larger_than_a_squad_is_a_squad_of_its_own():
    units = mustered(**{"isis.men_per_unit": 30}).units
    isis = units.decision_group[units.force == 1]
    assert np.unique(isis).size == isis.size
