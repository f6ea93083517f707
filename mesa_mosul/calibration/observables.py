"""What a run of the campaign shows of each quantity that was observed by 13 December 2016."""

import functools
from collections.abc import Callable
from typing import Any

import pandas as pd

from mesa_mosul.inputs.tables import read_table
from mesa_mosul.simulation.historical_pattern import city_entry_day

LAST_DATE = "2016-12-13"
"""Last date that a calibration may know."""
NEVER_ENTERED_DAY = 58.0
"""Day of entry of a run that has not entered the city by LAST_DATE."""


def at_date(column: str, divisor: float = 1.0) -> Callable[[pd.DataFrame, str], float]:
    """Return a function of daily table and date: the value of a column, in other units."""

    def value(daily: pd.DataFrame, date: str) -> float:
        return float(daily.loc[:date, column].iloc[-1]) / divisor

    return value


def entry_day(daily: pd.DataFrame, date: str) -> float:
    """Return the day of the campaign on which the city was entered."""
    day = city_entry_day(daily.loc[:date])
    return NEVER_ENTERED_DAY if pd.isna(day) else day


def secured_of_entered(daily: pd.DataFrame, date: str) -> float:
    """Return how many of the neighbourhoods that were entered are secured; 0 if none was."""
    row = daily.loc[:date].iloc[-1]
    entered = float(row["neighbourhoods_entered"])
    return float(row["neighbourhoods_secured"]) / entered if entered else 0.0


OBSERVABLES: dict[str, Callable[[pd.DataFrame, str], float]] = {
    "entry_day": entry_day,
    "secured_of_entered": secured_of_entered,
    **{
        column: at_date(column)
        for column in (
            *("share_city_held", "share_east_held", "share_east_entered"),
            *("neighbourhoods_claimed_again", "iraqi_killed", "isis_casualties"),
            *("car_bombs_launched", "car_bombs_effective", "civilians_displaced"),
        )
    },
}
"""Observables by name: functions of the daily table up to a date, and of that date."""


@functools.cache
def list_targets() -> tuple[tuple[str, str, str], ...]:
    """Return id, observable and date of every target."""
    rows = read_table("calibration_targets")
    return tuple((row.id, row.observable, row.date.isoformat()) for row in rows)  # type: ignore[attr-defined]


def observe(outcome: dict[str, Any], daily: pd.DataFrame) -> dict[str, float]:
    """Return what a run shows of each target, by its id: an outcome of sweeps."""
    return {name: OBSERVABLES[what](daily, date) for name, what, date in list_targets()}
