"""The joint pattern of plateau and collapse, on courses made by hand."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.simulation.historical_pattern import plateau_and_collapse

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
    assert plateau_and_collapse(RECORD, "2017-01-24")["joint"]


def test_one_km2_a_day_for_ever_is_not():
    found = plateau_and_collapse(GRINDING, None)
    assert found["entered"]
    assert not any(found[what] for what in ("plateau", "speedup", "cleared", "joint"))


@pytest.mark.parametrize("cleared", ["2017-01-10", "2017-02-10", None])
def test_an_east_cleared_too_early_or_too_late_or_never_is_not(cleared):
    assert not plateau_and_collapse(RECORD, cleared)["joint"]
