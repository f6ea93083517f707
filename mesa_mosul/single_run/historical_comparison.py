"""What the historical record says of the days of a run, beside what the run has."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from mesa_mosul.formatting import format_date, format_percent

if TYPE_CHECKING:
    from mesa_mosul.inputs.schemas.evidence import Observation
    from mesa_mosul.simulation.run_record import RunRecord

AREA_NAMES = {"city": "city", "east": "east bank", "west": "west bank"}
TOTAL_NAMES = {
    "iraqi_killed": "Iraqi troops killed",
    "isis_casualties": "ISIS casualties",
    "civilians_killed": "civilians killed",
    "car_bombs_launched": "car bombs launched",
}
"""Observed totals that have a column of the same name in `run.daily`."""
ALL_PERCENT = 100.0


def value_text(row: "Observation") -> str:
    """Return an observed value in its unit, with its range where the source gives one."""
    unit = " %" if row.unit == "%" else ""
    central = row.central if row.central is not None else row.high
    ends = {row.low, row.high} - {None, row.central}
    if row.central is None and row.low is None:
        return f"at most {central:,.0f}{unit}"
    if not ends:
        return f"{central:,.0f}{unit}"
    low = row.low if row.low is not None else row.central
    high = row.high if row.high is not None else row.central
    return f"{low:,.0f} to {high:,.0f}{unit}"


def source_text(row: "Observation") -> str:
    """Return who gave a value first, and its source's id."""
    return f"{row.originator}, {row.id}"


def last_territory(run: "RunRecord", area: str) -> "Observation | None":
    """Return the last observed share held of an area on a day of the run."""
    rows = [
        row
        for row in run.built.tables.history
        if (row.series, row.area, row.measure) == ("territory", area, "held")
        and pd.Timestamp(row.date) in run.daily.index
    ]
    return max(rows, key=lambda row: row.date, default=None)


def last_total(run: "RunRecord", series: str) -> "Observation | None":
    """Return the last observed total that counts from the run's first day."""
    rows = [
        row
        for row in run.built.tables.history
        if (row.series, row.measure, row.date_from) == (series, "total", run.scenario.start)
        and pd.Timestamp(row.date) in run.daily.index
    ]
    return max(rows, key=lambda row: row.date, default=None)


def east_cleared_date(run: "RunRecord") -> "tuple[datetime.date, Observation] | None":
    """Return when all of the east was first held in the historical record."""
    rows = [
        row
        for row in run.built.tables.history
        if (row.series, row.area, row.measure) == ("territory", "east", "held")
        and row.low == ALL_PERCENT
    ]
    first = min(rows, key=lambda row: row.date, default=None)
    return None if first is None else (first.date, first)


def historical_lines(run: "RunRecord") -> Iterator[str]:
    """Yield the historical record beside the run, one sentence for each quantity."""
    for area in ("east", "city"):
        if row := last_territory(run, area):
            share = run.daily[f"share_{area}_held"].loc[pd.Timestamp(row.date)]
            yield (
                f"{AREA_NAMES[area].capitalize()} held on {format_date(row.date)}:"
                f" {value_text(row)} ({source_text(row)}); in this run {format_percent(share)}."
            )
    for series, name in TOTAL_NAMES.items():
        if row := last_total(run, series):
            count = run.daily[series].loc[pd.Timestamp(row.date)]
            yield (
                f"{name[0].upper()}{name[1:]} to {format_date(row.date)}: {value_text(row)}"
                f" ({row.area}; {source_text(row)}); in this run {count:,.0f}."
            )
    if cleared := east_cleared_date(run):
        date, row = cleared
        when = run.outcome["east_cleared_on"]
        own = (
            f"on {format_date(datetime.date.fromisoformat(when))}"
            if when
            else f"not by {format_date(run.daily.index[-1])}"
        )
        yield (
            f"The east was cleared on {format_date(date)} ({source_text(row)}); in this run"
            f" {own}."
        )
