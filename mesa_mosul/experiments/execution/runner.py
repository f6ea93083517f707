"""Sweeps: what is not yet in a results folder is run, here, by workers or on a cluster."""

import platform
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from mesa_mosul.experiments.execution.executors import (
    ExecutionOptions,
    check_reachable,
    make_executor,
)
from mesa_mosul.experiments.execution.job import DONE, Job, SweepSpec
from mesa_mosul.experiments.execution.job_plan import (
    PlannedRun,
    SweepPlan,
    check_levels,
    design_table,
    jobs_from_table,
)
from mesa_mosul.experiments.execution.manifest import read_manifest
from mesa_mosul.experiments.execution.results_folder import (
    MANIFEST,
    STORE_FORMAT,
    StoreError,
    disk_errors_as_store_errors,
    is_unfinished,
)
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.stopping_rule import StoppingRule, required_replications
from mesa_mosul.experiments.execution.store import Store, write_design
from mesa_mosul.parameters.errors import PACKAGE_FOLDER
from mesa_mosul.simulation.compilation import compile_rules
from mesa_mosul.simulation.provenance import package_versions


def run_sweep(
    plan: SweepPlan,
    folder: Path,
    options: ExecutionOptions,
    shard: tuple[int, int] | None = None,
) -> Path:
    """Run what is not yet in a results folder; return the folder with the results.

    shard: (i, N) runs the i-th of N shares into a folder of its own. Raises StoreError for a
    folder of another model or scenario, and the errors of workers.
    """
    if shard:
        folder = folder / f"shard-{shard[0]}-of-{shard[1]}"
    check_levels(plan.points)
    manifest = build_manifest(plan, shard)
    check_reachable(plan.spec, options)
    check_compatible(folder, manifest)
    # Checked once more under the lock, as another sweep may have ended there just now.
    with Store(folder, manifest, check_compatible) as store:
        for runs in replication_rounds(plan, store, shard):
            write_design(folder, design_table(runs))
            jobs = [planned.job for planned in runs]
            run_jobs(store, plan.spec, jobs, options, manifest["name"])
    return folder


def replication_rounds(
    plan: SweepPlan, store: Store, shard: tuple[int, int] | None
) -> Iterator[list[PlannedRun]]:
    """Yield the runs that are wanted: once, or in rounds until each point has enough."""
    rule = plan.replications
    if not isinstance(rule, StoppingRule):
        yield select_shard(plan.plan_runs([rule] * plan.n_points), shard)
        return
    counts = [min(rule.min_replications, rule.max_replications)] * plan.n_points
    while True:
        runs = select_shard(plan.plan_runs(counts), shard, by_point=True)
        yield runs
        values = store.outcome_by_key(rule.outcome)
        done = [(one.point, values[one.job.key]) for one in runs if one.job.key in values]
        required = required_replications(rule, counts, done)
        if required == counts:
            return
        counts = required


def select_shard(
    planned_runs: list[PlannedRun], shard: tuple[int, int] | None, by_point: bool = False
) -> list[PlannedRun]:
    """Return a shard's share of the jobs: every N-th of them, or of the points."""
    if shard is None:
        return planned_runs
    number, count = shard
    return [
        planned
        for at, planned in enumerate(planned_runs)
        if (planned.point if by_point else at) % count == number - 1
    ]


def run_jobs(
    store: Store,
    spec: SweepSpec,
    jobs: Sequence[Job],
    options: ExecutionOptions,
    name: str,
    again: bool = False,
) -> None:
    """Run the jobs that a store does not have yet; again: those that failed too.

    What failed stays recorded until a new result replaces it.
    """
    statuses = store.run_statuses()
    if again:
        statuses = {key: status for key, status in statuses.items() if status == DONE}
    missing = {job.key: job for job in jobs if job.key not in statuses}
    n_failed = sum(statuses.get(job.key, DONE) != DONE for job in jobs)
    if not missing:
        return
    if options.workers != 0 and options.cluster is None:
        # Once, before workers that start together would all wait for one of them.
        compile_rules(quiet=not options.progress)
    bar = tqdm(total=len(missing), desc=name, unit="run", disable=not options.progress)
    with bar, make_executor(options, spec, len(missing)) as executor:
        for result in executor.iter_results(missing.values()):
            store.add_result(result)
            n_failed += result.status != DONE
            bar.set_postfix_str(f"failed {n_failed}", refresh=False)
            bar.update()
    store.flush()


def rerun_failures(tables: RunTables, options: ExecutionOptions) -> None:
    """Run again what failed in a results folder, and what has lost its recorded days."""
    spec = tables.sweep_spec(options.timeout_s)
    stored = {row[0] for row in tables.index.rows}
    jobs = [job for job in jobs_from_table(tables.job_table) if job.key in stored]
    check_reachable(spec, options)
    with Store(tables.folder) as store:
        run_jobs(store, spec, jobs, options, "retry", again=True)


def build_manifest(plan: SweepPlan, shard: tuple[int, int] | None) -> dict[str, Any]:
    """Return the origin of results: versions, commit, digests, the experiment."""
    return {
        "format": STORE_FORMAT,
        "name": plan.description["name"],
        "about": plan.description["about"],
        "experiment": plan.description,
        "digests": plan.digests,
        "output_spec": plan.output_spec,
        "rules": plan.rules,
        "seeds_folder": plan.seeds_folder,
        "code_folders": plan.code_folders if plan.own_code else [],
        "own_code": plan.own_code,
        "scenarios": plan.spec.scenarios,
        "points": plan.n_points,
        "shard": list(shard) if shard else None,
        "versions": package_versions(),
        "commit": current_commit(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def current_commit() -> str | None:
    """Return the commit of the checkout that the package runs from, if it does."""
    command = ("git", "-C", str(PACKAGE_FOLDER.parent), "rev-parse", "HEAD")
    if not (PACKAGE_FOLDER.parent / ".git").exists():
        return None
    try:
        git = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return git.stdout.strip()


MUST_MATCH: dict[str, Callable[[dict[str, Any]], Any]] = {
    "the model or its seeds": lambda manifest: manifest["digests"]["model"],
    "what is stored of a run (days, outcomes, record) or its code": lambda manifest: manifest[
        "output_spec"
    ],
    "the rules of your own (phases) or their code": lambda manifest: manifest.get("rules", []),
    "a scenario or a constant": lambda manifest: manifest["scenarios"],
    "the shard": lambda manifest: manifest["shard"],
    "the seed": lambda manifest: manifest["experiment"]["seed"],
    "the use of common random numbers": lambda manifest: manifest["experiment"][
        "common_random_numbers"
    ],
}
"""What all runs of a results folder share."""


def check_compatible(folder: Path, manifest: dict[str, Any]) -> None:
    """Raise StoreError if a folder has results that do not go with what is to be run."""
    with disk_errors_as_store_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder} is a file; name a folder")
        if not (folder / MANIFEST).exists():
            if folder.exists() and not is_unfinished(folder):
                raise StoreError(
                    f"{folder} holds something else than results (no {MANIFEST}); name another"
                    " folder"
                )
            return
    before = read_manifest(folder)
    for text, part in MUST_MATCH.items():
        if part(before) != part(manifest):
            raise StoreError(
                f"{folder} differs in {text} from what is to be run; runs of both do not mix:"
                " name another folder"
            )
