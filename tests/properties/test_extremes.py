"""Parameters at the ends of their ranges, alone and two by two: such battles are sane, too."""

import numpy as np
import pytest
from extremes import (
    LABORATORIES,
    PLACES,
    count_meetings,
    covering_design,
    drawn_design,
    end_of_range,
    find_faults,
    iter_cases,
    list_ranges,
)
from town import cached_tables

from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.parameters.registry import (
    LABORATORY_FACTOR,
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


def laboratory_ends(entry):
    """Return the least and the most that a laboratory takes of a parameter."""
    spec = entry.spec
    if entry.value_type is bool or spec.keeps_range:
        return entry.value_type(spec.low), entry.value_type(spec.high)
    if entry.value_type is int:
        return spec.low, spec.high
    return 0.0, 1.0 if spec.unit == "share" else LABORATORY_FACTOR * spec.high


def run_a_day(place, values):
    """Return the ledger of a laboratory's first day."""
    fight = scenario(place).with_parameters(values)
    battle = Simulation(fight, 1, "compiled", cached_tables())
    battle.run_day()
    return battle.ledger


def test_a_laboratory_stands_any_value_that_it_takes():
    for name, entry in parameters().items():
        for value in laboratory_ends(entry):
            assert np.isfinite(run_a_day("duel", {name: value})).all(), name


@pytest.mark.parametrize("place", LABORATORIES)
def test_a_laboratory_stands_any_values_together(place):
    rng = np.random.default_rng([3, LABORATORIES.index(place)])
    ranges = list_ranges(place)
    for far in (0.02, 0.2, 1.0):
        for levels in drawn_design(len(ranges), rng):
            values = {
                entry.name: (
                    laboratory_ends(entry)[level]
                    if rng.random() < far
                    else end_of_range(entry, level)
                )
                for entry, level in zip(ranges, levels, strict=True)
            }
            assert np.isfinite(run_a_day(place, values)).all()


@pytest.mark.parametrize("name", ["cohesion.break_threshold", "fire.max_substep_loss"])
def test_a_laboratory_keeps_the_range_of_what_rules_divide_by(name):
    with pytest.raises(ParameterError, match=rf"{name} is 0: it takes 0\.\d+ to"):
        scenario("duel").with_parameters({name: 0})
