"""How far a sweep is."""

from pathlib import Path
from typing import Any

from mesa_mosul.experiments.execution.job import DONE
from mesa_mosul.experiments.execution.results_folder import DAILY, INDEX
from mesa_mosul.experiments.execution.run_tables import RunTables

MAX_LISTED_FAILURES = 20
"""Failures that are listed; all of them are in the table of runs."""


def sweep_status(results: RunTables) -> dict[str, Any]:
    """Return counts of runs by status, what is missing or lost, and each failure's reason.

    lost_days: runs whose recorded days are missing or damaged; damaged_rows: runs whose row of
    the index is damaged, which count as missing.
    """
    runs = results.runs.drop_duplicates("key")
    failed = runs[runs["status"] != DONE]
    listed = failed[["key", "point", "replicate", "seed", "status", "attempts", "error"]]
    lost = set(results.lost_parts)
    return {
        "name": results.manifest["name"],
        "runs": int(results.design["key"].nunique()),
        "done": int((runs["status"] == DONE).sum()),
        "missing": int(results.design["key"].nunique() - len(runs)),
        "lost_days": sum(row[-1] in lost for row in results.index.rows),
        "damaged_rows": results.index.n_damaged,
        "seconds_per_run": round(float(runs["seconds"].median()), 3) if len(runs) else None,
        "failures": listed.to_dict("records"),
    }


def damage_lines(status: dict[str, Any], folder: Path) -> list[str]:
    """Return which rows and days of a results folder are damaged or lost, a line each."""
    lines, remedy = list[str](), "the same sweep, given again, runs them anew"
    if status["damaged_rows"]:
        lines.append(
            f"{status['damaged_rows']} rows of {folder / INDEX} are damaged and their runs"
            f" missing: {remedy}"
        )
    if status["lost_days"]:
        lines.append(
            f"the recorded days of {status['lost_days']} runs are missing or damaged in"
            f" {folder / DAILY}: {remedy}"
        )
    return lines


def format_status(status: dict[str, Any], folder: Path) -> str:
    """Return the status of a sweep as lines for a reader."""
    failures = status["failures"]
    first = f"{status['name']}: {status['done']} of {status['runs']} runs are done"
    first += f", {len(failures)} failed" if failures else ""
    first += f", {status['missing']} are missing" if status["missing"] else ""
    lines = [f"{first} ({folder})", *damage_lines(status, folder)]
    for failure in failures[:MAX_LISTED_FAILURES]:
        lines.append(
            f"  {failure['key'][:12]} seed {failure['seed']} {failure['status']}:"
            f" {' '.join(failure['error'].split())}"
        )
    if failures:
        key = failures[0]["key"][:12]
        lines.append(f"Look into one: mosul replay {folder} {key} --pdb")
        lines.append(f"Run them again: mosul retry {folder}")
    return "\n".join(lines)
