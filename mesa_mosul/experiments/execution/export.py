"""Results as files for other programs: CSV and Parquet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from mesa_mosul.experiments.execution.results_folder import (
    atomic_write,
    check_own_file,
    disk_errors_as_store_errors,
)
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.store import Store
from mesa_mosul.experiments.execution.typed_tables import write_days_table, write_runs_table

RUNS_CSV, DAYS_CSV = "runs.csv", "daily.csv"
CSV_MARK = b"key,point,replicate,"
"""How both tables begin."""


def export_csv_tables(tables: RunTables, folder: Path) -> Iterator[Path]:
    """Write runs.csv and daily.csv, and give the path of each that is written.

    Raises StoreError for a file of the user's in their place, before either is written.
    """
    with disk_errors_as_store_errors(folder):
        for name in (RUNS_CSV, DAYS_CSV):
            check_own_file(folder / name, CSV_MARK)
    yield export_csv(tables.runs, folder / RUNS_CSV)
    yield export_csv(tables.daily, folder / DAYS_CSV)


def export_parquet(tables: RunTables, folder: Path) -> tuple[Path, Path]:
    """Write runs.parquet and daily.parquet and return their paths.

    Raises StoreError if they are to be written where a sweep is writing.
    """
    if not (folder.exists() and folder.samefile(tables.folder)):
        return write_runs_table(tables, folder), write_days_table(tables, folder)
    with Store(tables.folder):
        return write_runs_table(tables), write_days_table(tables)


def export_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table of results as a CSV file and return its path.

    Text that a spreadsheet would compute as a formula begins with an apostrophe there.
    """
    with disk_errors_as_store_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as temporary:
            escape_formulas(table).to_csv(temporary, index=False)
    return path


def escape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts and names no spreadsheet takes for formulas."""
    texts = table.select_dtypes(exclude=["number", "bool", "datetime"])
    escaped = table.copy()
    for name in texts:
        escaped[name] = texts[name].map(escape_formula)
    return escaped.rename(columns=escape_formula)


def escape_formula(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula; other values as they are."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value
