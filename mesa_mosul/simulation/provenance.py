"""Where a run comes from: versions, digests and the scenario with every parameter."""

import datetime
import functools
import hashlib
import json
import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from mesa_mosul import __version__
from mesa_mosul.engine.source_digest import digest_of_sources
from mesa_mosul.initialization.force_totals import force_totals
from mesa_mosul.inputs.recorded_scenario import scenario_to_dict
from mesa_mosul.inputs.tables import Tables, read_tables
from mesa_mosul.simulation.custom_code import digest_of_source, sources_of
from mesa_mosul.simulation.outcome import OUTCOME_FORMAT
from mesa_mosul.simulation.schedule import Phase

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

RECORDED_PACKAGES = (
    "mesa",
    "numpy",
    "pandas",
    "scipy",
    "numba",
    "pydantic",
    "pyarrow",
    "matplotlib",
)
UNREAD_TABLES = ("evidence", "assumptions", "claims", "history", "neighbourhood_history")
"""Tables that no run reads: what was observed, and the reasons for values that it reads."""
BUILDER_SOURCES = ("inputs/**/*.py", "initialization/*.py", "simulation/*.py")


def digest_of_seeds(tables: Tables) -> str:
    """Return a hash of all seed tables but those that the model never reads."""
    digest = hashlib.sha256()
    for name, rows in tables._asdict().items():
        if name not in UNREAD_TABLES:
            records = [row.model_dump(mode="json") for row in rows]
            digest.update(json.dumps([name, records], sort_keys=True).encode())
    return digest.hexdigest()


def has_own_tables(tables: Tables) -> bool:
    """Return whether a run was built from seed tables other than the shipped ones."""
    return digest_of_seeds(tables) != digest_of_shipped_seeds()


@functools.cache
def digest_of_shipped_seeds() -> str:
    """Return the hash of the shipped seed tables."""
    return digest_of_seeds(read_tables())


def run_title(run: "RunRecord") -> str:
    """Return the title of a run: its scenario, its seed, and what is not the model's own."""
    has_tables = not run.scenario.laboratory and has_own_tables(run.built.tables)
    own = ["own tables"] if has_tables else []
    own += ["own rules"] if any(phase.is_own for phase in run.phases) else []
    words = ", ".join([run.scenario.name, f"seed {run.seed}", *own])
    return f"{run.scenario.title} ({words})"


def scaled_forces(run: "RunRecord") -> dict[str, tuple[int, int]]:
    """Return the forces of own tables that are scaled: their men, and their total."""
    if run.scenario.laboratory or not has_own_tables(run.built.tables):
        return {}
    men = Counter[str]()
    for formation in run.built.tables.forces:
        men[formation.force] += formation.men
    totals = force_totals(run.scenario.parameters).men_by_force
    return {
        force: (men[force], total) for force, total in totals.items() if total != men[force]
    }


def digest_of_model(tables: Tables) -> dict[str, str]:
    """Return hashes of the rules, of what builds the world, of the seeds, and of all three."""
    parts = {
        "rules": digest_of_sources(),
        "builders": digest_of_sources(BUILDER_SOURCES),
        "seeds": digest_of_seeds(tables),
    }
    return {"model": hashlib.sha256("".join(parts.values()).encode()).hexdigest()} | parts


def package_versions() -> dict[str, str]:
    """Return the versions of this package, of Python and of what results depend on."""
    return {
        "mesa_mosul": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in RECORDED_PACKAGES},
    }


def digest_of_rules(phases: Sequence[Phase]) -> dict[str, str]:
    """Return MODULE:FUNCTION@PHASE of each own rule of a schedule, with its file's hash."""
    names = [phase.name for phase in phases]
    return {
        f"{phase.name}@{names[at - 1]}": digest_of_source(phase.name, phase.run)
        for at, phase in enumerate(phases)
        if phase.is_own
    }


def own_code(phases: Sequence[Phase]) -> dict[str, str]:
    """Return the text of each file with own rules, and of those that they need, by module."""
    texts: dict[str, str] = {}
    for phase in phases:
        if phase.is_own:
            texts |= sources_of(phase.name, phase.run)
    return texts


def provenance(run: "RunRecord", command: str) -> dict[str, Any]:
    """Return what is needed to repeat a run and get the same digest.

    command: the command line, empty if called from Python.
    """
    return {
        "format": OUTCOME_FORMAT,
        "written": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": command,
        "seed": run.seed,
        "engine": run.engine,
        "digest": run.outcome["digest"],
        "digests": digest_of_model(run.built.tables),
        "versions": package_versions(),
        "machine": f"{platform.system()} {platform.machine()}",
        "scenario": scenario_to_dict(run.scenario),
        "own_rules": digest_of_rules(run.phases),
        "branches": run.simulation.branches,
        "own_code": own_code(run.phases),
    }
