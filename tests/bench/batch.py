"""The same sweep through Mesa's `batch_run` and through ours, side by side on two processes.

    python tests/bench/batch.py [--days 30] [--runs 40] [--json]

Both start new processes and end with a table in memory; ours is on disk as well. They
alternate, and the smallest time of each counts. Then each executes a sweep in which one run
raises.
Exits with 1 unless both have equal results, run by run.
"""

import argparse
import datetime
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import mesa
import pandas as pd

import mesa_mosul as mm
from mesa_mosul.experiments.execution.job_plan import hash_to_seed
from mesa_mosul.mesa_layer.model import COLLECTED_COLUMNS, MosulModel

# Mesa's processes import this file again: what only ours needs is imported when it is used.

LEVER, LEVELS = "isis.returning_men", [0, 1000]
PROCESSES, ROUNDS = 2, 3
SWEEP_SEED = 2016
FAILING_SEED = hash_to_seed([SWEEP_SEED, 1])
"""The seed of the second replicate, whose run raises in one of the sweeps."""
MESA_LABEL, EXPERIMENT_LABEL = "`mesa.batch_run`", "`Experiment.run`"


class FailingModel(MosulModel):
    """A model that raises halfway through its days if its seed is FAILING_SEED."""

    def __init__(self, days: int, rng: int) -> None:
        super().__init__(rng=rng)
        self.half = days // 2

    def step(self) -> None:
        if self.seed == FAILING_SEED and len(self.simulation.ledger) == self.half:
            raise RuntimeError(f"seed {FAILING_SEED} cannot continue")
        super().step()


def measure_or_fail(outcome: dict[str, Any], daily: pd.DataFrame) -> dict[str, Any]:
    """Return a measure of a run, or raise if its seed is FAILING_SEED."""
    if outcome["seed"] == FAILING_SEED:
        raise RuntimeError(f"seed {FAILING_SEED} cannot be measured")
    return {"sound": True}


def run_with_mesa(
    days: int, seeds: Sequence[int], model_class: type, parameters: dict
) -> pd.DataFrame:
    """Return one row a run, from Mesa's `batch_run`."""
    hours = mm.scenario("reported").parameters.resolution.hours_per_tick
    rows = mesa.batch_run(
        model_class, parameters, PROCESSES, max_steps=days * 24 // hours, rng=list(seeds),
        data_collection_period=-1, display_progress=False,
    )  # fmt: skip
    return pd.DataFrame(rows)


def run_with_experiment(days: int, seeds: Sequence[int], **options: Any) -> pd.DataFrame:
    """Return one row a run, from an experiment in a temporary folder."""
    sweep = mm.Experiment(days=days, seed=SWEEP_SEED, replications=len(seeds), **options)
    with tempfile.TemporaryDirectory() as folder:
        return sweep.run(folder, workers=PROCESSES, progress=False).runs


class Comparison(NamedTuple):
    """Seconds of each round of both, the number of runs, and where results differ.

    values_compared: of each run; distinct_runs: equal runs count once.
    """

    mesa_seconds: list[float]
    experiment_seconds: list[float]
    runs: int
    values_compared: int
    distinct_runs: int
    differences: str


def compare_runners(days: int, seeds: Sequence[int]) -> Comparison:
    """Execute the same sweep both ways, alternating."""
    seconds: tuple[list[float], list[float]] = ([], [])
    last = mm.scenario("reported").start + datetime.timedelta(days=days - 1)
    options = {"levers": {LEVER: LEVELS}, "outcomes": [f"isis_strength@{last}"]}
    for _ in range(ROUNDS):
        start = time.perf_counter()
        mesa_runs = run_with_mesa(days, seeds, MosulModel, {LEVER: LEVELS})
        between = time.perf_counter()
        experiment_runs = run_with_experiment(days, seeds, **options)
        seconds[0].append(between - start)
        seconds[1].append(time.perf_counter() - between)
    return Comparison(*seconds, *compare_tables(mesa_runs, experiment_runs))


def compare_tables(
    mesa_runs: pd.DataFrame, experiment_runs: pd.DataFrame
) -> tuple[int, int, int, str]:
    """Return the last four fields of a Comparison from the two tables of runs."""
    mesa_runs = mesa_runs.assign(last_day=mesa_runs["date"].dt.date.astype(str))
    experiment_runs = experiment_runs.rename(columns=lambda name: name.partition("@")[0])
    columns = [name for name in (*COLLECTED_COLUMNS, "last_day") if name in experiment_runs]
    mesa_runs, experiment_runs = (
        runs.set_index(["seed", LEVER]).sort_index()[columns]
        for runs in (mesa_runs, experiment_runs)
    )
    counts = len(mesa_runs), len(columns), len(mesa_runs.drop_duplicates())
    if not mesa_runs.index.equals(experiment_runs.index):
        sizes = f"{len(mesa_runs)} and {len(experiment_runs)} runs"
        return *counts, f"{sizes}, not of the same seeds and points"
    differences = mesa_runs.compare(experiment_runs, result_names=("Mesa", "ours"))
    return *counts, "" if differences.empty else differences.to_string()


def failure_in_mesa(days: int, seeds: Sequence[int]) -> tuple[int, str]:
    """Return how many results Mesa returns if one run raises, and what is reported of it."""
    try:
        runs = run_with_mesa(days, seeds, FailingModel, {"days": days})
    except RuntimeError as fault:
        return 0, f"{type(fault).__name__}: {fault}"
    return len(runs), "nothing"


def failure_in_experiment(days: int, seeds: Sequence[int]) -> tuple[int, str]:
    """Return how many results ours returns if one run raises, and what is reported of it."""
    here = Path(__file__)
    measure = f"{here.stem}:{measure_or_fail.__name__}"
    runs = run_with_experiment(days, seeds, source_folder=here.parent, outcomes=[measure])
    failed = runs[runs["status"] != "done"]
    reports = [
        f"status {status}: {error}" for status, error in failed[["status", "error"]].values
    ]
    return len(runs) - len(failed), "; ".join(reports) or "nothing"


def comparison_table(
    days: int, comparison: Comparison, failures: dict[str, tuple[int, str]]
) -> str:
    """Return all figures as Markdown."""
    seconds = {
        MESA_LABEL: min(comparison.mesa_seconds),
        EXPERIMENT_LABEL: min(comparison.experiment_seconds),
    }
    same = "**differ**" if comparison.differences else "are equal run by run"
    return "\n".join([
        f"| {comparison.runs} runs of {days} days | seconds | runs a second |", "|---|---|---|",
        *(f"| {who} | {s:.2f} | {comparison.runs / s:.2f} |" for who, s in seconds.items()),
        f"| ratio | {seconds[MESA_LABEL] / seconds[EXPERIMENT_LABEL]:.2f} | |", "",
        f"Outcomes {same}: {comparison.values_compared} values of each,"
        f" {comparison.distinct_runs} runs distinct.", "",
        "| one run raises | results | reported |", "|---|---|---|",
        *(f"| {who} | {n} of {comparison.runs} | {report} |"
          for who, (n, report) in failures.items()),
    ])  # fmt: skip


def parse_arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--runs", type=int, default=40, help="even: half of them at each point")
    parser.add_argument("--json", action="store_true")
    args, max_days = parser.parse_args(), mm.scenario("reported").days
    if not 2 <= args.days <= max_days:
        parser.error(f"--days is {args.days}: it takes 2 to {max_days}")
    if args.runs < 2 or args.runs % 2:
        parser.error(f"--runs is {args.runs}: it takes an even number from 2")
    return args


def main() -> int:
    """Compare, print, and return 1 if outcomes differ."""
    args = parse_arguments()
    MosulModel().step()
    mm.run("reported", days=1)
    seeds = [hash_to_seed([SWEEP_SEED, replicate]) for replicate in range(args.runs)]
    comparison = compare_runners(args.days, seeds[: args.runs // 2])
    failures = {
        MESA_LABEL: failure_in_mesa(args.days, seeds),
        EXPERIMENT_LABEL: failure_in_experiment(args.days, seeds),
    }
    if args.json:
        record = {"comparison": comparison._asdict(), "failures": failures}
        print(json.dumps(record, indent=1))
    else:
        print(comparison_table(args.days, comparison, failures))
    if comparison.differences:
        print(f"Differences:\n{comparison.differences}", file=sys.stderr)
    return int(bool(comparison.differences))


if __name__ == "__main__":
    sys.exit(main())
