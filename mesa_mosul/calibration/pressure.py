"""Outcomes of the experiments `why_no_stall*`: day of entry, pauses of axes."""

from typing import Any

import pandas as pd

from mesa_mosul.calibration.observables import LAST_DATE, entry_day

BEFORE_THE_DATED_PAUSE = "2016-12-12"
EASTERN_AXES = ("north", "east", "south_east")


def pressure(outcome: dict[str, Any], daily: pd.DataFrame) -> dict[str, float]:
    """Return the day of entry, and how often and how long the eastern axes paused by rule."""
    columns = [f"axis_{axis}_posture" for axis in EASTERN_AXES]
    postures = daily.loc[:BEFORE_THE_DATED_PAUSE][columns]
    is_paused = postures == "pause"
    begins = is_paused & ~is_paused.shift(fill_value=False)
    return {
        "entry_day": entry_day(daily, LAST_DATE),
        "pauses": int(begins.to_numpy().sum()),
        "axis_days_paused": int(is_paused.to_numpy().sum()),
    }
