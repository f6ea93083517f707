"""How far a sweep is."""

from pathlib import Path
from typing import Any

from mesa_mosul.experiments.execution.job import DONE
from mesa_mosul.experiments.execution.run_tables import RunTables

MAX_LISTED_FAILURES = 20
"""Failures that are listed; all of them are in the table of runs."""


def sweep_status(results: RunTables) -> dict[str, Any]:
    """Return counts of runs by status, what is missing, and each failure with its reason."""
    runs = results.runs.drop_duplicates("key")
    failed = runs[runs["status"] != DONE]
    listed = failed[["key", "point", "replicate", "seed", "status", "attempts", "error"]]
    return {
        "name": results.manifest["name"],
        "runs": int(results.design["key"].nunique()),
        "done": int((runs["status"] == DONE).sum()),
        "missing": int(results.design["key"].nunique() - len(runs)),
        "seconds_per_run": round(float(runs["seconds"].median()), 3) if len(runs) else None,
        "failures": listed.to_dict("records"),
    }


def format_status(status: dict[str, Any], folder: Path) -> str:
    """Return the status of a sweep as lines for a reader."""
    failures = status["failures"]
    first = f"{status['name']}: {status['done']} of {status['runs']} runs are done"
    first += f", {len(failures)} failed" if failures else ""
    first += f", {status['missing']} are missing" if status["missing"] else ""
    lines = [f"{first} ({folder})"]
    for failure in failures[:MAX_LISTED_FAILURES]:
        lines.append(
            f"  {failure['key'][:12]} seed {failure['seed']} {failure['status']}:"
            f" {failure['error']}"
        )
    if failures:
        key = failures[0]["key"][:12]
        lines.append(f"Look into one: mosul replay {folder} {key} --pdb")
        lines.append(f"Run them again: mosul retry {folder}")
    return "\n".join(lines)
