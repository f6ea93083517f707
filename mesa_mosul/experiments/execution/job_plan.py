"""From a sweep to its jobs: the key, the random seed and the place of every run."""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.sampling.designs import DesignPoint
from mesa_mosul.engine.source_digest import digest_of_sources
from mesa_mosul.experiments.execution.job import (
    Job,
    SweepSpec,
    digest_loaded_model,
    installed_versions,
)
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule
from mesa_mosul.inputs.recorded_scenario import scenario_to_dict
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.custom_code import (
    digest_of_source,
    load_function,
    sources_of,
)
from mesa_mosul.simulation.custom_phases import build_schedule, digest_of_rule
from mesa_mosul.simulation.provenance import own_code
from mesa_mosul.simulation.schedule import Phase

JOB_COLUMNS = ("scenario_index", "changes")
"""Columns of a design that only its jobs need."""
DESIGN_COLUMNS = ("key", "point", "replicate", "seed", *JOB_COLUMNS)
"""Columns of every design, before its factors."""


EXTRACTION_SOURCES = ("experiments/execution/run_outputs.py",)
"""What makes outcomes of a run, and is no part of the model's digest."""


class JobPlanError(MosulError):
    """A sweep whose jobs cannot be written down."""


class PlannedRun(NamedTuple):
    """A job's place in its design: a scenario and a point, and a replicate of it."""

    job: Job
    point: int
    replicate: int
    factors: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class SweepPlan:
    """All that a sweep runs; scenarios x points are numbered through as points.

    replications: of every point, or the rule that decides. description: all words of the
    experiment, for the manifest. code_folders: where a researcher's own functions are looked
    for. timeout_s: seconds that a run may take. phases: own rules, MODULE:FUNCTION@PHASE.
    seeds_folder: of the tables, None for the shipped one.
    """

    scenarios: tuple[Scenario, ...]
    points: tuple[DesignPoint, ...]
    replications: int | StoppingRule
    seed: int
    common_random_numbers: bool
    days: int | None
    outcomes: list[str]
    record: list[str]
    description: dict[str, Any]
    code_folders: list[str]
    timeout_s: float
    phases: list[str]
    seeds_folder: str | None

    @functools.cached_property
    def digests(self) -> dict[str, str]:
        """Digests of the model and its seeds."""
        return digest_loaded_model(read_tables(self.seeds_folder))

    @functools.cached_property
    def spec(self) -> SweepSpec:
        """What all jobs share."""
        return SweepSpec(
            scenarios=[scenario_to_dict(scenario) for scenario in self.scenarios],
            days=self.days,
            outcomes=self.all_outcomes,
            record=self.record,
            code_folders=self.code_folders,
            digests=self.digests,
            versions=installed_versions(),
            timeout_s=self.timeout_s,
            rules=self.rules,
            measures=[list(pair) for pair in self.measures.items()],
            seeds_folder=self.seeds_folder,
        )

    @property
    def all_outcomes(self) -> list[str]:
        """The outcomes that are stored, with the one that replications wait for."""
        rule = self.replications
        monitored = [rule.outcome] if isinstance(rule, StoppingRule) else []
        return list(dict.fromkeys([*self.outcomes, *monitored]))

    @functools.cached_property
    def measures(self) -> dict[str, str]:
        """The hash of the file of every own outcome.

        Raises CustomCodeError for one that is not there.
        """
        names = [name for name in self.all_outcomes if ":" in name]
        return {
            name: digest_of_source(name, load_function(name, self.code_folders))
            for name in names
        }

    @functools.cached_property
    def schedule(self) -> tuple[Phase, ...]:
        """The phases of a tick, own rules among them.

        Raises CustomCodeError or ScheduleError for one that is not there.
        """
        return build_schedule(self.phases, self.code_folders)

    @functools.cached_property
    def rules(self) -> list[list[str]]:
        """The own rules of all runs, each with the hash of its file, in their order."""
        return [[rule, digest_of_rule(rule, self.code_folders)] for rule in self.phases]

    @functools.cached_property
    def output_spec(self) -> dict[str, Any]:
        """What is stored of every run."""
        return {
            "days": self.days,
            "outcomes": self.all_outcomes,
            "record": self.record,
            "measures": self.measures,
            "extraction": digest_of_sources(EXTRACTION_SOURCES),
        }

    @property
    def own_code(self) -> dict[str, str]:
        """The text of each file with functions of the researcher's own, by its module."""
        texts = own_code(self.schedule)
        for name in self.measures:
            texts |= sources_of(name, load_function(name, self.code_folders))
        return texts

    @property
    def n_points(self) -> int:
        """The number of points over all scenarios."""
        return len(self.scenarios) * len(self.points)

    def plan_run(self, point: int, replicate: int) -> PlannedRun:
        """Return one job, by the number of its point and of its replicate."""
        scenario_index, at = divmod(point, len(self.points))
        factors, changes, own_seed = self.points[at]
        if own_seed is None:
            seed = self.replicate_seed(changes, scenario_index, replicate)
        else:
            seed = hash_to_seed([own_seed, replicate]) if replicate else own_seed
        key = run_key(
            self.digests["model"], self.spec.scenarios[scenario_index], changes, seed,
            self.output_spec, self.rules,
        )  # fmt: skip
        job = Job(key, scenario_index, dict(changes), seed)
        if len(self.scenarios) > 1:
            factors = {"scenario": self.scenarios[scenario_index].name, **factors}
        return PlannedRun(job, point, replicate, factors)

    def plan_runs(self, replications: Sequence[int]) -> list[PlannedRun]:
        """Return all jobs, point by point; replications: the number of each point."""
        return [
            self.plan_run(point, replicate)
            for point in range(self.n_points)
            for replicate in range(replications[point])
        ]

    def replicate_seed(
        self, changes: dict[str, Any], scenario_index: int, replicate: int
    ) -> int:
        """Return a replicate's seed: the same at every point under common random numbers.

        A hash of the experiment's seed and the replicate: experiments of one seed share the
        random numbers of a replicate, those of neighbouring seeds share nothing.
        """
        if self.common_random_numbers:
            return hash_to_seed([self.seed, replicate])
        scenario = self.spec.scenarios[scenario_index]
        # Numbers of own rules that nobody sets are no part of a scenario.
        used = {
            name: value
            for name, value in scenario["parameters"].items()
            if value or not name.startswith("own.")
        }
        return hash_to_seed([self.seed, scenario | {"parameters": used}, changes, replicate])


def run_key(
    model: str,
    scenario: Mapping[str, Any],
    changes: Mapping[str, Any],
    seed: int,
    output_spec: Mapping[str, Any],
    rules: Sequence[Sequence[str]],
) -> str:
    """Return a hash of what a result depends on: model, parameters, seed, outputs."""
    values = {name: value for name, value in scenario.items() if name not in ("name", "title")}
    values |= {"parameters": scenario["parameters"] | changes}
    parts = [model, values, seed, output_spec, rules]
    return hash_json(parts if rules else parts[:-1])[:32]


def job_key(manifest: Mapping[str, Any], job: Job) -> str:
    """Return the key that a job has by the manifest of its sweep."""
    scenario = manifest["scenarios"][job.scenario_index]
    return run_key(
        manifest["digests"]["model"], scenario, job.changes, job.seed,
        manifest["output_spec"], manifest.get("rules", []),
    )  # fmt: skip


def hash_json(value: Any) -> str:
    """Return a hash of plain values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def hash_to_seed(value: Any) -> int:
    """Return a random seed below 2**60 from plain values.

    >>> hash_to_seed([2016, 1]) == hash_to_seed([2017, 0])
    False
    """
    return int(hash_json(value)[:15], 16)


def check_levels(points: Iterable[DesignPoint]) -> None:
    """Raise JobPlanError for a factor whose levels no single column of a table can hold."""
    kinds: dict[str, set[str]] = {}
    for factors, _, _ in points:
        for name, value in factors.items():
            kinds.setdefault(name, set()).add(kind_of_level(value))
    for name, names in kinds.items():
        if len(names) > 1:
            raise JobPlanError(
                f"the levels of '{name}' mix {' and '.join(sorted(names))}: write all of them"
                " in one way"
            )


def kind_of_level(value: Any) -> str:
    """Return what a level is, in words."""
    if isinstance(value, bool | np.bool_):
        return "true or false"
    return "numbers" if isinstance(value, int | float | np.number) else "texts"


def design_table(planned_runs: Sequence[PlannedRun]) -> pd.DataFrame:
    """Return jobs as a table: place, key, seed, what a job needs, and every factor."""
    rows = [
        {"key": planned.job.key, "point": planned.point, "replicate": planned.replicate,
         "seed": planned.job.seed, "scenario_index": planned.job.scenario_index,
         "changes": json.dumps(planned.job.changes), **planned.factors}
        for planned in planned_runs
    ]  # fmt: skip
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(DESIGN_COLUMNS))


def jobs_from_table(design: pd.DataFrame) -> list[Job]:
    """Return the jobs of a design's table."""
    rows: Iterable[Any] = zip(
        design["key"], design["scenario_index"], design["changes"], design["seed"], strict=True
    )
    return [
        Job(key, int(scenario_index), json.loads(changes), int(seed))
        for key, scenario_index, changes, seed in rows
    ]
