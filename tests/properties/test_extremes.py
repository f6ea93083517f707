"""Parameters at the ends of their ranges, alone and two by two: such battles are sane, too."""

import numpy as np
import pytest
from extremes import PLACES, count_meetings, covering_design, find_faults, iter_cases
from town import cached_tables

from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.parameters.registry import (
    DIVISORS,
    LABORATORY_MAX,
    ParameterError,
    parameters,
)
from mesa_mosul.simulation.simulation import Simulation


@pytest.mark.parametrize("n_columns", [2, 11, 249, 462])
def test_twelve_rows_hold_every_pair(n_columns):
    assert count_meetings(covering_design(n_columns)).min() >= 1


def test_a_pair_that_is_missing_is_seen():
    design = covering_design(20)
    design[:, 3] = design[:, 7]
    assert count_meetings(design).min() == 0


@pytest.mark.parametrize("place", PLACES)
def test_nothing_breaks_where_any_two_parameters_are_at_their_ends(place):
    design, days = next(case[1:] for case in iter_cases(1, 7) if case[0] == place)
    assert [find_faults(place, levels, days) for levels in design] == [[]] * len(design)


def laboratory_ends():
    """Yield each parameter with 0 and with the most that a laboratory takes."""
    for name, entry in parameters().items():
        if entry.value_type is float and not name.startswith("resolution."):
            for value in (0.0, 1.0 if entry.spec.unit == "share" else LABORATORY_MAX):
                yield name, value


def test_a_laboratory_stands_any_value_that_it_takes():
    refused = set()
    for name, value in laboratory_ends():
        try:
            duel = scenario("duel").with_parameters({name: value})
        except ParameterError:
            refused.add(name)
            continue
        battle = Simulation(duel, 1, "compiled", cached_tables())
        battle.run_day()
        assert np.isfinite(battle.ledger).all(), name
    assert refused == DIVISORS
