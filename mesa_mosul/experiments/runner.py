"""Sweeps: what is not yet in a results folder is run, here, by workers or on a cluster."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tqdm import tqdm

from mesa_mosul.compiled import PACKAGE
from mesa_mosul.course import Course
from mesa_mosul.experiments.cluster import Cluster
from mesa_mosul.experiments.file import Until
from mesa_mosul.experiments.jobs import Place, Plan, design_of, jobs_of
from mesa_mosul.experiments.replications import enough
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.store import (
    FORMAT,
    MANIFEST,
    Store,
    StoreError,
    read_manifest,
    write_design,
    write_manifest,
)
from mesa_mosul.experiments.supervise import MEGABYTES, Supervisor
from mesa_mosul.experiments.work import DONE, Bench, Job, Order, Report
from mesa_mosul.provenance import restored, versions

if TYPE_CHECKING:
    from mesa_mosul.experiments.experiment import Experiment

LIMIT = 600.0
"""Seconds that a run may take."""


class Crew(NamedTuple):
    """Who runs a sweep, and within what bounds.

    workers: processes, 0 for none but this one, None for one a core. cluster: a dask
    scheduler's address. limit: seconds a run may take. memory: MB that a worker may take for
    its runs. quiet: no progress.
    """

    workers: int | None = None
    cluster: str | None = None
    limit: float = LIMIT
    memory: int = MEGABYTES
    quiet: bool = False


class Here:
    """This process alone, for debugging: nothing keeps a run from taking it down."""

    def __init__(self, order: Order) -> None:
        self.bench = Bench(order)

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *fault: object) -> None:
        pass

    def reports(self, jobs: Iterable[Job]) -> Iterator[Report]:
        """Yield a report for every job, one after another."""
        return map(self.bench.report, jobs)


def hands(crew: Crew, order: Order, jobs: int) -> Here | Supervisor | Cluster:
    """Return who carries jobs out."""
    if crew.cluster:
        return Cluster(order, crew.cluster, crew.memory)
    if crew.workers == 0:
        return Here(order)
    return Supervisor(order, min(crew.workers or cores(), jobs), crew.memory)


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def sweep(
    experiment: "Experiment",
    folder: str | Path,
    shard: tuple[int, int] | None = None,
    **how: Any,
) -> Results:
    """Run what is not yet in a results folder and return all that is in it.

    shard: (i, N) runs the i-th of N shares into a folder of its own; how: see `Crew`. Raises
    StoreError for a folder of another model or scenario, and the errors of workers.
    """
    crew, folder = Crew(**how), Path(folder)
    plan = Plan(experiment, crew.limit)
    if shard:
        folder = folder / f"shard-{shard[0]}-of-{shard[1]}"
    check_same(folder, manifest(plan, shard))
    with Store(folder) as store:
        write_manifest(folder, manifest(plan, shard))
        warm(plan.order, crew)
        for places in rounds(plan, store, shard):
            write_design(folder, design_of(places))
            carry_out(
                store, plan.order, [one.job for one in places], crew, experiment.said.name
            )
    return Results(folder)


def rounds(plan: Plan, store: Store, shard: tuple[int, int] | None) -> Iterator[list[Place]]:
    """Yield what is to be there: once, or in rounds until each point has runs enough."""
    said = plan.experiment.said.replications
    if not isinstance(said, Until):
        yield mine(plan.places([said] * plan.count), shard)
        return
    counts = [min(said.least, said.most)] * plan.count
    while True:
        places = mine(plan.places(counts), shard, by_point=True)
        yield places
        found = store.outcome(said.outcome)
        wanted = enough(said, counts, [(one.point, found.get(one.job.key)) for one in places])
        if wanted == counts:
            return
        counts = wanted


def mine(
    places: list[Place], shard: tuple[int, int] | None, by_point: bool = False
) -> list[Place]:
    """Return a shard's share of the jobs: every N-th of them, or of the points."""
    if shard is None:
        return places
    part, of = shard
    return [
        one for at, one in enumerate(places) if (one.point if by_point else at) % of == part - 1
    ]


def carry_out(store: Store, order: Order, jobs: Sequence[Job], crew: Crew, name: str) -> None:
    """Run the jobs that a store does not have yet."""
    there = store.status()
    due = {job.key: job for job in jobs if job.key not in there}
    failed = sum(there.get(job.key, DONE) != DONE for job in jobs)
    if not due:
        return
    bar = tqdm(total=len(due), desc=name, unit="run", disable=crew.quiet)
    with bar, hands(crew, order, len(due)) as who:
        for report in who.reports(due.values()):
            store.add(report)
            failed += report.status != DONE
            bar.set_postfix_str(f"failed {failed}", refresh=False)
            bar.update()
    store.flush()


def warm(order: Order, crew: Crew) -> None:
    """Compile the rules once, before workers that start together would all do so."""
    from mesa_mosul.compiled import is_kept

    if crew.workers != 0 and not crew.cluster and not is_kept():
        if not crew.quiet:
            print("Compiling the rules, once for this user and version: about a minute.",
                  file=sys.stderr)  # fmt: skip
        Course(restored(order.bases[0]), 1).day()


def retry(folder: str | Path, **how: Any) -> Results:
    """Run again what failed in a results folder."""
    crew, found = Crew(**how), Results(folder)
    order = found.order(crew.limit)
    runs = found.runs
    failed = set(runs.loc[runs["status"] != DONE, "key"])
    with Store(found.folder) as store:
        warm(order, crew)
        store.forget(sorted(failed))
        jobs = jobs_of(found.jobs)
        carry_out(store, order, [one for one in jobs if one.key in failed], crew, "retry")
    return Results(folder)


def manifest(plan: Plan, shard: tuple[int, int] | None) -> dict[str, Any]:
    """Return where results come from: versions, commit, digests, all that was said."""
    said = plan.experiment.said
    return {
        "format": FORMAT,
        "name": said.name,
        "about": said.about,
        "experiment": json.loads(said.model_dump_json(exclude_none=True)),
        "digests": plan.digests,
        "kept": plan.kept,
        "scenarios": plan.order.bases,
        "points": plan.count,
        "shard": list(shard) if shard else None,
        "versions": versions(),
        "commit": commit(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def commit() -> str | None:
    """Return the commit of the checkout that the package runs from, if it does."""
    line = ("git", "-C", str(PACKAGE.parent), "rev-parse", "HEAD")
    if not (PACKAGE.parent / ".git").exists():
        return None
    try:
        return subprocess.run(line, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


SAME: dict[str, Callable[[dict[str, Any]], Any]] = {
    "the model or its seeds": lambda said: said["digests"]["model"],
    "what is kept of a run (days, outcomes, record)": lambda said: said["kept"],
    "a scenario or a constant": lambda said: said["scenarios"],
    "the shard": lambda said: said["shard"],
    "the seed": lambda said: said["experiment"]["seed"],
    "the use of common random numbers": lambda s: s["experiment"]["common_random_numbers"],
}
"""What all runs of a results folder share."""


def check_same(folder: Path, now: dict[str, Any]) -> None:
    """Raise StoreError if a folder has results that do not go with what is to be run."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file; name a folder")
    if not (folder / MANIFEST).exists():
        if folder.exists() and any(folder.iterdir()):
            raise StoreError(f"{folder} holds something else than results; name another folder")
        return
    before = read_manifest(folder)
    for what, part in SAME.items():
        if part(before) != part(now):
            raise StoreError(
                f"{folder} was made with another state of {what}; runs of both do not mix:"
                " name another folder"
            )
