"""The reader of a sweep's tables: its design and its recorded days.

Whatever is damaged, cut off, missing or of another sweep is reported as a StoreError that names
the file.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mesa_mosul.experiments.execution.checked_file import CHECKSUM, read_parquet
from mesa_mosul.experiments.execution.job_plan import (
    DESIGN_COLUMNS,
    job_key,
    jobs_from_table,
)
from mesa_mosul.experiments.execution.results_folder import (
    DAILY,
    DESIGN,
    StoreError,
    part_file_name,
)

KEY = "[0-9a-f]{32}"
"""Form of a run's key, which names the files of its film."""


def read_design(folder: Path, manifest: Mapping[str, Any]) -> pd.DataFrame:
    """Return the design of a sweep, with what each job needs to be run.

    manifest: that of the sweep, to which the design must belong.
    """
    path = folder / DESIGN
    if not path.exists():
        raise StoreError(
            f"{folder} has no runs yet ({DESIGN} is missing): a sweep is about to begin there,"
            " or was stopped before; the same sweep, given again, writes it"
        )
    try:
        design = read_parquet(path).to_pandas()
        why = describe_mismatch(design, manifest)
    except (OSError, ValueError, pa.ArrowException) as error:
        why = getattr(error, "strerror", None) or str(error)
    if why:
        raise StoreError(
            f"{path} cannot be read ({why}): the same sweep, given again, writes it anew"
        )
    return design


def describe_mismatch(design: pd.DataFrame, manifest: Mapping[str, Any]) -> str:
    """Return why a table is not the design of a sweep; empty if it is."""
    for name in DESIGN_COLUMNS:
        if name not in design.columns:
            return f"it has no column '{name}'"
    n_scenarios = len(manifest["scenarios"])
    has_keys = design["key"].astype(str).str.fullmatch(KEY).all()
    if not (has_keys and design["scenario_index"].isin(range(n_scenarios)).all()):
        return "it holds what no sweep writes"
    first = jobs_from_table(design[:1])
    if CHECKSUM in manifest and any(job_key(manifest, job) != job.key for job in first):
        return "it is of another sweep than the manifest"
    return ""


def keys_by_part(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[str]]:
    """Return the runs of an index whose days are in each part, in the order of the parts."""
    keys: dict[int, list[str]] = {}
    for row in rows:
        if row[-1] is not None:
            keys.setdefault(row[-1], []).append(row[0])
    return dict(sorted(keys.items()))


def read_part(folder: Path, part: int, keys: Collection[str]) -> pa.Table | None:
    """Return one part of the recorded days; None if it is missing, damaged or of other runs."""
    try:
        table = read_parquet(folder / DAILY / part_file_name(part))
    except (OSError, ValueError, pa.ArrowException):
        return None
    if not {"key", "date"} <= set(table.column_names):
        return None
    return table if set(keys) <= set(pc.unique(table["key"]).to_pylist()) else None


def find_lost_parts(folder: Path, rows: Iterable[tuple[Any, ...]]) -> list[int]:
    """Return the parts of the recorded days that an index names and that cannot be read."""
    parts = keys_by_part(rows)
    return [part for part, keys in parts.items() if read_part(folder, part, keys) is None]


def read_days(folder: Path, rows: Iterable[tuple[Any, ...]]) -> list[pa.Table]:
    """Return the recorded days of the runs of an index, part by part.

    Raises StoreError if a part is missing or damaged.
    """
    rows = list(rows)
    tables = {part: read_part(folder, part, keys) for part, keys in keys_by_part(rows).items()}
    lost = [part for part, table in tables.items() if table is None]
    if lost:
        raise StoreError(lost_parts_message(folder, rows, lost))
    return [table for table in tables.values() if table is not None]


def lost_parts_message(
    folder: Path, rows: Iterable[tuple[Any, ...]], lost: Iterable[int]
) -> str:
    """Return which recorded days are lost, and how to get them back."""
    lost = list(lost)
    n_runs = sum(row[-1] in lost for row in rows)
    first = folder / DAILY / part_file_name(lost[0])
    others = f" and {len(lost) - 1} more" if lost[1:] else ""
    return (
        f"the recorded days of {n_runs} runs are lost: {first}{others} is missing or damaged;"
        " the same sweep, given again, runs them anew"
    )
