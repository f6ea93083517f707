"""The keys of an experiment's file, and what they take."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

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
from pydantic_core import PydanticCustomError

from mesa_mosul.analysis.sampling.designs import FACTORIAL, MAX_POINTS
from mesa_mosul.experiments.execution.stopping_rule import MAX_REPLICATIONS, StoppingRule
from mesa_mosul.experiments.spec_errors import (
    ExperimentError,
    check_name,
    check_quoted_values,
    check_text,
    format_first_error,
)
from mesa_mosul.inputs.scenario_file import read_toml
from mesa_mosul.inputs.schemas.base import ParameterValue
from mesa_mosul.parameters.registry import dotted_name
from mesa_mosul.simulation.custom_code import name_function
from mesa_mosul.simulation.custom_phases import split_rule


def replication_mode(spec: Any) -> str:
    """Return which of its two forms a number of replications has."""
    return "stopping_rule" if isinstance(spec, Mapping | StoppingRule) else "number"


Replications = Annotated[
    Annotated[int, Field(ge=1, le=MAX_REPLICATIONS, strict=True), Tag("number")]
    | Annotated[StoppingRule, Tag("stopping_rule")],
    Discriminator(replication_mode),
]
CALIBRATED = "calibrated"
"""What `uncertainties` is, or ALL_PARAMETERS in it, where sets are those of the ensemble."""
ALL_PARAMETERS = "*"
PointCount = Annotated[int, Field(ge=1, le=MAX_POINTS, strict=True)]
AtLeastTwo = Annotated[int, Field(ge=2, le=MAX_POINTS, strict=True)]


def refuse_number(value: Any) -> Any:
    """Refuse a number, which pydantic would take for seconds since 1970."""
    if isinstance(value, int | float):
        raise PydanticCustomError("date_type", "not a date")
    return value


def is_calibrated(uncertainties: dict[str, Any] | str) -> bool:
    """Return whether parameter sets are those of the ensemble."""
    if isinstance(uncertainties, str):
        return uncertainties == CALIBRATED
    return bool(uncertainties.get(ALL_PARAMETERS) == CALIBRATED)


def drawn_by_own_distribution(uncertainties: dict[str, Any] | str) -> dict[str, Any]:
    """Return how parameters are drawn whose values are not those of the ensemble."""
    table = {} if isinstance(uncertainties, str) else uncertainties
    return {
        name: how for name, how in table.items() if (name, how) != (ALL_PARAMETERS, CALIBRATED)
    }


def use_dots(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table whose keys for parameters have dots: `isis__fighters` is no other name.

    Raises ValueError for a parameter that is named in both ways.
    """
    dotted = {dotted_name(name): value for name, value in table.items()}
    for name in table if len(dotted) < len(table) else ():
        if name not in dotted:
            raise ValueError(f"{dotted_name(name)} is set twice, by two of its names")
    return dotted


def refuse_other_words(value: Any) -> Any:
    """Refuse a word for uncertainties that is not CALIBRATED, and CALIBRATED for a part."""
    if isinstance(value, str) and value != CALIBRATED:
        raise ValueError(
            f'uncertainties is {value!r}: it takes "{CALIBRATED}", or a table of parameters and'
            " of how each is drawn"
        )
    if isinstance(value, dict) and CALIBRATED in drawn_by_own_distribution(value).values():
        raise ValueError(
            f'"{CALIBRATED}" stands for the ensemble as a whole: uncertainties ='
            f' "{CALIBRATED}", or "{ALL_PARAMETERS}" = "{CALIBRATED}" in a table of what is'
            " drawn by a distribution of its own instead"
        )
    return use_dots(value) if isinstance(value, dict) else value


def name_functions(value: Any) -> Any:
    """Return outcomes, functions among them by MODULE:FUNCTION."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [name_function(one) if callable(one) else one for one in value]
    return value


def name_rules(value: Any) -> Any:
    """Return own rules as MODULE:FUNCTION@PHASE; raises ValueError for another form."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ["@".join(split_rule(one)) for one in value]
    return value


NamedTable = AfterValidator(use_dots)


class DesignOptions(BaseModel):
    """How points are generated; which options a kind takes, see `analysis.sampling.designs`."""

    model_config = ConfigDict(extra="forbid")
    kind: str = FACTORIAL
    points: PointCount | None = None
    hypercubes: PointCount | None = None
    file: Annotated[str, Field(min_length=1)] | None = None
    trajectories: AtLeastTwo | None = None
    levels: AtLeastTwo | None = None
    samples: PointCount | None = None
    own_seeds: Annotated[bool, Field(strict=True)] | None = None
    second_order: Annotated[bool, Field(strict=True)] | None = None


class PrimaryOptions(BaseModel):
    """The contrast that an experiment is about, see `contrast_spec`."""

    model_config = ConfigDict(extra="forbid", strict=True)
    outcome: str | None = None
    lever: Annotated[str, AfterValidator(dotted_name)] | None = None
    case: bool | int | float | str | None = None
    base: Annotated[dict[str, bool | int | float | str], NamedTable] = {}
    smallest_effect: float | None = Field(default=None, gt=0.0, allow_inf_nan=False)


class ExperimentSpec(BaseModel):
    """All keys of an experiment's file."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1), AfterValidator(check_name)] = "experiment"
    about: Annotated[str, AfterValidator(check_text)] = ""
    base: str | None = Field(default=None, min_length=1)
    scenarios: list[str] | None = Field(default=None, min_length=1)
    days: int | None = Field(default=None, ge=1, strict=True)
    decisions_until: Annotated[datetime.date, BeforeValidator(refuse_number)] | None = None
    replications: Replications = 100
    seed: int = Field(2016, ge=0, lt=2**63, strict=True)
    common_random_numbers: bool = Field(True, strict=True)
    outcomes: Annotated[list[str], BeforeValidator(name_functions)] = []
    record: list[str] = []
    phases: Annotated[list[str], BeforeValidator(name_rules)] = []
    levers: Annotated[dict[str, Any], NamedTable] = {}
    uncertainties: Annotated[
        dict[str, Any] | Literal["calibrated"], BeforeValidator(refuse_other_words)
    ] = {}
    constants: Annotated[dict[str, ParameterValue], NamedTable] = {}
    design: DesignOptions = DesignOptions()
    primary: PrimaryOptions | None = None
    labels: Annotated[dict[str, str | list[str]], NamedTable] = {}


KEYS = {
    (): tuple(ExperimentSpec.model_fields),
    ("design",): tuple(DesignOptions.model_fields),
    ("replications",): tuple(StoppingRule.model_fields),
    ("primary",): tuple(PrimaryOptions.model_fields),
}
"""The keys of each table of a file."""


def read_experiment_file(path: Path) -> dict[str, Any]:
    """Return the keys of a file and their values, checked but as they are written.

    Raises ExperimentError that names the file and what would be right.
    """
    values = read_toml(path, path, ExperimentError)
    try:
        check_quoted_values(values)
        validate_spec(values)
    except ExperimentError as error:
        raise ExperimentError(f"{path}: {error}") from error
    return values


def validate_spec(values: Mapping[str, Any]) -> ExperimentSpec:
    """Return the keys of an experiment, checked; raises ExperimentError."""
    try:
        return ExperimentSpec.model_validate(dict(values))
    except ValidationError as error:
        raise ExperimentError(format_first_error(error, KEYS)) from error
