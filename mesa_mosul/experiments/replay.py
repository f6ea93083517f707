"""One run of a sweep again, alone: what it came to, and the command that repeats it."""

import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from mesa_mosul.experiments.jobs import jobs_of
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.runner import LIMIT
from mesa_mosul.experiments.store import StoreError
from mesa_mosul.experiments.work import DONE, Bench
from mesa_mosul.provenance import resolved, restored
from mesa_mosul.setting import Scenario, ScenarioError, scenario


class Again(NamedTuple):
    """A run that was made again: its outcomes, and those that differ from what is recorded."""

    outcomes: dict[str, Any]
    differ: list[str]


def row_of(found: Results, run: str) -> pd.Series:
    """Return a run's row of the design, by its key or the beginning of it.

    Raises StoreError if none or several begin so.
    """
    jobs = found.jobs
    rows = jobs[jobs["key"].str.startswith(run)].drop_duplicates("key")
    if len(rows) != 1:
        raise StoreError(
            f"{len(rows) or 'no'} runs of {found.folder} have a key that begins with '{run}';"
            " 'mosul export' lists them all"
        )
    return rows.iloc[0]


def replay(found: Results, run: str) -> Again:
    """Fight a recorded run again in this process; raises whatever it raises."""
    row = row_of(found, run)
    bench = Bench(found.order(LIMIT))
    came_to, _ = bench.fight(jobs_of(row.to_frame().T)[0])
    before = found.index().set_index("key").reindex([row["key"]]).iloc[0]
    if before["status"] != DONE:
        return Again(came_to, [])
    return Again(came_to, [k for k, v in came_to.items() if not same(v, before.get(k))])


def same(one: Any, other: Any) -> bool:
    """Tell whether two outcomes are equal; nothing equals nothing."""
    return one == other or (one is None and pd.isna(other))


def command_of(found: Results, run: str) -> str | None:
    """Return the `mosul run` that repeats a run; None for a scenario made in Python."""
    row = row_of(found, run)
    job = jobs_of(row.to_frame().T)[0]
    base = restored(found.manifest["scenarios"][job.base])
    try:
        shipped = scenario(base.name.split(",")[0])
    except ScenarioError:
        return None
    until = base.decisions_until
    if (shipped.start, shipped.end) != (base.start, base.end):
        return None
    words = ["mosul", "run", shipped.name, "--seed", str(job.seed)]
    if found.manifest["kept"]["days"]:
        words += ["--days", str(found.manifest["kept"]["days"])]
    if until != shipped.decisions_until:
        words += ["--decisions-until", until.isoformat()]
    for name, value in difference(shipped, base, job.changes).items():
        words += ["--set", f"{name}={value}"]
    return shlex.join(words)


def difference(shipped: Scenario, base: Scenario, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters in which a run differs from a shipped scenario."""
    before, after = (
        resolved(shipped)["parameters"],
        resolved(base.with_(**changes))["parameters"],
    )
    return {name: value for name, value in after.items() if value != before[name]}
