"""Rows of the record: sources, the report's claims, assumptions, observations, decisions."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from mesa_mosul.rows.base import (
    Cited,
    Confidence,
    Day,
    Dotted,
    EvidenceId,
    Noted,
    Ranged,
    Row,
    Slug,
)


def listed(cell: object) -> object:
    """Split a cell of ids at its semicolons."""
    return cell.split(";") if isinstance(cell, str) else cell


class Evidence(Ranged):
    """What a source says."""

    id: EvidenceId
    topic: Literal[
        "forces", "territory", "timeline", "casualties", "tactics", "fires", "geography",
        "logistics", "civilians", "research",
    ]  # fmt: skip
    quantity: str
    unit: str = ""
    text: str = ""
    date: Day | None = None
    until: Day | None = None
    source: str = ""
    url: str = ""
    confidence: Confidence

    @model_validator(mode="after")
    def days_in_order(self) -> Self:
        """Refuse a span that ends before it begins."""
        if self.until and (self.date is None or self.until < self.date):
            raise ValueError("until needs a date that is not later")
        return self


class Assumption(Row):
    """What the project takes as given without a source, and why."""

    id: Annotated[str, Field(pattern=r"^A\d{3}$")]
    about: str
    reason: str


class Claim(Row):
    """What the report of 6 December 2016 says, and what of the model stands for it."""

    id: Annotated[str, Field(pattern=r"^R\d{2}$")]
    claim: str
    kind: Literal["input", "metadata", "measure", "dated", "mechanism"]
    value: float | None = None
    unit: str = ""
    date: Day | None = None
    object: str
    standing: str
    evidence: Annotated[tuple[Cited, ...], BeforeValidator(listed)] = ()
    parameters: Annotated[tuple[Dotted, ...], BeforeValidator(listed)] = ()
    switch: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")] | None = None
    scenario: Slug | None = None


class Observation(Ranged):
    """A point of an observed series."""

    id: EvidenceId
    series: Literal[
        "territory", "iraqi_killed", "iraqi_wounded", "isis_losses", "car_bombs_launched",
        "car_bombs_executed", "civilians_killed", "civilians_wounded", "displaced",
        "isis_engaged", "trauma_cases",
    ]  # fmt: skip
    area: Literal["city", "east", "operation", "province", "country"]
    measure: Literal["held", "entered", "secured", "claimed", "total", "rate", "level"]
    share_of: Literal["area", "quarters"] | None = None
    date_from: Day | None = None
    date: Day
    unit: str
    originator: str
    confidence: Confidence

    @model_validator(mode="after")
    def days_in_order(self) -> Self:
        """Refuse a span that ends before it begins."""
        if self.date_from and self.date_from > self.date:
            raise ValueError("date_from must not be later than date")
        return self


class QuarterEvent(Noted):
    """A dated change in a quarter."""

    unique = (("quarter", "event", "date"),)
    quarter: Slug
    event: Literal["entered", "freed", "lost"]
    date: Day
    precision: Literal["on", "by"]


class Decision(Noted):
    """A dated decision of the record."""

    unique = (("date", "actor", "decision", "object"),)
    date: Day
    actor: Literal["iraqi", "isis", "kurdish", "washington", "coalition", "raqqa"]
    decision: Slug
    object: Slug
    value: float | None = None
    unit: str = ""
    evidence: Cited


class Effect(Row):
    """What a claim changes in the model, as it was measured: a paired difference.

    claim: its id, or control; low, high: 95 % interval; model: digest of what was run.
    """

    unique = (("claim", "case", "outcome"),)
    claim: Annotated[str, Field(pattern=r"^(R\d{2}|control)$")]
    case: str
    outcome: str
    pairs: Annotated[int, Field(ge=2)]
    base: float
    difference: float
    low: float
    high: float
    model: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
