"""Observed shares of territory in a file of a user, checked and ready to compare with bands."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from mesa_mosul.calibration.bands import BAND_AREAS
from mesa_mosul.engine.codes import Area, Measure
from mesa_mosul.formatting import format_date
from mesa_mosul.inputs.csv_reader import read_rows
from mesa_mosul.inputs.schemas.base import CalendarDate, Confidence, WithRange
from mesa_mosul.inputs.tables import read_table
from mesa_mosul.parameters.errors import MosulError

NUMBERS = ("low", "central", "high")
COLUMNS = (
    *("id", "area", "measure", "share_of", "date"),
    *(*NUMBERS, "confidence", "source", "note"),
)
FORM_OF_FILE = f"the columns are {', '.join(COLUMNS)}; shares are in %"
VALUE, RANGE, UPPER_BOUND, LOWER_BOUND = "value", "range", "upper_bound", "lower_bound"
"""Kinds of observation: a central value is given; low and high are; only one of them is."""
TERRITORY = "territory"
"""Series of the historical record that are shares of territory."""
BY_AREA = "area"
"""What shares of territory count; neighbourhoods are the alternative."""
Percent = Annotated[float, Field(ge=0.0, le=100.0)]


class HistoryError(MosulError):
    """A file of observations that cannot be compared."""


class ObservedShare(WithRange):
    """An observed share of an area, in %."""

    unique_keys = (("id", "area", "measure", "date"),)
    id: str
    area: Area
    measure: Measure
    share_of: Literal["area", "quarters", "neighbourhoods"]
    date: CalendarDate
    low: Percent | None = None
    central: Percent | None = None
    high: Percent | None = None
    confidence: Confidence
    source: str = ""

    @model_validator(mode="after")
    def check_any_value(self) -> Self:
        """Refuse an observation without a number."""
        if self.low is None and self.central is None and self.high is None:
            raise ValueError("low, central and high are empty; give one or more, in %")
        return self

    @property
    def kind(self) -> str:
        """Return which of its numbers an observation has."""
        if self.central is not None:
            return VALUE
        if self.low is not None and self.high is not None:
            return RANGE
        return UPPER_BOUND if self.low is None else LOWER_BOUND


class Comparable(NamedTuple):
    """Observations of days and areas for which there are bands.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per observation: the columns of the file, and `kind`.
    notes : list of str
        A sentence for each reason for which observations are left out.
    """

    table: pd.DataFrame
    notes: list[str]


def read_percent_series(path: str | Path) -> pd.DataFrame:
    """Return the observations of a file, one per row, with their `kind`.

    Raises HistoryError or SeedError at the first fault, with file, line and remedy.
    """
    path = Path(path)
    if not os.path.isfile(path):
        fault = "is a folder" if os.path.isdir(path) else "does not exist"
        raise HistoryError(f"{path} {fault}; name a CSV file: {FORM_OF_FILE}")
    if not path.stat().st_size:
        raise HistoryError(f"{path} is empty; {FORM_OF_FILE}")
    return tabulate_shares(read_rows(path, ObservedShare))


def read_recorded_series(seeds_folder: str | Path | None = None) -> pd.DataFrame:
    """Return the shares of territory of the historical record, `seeds/history.csv`.

    In the form of `read_percent_series`; the record ends on 24 January 2017.
    """
    rows = [
        ObservedShare(**row.model_dump(include=set(COLUMNS)), source=row.originator)  # type: ignore[attr-defined]
        for row in read_table("history", seeds_folder)
        if row.series == TERRITORY  # type: ignore[attr-defined]
    ]
    return tabulate_shares(rows)


def tabulate_shares(rows: Sequence[Any]) -> pd.DataFrame:
    """Return observed shares as a table with their `kind`."""
    records = [row.model_dump() | {"kind": row.kind} for row in rows]
    table = pd.DataFrame(records, columns=[*COLUMNS, "kind"])
    numbers = {column: table[column].astype(float) for column in NUMBERS}
    return table.assign(date=pd.to_datetime(table["date"]), **numbers)


def select_comparable(table: pd.DataFrame, dates: pd.DatetimeIndex) -> Comparable:
    """Return the observations of the bands' areas and dates, and notes on the others.

    Raises HistoryError if none is left.
    """
    first, last = dates.min(), dates.max()
    reasons = {
        f"for other areas than {', '.join(BAND_AREAS)}, for which there are no bands": ~table[
            "area"
        ].isin(BAND_AREAS),
        f"before {format_date(first)}, the first day of the bands": table["date"] < first,
        f"after {format_date(last)}, the last day of the bands": table["date"] > last,
    }
    notes, is_left = [], pd.Series(True, table.index)
    for reason, applies in reasons.items():
        is_out = applies & is_left
        if is_out.any():
            names = ", ".join(table["id"][is_out].unique())
            count = int(is_out.sum())
            notes.append(f"Left out: {count_text(count, 'observation')} {reason} ({names}).")
        is_left &= ~applies
    if not is_left.any():
        raise HistoryError(f"there is nothing to compare. {' '.join(notes)}")
    kept_rows = table[is_left].reset_index(drop=True)
    return Comparable(kept_rows, [*notes, *notes_on_units(kept_rows)])


def notes_on_units(table: pd.DataFrame) -> list[str]:
    """Return sentences on shares of neighbourhoods, and on numbers that may be no per cent."""
    notes = []
    by_count = int((table["share_of"] != BY_AREA).sum())
    if by_count:
        notes.append(
            f"{count_text(by_count, 'observation')} of {len(table)} are shares of"
            " neighbourhoods counted, the bands shares of territory: they differ where"
            " neighbourhoods differ in size."
        )
    highest = float(np.nanmax(table[list(NUMBERS)].to_numpy(float)))
    if 0.0 < highest <= 1.0:
        notes.append(
            f"No observation is above {highest:g} %: if the file has shares from 0 to 1,"
            " multiply them by 100."
        )
    return notes


def count_text(count: int, noun: str) -> str:
    """Return a count and its noun, in the plural unless it is 1.

    >>> count_text(1, "value"), count_text(2, "value")
    ('1 value', '2 values')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
