"""What is kept of each run of a sweep: its outcome, values at dates, columns of its ledger."""

import datetime
import difflib
import hashlib
import importlib
import inspect
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mesa_mosul.analysis.patterns import FIGURES, HOLDS, joint_pattern
from mesa_mosul.city import axis_names
from mesa_mosul.ledger import heads
from mesa_mosul.names import FORCES
from mesa_mosul.outcome import COUNTED, MEASURES, SHARES
from mesa_mosul.setting import LAUNCH
from mesa_mosul.tables import read_all

DATED = ("captured", "east_cleared", "stalled")
"""Outcomes that come with a date, and so with the days from the run's start to it."""
PLAIN = (
    "last_day",
    "days",
    *DATED,
    "captured_on",
    "east_cleared_on",
    "stalled_from",
    *(f"{what}_day" for what in DATED),
    "km2_east_held",
    *SHARES,
    *COUNTED,
    "units",
    "digest",
)
"""Outcomes of every run."""
OF_RUNS = (
    *("scenario", "key", "point", "replicate", "seed", "status", "seconds", "error"),
    *("attempts", "base", "changes"),
)
"""Columns of results beside factors and outcomes."""
PATTERNS = tuple(f"pattern.{name}" for name in (*FIGURES, *HOLDS))
"""Outcomes of a run of the campaign, if any of them is asked for (`analysis.patterns`)."""
AREAS = ("city", "east", "west", "old_city", "theatre")


class OutcomeError(ValueError):
    """An outcome that no run has."""


def columns() -> tuple[str, ...]:
    """Return the columns of a run's ledger, with the shares and sums made of them."""
    shares = (f"share_{area}_{measure}" for area in AREAS for measure in MEASURES)
    losses = (f"{force}_losses" for force in FORCES)
    return (*heads(axis_names(read_all())), *shares, *losses, "civilians_killed")


def near(name: str, known: Iterable[str]) -> str:
    """Return a hint at what a name may be meant to be."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def check(names: Sequence[str], record: Sequence[str], first: datetime.date = LAUNCH) -> None:
    """Check what is asked for: outcomes, and columns to record every day.

    first: day on which the first of the runs begins. Raises OutcomeError for what no run has.
    """
    known = columns()
    for name in record:
        if name not in known:
            raise OutcomeError(f"no column is called '{name}'{near(name, known)}")
    for name in names:
        column, at, date = name.partition("@")
        if at:
            check_date(name, date, first)
            if column not in known:
                raise OutcomeError(f"'{name}': no column is called '{column}'"
                                   f"{near(column, known)}")  # fmt: skip
        elif not (name in (*PLAIN, *PATTERNS) or ":" in name):
            hint = near(name, (*PLAIN, *PATTERNS))
            raise OutcomeError(
                f"no outcome is called '{name}'{hint} (or write COLUMN@DATE,"
                " such as km2_city_held@2016-12-31)"
            )


def check_date(name: str, date: str, first: datetime.date) -> None:
    """Check the date of a value at a date."""
    try:
        when = datetime.datetime.strptime(date, "%Y-%m-%d").date()
    except ValueError as fault:
        raise OutcomeError(f"'{name}': '{date}' is no date such as 2016-12-31") from fault
    if when < first:
        raise OutcomeError(f"'{name}': no run begins before {first}")


def look_in(folders: Iterable[str]) -> None:
    """Look for a researcher's own functions in these folders first."""
    sys.path[:0] = [folder for folder in folders if folder not in sys.path]


def measure(name: str) -> Callable[[dict[str, Any], pd.DataFrame], dict[str, Any]]:
    """Return a researcher's own function of a run's outcome and ledger, as MODULE:FUNCTION.

    Raises OutcomeError if there is none.
    """
    module, _, function = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, SyntaxError, ValueError) as fault:
        raise OutcomeError(
            f"'{name}' is no MODULE:FUNCTION that can be loaded: {fault}"
        ) from fault
    if not callable(found):
        raise OutcomeError(f"'{name}' is a {type(found).__name__}, not a function")
    return found


def digest_of_measure(name: str) -> str:
    """Return a hash of the file that holds a researcher's own function.

    Raises OutcomeError if there is none.
    """
    function = measure(name)
    try:
        source = inspect.getsource(sys.modules[function.__module__])
    except (AttributeError, KeyError, OSError, TypeError) as fault:
        raise OutcomeError(f"'{name}' stands in no file of Python: {fault}") from fault
    return hashlib.sha256(source.encode()).hexdigest()


def outcomes_of(
    outcome: dict[str, Any], daily: pd.DataFrame, names: Sequence[str]
) -> dict[str, Any]:
    """Return what a run came to as plain values, and what else is asked for.

    daily: its ledger. COLUMN@DATE is the value at the end of that day, or at the end of a run
    that ended before; None for a run that began later.
    """
    start = datetime.date.fromisoformat(outcome["start"])
    found = {name: outcome.get(name) for name in PLAIN}
    for what in DATED:
        date = outcome.get(f"{what}_on", outcome.get(f"{what}_from"))
        day = (datetime.date.fromisoformat(date) - start).days if date else None
        found[f"{what}_day"] = day
    if set(PATTERNS) & set(names):
        told = joint_pattern(daily, outcome["east_cleared_on"])
        found |= {f"pattern.{name}": plain(value) for name, value in told.items()}
    for name in names:
        column, at, date = name.partition("@")
        if at:
            before = daily.loc[:date, column]
            found[name] = plain(before.iloc[-1]) if len(before) else None
        elif ":" in name:
            found |= measured(name, outcome, daily)
    return found


def measured(name: str, outcome: dict[str, Any], daily: pd.DataFrame) -> dict[str, Any]:
    """Return what a researcher's own function makes of a run, or raise TypeError."""
    found = measure(name)(outcome, daily)
    if not isinstance(found, dict):
        raise TypeError(
            f"'{name}' returns a {type(found).__name__}, not a dict of values by name"
        )
    return {key: checked(key, value) for key, value in found.items()}


def checked(name: str, value: Any) -> Any:
    """Return a researcher's own outcome as a plain value, or raise TypeError."""
    value = plain(value)
    if name in (*PLAIN, *OF_RUNS):
        raise TypeError(f"an own outcome cannot be called '{name}'; results have such a column")
    if not isinstance(value, bool | int | float | str | None):
        raise TypeError(f"outcome '{name}' is a {type(value).__name__}, not a plain value")
    return value


def plain(value: Any) -> Any:
    """Return a value as Python has it; None for what is not a number."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value
