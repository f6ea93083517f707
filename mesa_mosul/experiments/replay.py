"""One run of a sweep again, alone: its outcomes, its maps, the command that repeats it."""

import datetime
import shlex
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from mesa_mosul.experiments.execution.executors import DEFAULT_TIMEOUT_S
from mesa_mosul.experiments.execution.job import DONE, Job, JobRunner
from mesa_mosul.experiments.execution.job_plan import jobs_from_table
from mesa_mosul.experiments.execution.results_folder import StoreError
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.inputs.recorded_scenario import scenario_from_dict, scenario_to_dict
from mesa_mosul.inputs.scenario import Scenario, ScenarioError, scenario
from mesa_mosul.single_run.run import Run, run


class ReplayResult(NamedTuple):
    """A run that was repeated: its outcomes, and those that differ from the stored ones."""

    outcomes: dict[str, Any]
    differing_outcomes: list[str]


def find_job(tables: RunTables, key_prefix: str) -> Job:
    """Return a run's job, by its key or the beginning of it.

    Raises StoreError if none or several begin so.
    """
    design = tables.job_table
    rows = design[design["key"].str.startswith(key_prefix)].drop_duplicates("key")
    if len(rows) != 1:
        raise StoreError(
            f"{len(rows) or 'no'} runs of {tables.folder} have a key that begins with"
            f" '{key_prefix}'; 'mosul export' lists them all"
        )
    return jobs_from_table(rows)[0]


def replay(tables: RunTables, key_prefix: str) -> ReplayResult:
    """Repeat a stored run in this process; raises whatever it raises."""
    job = find_job(tables, key_prefix)
    outcomes, _ = JobRunner(tables.sweep_spec(DEFAULT_TIMEOUT_S)).simulate_job(job)
    stored = tables.run_index().set_index("key").reindex([job.key]).iloc[0]
    if stored["status"] != DONE:
        return ReplayResult(outcomes, [])
    differing = [
        name for name, value in outcomes.items() if not outcomes_equal(value, stored.get(name))
    ]
    return ReplayResult(outcomes, differing)


def rerun_job(tables: RunTables, key: str, last_date: datetime.date) -> Run:
    """Repeat a stored run up to a day, with its maps.

    Raises StoreError for a day before its start or after its last day.
    """
    job = find_job(tables, key)
    changed = scenario_of_job(tables, job)
    if not changed.start <= last_date < changed.end:
        last = changed.end - datetime.timedelta(days=1)
        raise StoreError(f"{last_date} is no day from {changed.start} to {last}")
    runner = JobRunner(tables.sweep_spec(DEFAULT_TIMEOUT_S))
    days = (last_date - changed.start).days + 1
    return run(changed, job.seed, days, tables=runner.tables, phases=runner.phases)


def scenario_of_job(tables: RunTables, job: Job) -> Scenario:
    """Return the scenario that a job runs."""
    base = scenario_from_dict(tables.manifest["scenarios"][job.scenario_index])
    return base.with_parameters(**job.changes)


def find_done_job(tables: RunTables, key_prefix: str) -> tuple[Job, str]:
    """Return the job of a run that is done, and the digest that was stored of it.

    Raises StoreError if none or several begin so, and for a run that failed or is missing.
    """
    job = find_job(tables, key_prefix)
    stored = tables.run_index().set_index("key").reindex([job.key]).iloc[0]
    if stored["status"] != DONE:
        why = "has not been done yet" if pd.isna(stored["status"]) else "failed"
        raise StoreError(
            f"run {job.key} {why}: there is nothing to repeat; 'mosul status {tables.folder}'"
            " lists what failed"
        )
    return job, str(stored["digest"])


def rerun_stored(
    tables: RunTables, key_prefix: str, on_day: Callable[[int, int], None] | None = None
) -> Run:
    """Repeat a run that is done, with its maps; on_day: as for `mesa_mosul.run`.

    Raises StoreError as `find_done_job` does, and if what was run is not what was stored.
    """
    job, digest = find_done_job(tables, key_prefix)
    spec = tables.sweep_spec(DEFAULT_TIMEOUT_S)
    runner = JobRunner(spec)
    repeated = run(
        scenario_of_job(tables, job), job.seed, spec.days,
        tables=runner.tables, phases=runner.phases, on_day=on_day,
    )  # fmt: skip
    if repeated.outcome["digest"] != digest:
        raise StoreError(
            f"run {job.key} is not what it was: its digest is now"
            f" {repeated.outcome['digest'][:12]}, and {digest[:12]} was stored;"
            f" 'mosul replay {tables.folder} {job.key}' says what differs"
        )
    return repeated


def outcomes_equal(first: Any, second: Any) -> bool:
    """Return whether two outcomes are equal; missing equals missing."""
    return first == second or (first is None and pd.isna(second))


def replay_command(tables: RunTables, key_prefix: str) -> str | None:
    """Return the `mosul run` that repeats a run; None for a scenario from Python."""
    job = find_job(tables, key_prefix)
    base = scenario_from_dict(tables.manifest["scenarios"][job.scenario_index])
    try:
        shipped = scenario(base.name.split(",")[0])
    except ScenarioError:
        return None
    until = base.decisions_until
    if (shipped.start, shipped.end) != (base.start, base.end):
        return None
    words = ["mosul", "run", shipped.name, "--seed", str(job.seed)]
    if tables.manifest["output_spec"]["days"]:
        words += ["--days", str(tables.manifest["output_spec"]["days"])]
    if until != shipped.decisions_until:
        words += ["--decisions-until", until.isoformat()]
    for name, value in parameter_differences(shipped, base, job.changes).items():
        words += ["--set", f"{name}={value}"]
    for rule, _ in tables.manifest.get("rules", []):
        words += ["--phase", rule]
    return shlex.join(words)


def parameter_differences(
    reference: Scenario, base: Scenario, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the parameters in which a run differs from a shipped scenario."""
    before, after = (
        scenario_to_dict(reference)["parameters"],
        scenario_to_dict(base.with_parameters(**changes))["parameters"],
    )
    return {name: value for name, value in after.items() if value != before[name]}
