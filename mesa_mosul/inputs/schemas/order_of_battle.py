"""Rows of the order of battle."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mesa_mosul.engine.codes import Bank, Force, Mission, UnitKind
from mesa_mosul.inputs.schemas.base import (
    CalendarDate,
    NonNegativeInt,
    Slug,
    SourceId,
    WithNote,
)


class Formation(WithNote):
    """A formation of the order of battle."""

    unique_keys = (("code",), ("id",))
    code: Annotated[int, Field(ge=1, le=999)]
    id: Slug
    name: str
    force: Force
    kind: UnitKind
    men: NonNegativeInt
    pieces: NonNegativeInt
    axis: Slug | None = None
    bank: Bank | Literal["belt"] | None = None
    task: Mission
    enters: CalendarDate | None = None
    km_off_map: Annotated[float, Field(ge=0, le=1000)] | None = None
    evidence: SourceId

    @model_validator(mode="after")
    def check_deployment(self) -> Self:
        """Refuse a formation on the map without an axis, a date of entry or a distance."""
        way = (self.axis, self.enters, self.km_off_map)
        if self.task in ("assault", "hold", "reserve", "line") and None in way:
            raise ValueError(f"task {self.task} needs axis, enters and km_off_map")
        if (self.force == "isis") != (self.bank is not None):
            raise ValueError("bank is given for isis and for no other force")
        return self
