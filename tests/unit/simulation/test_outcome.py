"""What a run resulted in: when it stalled, on tables made by hand."""

import pandas as pd
import pytest

from mesa_mosul.engine.codes import (
    APPROACH,
    CAMPAIGN_PHASES,
    EASTERN_OFFENSIVE,
    REGROUPING,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.simulation.outcome import STALL_DAYS, first_stall_date

START = "2016-12-06"


def days(gains, engaged=1000, posture=EASTERN_OFFENSIVE):
    """Return a daily table with the given gains in km2 on each day after the first."""
    held = pd.Series(40.0 + pd.Series([0.0, *gains]).cumsum().to_numpy())
    table = {
        "km2_city_held": held,
        "iraqi_in_contact": engaged,
        "iraqi_posture": CAMPAIGN_PHASES[posture],
    }
    found = pd.DataFrame(table)
    return found.set_index(pd.date_range(START, periods=len(found)))


def test_ground_that_hardly_grows_in_a_fortnight_of_fighting_is_a_stall():
    assert first_stall_date(days([0.2] * STALL_DAYS)) == START


def test_three_km2_in_a_fortnight_are_no_stall():
    assert first_stall_date(days([3.0, *[0.0] * (STALL_DAYS - 1)])) is None


def test_ground_won_and_lost_again_does_not_count():
    assert first_stall_date(days([5.0, *[0.0] * (STALL_DAYS - 2), -4.0])) == START


def test_a_stall_counts_from_the_first_of_its_days():
    late = days([1.0] * 10 + [0.0] * STALL_DAYS)
    assert first_stall_date(late) == "2016-12-14"


def test_less_than_a_fortnight_is_too_short_to_tell():
    assert first_stall_date(days([0.0] * (STALL_DAYS - 1))) is None


def test_who_does_not_fight_does_not_stall():
    assert first_stall_date(days([0.0] * 30, engaged=0)) is None


@pytest.mark.parametrize("posture", [APPROACH, REGROUPING])
def test_waiting_for_the_next_part_of_the_campaign_is_no_stall(posture):
    assert first_stall_date(days([0.0] * 30, posture=posture)) is None


def test_the_fight_for_the_west_can_stall_too():
    assert first_stall_date(days([0.0] * 30, posture=WESTERN_OFFENSIVE)) == START
