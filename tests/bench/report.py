"""How long a report takes: `python tests/bench/report.py RESULTS COPIES`.

The runs of a finished sweep are stored COPIES times, each copy under other keys and replicates,
in a folder that is removed afterwards; the report of all of them is timed in this process.
"""

import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa

from mesa_mosul.experiments.execution.folder_reader import read_days
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.execution.store import Store, write_design
from mesa_mosul.experiments.report.pages import write_report
from mesa_mosul.experiments.results import Results


def copy_key(key: str, copy: int) -> str:
    """Return the key of a run's copy; the first is the run itself."""
    return f"{key[:-3]}{copy:03d}" if copy else key


def multiply_runs(source: Path, target: Path, copies: int) -> None:
    """Store the runs of a sweep several times in a new folder."""
    tables = RunTables(source)
    design, rows = tables.job_table, tables.index.rows
    days = pa.concat_tables(read_days(source, rows)).unify_dictionaries()
    replicates = int(design["replicate"].max()) + 1
    designs = []
    with Store(target, tables.manifest) as store:
        for copy in range(copies):
            keys = [copy_key(key, copy) for key in days["key"].to_pylist()]
            key_column = pa.array(keys).dictionary_encode()
            part = store.write_days(days.set_column(0, "key", key_column))
            store.write_rows((copy_key(row[0], copy), *row[1:-1], part) for row in rows)
            designs.append(
                design.assign(
                    key=[copy_key(key, copy) for key in design["key"]],
                    replicate=design["replicate"] + copy * replicates,
                    seed=design["seed"] + copy,
                )
            )
        write_design(target, pd.concat(designs, ignore_index=True))


def main(source: Path, copies: int) -> None:
    """Time the report."""
    with tempfile.TemporaryDirectory() as folder:
        multiply_runs(source, Path(folder), copies)
        start = time.perf_counter()
        results = Results(Path(folder))
        write_report(results)
        seconds = time.perf_counter() - start
        print(f"{len(results.runs):,} runs, {len(results.daily):,} days: {seconds:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
