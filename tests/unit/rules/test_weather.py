"""Weather: how often it grounds aircraft, for how long and how many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import make_clock, open_field

from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.weather import spell_end_rate, update_weather

P = Parameters()
DAYS = 4000


def skies(days=DAYS, seed=1, per_day=4, p=P):
    """Return the share of aircraft on the ground by tick."""
    world, found = open_field(1), []
    for number in range(days * per_day):
        plain_twin(update_weather)(world, p, make_clock(number, seed, per_day))
        found.append(world.external.aircraft_grounded_permille[0] / 1000.0)
    return np.array(found)


@given(st.floats(0.01, 0.3), st.floats(1, 4))
def test_as_many_spells_begin_as_end(share, days):
    begins, ends = (plain_twin(spell_end_rate)(bad, share, days) for bad in (False, True))
    assert (1.0 - share) * begins == pytest.approx(share * ends)


def test_about_the_stated_share_of_days_is_bad_and_grounds_the_stated_share():
    found = skies(
        p=with_changes(
            P, {"weather.bad_weather_fraction": 0.2, "weather.aircraft_grounded_fraction": 0.5}
        )
    )
    assert set(found) == {0.0, 0.5}
    assert np.mean(found > 0) == pytest.approx(0.2, abs=0.05)


def test_weather_changes_at_dawn_alone():
    assert np.flatnonzero(np.diff(skies(400))).size > 0
    assert np.all(skies(400)[::4] == skies(400).reshape(-1, 4).T)


def test_spells_last_longer_if_their_parameter_is_larger():
    spells = [
        np.count_nonzero(np.diff(skies(p=with_changes(P, {"weather.spell_days": days}))))
        for days in (1.0, 4.0)
    ]
    assert spells[0] > 1.5 * spells[1]


@pytest.mark.parametrize(
    "changes", [{"switch.weather": False}, {"weather.bad_weather_fraction": 0.0}]
)
def test_without_bad_days_or_switched_off_all_aircraft_fly(changes):
    assert not skies(p=with_changes(P, changes)).any()


def test_runs_with_another_seed_have_other_weather():
    assert not np.array_equal(skies(400), skies(400, seed=2))
