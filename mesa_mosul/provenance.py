"""Where a run comes from: versions, digests and the scenario with every parameter."""

import datetime
import hashlib
import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from mesa_mosul import __version__
from mesa_mosul.outcome import FORMAT
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.setting import Scenario
from mesa_mosul.tables import Tables

if TYPE_CHECKING:
    from mesa_mosul.fight import Run

PACKAGES = ("mesa", "numpy", "pandas", "scipy", "numba", "pydantic", "pyarrow", "matplotlib")
OBSERVED = ("history", "quarter_history")
"""Tables that the model never reads (`seeds/README.md`)."""
BUILT_BY = "setting build city drawing land laboratory strength late muster"
BUILT_BY += " terrain places dates course outcome"
BUILDERS = tuple(f"{module}.py" for module in BUILT_BY.split())


def digest_of_seeds(tables: Tables) -> str:
    """Return a hash of all seed tables but those that the model never reads."""
    found = hashlib.sha256()
    for name, rows in tables._asdict().items():
        if name not in OBSERVED:
            told = [row.model_dump(mode="json") for row in rows]
            found.update(json.dumps([name, told], sort_keys=True).encode())
    return found.hexdigest()


def digest_of_model(tables: Tables) -> dict[str, str]:
    """Return hashes of the rules, of what builds the world, of the seeds, and of all three."""
    from mesa_mosul.compiled import digest_of_sources

    parts = {
        "rules": digest_of_sources(),
        "builders": digest_of_sources(BUILDERS),
        "seeds": digest_of_seeds(tables),
    }
    return {"model": hashlib.sha256("".join(parts.values()).encode()).hexdigest()} | parts


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario with every parameter by its dotted name."""
    parameters = {
        f"{subject}.{name}": value
        for subject, values in scenario.parameters._asdict().items()
        for name, value in values._asdict().items()
    }
    dates = {
        name: getattr(scenario, name).isoformat()
        for name in ("start", "end", "decisions_until")
    }
    ground = {"laboratory": scenario.laboratory, "ground": scenario.ground}
    said = {"name": scenario.name, "title": scenario.title, **dates, **ground}
    return {**said, "parameters": parameters}


def restored(said: dict[str, Any]) -> Scenario:
    """Return the scenario of which `resolved` told."""
    laboratory = said["laboratory"] is not None
    dates = {
        name: datetime.date.fromisoformat(said[name])
        for name in ("start", "end", "decisions_until")
    }
    return Scenario(
        name=said["name"],
        title=said["title"],
        about="",
        **dates,
        parameters=changed(Parameters(), said["parameters"], laboratory=laboratory),
        changes={},
        laboratory=said["laboratory"],
        ground=said["ground"],
    )


def versions() -> dict[str, str]:
    """Return the versions of this package, of Python and of what results hang on."""
    return {
        "mesa_mosul": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def provenance(run: "Run", command: str) -> dict[str, Any]:
    """Return what is needed to fight a run again and get the same digest.

    command: how it was called, empty if from Python.
    """
    return {
        "format": FORMAT,
        "written": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": command,
        "seed": run.seed,
        "engine": run.engine,
        "digest": run.outcome["digest"],
        "digests": digest_of_model(run.stage.tables),
        "versions": versions(),
        "machine": f"{platform.system()} {platform.machine()}",
        "scenario": resolved(run.scenario),
    }
