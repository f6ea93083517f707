"""The page `experiments/why_no_stall.md`: `python -m tests.analysis.why_no_stall --old FOLDER`.

FOLDER is a checkout of version 0.2.0 (`git worktree add FOLDER f7728eb`). Runs what is missing
in `results/` (single runs of both versions, three sweeps, the state of lead formations in
the runs of the sweeps), then draws the figures and writes the tables between the page's marks.
"""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

import mesa_mosul as mm
from mesa_mosul.experiments.replay import find_job
from mesa_mosul.inputs.csv_reader import SeedError
from tests.analysis import stall_probe, why_no_stall_figures
from tests.analysis.why_no_stall_tables import Effects, effects_table, facts_table

HOME = Path(__file__).parents[2]
PAGE = HOME / "experiments" / "why_no_stall.md"
PICTURES = HOME / "experiments" / "reports" / "why_no_stall"
RESULTS = HOME / "results"
PROBES = RESULTS / "why_no_stall_probes"
SHIPPED, ENSEMBLE = "why_no_stall", "why_no_stall_over_ensemble"
RAIDS = "why_no_stall_raids_over_ensemble"
SEEDS = 50
EXTREME = {
    "hold.contest_rate": 5e-4, "hold.infiltration_rate": 0.5, "hold.raid_duration_days": 4.0,
    "hold.holder_equivalence": 0.2,
}  # fmt: skip
"""Numbers of raids of version 0.2.0 at those ends of their ranges that favour ISIS."""
LEVER, BASE = "switched_off", "nothing"
DATE = stall_probe.LAST_DATE.isoformat()
OUTCOMES = {
    f"neighbourhoods_claimed_again@{DATE}": ("claimed again", 1),
    f"share_east_held@{DATE}": ("% of the east held", 100),
    "entry_day": ("day of entry", 1),
    "axis_days_paused": ("axis-days of pause", 1),
    f"iraqi_holding@{DATE}": ("men who hold", 1),
    f"iraqi_casualties@{DATE}": ("Iraqi casualties", 1),
    "readiness": ("readiness of lead formations, %", 100),
}
"""Outcomes of the table: name and factor."""


def run_missing(old: Path | None) -> None:
    """Run the probes and sweeps that are not in the results yet."""
    for version, home, changes in (
        ("before", old, {}),
        ("before_extreme", old, EXTREME),
        ("now", HOME, {}),
    ):
        if (PROBES / version / "events.csv").exists():
            continue
        if home is None:
            raise SystemExit(
                "--old FOLDER: a checkout of version 0.2.0, whose runs are missing"
            )
        command = [sys.executable, stall_probe.__file__, str(PROBES / version)]
        command += ["--seeds", str(SEEDS), "--changes", json.dumps(changes)]
        environment = {**os.environ, "PYTHONPATH": str(home)}
        subprocess.run(command, cwd=home, env=environment, check=True)
    for name in sweeps():
        command = [sys.executable, "-m", "mesa_mosul", "sweep", name]
        subprocess.run(command, cwd=HOME, check=True)
        path = PROBES / f"readiness_{name}.csv"
        if not path.exists():
            readiness_runs(name).to_csv(path, index=False)


def sweeps() -> list[str]:
    """Return the experiments that can be run: those over the ensemble only if there is one."""
    try:
        mm.ensemble()
    except SeedError as error:
        print(f"left out: {ENSEMBLE}, {RAIDS}: {error}")
        return [SHIPPED]
    return [SHIPPED, ENSEMBLE, RAIDS]


def readiness_runs(name: str) -> pd.DataFrame:
    """Return the readiness of lead formations on the last day in the runs of a sweep."""
    result = mm.read_results(RESULTS / name)
    keys = result.runs["key"].tolist()
    jobs = [find_job(result, key) for key in keys]
    with ProcessPoolExecutor(2) as pool:
        values = list(
            pool.map(
                last_readiness, [(dict(job.changes), job.seed) for job in jobs], chunksize=5
            )
        )
    return pd.DataFrame({"key": keys, "readiness": values})


def last_readiness(job: tuple[dict[str, Any], int]) -> float:
    """Return the readiness of the eastern lead formations at the end of the last day."""
    changes, seed = job
    probe = stall_probe.Probe(seed, changes)
    while probe.simulation.date <= stall_probe.LAST_DATE:
        probe.simulation.run_day()
    probe.note_day(stall_probe.LAST_DATE)
    return float(probe.days[-1]["readiness"])


def effects_of(name: str) -> Effects:
    """Return by outcome the base's mean and each case's paired difference in a sweep."""
    result = mm.read_results(RESULTS / name)
    readiness = pd.read_csv(PROBES / f"readiness_{name}.csv").set_index("key")["readiness"]
    result.runs["readiness"] = result.runs["key"].map(readiness)
    tables = {}
    for outcome, (_, factor) in OUTCOMES.items():
        table = result.compare(outcome, by=LEVER)
        columns = ["base", "difference", "low", "high"]
        table[columns] = table[columns].astype(float) * factor
        means = result.summary(outcome, by=LEVER).set_index("case").loc[BASE]
        for end in ("mean", "low", "high"):
            table[f"base_{end}"] = means[end] * factor
        tables[outcome] = table.set_index("case")
    return tables


def write_table(mark: str, text: str) -> None:
    """Put a table between its marks in the page."""
    begin, end = f"<!-- {mark} -->\n", "<!-- end -->"
    head, _, tail = PAGE.read_text(encoding="utf-8").partition(begin)
    tail = tail[tail.index(end) :]
    PAGE.write_text(f"{head}{begin}{text}\n{tail}", encoding="utf-8")


def probes(version: str) -> dict[str, pd.DataFrame]:
    """Return the tables of the observed runs of a version: "before" or "now"."""
    dates = {name: ["date"] for name in stall_probe.TABLES}
    return {
        name: pd.read_csv(PROBES / version / f"{name}.csv", parse_dates=dates[name])
        for name in stall_probe.TABLES
    }


def main() -> None:
    """Run what is missing, draw and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", type=Path, help="a checkout of version 0.2.0")
    run_missing(parser.parse_args().old)
    PICTURES.mkdir(parents=True, exist_ok=True)
    before, now = probes("before"), probes("now")
    effects = {name: effects_of(name) for name in sweeps()}
    of_sets = {
        outcome: pd.concat([table, effects[RAIDS][outcome]])
        for outcome, table in effects.get(ENSEMBLE, {}).items()
    }
    figures = why_no_stall_figures.draw(before, now, effects[SHIPPED], of_sets)
    for name, figure in figures.items():
        figure.savefig(PICTURES / f"{name}.png")
    write_table("facts", facts_table(before, probes("before_extreme"), now))
    names = {outcome: name for outcome, (name, _) in OUTCOMES.items()}
    for name, tables in effects.items():
        write_table(name, effects_table(tables, names))


if __name__ == "__main__":
    main()
