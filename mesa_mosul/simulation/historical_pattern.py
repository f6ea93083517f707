"""The pattern of plateau and collapse in the east, compared with a run."""

from typing import Any

import pandas as pd

from mesa_mosul.inputs.scenario import CAMPAIGN_START

PATTERN_FIGURES = ("entered_day", "plateau_gain", "speed_ratio", "cleared_day")
CRITERIA = ("entered", "plateau", "speedup", "cleared", "joint")
"""What `plateau_and_collapse` returns: figures, and which criteria hold."""
ENTRY_DAY, ENTRY_TOLERANCE_DAYS = 15, 3
"""Day of the campaign on which the city was entered (E061), and the tolerance in days."""
PLATEAU_DATES = ("2016-12-13", "2016-12-28")
MAX_PLATEAU_GAIN = 0.05
"""Largest net gain of the east, as a share, in the plateau."""
BEFORE_PAUSE, AFTER_PAUSE = ("2016-11-01", "2016-12-13"), ("2016-12-29", "2017-01-18")
MIN_SPEED_RATIO = 1.6
EAST_CLEARED_DAYS = (92, 108)
"""Days of the campaign between which the east is cleared."""


def east_control_at(daily: pd.DataFrame, date: str) -> float:
    """Return the share of the east held at the end of a day; NaN for a day not in the run."""
    held = daily["share_east_held"]
    return float(held.loc[date]) if pd.Timestamp(date) in held.index else float("nan")


def east_control_per_day(daily: pd.DataFrame, period: tuple[str, str]) -> float:
    """Return the share of the east gained per day between two dates."""
    first, last = map(pd.Timestamp, period)
    return (east_control_at(daily, period[1]) - east_control_at(daily, period[0])) / (
        last - first
    ).days


def campaign_day(date: str | None) -> float:
    """Return the day of the campaign on which a date falls; NaN for None."""
    return (
        float((pd.Timestamp(date) - pd.Timestamp(CAMPAIGN_START)).days)
        if date
        else float("nan")
    )


def city_entry_day(daily: pd.DataFrame) -> float:
    """Return the day of the campaign on which territory of the city was first held."""
    dates = daily.index[daily["km2_city_held"].to_numpy() > 0.0]
    return float((dates[0] - pd.Timestamp(CAMPAIGN_START)).days) if len(dates) else float("nan")


def plateau_and_collapse(daily: pd.DataFrame, east_cleared_date: str | None) -> dict[str, Any]:
    """Return the figures of plateau and collapse of a run, and which criteria hold.

    daily: its daily table from 17 October 2016.
    """
    entered, cleared = city_entry_day(daily), campaign_day(east_cleared_date)
    gained = east_control_at(daily, PLATEAU_DATES[1]) - east_control_at(daily, PLATEAU_DATES[0])
    slow, fast = (
        east_control_per_day(daily, BEFORE_PAUSE),
        east_control_per_day(daily, AFTER_PAUSE),
    )
    criteria = {
        "entered": abs(entered - ENTRY_DAY) <= ENTRY_TOLERANCE_DAYS,
        "plateau": gained <= MAX_PLATEAU_GAIN,
        "speedup": fast >= MIN_SPEED_RATIO * slow,
        "cleared": EAST_CLEARED_DAYS[0] <= cleared <= EAST_CLEARED_DAYS[1],
    }
    figures = {
        "entered_day": entered,
        "plateau_gain": gained,
        "speed_ratio": fast / slow if slow > 0.0 else float("nan"),
        "cleared_day": cleared,
    }
    return {**figures, **criteria, "joint": all(criteria.values())}
