"""The tables of a results folder: one row per run, one row per run and day."""

import functools
import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from mesa_mosul.experiments.execution.folder_reader import (
    find_lost_parts,
    read_days,
    read_design,
)
from mesa_mosul.experiments.execution.job import DONE, SweepSpec, installed_versions
from mesa_mosul.experiments.execution.job_plan import JOB_COLUMNS
from mesa_mosul.experiments.execution.manifest import read_manifest
from mesa_mosul.experiments.execution.results_folder import INDEX, StoreError
from mesa_mosul.experiments.execution.run_index import RunIndex, read_index
from mesa_mosul.simulation.custom_code import current_folder

VOLATILE_COLUMNS = ("seconds", "attempts", "error")
"""Columns that differ between equal sweeps."""
INDEX_COLUMNS = ("key", "status", "error", "seconds", "attempts")
"""Columns of the index of runs, before the outcomes."""


class RunTables:
    """What a results folder holds.

    folder: where it is. manifest: the origin of the results: versions, digests, experiment.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest: dict[str, Any] = read_manifest(self.folder)

    @functools.cached_property
    def job_table(self) -> pd.DataFrame:
        """The design as it is stored, with what each job needs to be run."""
        return read_design(self.folder, self.manifest)

    @functools.cached_property
    def index(self) -> RunIndex:
        """The rows of the index of runs that are sound, and how many are damaged."""
        return read_index(self.folder)

    @functools.cached_property
    def lost_parts(self) -> list[int]:
        """The numbers of the parts of recorded days that are missing or damaged."""
        return find_lost_parts(self.folder, self.index.rows)

    @functools.cached_property
    def design(self) -> pd.DataFrame:
        """One row per planned run, with key, point, replicate, seed and every factor."""
        return self.job_table.drop(columns=list(JOB_COLUMNS))

    @functools.cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run, with its place, status, seconds, factors and outcomes.

        Raises StoreError if rows of the index are damaged.
        """
        if self.index.n_damaged:
            raise StoreError(damaged_rows_message(self.folder, self.index.n_damaged))
        return self.sound_runs

    @functools.cached_property
    def sound_runs(self) -> pd.DataFrame:
        """The rows of `runs` that are there, whether or not others are damaged."""
        suffixes = ("", "_outcome")
        table = self.design.merge(self.run_index(), on="key", how="inner", suffixes=suffixes)
        front = ["key", "point", "replicate", "seed", "status", "seconds"]
        rest = [name for name in table.columns if name not in (*front, "error", "attempts")]
        return table[[*front, *rest, "error", "attempts"]]

    @functools.cached_property
    def daily(self) -> pd.DataFrame:
        """One row per run and day, with key, point, replicate, date and recorded columns.

        Raises StoreError if recorded days are lost.
        """
        parts = [part.to_pandas() for part in read_days(self.folder, self.index.rows)]
        if not parts:
            return pd.DataFrame(columns=["key", "point", "replicate", "date"])
        days = pd.concat(parts)
        days["date"], days["key"] = pd.to_datetime(days["date"]), days["key"].astype(str)
        places = self.runs.loc[self.runs["status"] == DONE, ["key", "point", "replicate"]]
        table = places.merge(days.drop_duplicates(["key", "date"]), on="key")
        return table.sort_values(["point", "replicate", "date"], ignore_index=True)

    def sweep_spec(self, timeout_s: float) -> SweepSpec:
        """Return what all runs of these results share; timeout_s: seconds a run may take."""
        outputs = self.manifest["output_spec"]
        return SweepSpec(
            scenarios=self.manifest["scenarios"],
            days=outputs["days"],
            outcomes=outputs["outcomes"],
            record=outputs["record"],
            code_folders=self.code_folders(),
            digests=self.manifest["digests"],
            versions=installed_versions(),
            timeout_s=timeout_s,
            rules=self.manifest.get("rules", []),
            measures=[],
            seeds_folder=self.manifest.get("seeds_folder"),
        )

    def code_folders(self) -> list[str]:
        """Return where own functions are looked for: here, then where the sweep did."""
        remembered = self.manifest.get("code_folders", [])
        return list(dict.fromkeys([*current_folder(), *remembered]))

    def run_index(self) -> pd.DataFrame:
        """Return the stored runs: key, status, seconds and outcomes."""
        rows, width = self.index.rows, len(INDEX_COLUMNS)
        front = pd.DataFrame([row[:width] for row in rows], columns=list(INDEX_COLUMNS))
        # All in one text, so that equal names are stored once and not once a run.
        outcomes = json.loads(f"[{','.join(row[width] or '{}' for row in rows)}]")
        return front.join(pd.DataFrame(outcomes, index=front.index))

    def digest(self) -> str:
        """Return a hash of both tables, sorted; equal sweeps have equal ones."""
        runs = self.runs.drop(columns=list(VOLATILE_COLUMNS))
        total = hashlib.sha256()
        for table in (runs.sort_values(["point", "replicate"]), self.daily):
            total.update(table[sorted(table.columns)].to_csv(index=False).encode())
        return total.hexdigest()


def damaged_rows_message(folder: Path, count: int) -> str:
    """Return how many runs are lost with their rows, and how to get them back."""
    return (
        f"{count} rows of {folder / INDEX} are damaged and their runs missing: the same sweep,"
        " given again, runs them anew"
    )
