"""Two simple forecasts that a model should beat: the last value stays, or its rate continues.

Both know of a series (a measure of an area) only what was observed; of a range without a
central value they take the middle, of a bound nothing. A series without an earlier observation
begins with nothing held on 31 October 2016, the day before the city was entered (E028).
"""

import datetime
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from mesa_mosul.calibration.observables import LAST_DATE
from mesa_mosul.calibration.percent_series import NUMBERS, TERRITORY
from mesa_mosul.inputs.tables import read_table

SERIES = ["area", "measure"]
"""What makes a series of observations."""
PERSISTENCE, CONSTANT_RATE = "persistence", "constant_rate"
RIVALS = (PERSISTENCE, CONSTANT_RATE)
DAY_BEFORE_ENTRY, SHARE_BEFORE_ENTRY = pd.Timestamp(2016, 10, 31), 0.0
LAST_FITTED = pd.Timestamp(LAST_DATE)
LAST_SEEN = pd.Timestamp(2017, 1, 24)
FITTED, SEEN, LATER = "fitted", "seen", "later"
PERIODS = {
    FITTED: "to 13 December (fitted)",
    SEEN: "14 December to 24 January",
    LATER: "after 24 January 2017",
}
"""Periods: up to the last date that a calibration may know; up to the last that the project
knew; and the rest."""


def period_of(date: datetime.date) -> str:
    """Return the period in which a date lies."""
    if date <= LAST_FITTED:
        return FITTED
    return SEEN if date <= LAST_SEEN else LATER


def collect_known(table: pd.DataFrame, seeds_folder: str | Path | None = None) -> pd.DataFrame:
    """Return the values of the historical record and of a table of observations, by series.

    Area, measure, date, value in %. On a date for which a table has a value of a series, that
    of the record does not count; of several on a date their mean does.
    """
    record = pd.DataFrame(
        [
            (row.area, row.measure, pd.Timestamp(row.date), row.low, row.central, row.high)  # type: ignore[attr-defined]
            for row in read_table("history", seeds_folder)
            if row.series == TERRITORY  # type: ignore[attr-defined]
        ],
        columns=[*SERIES, "date", *NUMBERS],
    )
    keys = [*SERIES, "date"]
    both = pd.concat([mean_values(table, keys), mean_values(record, keys)])
    return both.drop_duplicates(keys).sort_values(keys, ignore_index=True)


def mean_values(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the mean value by keys; of a range the middle is its value."""
    low, central, high = (table[name].astype(float) for name in NUMBERS)
    values = table.assign(value=central.fillna((low + high) / 2.0)).dropna(subset="value")
    return values.groupby(keys)["value"].mean().reset_index()


def persist(known: pd.DataFrame, first_compared: pd.Timestamp) -> float:
    """Return the last value of a series before the first date that is compared, in %."""
    before = known[known["date"] < first_compared]
    return float(before["value"].iloc[-1]) if len(before) else SHARE_BEFORE_ENTRY


def extend_rate(known: pd.DataFrame, dates: Iterable[pd.Timestamp]) -> np.ndarray:
    """Return a line through the first and the last value of a series up to 13 December.

    In %, at the given dates, within 0 to 100.
    """
    fitted = known[known["date"] <= LAST_FITTED]
    days, values = list(fitted["date"]), list(fitted["value"])
    if not days or days[0] > DAY_BEFORE_ENTRY:
        days, values = [DAY_BEFORE_ENTRY, *days], [SHARE_BEFORE_ENTRY, *values]
    length = (days[-1] - days[0]).days
    rate = (values[-1] - values[0]) / length if length else 0.0
    since = np.array([(date - days[-1]).days for date in dates], float)
    return np.clip(values[-1] + rate * since, 0.0, 100.0)


def add_rivals(table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return observations with the forecasts of the rivals, in %.

    Persistence keeps, in each period of a series, the last value before the period's first
    observation. table: observations with their `period`.
    """
    result = table.assign(**dict.fromkeys(RIVALS, np.nan))
    for names, part in table.groupby(SERIES):
        series = select_series(known, *map(str, names))
        result.loc[part.index, CONSTANT_RATE] = extend_rate(series, part["date"])
        for _, rows in part.groupby("period"):
            result.loc[rows.index, PERSISTENCE] = persist(series, rows["date"].min())
    return result


def select_series(table: pd.DataFrame, area: str, measure: str) -> pd.DataFrame:
    """Return the rows of a measure of an area."""
    return table[(table["area"] == area) & (table["measure"] == measure)]


def rival_lines(
    known: pd.DataFrame, area: str, measure: str, dates: pd.DatetimeIndex
) -> pd.DataFrame:
    """Return what the rivals forecast on 13 December 2016 for later dates, in %.

    One row per date: date, persistence, constant_rate.
    """
    series = select_series(known, area, measure)
    after = dates[dates >= LAST_FITTED]
    last = persist(series, LAST_FITTED + pd.Timedelta(days=1))
    return pd.DataFrame(
        {"date": after, PERSISTENCE: last, CONSTANT_RATE: extend_rate(series, after)}
    )
