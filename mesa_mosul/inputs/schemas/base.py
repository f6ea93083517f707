"""The kinds of cell and the base rows that all seed tables share."""

import re
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

ColumnNames = tuple[str, ...]


def parse_iso_date(cell: object) -> object:
    """Return the date that a cell holds in ISO form; anything else is refused."""
    if not isinstance(cell, str):
        return cell
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        raise ValueError("a date is written 2016-12-06")
    try:
        return date.fromisoformat(cell)
    except ValueError as fault:
        raise ValueError("there is no such day") from fault


FIRST_DATE, LAST_DATE = date(2014, 1, 1), date(2026, 12, 31)
"""The days that the model's calendar covers, amply: from the fall of Mosul to long after."""


def check_calendar(day: date) -> date:
    """Return a day if a run can have to do with it."""
    if not FIRST_DATE <= day <= LAST_DATE:
        raise ValueError(f"the calendar of a run is {FIRST_DATE} to {LAST_DATE}")
    return day


def first_fault(error: ValidationError) -> str:
    """Return the place of the first fault of a record, and what is wrong there."""
    fault = error.errors()[0]
    words = fault["msg"].lower().removeprefix("value error, ")
    return f"{'.'.join(map(str, fault['loc']))}: {words}"


def refuse_text(value: object) -> object:
    """Refuse a text, of which pydantic would make a number or a boolean."""
    if isinstance(value, str | bytes):
        raise ValueError("it takes a number, true or false")
    return value


ParameterValue = Annotated[bool | int | float, BeforeValidator(refuse_text)]
"""What a file says of a parameter, in the type in which it is written."""
IsoDate = Annotated[date, BeforeValidator(parse_iso_date)]
CalendarDate = Annotated[IsoDate, AfterValidator(check_calendar)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
EvidenceId = Annotated[str, Field(pattern=r"^E\d{3}[a-z]?$")]
SourceId = Annotated[str, Field(pattern=r"^[EAR]\d{2,3}[a-z]?$")]
ParameterName = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_0-9]+$")]
Latitude = Annotated[float, Field(ge=36.0, le=36.7)]
Longitude = Annotated[float, Field(ge=42.7, le=43.6)]
"""Degrees on the map's box or a few km beyond it; a point far away is a slip of the pen."""
NonNegativeInt = Annotated[int, Field(ge=0, le=1_000_000)]
Confidence = Literal["high", "medium", "low", "none"]
PositionQuality = Literal["sourced", "general", "sector"]


class TableRow(BaseModel):
    """One line of a table."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    unique_keys: ClassVar[tuple[ColumnNames, ...]] = (("id",),)
    """Sets of columns whose values together occur once in the table."""

    sequence_keys: ClassVar[ColumnNames | None] = None
    """Columns within which `seq` counts up from 0; None where a table has no `seq`."""

    min_points: ClassVar[int] = 1
    """The points that each sequence must have."""


class WithNote(TableRow):
    """A line with room for a remark."""

    note: str = ""


class WithRange(WithNote):
    """A row with a figure, its bounds and the days for which it holds."""

    low: float | None = None
    central: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def check_bounds(self) -> Self:
        """Refuse bounds in the wrong order."""
        given = [x for x in (self.low, self.central, self.high) if x is not None]
        if given != sorted(given):
            raise ValueError("low, central and high must not fall")
        return self
