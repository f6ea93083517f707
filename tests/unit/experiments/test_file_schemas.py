"""The JSON schemas accept what the readers accept, and name every parameter."""

import tomllib

import jsonschema
import pytest

from mesa_mosul.experiments.catalogue import catalogue_folder
from mesa_mosul.experiments.file_schemas import FILE_KINDS, file_schema
from mesa_mosul.inputs.tables import find_seeds_folder
from mesa_mosul.parameters.registry import parameters

EXPERIMENTS = sorted(catalogue_folder().glob("*.toml"))
SCENARIOS = [
    path
    for path in sorted((find_seeds_folder() / "scenarios").glob("*.toml"))
    if "laboratory" not in path.read_text(encoding="utf-8")  # whose rates may leave the ranges
]


def read(path):
    """Return a file's values as JSON has them: dates as texts."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: str(one) if hasattr(one, "year") else one for name, one in values.items()}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_shipped_scenario_fits_the_schema(path):
    jsonschema.validate(read(path), file_schema("scenario"))


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_every_shipped_experiment_fits_the_schema(path):
    jsonschema.validate(read(path), file_schema("experiment"))


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_a_schema_names_every_parameter_with_its_unit_and_range(kind):
    key = "parameters" if kind == "scenario" else "constants"
    described = file_schema(kind)["properties"][key]["properties"]
    assert list(described) == list(parameters())
    fighters, spec = described["isis.fighters"], parameters()["isis.fighters"].spec
    assert (fighters["minimum"], fighters["maximum"]) == (spec.low, spec.high)
    assert spec.unit in fighters["description"]


@pytest.mark.parametrize(
    "values",
    [
        {"parameters": {"isis.fighters": 1}},
        {"parameters": {"isis.fighter": 6000}},
        {"parameters": {"isis.fighters": "many"}},
        {"titel": "x"},
        {"laboratory": "duels"},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(values):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, file_schema("scenario"))
