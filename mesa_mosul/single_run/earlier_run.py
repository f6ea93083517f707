"""Whether a folder holds the run that is to be written there, or another that would be lost."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.tables import Tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.schedule import SCHEDULE, Phase


class FolderError(MosulError):
    """A place where a run's folder cannot be written."""


class RunRequest(NamedTuple):
    """What a run depends on besides the model: a scenario, a seed, at most n days, tables.

    phases: the schedule, with own rules if there are any; branches: what was changed while the
    run was under way.
    """

    scenario: Scenario
    seed: int
    days: int
    tables: Tables
    phases: tuple[Phase, ...] = SCHEDULE
    branches: Sequence[dict[str, Any]] = ()


def check_same_run(path: Path, request: RunRequest | None, overwrite: bool) -> None:
    """Check that a folder holds no other run than the one that is to be written there."""
    if request is None or overwrite or not any(path.iterdir()):
        return
    try:
        outcome, origin = (
            json.loads((path / name).read_text(encoding="utf-8"))
            for name in ("outcome.json", "provenance.json")
        )
        difference = differing_part(request, outcome, origin)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        difference = "it cannot be read"
    if difference:
        raise FolderError(
            f"{path} holds another run ({difference}); name another folder, or replace it with"
            " --overwrite"
        )


def differing_part(request: RunRequest, outcome: dict[str, Any], origin: dict[str, Any]) -> str:
    """Return in what a stored run differs from one that is to be run; empty if in nothing."""
    from mesa_mosul.inputs.recorded_scenario import scenario_to_dict
    from mesa_mosul.simulation.provenance import digest_of_model, digest_of_rules

    scenario = json.loads(json.dumps(scenario_to_dict(request.scenario)))
    stored = origin["scenario"]
    if stored["name"] != scenario["name"]:
        return f"scenario '{stored['name']}'"
    for name, value in {**scenario, **scenario["parameters"]}.items():
        before = {**stored, **stored["parameters"]}.get(name)
        if before != value and name != "parameters":
            return f"{name} is {before}"
    if origin["seed"] != request.seed:
        return f"seed {origin['seed']}"
    ended = outcome["captured"] or stored["laboratory"]
    if outcome["days"] != request.days and not (ended and outcome["days"] < request.days):
        return f"{outcome['days']} days"
    if origin["digests"]["model"] != digest_of_model(request.tables)["model"]:
        return "of another version of the model or its seeds"
    if origin.get("own_rules", {}) != digest_of_rules(request.phases):
        return "with other rules of your own"
    if origin.get("branches", []) != list(request.branches):
        return "a branch of another run, or no branch"
    return ""
