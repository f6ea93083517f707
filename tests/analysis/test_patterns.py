"""The joint pattern of plateau and collapse, on courses made by hand; sets over ranges."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.patterns import joint_pattern
from mesa_mosul.analysis.samples import drawn, parameter_sets

DAYS = pd.date_range("2016-10-17", "2017-02-05")


def course(points):
    """Return a ledger of the east that runs straight between points (date, share)."""
    when = [pd.Timestamp(date).toordinal() for date, _ in points]
    share = np.interp([day.toordinal() for day in DAYS], when, [held for _, held in points])
    return pd.DataFrame({"share_east_held": share, "km2_city_held": 105 * share}, index=DAYS)


RECORD = course(
    [("2016-10-31", 0), ("2016-12-13", 0.4), ("2016-12-28", 0.41), ("2017-01-24", 1.0)]
)
GRINDING = course([("2016-10-31", 0.0), ("2017-02-13", 1.0)])


def test_a_slow_fight_a_plateau_and_a_collapse_are_the_joint_pattern():
    assert joint_pattern(RECORD, "2017-01-24")["joint"]


def test_one_km2_a_day_for_ever_is_not():
    found = joint_pattern(GRINDING, None)
    assert found["entered"]
    assert not any(found[what] for what in ("plateau", "speedup", "cleared", "joint"))


@pytest.mark.parametrize("cleared", ["2017-01-10", "2017-02-10", None])
def test_an_east_cleared_too_early_or_too_late_or_never_is_not(cleared):
    assert not joint_pattern(RECORD, cleared)["joint"]


def test_sets_cover_the_whole_of_every_declared_range():
    sets = pd.DataFrame(parameter_sets(50, seed=1))
    for name, entry in drawn().items():
        low, high = entry.known.low, entry.known.high
        assert low <= sets[name].min() <= sets[name].max() <= high
        assert sets[name].nunique() > (2 if entry.kind is int else 40)


def test_what_a_scenario_decides_is_not_drawn():
    subjects = {name.split(".")[0] for name in drawn()}
    assert not subjects & {"isis", "iraqi", "scale", "switch", "duel"}


def test_the_same_seed_draws_the_same_sets():
    assert parameter_sets(5, seed=3) == parameter_sets(5, seed=3)
    assert parameter_sets(5, seed=3) != parameter_sets(5, seed=4)
