"""JSON schemas of scenario and experiment files, for editors that complete and check TOML."""

from typing import Any

from mesa_mosul.experiments.experiment_file import ExperimentSpec
from mesa_mosul.inputs.scenario_file import ScenarioFile
from mesa_mosul.parameters.registry import parameters

JSON_TYPES = {bool: "boolean", int: "integer", float: "number"}
FILE_KINDS = ("scenario", "experiment")


def parameter_properties() -> dict[str, Any]:
    """Return what each parameter takes, by its dotted name: type, unit, range, source."""
    properties: dict[str, Any] = {}
    for entry in parameters().values():
        spec = entry.spec
        properties[entry.name] = {
            "type": JSON_TYPES[entry.value_type],
            "default": entry.default,
            "description": f"{entry.meaning} ({spec.unit}; {spec.source})",
        }
        if entry.value_type is not bool:
            properties[entry.name] |= {"minimum": spec.low, "maximum": spec.high}
    return properties


def file_schema(kind: str) -> dict[str, Any]:
    """Return the JSON schema of a file.

    Parameters
    ----------
    kind
        scenario or experiment.

    Returns
    -------
    dict
        A schema in which every parameter stands with its unit, range and source.

    Examples
    --------
    >>> schema = file_schema("scenario")
    >>> schema["properties"]["parameters"]["properties"]["isis.fighters"]["maximum"]
    10000
    """
    form, key = (
        (ScenarioFile, "parameters") if kind == "scenario" else (ExperimentSpec, "constants")
    )
    schema = form.model_json_schema()
    values = {"type": "object", "additionalProperties": False}
    schema["properties"][key] = values | {"properties": parameter_properties()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
