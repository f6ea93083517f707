"""Patterns that are looked for in a course."""

from typing import Any

import pandas as pd

from mesa_mosul.setting import LAUNCH

FIGURES = ("entered_day", "plateau_gain", "speed_ratio", "cleared_day")
HOLDS = ("entered", "plateau", "speedup", "cleared", "joint")
"""What `joint_pattern` returns: figures, and what holds."""
ENTRY_DAY, ENTRY_SLACK = 15, 3
"""Day of the campaign on which the city was entered (E061), and how far a run may be off."""
PLATEAU = ("2016-12-13", "2016-12-28")
MOST_GAINED = 0.05
"""Largest net gain of the east, as a share, in the plateau."""
SLOW, FAST = ("2016-11-01", "2016-12-13"), ("2016-12-29", "2017-01-18")
LEAST_SPEEDUP = 1.6
CLEARED = (92, 108)
"""Days of the campaign between which the east is cleared."""


def share_at(daily: pd.DataFrame, day: str) -> float:
    """Return the share of the east held at the end of a day; not a number if not fought."""
    held = daily["share_east_held"]
    return float(held.loc[day]) if pd.Timestamp(day) in held.index else float("nan")


def speed(daily: pd.DataFrame, span: tuple[str, str]) -> float:
    """Return the share of the east gained in a day between two days."""
    first, last = map(pd.Timestamp, span)
    return (share_at(daily, span[1]) - share_at(daily, span[0])) / (last - first).days


def day_of(date: str | None) -> float:
    """Return the day of the campaign on which a date falls; not a number for none."""
    return float((pd.Timestamp(date) - pd.Timestamp(LAUNCH)).days) if date else float("nan")


def entered_on(daily: pd.DataFrame) -> float:
    """Return the day of the campaign on which ground of the city was first held."""
    reached = daily.index[daily["km2_city_held"].to_numpy() > 0.0]
    return float((reached[0] - pd.Timestamp(LAUNCH)).days) if len(reached) else float("nan")


def joint_pattern(daily: pd.DataFrame, cleared_on: str | None) -> dict[str, Any]:
    """Return the figures of experiment 10b of one run of the campaign, and what holds.

    daily: its ledger from 17 October 2016; cleared_on: date on which the east was cleared.
    """
    entered, cleared = entered_on(daily), day_of(cleared_on)
    gained = share_at(daily, PLATEAU[1]) - share_at(daily, PLATEAU[0])
    slow, fast = speed(daily, SLOW), speed(daily, FAST)
    found = {
        "entered": abs(entered - ENTRY_DAY) <= ENTRY_SLACK,
        "plateau": gained <= MOST_GAINED,
        "speedup": fast >= LEAST_SPEEDUP * slow,
        "cleared": CLEARED[0] <= cleared <= CLEARED[1],
    }
    figures = {
        "entered_day": entered,
        "plateau_gain": gained,
        "speed_ratio": fast / slow if slow > 0.0 else float("nan"),
        "cleared_day": cleared,
    }
    return {**figures, **found, "joint": all(found.values())}
