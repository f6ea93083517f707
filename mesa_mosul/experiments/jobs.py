"""From an experiment to its jobs: which run has which key, which luck, which place."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mesa_mosul.experiments.outcomes import digest_of_measure, look_in
from mesa_mosul.experiments.work import Job, Order
from mesa_mosul.provenance import digest_of_model, resolved
from mesa_mosul.tables import read_all

if TYPE_CHECKING:
    from mesa_mosul.experiments.experiment import Experiment


class Place(NamedTuple):
    """A job's place in its design: a scenario and a point, and a replicate of it."""

    job: Job
    point: int
    replicate: int
    factors: dict[str, Any]


class Plan:
    """The jobs of an experiment; scenarios x points are numbered through as points.

    limit: seconds that a run may take.
    """

    def __init__(self, experiment: "Experiment", limit: float) -> None:
        said = experiment.said
        self.experiment = experiment
        self.digests = digest_of_model(read_all())
        self.order = Order(
            bases=[resolved(base) for base in experiment.bases],
            days=said.days,
            outcomes=list(dict.fromkeys([*said.outcomes, *experiment.watched()])),
            record=said.record,
            path=experiment.path(),
            model=self.digests["model"],
            limit=limit,
        )
        look_in(self.order.path)
        own = [name for name in self.order.outcomes if ":" in name]
        self.kept = {
            "days": said.days,
            "outcomes": self.order.outcomes,
            "record": said.record,
            "measures": {name: digest_of_measure(name) for name in own},
        }
        self.count = len(experiment.bases) * len(experiment.points)

    def place(self, point: int, replicate: int) -> Place:
        """Return one job, by the number of its point and of its replicate."""
        base, at = divmod(point, len(self.experiment.points))
        factors, changes = self.experiment.points[at]
        seed = self.seed(changes, base, replicate)
        job = Job(self.key(base, changes, seed), base, dict(changes), seed)
        several = len(self.experiment.bases) > 1
        scenario = {"scenario": self.experiment.bases[base].name} if several else {}
        return Place(job, point, replicate, {**scenario, **factors})

    def places(self, replications: Sequence[int]) -> list[Place]:
        """Return all jobs, point by point; replications: how many of each point."""
        return [
            self.place(point, replicate)
            for point in range(self.count)
            for replicate in range(replications[point])
        ]

    def seed(self, changes: dict[str, Any], base: int, replicate: int) -> int:
        """Return a replicate's seed: the same at every point, unless luck is to differ."""
        said = self.experiment.said
        if said.common_random_numbers:
            return said.seed + replicate
        return int(digest([said.seed, self.order.bases[base], changes, replicate])[:15], 16)

    def key(self, base: int, changes: dict[str, Any], seed: int) -> str:
        """Return a hash of what a result hangs on: model, numbers, luck, what is kept."""
        told = {k: v for k, v in self.order.bases[base].items() if k not in ("name", "title")}
        told = told | {"parameters": told["parameters"] | changes}
        return digest([self.digests["model"], told, seed, self.kept])[:32]


def digest(said: Any) -> str:
    """Return a hash of plain values."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def design_of(places: Sequence[Place]) -> pd.DataFrame:
    """Return jobs as a table: key, point, replicate, seed, base, changes and every factor."""
    return pd.DataFrame(
        [
            {"key": one.job.key, "point": one.point, "replicate": one.replicate,
             "seed": one.job.seed, "base": one.job.base,
             "changes": json.dumps(one.job.changes), **one.factors}
            for one in places
        ]
    )  # fmt: skip


def jobs_of(design: pd.DataFrame) -> list[Job]:
    """Return the jobs of a design's table."""
    rows: Iterable[Any] = zip(
        design["key"], design["base"], design["changes"], design["seed"], strict=True
    )
    return [Job(key, int(base), json.loads(said), int(seed)) for key, base, said, seed in rows]
