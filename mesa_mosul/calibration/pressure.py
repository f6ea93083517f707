"""Outcomes of the experiments `why_no_stall*` and `resolution`: entry, pauses of axes."""

from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.calibration.observables import LAST_DATE, NEVER_ENTERED_DAY, entry_day

BEFORE_THE_DATED_PAUSE = "2016-12-12"
EASTERN_AXES = ("north", "east", "south_east")


def pressure(outcome: dict[str, Any], daily: pd.DataFrame) -> dict[str, float]:
    """Return the day of entry, and when, how often and how long eastern axes paused by rule.

    pause_day: the first of an axis; like entry_day, one after the last for none.
    """
    columns = [f"axis_{axis}_posture" for axis in EASTERN_AXES]
    postures = daily.loc[:BEFORE_THE_DATED_PAUSE][columns]
    is_paused = postures == "pause"
    begins = is_paused & ~is_paused.shift(fill_value=False)
    days = np.flatnonzero(is_paused.any(axis=1))
    return {
        "entry_day": entry_day(daily, LAST_DATE),
        "pause_day": float(days[0]) if len(days) else NEVER_ENTERED_DAY,
        "pauses": int(begins.to_numpy().sum()),
        "axis_days_paused": int(is_paused.to_numpy().sum()),
    }
