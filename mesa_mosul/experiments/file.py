"""What an experiment's file may say."""

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)

from mesa_mosul.experiments.designs import FACTORIAL


class ExperimentError(ValueError):
    """An experiment that cannot be read or makes no sense."""


class Until(BaseModel):
    """Replications until the 95 % interval of an outcome's mean is narrow enough."""

    model_config = ConfigDict(extra="forbid")
    outcome: str
    width: float = Field(gt=0)
    least: int = Field(20, ge=2)
    most: int = Field(1000, ge=2)


def way(said: Any) -> str:
    """Return by which of its two forms a number of replications is meant."""
    return "until" if isinstance(said, Mapping | Until) else "number"


Replications = Annotated[
    Annotated[int, Field(ge=1), Tag("number")] | Annotated[Until, Tag("until")],
    Discriminator(way),
]


class Design(BaseModel):
    """How points are laid out; which words a kind takes, `designs` tells."""

    model_config = ConfigDict(extra="forbid")
    kind: str = FACTORIAL
    points: int | None = Field(default=None, ge=1)
    file: str | None = None
    trajectories: int | None = Field(default=None, ge=2)
    levels: int | None = Field(default=None, ge=2)
    samples: int | None = Field(default=None, ge=1)
    second_order: bool | None = None


class ExperimentFile(BaseModel):
    """What an experiment's file may say."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field("experiment", min_length=1)
    about: str = ""
    base: str | None = None
    scenarios: list[str] | None = Field(default=None, min_length=1)
    days: int | None = Field(default=None, ge=1)
    decisions_until: datetime.date | None = None
    replications: Replications = 100
    seed: int = Field(2016, ge=0, lt=2**63)
    common_random_numbers: bool = True
    outcomes: list[str] = []
    record: list[str] = []
    levers: dict[str, Any] = {}
    uncertainties: dict[str, Any] = {}
    constants: dict[str, bool | int | float] = {}
    design: Design = Design()


def read(path: Path) -> dict[str, Any]:
    """Return what a file says, checked but as it was said.

    Raises ExperimentError that names the file and what would be right.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        ExperimentFile.model_validate(said)
    except OSError as fault:
        raise ExperimentError(f"{path} cannot be read: {fault.strerror}") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ExperimentError(f"{path} is not readable as TOML: {fault}") from fault
    except ValidationError as fault:
        raise ExperimentError(f"{path}: {first_fault(fault)}") from fault
    return said


def as_checked(said: Mapping[str, Any]) -> ExperimentFile:
    """Return what an experiment says, checked."""
    try:
        return ExperimentFile.model_validate(dict(said))
    except ValidationError as fault:
        raise ExperimentError(first_fault(fault)) from fault


def first_fault(fault: ValidationError) -> str:
    """Return where the first mistake is, and what it is."""
    first = fault.errors()[0]
    where = ".".join(str(step) for step in first["loc"])
    return f"'{where}': {first['msg'].lower()}"
