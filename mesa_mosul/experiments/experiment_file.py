"""The keys of an experiment's file, and what they take."""

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)

from mesa_mosul.analysis.sampling.designs import FACTORIAL
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule
from mesa_mosul.experiments.spec_errors import (
    ExperimentError,
    check_name,
    check_quotes,
    format_first_error,
    refuse_bool,
    refuse_number,
)

Count = Annotated[int, BeforeValidator(refuse_bool), Field(ge=1)]


def replication_mode(spec: Any) -> str:
    """Return which of its two forms a number of replications has."""
    return "stopping_rule" if isinstance(spec, Mapping | StoppingRule) else "number"


Replications = Annotated[
    Annotated[Count, Tag("number")] | Annotated[StoppingRule, Tag("stopping_rule")],
    Discriminator(replication_mode),
]


class DesignOptions(BaseModel):
    """How points are generated; which options a kind takes, see `analysis.sampling.designs`."""

    model_config = ConfigDict(extra="forbid")
    kind: str = FACTORIAL
    points: Count | None = None
    file: str | None = None
    trajectories: int | None = Field(default=None, ge=2)
    levels: int | None = Field(default=None, ge=2)
    samples: Count | None = None
    second_order: bool | None = None


class ExperimentSpec(BaseModel):
    """All keys of an experiment's file."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1), AfterValidator(check_name)] = "experiment"
    about: str = ""
    base: str | None = Field(default=None, min_length=1)
    scenarios: list[str] | None = Field(default=None, min_length=1)
    days: Count | None = None
    decisions_until: Annotated[datetime.date | None, BeforeValidator(refuse_number)] = None
    replications: Replications = 100
    seed: Annotated[int, BeforeValidator(refuse_bool), Field(ge=0, lt=2**63)] = 2016
    common_random_numbers: bool = True
    outcomes: list[str] = []
    record: list[str] = []
    levers: dict[str, Any] = {}
    uncertainties: dict[str, Any] = {}
    constants: dict[str, bool | int | float] = {}
    design: DesignOptions = DesignOptions()


KEYS = {
    (): tuple(ExperimentSpec.model_fields),
    ("design",): tuple(DesignOptions.model_fields),
    ("replications",): tuple(StoppingRule.model_fields),
}
"""The keys of each table of a file."""


def read_experiment_file(path: Path) -> dict[str, Any]:
    """Return the keys of a file and their values, checked but as they are written.

    Raises ExperimentError that names the file and what would be right.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        check_quotes(values)
        validate_spec(values)
    except OSError as error:
        raise ExperimentError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExperimentError(f"{path} is not readable as TOML: {error}") from error
    except ExperimentError as error:
        raise ExperimentError(f"{path}: {error}") from error
    return values


def validate_spec(values: Mapping[str, Any]) -> ExperimentSpec:
    """Return the keys of an experiment, checked; raises ExperimentError."""
    try:
        return ExperimentSpec.model_validate(dict(values))
    except ValidationError as error:
        raise ExperimentError(format_first_error(error, KEYS)) from error
