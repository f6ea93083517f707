"""Rows of the historical record: evidence, claims, assumptions, observations, decisions."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from mesa_mosul.engine.codes import Measure
from mesa_mosul.inputs.schemas.base import (
    CalendarDate,
    Confidence,
    EvidenceId,
    IsoDate,
    ParameterName,
    Slug,
    SourceId,
    TableRow,
    WithNote,
    WithRange,
)


def split_ids(cell: object) -> object:
    """Split a cell of ids at its semicolons."""
    return cell.split(";") if isinstance(cell, str) else cell


class Evidence(WithRange):
    """A statement of a source."""

    id: EvidenceId
    topic: Literal[
        "forces", "territory", "timeline", "casualties", "tactics", "fires", "geography",
        "logistics", "civilians", "research",
    ]  # fmt: skip
    quantity: str
    unit: str = ""
    text: str = ""
    date: IsoDate | None = None
    until: IsoDate | None = None
    source: str = ""
    url: str = ""
    confidence: Confidence

    @model_validator(mode="after")
    def check_dates(self) -> Self:
        """Refuse a span that ends before it begins."""
        if self.until and (self.date is None or self.until < self.date):
            raise ValueError("until needs a date that is not later")
        return self


class Assumption(TableRow):
    """An assumption of the project, and its reason."""

    id: Annotated[str, Field(pattern=r"^A\d{3}$")]
    about: str
    reason: str


class Claim(TableRow):
    """A claim of the article of 6 December 2016, and what represents it in the model.

    acts: how an input acts that acts only in part, under a condition, or on nothing.
    """

    id: Annotated[str, Field(pattern=r"^R\d{2}$")]
    claim: str
    kind: Literal["input", "metadata", "measure", "dated", "mechanism"]
    value: float | None = None
    unit: str = ""
    date: IsoDate | None = None
    object: str
    standing: str
    acts: str = ""
    evidence: Annotated[tuple[SourceId, ...], BeforeValidator(split_ids)] = ()
    parameters: Annotated[tuple[ParameterName, ...], BeforeValidator(split_ids)] = ()
    switch: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")] | None = None
    scenario: Slug | None = None


class Observation(WithRange):
    """A point of an observed series."""

    id: EvidenceId
    series: Literal[
        "territory", "iraqi_killed", "iraqi_wounded", "isis_casualties", "car_bombs_launched",
        "car_bombs_executed", "civilians_killed", "civilians_wounded", "displaced",
        "isis_in_contact", "trauma_cases",
    ]  # fmt: skip
    area: Literal["city", "east", "operation", "province", "country"]
    measure: Measure | Literal["total", "rate", "level"]
    share_of: Literal["area", "neighbourhoods"] | None = None
    date_from: CalendarDate | None = None
    date: CalendarDate
    unit: str
    originator: str
    confidence: Confidence

    @model_validator(mode="after")
    def check_dates(self) -> Self:
        """Refuse a span that ends before it begins."""
        if self.date_from and self.date_from > self.date:
            raise ValueError("date_from must not be later than date")
        return self


class NeighbourhoodEvent(WithNote):
    """A dated event in a neighbourhood."""

    unique_keys = (("neighbourhood", "event", "date"),)
    neighbourhood: Slug
    event: Literal["entered", "freed", "lost"]
    date: CalendarDate
    precision: Literal["on", "by"]


class Decision(WithNote):
    """A dated decision of the historical record."""

    unique_keys = (("date", "actor", "decision", "object"),)
    date: CalendarDate
    actor: Literal["iraqi", "isis", "kurdish", "washington", "coalition", "raqqa"]
    decision: Slug
    object: Slug
    value: float | None = None
    unit: str = ""
    evidence: SourceId


class CalibrationTarget(WithNote):
    """An observed quantity that calibrated runs are to agree with, and its error.

    error: standard deviation, of the value or, on a log scale, of its logarithm.
    scale: on which runs are compared.
    shared_fraction: of the error's variance, common to all targets of a group.
    """

    id: Annotated[str, Field(pattern=r"^T\d{2}$")]
    evidence: EvidenceId | Literal["neighbourhood_history"]
    observable: Slug
    date: CalendarDate
    form: Literal["equal", "at_most", "at_least"]
    value: Annotated[float, Field(gt=0.0)]
    error: Annotated[float, Field(gt=0.0)]
    scale: Literal["root", "log"]
    group: Slug | None = None
    shared_fraction: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0

    @model_validator(mode="after")
    def check_form(self) -> Self:
        """Refuse a bound that shares its error with others."""
        if self.shared_fraction and (self.group is None or self.form != "equal"):
            raise ValueError("only targets of form equal, in a group, share an error")
        return self


class Effect(TableRow):
    """The measured effect of a claim in the model: a paired difference.

    claim: its id, or control; low, high: 95 % interval; model: digest of the model.
    """

    unique_keys = (("claim", "case", "outcome"),)
    claim: Annotated[str, Field(pattern=r"^(R\d{2}|control)$")]
    case: str
    outcome: str
    pairs: Annotated[int, Field(ge=2)]
    base: float
    difference: float
    low: float
    high: float
    model: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
