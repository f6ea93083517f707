"""The same sweep through Mesa's `batch_run` and through ours: speed, and what one fault costs.

    python tests/bench/batch.py [--days 60] [--runs 100]

Both use two processes, compiled rules that are warm, and the same seeds; starting the
processes counts for both. Ends with code 1 if the results differ.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import mesa
import pandas as pd

import mesa_mosul as mm

FACTOR, LEVELS = "isis.returning", [0, 1000]
SEED, WRONG = 2016, 2018
"""The first seed, and the one whose run raises."""
COMPARED = ("isis_killed", "iraqi_killed", "civilians_displaced", "munitions")
KEY = [FACTOR, "seed"]
TICKS_A_DAY = 4


class Failing(mm.MosulModel):
    """A model that raises on its second day for one seed."""

    def step(self):
        super().step()
        if self.seed == WRONG and len(self.course.ledger) == 2:
            raise RuntimeError("one run of many")


def measure(outcome, daily):
    """Raise for the same seed; an outcome of a researcher's own."""
    if outcome["seed"] == WRONG:
        raise RuntimeError("one run of many")
    return {}


def with_mesa(model, days, seeds):
    """Return one row a run of `batch_run`."""
    rows = mesa.batch_run(
        model,
        {FACTOR: LEVELS},
        number_processes=2,
        data_collection_period=-1,
        max_steps=days * TICKS_A_DAY,
        display_progress=False,
        rng=seeds,
    )
    return pd.DataFrame(rows).rename(columns={"rng": "seed"})


def with_ours(folder, days, seeds, outcomes=()):
    """Return one row a run of our sweep."""
    made = mm.Experiment(
        "reported",
        days=days,
        replications=len(seeds),
        seed=seeds[0],
        levers={FACTOR: LEVELS},
        outcomes=list(outcomes),
        home=Path(__file__).parent,
    )
    return made.run(folder, workers=2, quiet=True).runs


def timed(make, *words):
    """Return what a sweep comes to, and its seconds."""
    begun = time.perf_counter()
    return make(*words), time.perf_counter() - begun


def same(theirs, ours):
    """Tell whether two sweeps came to the same, run by run."""
    tables = [t.sort_values(KEY)[[*KEY, *COMPARED]].astype(int) for t in (theirs, ours)]
    return tables[0].to_numpy().tolist() == tables[1].to_numpy().tolist()


def fault_in_mesa(days, seeds):
    """Return how many results one fault leaves of `batch_run`, and what is seen."""
    try:
        return len(with_mesa(Failing, days, seeds)), "nothing"
    except Exception as fault:
        return 0, f"{type(fault).__name__}: {fault}"


def fault_in_ours(folder, days, seeds):
    """Return how many results one fault leaves of our sweep, and what is seen."""
    runs = with_ours(folder, days, seeds, ["batch:measure"])
    failed = runs[runs["status"] != "done"]
    seen = failed["error"].iloc[0] if len(failed) else "nothing"
    return int((runs["status"] == "done").sum()), seen


def main():
    """Run both, print two tables, return 0 if they came to the same."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--days", type=int, default=60)
    asked.add_argument("--runs", type=int, default=100)
    args = asked.parse_args()
    seeds = [SEED + number for number in range(args.runs // len(LEVELS))]
    mm.run("reported", seed=1, days=1)
    with tempfile.TemporaryDirectory() as place:
        theirs, slow = timed(with_mesa, mm.MosulModel, args.days, seeds)
        ours, quick = timed(with_ours, Path(place) / "r", args.days, seeds)
        left, seen = fault_in_mesa(args.days, seeds)
        kept, told = fault_in_ours(Path(place) / "f", args.days, seeds)
    count = len(LEVELS) * len(seeds)
    equal = same(theirs, ours)
    print(f"{count} runs of {args.days} days, 2 processes; equal results: {equal}\n")
    print("| sweep | s | runs/s | results when a seed raises | what is seen |")
    print("|---|--:|--:|--:|---|")
    print(f"| batch_run | {slow:.1f} | {count / slow:.2f} | {left} of {count} | {seen} |")
    print(f"| ours | {quick:.1f} | {count / quick:.2f} | {kept} of {count} | {told} |")
    print(f"\nours is {slow / quick:.2f} times as fast")
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
