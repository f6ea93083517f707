"""How a sweep stands."""

from pathlib import Path
from typing import Any

from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.work import DONE

SHOWN = 20
"""Failures that are listed; all of them are in the table of runs."""


def status(found: Results) -> dict[str, Any]:
    """Return counts of runs by status, what is missing, and each failure with its reason."""
    runs = found.runs.drop_duplicates("key")
    failed = runs[runs["status"] != DONE]
    told = failed[["key", "point", "replicate", "seed", "status", "attempts", "error"]]
    return {
        "name": found.manifest["name"],
        "runs": int(found.design["key"].nunique()),
        "done": int((runs["status"] == DONE).sum()),
        "missing": int(found.design["key"].nunique() - len(runs)),
        "seconds_a_run": round(float(runs["seconds"].median()), 3) if len(runs) else None,
        "failures": told.to_dict("records"),
    }


def as_text(standing: dict[str, Any], folder: Path) -> str:
    """Return how a sweep stands as lines for a reader."""
    failures = standing["failures"]
    first = f"{standing['name']}: {standing['done']} of {standing['runs']} runs are done"
    first += f", {len(failures)} failed" if failures else ""
    first += f", {standing['missing']} are missing" if standing["missing"] else ""
    lines = [f"{first} ({folder})"]
    for one in failures[:SHOWN]:
        lines.append(f"  {one['key'][:12]} seed {one['seed']} {one['status']}: {one['error']}")
    if failures:
        key = failures[0]["key"][:12]
        lines.append(f"Look into one: mosul replay {folder} {key} --pdb")
        lines.append(f"Run them again: mosul retry {folder}")
    return "\n".join(lines)
