"""Results read back: one row a run, one row a run and day."""

import contextlib
import functools
import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq

from mesa_mosul.experiments.store import DAILY, DESIGN, INDEX, StoreError, read_manifest
from mesa_mosul.experiments.work import DONE, Order

if TYPE_CHECKING:
    from mesa_mosul.experiments.findings import Findings
    from mesa_mosul.experiments.shown import Plots

NOT_COMPARED = ("seconds", "attempts", "error")
"""Columns that differ between equal sweeps."""
NEEDED = ("base", "changes")
"""Columns of a design that only its runs need."""


class Results:
    """The results of a sweep.

    manifest: where they come from. design: every job, one row each, run or not.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest: dict[str, Any] = read_manifest(self.folder)

    @functools.cached_property
    def jobs(self) -> pd.DataFrame:
        """The jobs of the design as they were written, with what each needs to be run."""
        try:
            return pd.read_parquet(self.folder / DESIGN)
        except OSError as fault:
            raise StoreError(
                f"{self.folder} has no design that can be read: {fault}"
            ) from fault

    @functools.cached_property
    def design(self) -> pd.DataFrame:
        """The jobs of the design: key, point, replicate, seed, every factor."""
        return self.jobs.drop(columns=list(NEEDED))

    def order(self, limit: float) -> Order:
        """Return what all runs of these results share."""
        kept = self.manifest["kept"]
        return Order(
            bases=self.manifest["scenarios"],
            days=kept["days"],
            outcomes=kept["outcomes"],
            record=kept["record"],
            path=[str(Path().resolve())],
            model=self.manifest["digests"]["model"],
            limit=limit,
        )

    @functools.cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run that was made: its place, status, seconds, factors and outcomes."""
        made = self.design.merge(self.index(), on="key", how="inner")
        front = ["key", "point", "replicate", "seed", "status", "seconds"]
        rest = [name for name in made.columns if name not in (*front, "error", "attempts")]
        return made[[*front, *rest, "error", "attempts"]]

    @functools.cached_property
    def daily(self) -> pd.DataFrame:
        """One row a run and day: key, point, replicate, date and the recorded columns."""
        parts = sorted((self.folder / DAILY).glob("part-*.parquet"))
        if not parts:
            return pd.DataFrame(columns=["key", "point", "replicate", "date"])
        days = pd.concat([pq.read_table(part).to_pandas() for part in parts])
        days["date"], days["key"] = pd.to_datetime(days["date"]), days["key"].astype(str)
        places = self.runs.loc[self.runs["status"] == DONE, ["key", "point", "replicate"]]
        found = places.merge(days.drop_duplicates(["key", "date"]), on="key")
        return found.sort_values(["point", "replicate", "date"], ignore_index=True)

    @functools.cached_property
    def findings(self) -> "Findings":
        """Analyses of the runs that are done; the commonest are methods of results too."""
        from mesa_mosul.experiments.findings import Findings

        return Findings(self)

    @property
    def plot(self) -> "Plots":
        """Plots of the runs that are done, such as `.plot.distribution(outcome)`."""
        from mesa_mosul.experiments.shown import Plots

        return Plots(self.findings)

    def summary(self, outcome: str, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return an outcome by case: mean with its 95 % interval, spread, quantiles, peaks.

        by: factors; left out, all that are levers. Raises AnalysisError for what is not there.
        """
        return self.findings.summary(outcome, by)

    def compare(
        self,
        outcome: str,
        base: Any = None,
        case: Any = None,
        by: str | Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return differences from a base case under the same luck, with 95 % intervals.

        base, case: what cases are called, or dicts of factors; left out, the first and all
        others. Raises AnalysisError for what is not there.
        """
        return self.findings.compare(outcome, base, case, by)

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the index of runs as it is written."""
        path = self.folder / INDEX
        if not path.exists():
            raise StoreError(f"{self.folder} has no index of runs ({INDEX})")
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as index:
            return index.execute("SELECT * FROM runs").fetchall()

    def index(self) -> pd.DataFrame:
        """Return the recorded runs: key, status, seconds and outcomes."""
        rows, heads = self.rows(), ["key", "status", "error", "seconds", "attempts"]
        front = pd.DataFrame([row[:5] for row in rows], columns=heads)
        told = [json.loads(row[5]) if row[5] else {} for row in rows]
        return front.join(pd.DataFrame(told, index=front.index))

    def digest(self) -> str:
        """Return a hash of both tables, sorted; equal sweeps have equal ones."""
        runs = self.runs.drop(columns=list(NOT_COMPARED))
        found = hashlib.sha256()
        for table in (runs.sort_values(["point", "replicate"]), self.daily):
            told = table[sorted(table.columns)].to_csv(index=False)
            found.update(told.encode())
        return found.hexdigest()

    def __repr__(self) -> str:
        counts = self.runs["status"].value_counts().to_dict()
        told = ", ".join(f"{count} {status}" for status, count in counts.items())
        return f"Results of '{self.manifest['name']}' in {self.folder}: {told or 'no runs'}"


def read_results(folder: str | Path) -> Results:
    """Return the results in a folder; raises StoreError if it holds none."""
    return Results(folder)
