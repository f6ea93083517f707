"""One run of a sweep, from a job to a report; the same here, in a worker and on a cluster."""

import time
import traceback
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from mesa_mosul.course import Course
from mesa_mosul.experiments.outcomes import look_in, outcomes_of
from mesa_mosul.fight import days_of
from mesa_mosul.outcome import areas, outcome, with_shares
from mesa_mosul.provenance import digest_of_model, restored
from mesa_mosul.tables import read_all

DONE, RAISED, HUNG, MEMORY, DIED = "done", "raised", "hung", "memory", "died"


class Job(NamedTuple):
    """One run to make: its key, its scenario's place in the order, what changes, its seed."""

    key: str
    base: int
    changes: dict[str, Any]
    seed: int


class Order(NamedTuple):
    """What all jobs of a sweep share, in values that JSON can hold.

    bases: resolved scenarios; days: at most, None to their ends; outcomes, record: what is
    kept; path: where a researcher's own functions are looked for; model: digest of the model
    that is meant; limit: seconds a run may take.
    """

    bases: list[dict[str, Any]]
    days: int | None
    outcomes: list[str]
    record: list[str]
    path: list[str]
    model: str
    limit: float


class Report(NamedTuple):
    """What became of a job: outcomes and recorded days, or why there are none."""

    key: str
    status: str
    seconds: float
    error: str = ""
    outcomes: dict[str, Any] | None = None
    daily: dict[str, list] | None = None
    attempts: int = 1


class WorkerError(ValueError):
    """A worker that cannot be started, or has another model than the one that is meant."""


class Bench:
    """All that is needed to fight the jobs of an order.

    Raises WorkerError where the model is another one.
    """

    def __init__(self, order: Order) -> None:
        look_in(order.path)
        self.order = order
        self.bases = [restored(said) for said in order.bases]
        self.tables = read_all()
        if digest_of_model(self.tables)["model"] != order.model:
            raise WorkerError("this worker has another version of the model or its seeds")

    def report(self, job: Job) -> Report:
        """Fight a job and tell what became of it, whatever it raises."""
        start = time.perf_counter()
        try:
            came_to, daily = self.fight(job)
        except MemoryError as fault:
            return failed(job, MEMORY, start, fault)
        except TimeoutError as fault:
            return failed(job, HUNG, start, fault)
        except Exception as fault:
            return failed(job, RAISED, start, fault)
        return Report(job.key, DONE, time.perf_counter() - start, "", came_to, daily)

    def fight(self, job: Job) -> tuple[dict[str, Any], dict[str, list] | None]:
        """Fight a job; return its outcomes and the days that are recorded."""
        world = self.bases[job.base].with_(**job.changes)
        course = Course(world, job.seed, tables=self.tables)
        sizes = areas(course.stage)
        for _ in self.in_time(days_of(course, self.order.days or world.days, sizes["city"])):
            pass
        daily = with_shares(course.daily(), sizes)
        came_to = outcome(course.stage, daily, course.seed, course.digest())
        return outcomes_of(came_to, daily, self.order.outcomes), recorded(daily, self.order)

    def in_time(self, days: Iterator[Any]) -> Iterator[Any]:
        """Pass days on until the limit of a run is over."""
        start = time.perf_counter()
        for day in days:
            if time.perf_counter() - start > self.order.limit:
                raise TimeoutError(f"longer than {self.order.limit:g} s")
            yield day


def failed(job: Job, status: str, start: float, fault: BaseException) -> Report:
    """Return the report of a job that came to nothing, with where and why."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{last.filename.rpartition('/')[2]} line {last.lineno}"
    said = f"{type(fault).__name__}: {fault} ({where})"
    return Report(job.key, status, time.perf_counter() - start, said)


def recorded(daily: pd.DataFrame, order: Order) -> dict[str, list] | None:
    """Return the recorded columns of a ledger as lists, with their dates."""
    if not order.record:
        return None
    dates = {"date": [day.date().isoformat() for day in daily.index]}
    return dates | {name: daily[name].tolist() for name in order.record}
