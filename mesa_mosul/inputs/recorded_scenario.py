"""A scenario as results and checkpoints record it: every parameter by its dotted name."""

import datetime
from typing import Any, Self

from pydantic import model_validator

from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.scenario_file import ScenarioFile
from mesa_mosul.parameters.registry import Parameters, with_changes

DATES = ("start", "end", "decisions_until")
UNRECORDED = ("about", "extends")
"""Keys of a scenario's file that are not recorded."""


class RecordedScenario(ScenarioFile):
    """The form of what `scenario_to_dict` returns: a scenario's file that is complete."""

    name: str

    @model_validator(mode="after")
    def check_complete(self) -> Self:
        """Refuse a record without one of the keys; only `laboratory` may be null."""
        for key in type(self).model_fields:
            is_null = key != "laboratory" and getattr(self, key) is None
            if key not in UNRECORDED and (is_null or key not in self.model_fields_set):
                raise ValueError(f"it has no {key}")
        return self


def scenario_to_dict(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario with every parameter by its dotted name."""
    parameters = {
        f"{subject}.{name}": value
        for subject, values in scenario.parameters._asdict().items()
        for name, value in values._asdict().items()
    }
    return {
        "name": scenario.name,
        "title": scenario.title,
        **{name: getattr(scenario, name).isoformat() for name in DATES},
        "laboratory": scenario.laboratory,
        "land_class": scenario.land_class,
        "parameters": parameters,
    }


def scenario_from_dict(values: dict[str, Any]) -> Scenario:
    """Return the scenario of which `scenario_to_dict` made the values."""
    laboratory = values["laboratory"] is not None
    return Scenario(
        name=values["name"],
        title=values["title"],
        about="",
        **{name: datetime.date.fromisoformat(values[name]) for name in DATES},
        parameters=with_changes(Parameters(), values["parameters"], laboratory=laboratory),
        changes={},
        laboratory=values["laboratory"],
        land_class=values["land_class"],
    )
