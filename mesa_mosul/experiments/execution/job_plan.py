"""From a sweep to its jobs: the key, the random seed and the place of every run."""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mesa_mosul.analysis.sampling.designs import DesignPoint
from mesa_mosul.experiments.execution.custom_measures import (
    digest_of_measure,
    use_measure_folders,
)
from mesa_mosul.experiments.execution.job import Job, SweepSpec, digest_loaded_model
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.provenance import scenario_to_dict

JOB_COLUMNS = ("scenario_index", "changes")
"""Columns of a design that only its jobs need."""


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
    experiment, for the manifest. measure_folders: where custom outcomes are looked for.
    timeout_s: seconds that a run may take.
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
    measure_folders: list[str]
    timeout_s: float

    @functools.cached_property
    def digests(self) -> dict[str, str]:
        """Digests of the model and its seeds."""
        return digest_loaded_model(read_tables())

    @functools.cached_property
    def spec(self) -> SweepSpec:
        """What all jobs share."""
        monitored = (
            [self.replications.outcome] if isinstance(self.replications, StoppingRule) else []
        )
        return SweepSpec(
            scenarios=[scenario_to_dict(scenario) for scenario in self.scenarios],
            days=self.days,
            outcomes=list(dict.fromkeys([*self.outcomes, *monitored])),
            record=self.record,
            measure_folders=self.measure_folders,
            model_digest=self.digests["model"],
            timeout_s=self.timeout_s,
        )

    @functools.cached_property
    def output_spec(self) -> dict[str, Any]:
        """What is stored of every run; raises OutcomeError for a measure that is not there."""
        from mesa_mosul.engine.jit import digest_of_sources

        use_measure_folders(self.measure_folders)
        measures = [name for name in self.spec.outcomes if ":" in name]
        return {
            "days": self.days,
            "outcomes": self.spec.outcomes,
            "record": self.record,
            "measures": {name: digest_of_measure(name) for name in measures},
            "extraction": digest_of_sources(EXTRACTION_SOURCES),
        }

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
        key = self.run_key(scenario_index, changes, seed)
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
        return hash_to_seed([self.seed, scenario, changes, replicate])

    def run_key(self, scenario_index: int, changes: dict[str, Any], seed: int) -> str:
        """Return a hash of what a result depends on: model, parameters, seed, outputs."""
        scenario = {
            name: value
            for name, value in self.spec.scenarios[scenario_index].items()
            if name not in ("name", "title")
        }
        scenario |= {"parameters": scenario["parameters"] | changes}
        return hash_json([self.digests["model"], scenario, seed, self.output_spec])[:32]


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
    return pd.DataFrame(
        [
            {"key": planned.job.key, "point": planned.point, "replicate": planned.replicate,
             "seed": planned.job.seed, "scenario_index": planned.job.scenario_index,
             "changes": json.dumps(planned.job.changes), **planned.factors}
            for planned in planned_runs
        ]
    )  # fmt: skip


def jobs_from_table(design: pd.DataFrame) -> list[Job]:
    """Return the jobs of a design's table."""
    rows: Iterable[Any] = zip(
        design["key"], design["scenario_index"], design["changes"], design["seed"], strict=True
    )
    return [
        Job(key, int(scenario_index), json.loads(changes), int(seed))
        for key, scenario_index, changes, seed in rows
    ]
