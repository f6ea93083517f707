"""How far a sweep is."""

import statistics
from pathlib import Path
from typing import Any

from mesa_mosul.experiments.execution.checked_file import CHECKSUM
from mesa_mosul.experiments.execution.job import DONE
from mesa_mosul.experiments.execution.results_folder import DAILY
from mesa_mosul.experiments.execution.run_tables import RunTables, damaged_rows_message
from mesa_mosul.experiments.execution.shards import (
    find_shards,
    format_numbers,
    list_shard_folders,
)
from mesa_mosul.parameters.errors import shorten_middle

MAX_LISTED_FAILURES = 20
"""Failures that are listed; all of them are in the table of runs."""
LONGEST_ERROR = 300
"""Characters that are printed of each."""


def sweep_status(results: RunTables) -> dict[str, Any]:
    """Return counts of runs by status, what is missing or lost, and each failure's reason.

    lost_days: runs whose recorded days are missing or damaged; damaged_rows: runs whose row of
    the index is damaged, which count as missing; has_checksums: whether manifest and design
    have them; missing_shards: those that had not begun when the results were merged; unmerged:
    runs that are done in shards of the folder alone.
    """
    runs = results.sound_runs.drop_duplicates("key")
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
        "has_checksums": CHECKSUM in results.manifest,
        "missing_shards": results.manifest.get("missing_shards", []),
        "unmerged": count_unmerged(results),
        "seconds_per_run": round(float(runs["seconds"].median()), 3) if len(runs) else None,
        "failures": listed.to_dict("records"),
    }


def count_unmerged(results: RunTables) -> int:
    """Return how many runs are done in shards of a merged folder, and not in it."""
    if not list_shard_folders(results.folder):
        return 0
    merged = {row[0] for row in results.index.rows}
    return sum(
        row[1] == DONE and row[0] not in merged
        for shard in find_shards(results.folder).begun
        for row in shard.index.rows
    )


def damage_lines(status: dict[str, Any], folder: Path) -> list[str]:
    """Return which rows and days of a results folder are damaged or lost, a line each."""
    lines = list[str]()
    if status["damaged_rows"]:
        lines.append(damaged_rows_message(folder, status["damaged_rows"]))
    if status["lost_days"]:
        lines.append(
            f"the recorded days of {status['lost_days']} runs are missing or damaged in"
            f" {folder / DAILY}: the same sweep, given again, runs them anew"
        )
    return lines


def format_status(status: dict[str, Any], folder: Path) -> str:
    """Return the status of a sweep as lines for a reader."""
    lines = [f"{count_line(status)} ({folder})", *damage_lines(status, folder)]
    lines += starting_lines(status)
    if not status["has_checksums"]:
        lines.append(
            "An earlier version wrote these results without checksums, so that damage to their"
            " manifest or design may go unnoticed: the same sweep, given again, adds them."
        )
    if status["missing_shards"]:
        numbers = format_numbers(status["missing_shards"])
        lines.append(
            f"These results are incomplete: shards {numbers} had not begun when they were"
            f" merged. Merge again once they have: mosul merge {folder}"
        )
    if status["unmerged"]:
        lines.append(f"Shards hold {status['unmerged']} more runs: mosul merge {folder}")
    return "\n".join([*lines, *failure_lines(status["failures"], folder)])


def count_line(status: dict[str, Any]) -> str:
    """Return how many runs are done, failed and missing."""
    line = f"{status['name']}: {status['done']} of {status['runs']} runs are done"
    line += f", {len(status['failures'])} failed" if status["failures"] else ""
    return line + (f", {status['missing']} are missing" if status["missing"] else "")


def starting_lines(status: dict[str, Any]) -> list[str]:
    """Return why no run has ended yet, if none has."""
    if not status["runs"] or status["missing"] < status["runs"] or status["damaged_rows"]:
        return []
    return ["No run has ended yet; where the rules are not compiled, a minute or two go into"
            " that first."]  # fmt: skip


def failure_lines(failures: list[dict[str, Any]], folder: Path) -> list[str]:
    """Return each failure and its reason, and what to do about them."""
    lines = [
        f"  {failure['key'][:12]} seed {failure['seed']} {failure['status']}:"
        f" {shorten_middle(' '.join(failure['error'].split()), LONGEST_ERROR)}"
        for failure in failures[:MAX_LISTED_FAILURES]
    ]
    if failures:
        place = failures[0].get("folder", folder)
        lines.append(f"Look into one: mosul replay {place} {failures[0]['key'][:12]} --pdb")
        lines.append(f"Run them again: mosul retry {place}")
    return lines


def shards_status(folder: Path) -> dict[str, Any]:
    """Return the status of the shards in a folder that is not merged, as of one sweep.

    runs, missing: of the shards that have begun. shards: their count, the numbers of those that
    are complete and that have not begun, and done and planned runs of the others by number.
    """
    shards = find_shards(folder)
    parts = {shard.manifest["shard"][0]: sweep_status(shard) for shard in shards.begun}
    sums = ("runs", "done", "missing", "lost_days", "damaged_rows")
    seconds = [one["seconds_per_run"] for one in parts.values() if one["seconds_per_run"]]
    return {
        "name": shards.begun[0].manifest["name"],
        **{name: sum(one[name] for one in parts.values()) for name in sums},
        "seconds_per_run": statistics.median(seconds) if seconds else None,
        "shards": {
            "count": shards.n_shards,
            "complete": [number for number, one in parts.items() if not one["missing"]],
            "incomplete": {
                number: [one["done"], one["runs"]]
                for number, one in parts.items()
                if one["missing"]
            },
            "not_begun": shards.missing,
        },
        "failures": [
            {**failure, "folder": str(shard.folder)}
            for shard, one in zip(shards.begun, parts.values(), strict=True)
            for failure in one["failures"]
        ],
    }


def format_shards_status(status: dict[str, Any], folder: Path) -> str:
    """Return the status of the shards in a folder as lines for a reader."""
    shards = status["shards"]
    n_begun = shards["count"] - len(shards["not_begun"])
    lines = [f"{count_line(status)}, in {n_begun} of {shards['count']} shards ({folder})"]
    lines += starting_lines(status)
    under_way = [f"{number} ({n} of {m})" for number, (n, m) in shards["incomplete"].items()]
    groups = {
        "complete": format_numbers(shards["complete"]),
        "running or stopped": ", ".join(under_way),
        "not begun": format_numbers(shards["not_begun"]),
    }
    lines += [f"  {name}: {numbers}" for name, numbers in groups.items() if numbers]
    if status["lost_days"] or status["damaged_rows"]:
        lines.append("Some shards are damaged: 'mosul status' of their folders says where")
    lines += failure_lines(status["failures"], folder)
    flag = " --partial" if shards["not_begun"] else ""
    lines.append(f"Merge {'what is there' if flag else 'them'}: mosul merge {folder}{flag}")
    return "\n".join(lines)
