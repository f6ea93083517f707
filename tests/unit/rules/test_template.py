"""The mechanism to copy: its laws, its switch, and both its forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import ATTACKER, DEFENDER, IRAQI
from mesa_mosul.engine.compiled_parameters import CompiledParameters
from mesa_mosul.engine.compiled_world import CompiledWorld
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.rules import _template as module
from mesa_mosul.rules._template import (
    Fatigue,
    FatigueSwitch,
    TemplateParameters,
    change_rate,
    record_fatigue,
    update_fatigue,
)
from mesa_mosul.simulation import schedule

UNITS, P = 400, TemplateParameters()
rate = st.floats(0.0, 2.0)


def field_of_units(enemy_density=0.0, fatigued=0.0):
    """Return a field of units of ten men, with enemies of this density (men/km2) around."""
    world = open_field(unit_count=UNITS)
    for row in range(UNITS):
        set_unit(world, row, force=IRAQI, strength=10, cell=field_cell(), user_value=fatigued)
    assert np.all(world.units.side == ATTACKER)
    world.local_density.density[DEFENDER] = enemy_density
    return world


@given(rate, rate)
def test_a_unit_changes_only_towards_what_its_place_makes_of_it(onset, recovery):
    law = plain_twin(change_rate)
    assert law(False, True, onset, recovery) == onset
    assert law(True, False, onset, recovery) == recovery
    assert law(True, True, onset, recovery) == law(False, False, onset, recovery) == 0.0


def test_fatigue_sets_in_at_its_rate_in_contact():
    world = field_of_units(enemy_density=P.detection.contact_density)
    plain_twin(update_fatigue)(world, P, make_clock(ticks_per_day=1))
    expected, sd = 1.0 - np.exp(-P.fatigue.onset_rate), np.sqrt(0.25 / UNITS)
    assert world.units.user_value.mean() == pytest.approx(expected, abs=3 * sd)


def test_units_out_of_contact_stay_as_they_are_or_recover():
    rested, tired = field_of_units(), field_of_units(fatigued=1.0)
    for world in (rested, tired):
        plain_twin(update_fatigue)(world, P, make_clock())
    assert not rested.units.user_value.any()
    assert 0 < tired.units.user_value.sum() < UNITS


def test_the_switch_turns_fatigue_off():
    world = field_of_units(enemy_density=100.0, fatigued=1.0)
    plain_twin(update_fatigue)(world, P._replace(switch=FatigueSwitch(False)), make_clock())
    assert not world.units.user_value.any()


def test_the_ledger_counts_the_men_of_fatigued_units():
    world, row = field_of_units(fatigued=1.0), np.zeros(3)
    plain_twin(record_fatigue)(world, row, 1)
    assert row.tolist() == [0.0, 10.0 * UNITS, 0.0]


def test_both_forms_agree():
    p = P._replace(fatigue=Fatigue(onset_rate=1.5))
    worlds = [field_of_units(enemy_density=100.0) for _ in range(2)]
    plain_twin(update_fatigue)(worlds[0], p, make_clock())
    update_fatigue(CompiledWorld(worlds[1]), CompiledParameters(p), make_clock())
    assert np.array_equal(worlds[0].units.user_value, worlds[1].units.user_value)
    assert worlds[0].units.user_value.any()


def test_the_schedule_does_not_know_the_template():
    assert module.__name__ not in {
        getattr(value, "__module__", "") for value in vars(schedule).values()
    }
