"""Old names of outcomes and daily columns: an experiment that asks for one learns the new."""

import pytest

from mesa_mosul.experiments.execution.run_outputs import (
    STANDARD_OUTCOMES,
    OutcomeError,
    check_outcomes,
    list_daily_columns,
)
from mesa_mosul.simulation.outcome_aliases import REDEFINED_COLUMNS, RENAMED_COLUMNS


def test_every_successor_is_a_daily_column_and_no_old_name_is():
    columns = set(list_daily_columns())
    assert set(RENAMED_COLUMNS.values()) <= columns
    assert not (RENAMED_COLUMNS.keys() | REDEFINED_COLUMNS.keys()) & columns
    assert not REDEFINED_COLUMNS.keys() & set(STANDARD_OUTCOMES)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("iraqi_losses", "'iraqi_casualties' is killed plus wounded so far; .*'iraqi_absent'"),
        ("munitions", "it is called 'air_munitions' since version 0.2"),
        ("isis_wounded_ever", "it is called 'isis_wounded' since version 0.2"),
        ("iraqi_engaged@2016-12-31", "it is called 'iraqi_in_contact' since version 0.2"),
    ],
)
def test_an_old_outcome_is_refused_with_its_name_of_today(name, advice):
    with pytest.raises(OutcomeError, match=advice):
        check_outcomes([name], [])


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("road", "it is called 'western_road'"),
        ("sorties_away", "'sorties_diverted' is the share"),
        ("axis_south_east_held", "it is called 'km2_axis_south_east_held'"),
    ],
)
def test_an_old_column_is_refused_with_its_name_of_today(name, advice):
    with pytest.raises(OutcomeError, match=advice):
        check_outcomes([], [name])


def test_another_unknown_name_is_answered_with_similar_ones():
    with pytest.raises(OutcomeError, match=r"did you mean .*civilians_killed"):
        check_outcomes(["civilian_killed"], [])
