"""What is stored of each run of a sweep: outcomes, values at dates, recorded columns."""

import datetime
import difflib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.experiments.execution.custom_measures import OutcomeError as OutcomeError
from mesa_mosul.experiments.execution.custom_measures import call_measure
from mesa_mosul.initialization.city_map import list_axis_names
from mesa_mosul.inputs.scenario import CAMPAIGN_START
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.simulation.daily_table import daily_columns
from mesa_mosul.simulation.historical_pattern import (
    CRITERIA,
    PATTERN_FIGURES,
    plateau_and_collapse,
)
from mesa_mosul.simulation.outcome import COUNT_OUTCOMES, SHARE_OUTCOMES
from mesa_mosul.simulation.outcome_aliases import explain_old_name

EVENTS_WITH_DATE = ("captured", "east_cleared", "stalled")
"""Outcomes that come with a date, and so with the days from the run's start to it."""
STANDARD_OUTCOMES = (
    "last_day",
    "days",
    *EVENTS_WITH_DATE,
    "captured_on",
    "east_cleared_on",
    "stalled_from",
    *(f"{what}_day" for what in EVENTS_WITH_DATE),
    "km2_east_held",
    *SHARE_OUTCOMES,
    *COUNT_OUTCOMES,
    "units",
    "digest",
)
"""Outcomes of every run."""
RUN_COLUMNS = (
    *("scenario", "key", "point", "replicate", "seed", "status", "seconds", "error"),
    *("attempts", "scenario_index", "changes"),
)
"""Columns of results beside factors and outcomes."""
ANALYSIS_COLUMNS = (
    *("case", "set", "draw", "value", "unit", "date", "factor", "level"),
    "days_to_clear_east",
)
"""Columns that analyses add to those of results: no factor and no outcome is called so."""
RESERVED_COLUMNS = frozenset((*RUN_COLUMNS, *STANDARD_OUTCOMES, *ANALYSIS_COLUMNS))
PATTERNS = tuple(f"pattern.{name}" for name in (*PATTERN_FIGURES, *CRITERIA))
"""Outcomes of a run of the campaign, if any is asked for (`simulation.historical_pattern`)."""


def list_daily_columns(axis_names: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return the names of the columns of `run.daily`; axis_names: None for the shipped ones."""
    names = list_axis_names(read_tables()) if axis_names is None else axis_names
    return tuple(column.name for column in daily_columns(tuple(names)))


def suggest_names(name: str, known: Iterable[str]) -> str:
    """Return a hint at the name that is meant: today's for an old name, else similar ones."""
    renamed = explain_old_name(name)
    if renamed:
        return renamed
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def check_outcomes(
    names: Sequence[str],
    record: Sequence[str],
    first_date: datetime.date = CAMPAIGN_START,
    axis_names: Sequence[str] | None = None,
) -> None:
    """Check outcomes, and columns to record every day.

    first_date: on which the first of the runs begins; axis_names: of the axes of advance.
    Raises OutcomeError for what no run has.
    """
    known = list_daily_columns(axis_names)
    for name in record:
        if name not in known:
            raise OutcomeError(f"no column is called '{name}'{suggest_names(name, known)}")
    for name in names:
        column, at, date = name.partition("@")
        if at:
            check_outcome_date(name, date, first_date)
            if column not in known:
                raise OutcomeError(f"'{name}': no column is called '{column}'"
                                   f"{suggest_names(column, known)}")  # fmt: skip
        elif not (name in (*STANDARD_OUTCOMES, *PATTERNS) or ":" in name):
            hint = suggest_names(name, (*STANDARD_OUTCOMES, *PATTERNS))
            raise OutcomeError(
                f"no outcome is called '{name}'{hint} (or write COLUMN@DATE,"
                " such as km2_city_held@2016-12-31)"
            )


def check_outcome_date(name: str, date: str, first_date: datetime.date) -> None:
    """Check the date of a value at a date."""
    try:
        when = datetime.datetime.strptime(date, "%Y-%m-%d").date()
    except ValueError as error:
        raise OutcomeError(f"'{name}': '{date}' is no date such as 2016-12-31") from error
    if when < first_date:
        raise OutcomeError(f"'{name}': no run begins before {first_date}")


def extract_outcomes(
    outcome: dict[str, Any],
    daily: pd.DataFrame,
    names: Sequence[str],
    folders: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the outcomes of a run as plain values, and the others that are asked for.

    daily: its daily table. COLUMN@DATE is the value at the end of that day, or at the end of a
    run that ended before; None for a run that began later. folders: where the files of own
    functions are looked for; none: the current folder.
    """
    start = datetime.date.fromisoformat(outcome["start"])
    values = {name: outcome.get(name) for name in STANDARD_OUTCOMES}
    for what in EVENTS_WITH_DATE:
        date = outcome.get(f"{what}_on", outcome.get(f"{what}_from"))
        day = (datetime.date.fromisoformat(date) - start).days if date else None
        values[f"{what}_day"] = day
    if set(PATTERNS) & set(names):
        patterns = plateau_and_collapse(daily, outcome["east_cleared_on"])
        values |= {f"pattern.{key}": to_python_value(item) for key, item in patterns.items()}
    for name in names:
        column, at, date = name.partition("@")
        if at:
            before = daily.loc[:date, column]
            values[name] = to_python_value(before.iloc[-1]) if len(before) else None
        elif ":" in name:
            values |= apply_measure(name, outcome, daily, folders)
    return values


def apply_measure(
    name: str, outcome: dict[str, Any], daily: pd.DataFrame, folders: Sequence[str]
) -> dict[str, Any]:
    """Return the values of a custom outcome of a run; raise TypeError for other values."""
    values = call_measure(name, outcome, daily, folders)
    if not isinstance(values, dict):
        raise TypeError(
            f"'{name}' returns a {type(values).__name__}, not a dict of values by name"
        )
    return {key: check_measure_value(key, value) for key, value in values.items()}


def check_measure_value(name: str, value: Any) -> Any:
    """Return a custom outcome as a plain value, or raise TypeError."""
    value = to_python_value(value)
    if name in RESERVED_COLUMNS:
        raise TypeError(
            f"a custom outcome cannot be called '{name}'; results have such a column"
        )
    if not isinstance(value, bool | int | float | str | None):
        raise TypeError(f"outcome '{name}' is a {type(value).__name__}, not a plain value")
    return value


def to_python_value(value: Any) -> Any:
    """Return a value as Python has it; None for what is not a number."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


def select_recorded(daily: pd.DataFrame, record: Sequence[str]) -> dict[str, list[Any]] | None:
    """Return the recorded columns of a daily table as lists, with their dates."""
    if not record:
        return None
    dates = {"date": [day.date().isoformat() for day in daily.index]}
    return dates | {name: daily[name].tolist() for name in record}
