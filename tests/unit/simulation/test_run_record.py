"""A run is refused in words for a seed or a number of days that cannot be."""

import math

import numpy as np
import pytest

from mesa_mosul.initialization.world_builder import check_seed
from mesa_mosul.inputs.scenario import RunError, scenario
from mesa_mosul.parameters.errors import shorten
from mesa_mosul.simulation.run_record import resolve_days, simulate

NO_NUMBERS = ("x", "1", None, True, math.nan, math.inf, -math.inf, 1.5, -1, 10**400, 10**5000)
NO_DAYS = (0, *(value for value in NO_NUMBERS if value is not None))


@pytest.mark.parametrize("seed", NO_NUMBERS, ids=shorten)
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(RunError, match=r"^seed is .*: it must be an integer from 0 to 2"):
        simulate(scenario("reported"), seed, days=1)


@pytest.mark.parametrize("days", NO_DAYS, ids=shorten)
def test_what_is_no_number_of_days_is_refused(days):
    with pytest.raises(RunError, match=r"^days is .*: .*115 days"):
        simulate(scenario("reported"), 1, days)


def test_integers_of_other_types_are_taken():
    assert check_seed(np.uint64(2**64 - 1)) == 2**64 - 1
    assert check_seed(2.0) == 2
    assert resolve_days(scenario("reported"), np.int64(3)) == 3
    assert resolve_days(scenario("reported"), None) == 115


def test_the_table_of_events_is_made_once_and_only_if_it_is_asked_for():
    record = simulate(scenario("reported"), 1, days=1)
    assert "events" not in vars(record)
    assert len(record.events) == record.built.world.totals.n_events[0]
    assert record.events is record.events
