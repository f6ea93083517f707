"""How often does the world of the report stall, and the campaign show plateau and collapse?

    python experiments/stall_and_collapse.py --sets 200 --workers 2 --out results/stall

Each set draws every number of the rules from its declared range (nothing is fitted) and has a
seed of its own; the numbers as shipped are run over as many seeds beside it.
"""

import argparse
import dataclasses
import datetime
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
from scipy import stats
from tqdm import tqdm

import mesa_mosul as mm
from mesa_mosul.analysis.patterns import joint_pattern
from mesa_mosul.analysis.samples import parameter_sets

DRAW = 2016
FORMS = (
    ("reported", 60, None),
    ("campaign", 110, None),
    ("campaign", 110, datetime.date(2016, 12, 12)),
)
"""Scenario, days, and the last day on which dated decisions are supplied; None as shipped."""
YES_OR_NO = ("stalled", "entered", "plateau", "speedup", "cleared", "joint")


def fought(job):
    """Fight one battle and return what it came to, as a row."""
    name, days, until, numbers, changes, seed = job
    world = mm.scenario(name).with_(**changes)
    decided = "dated" if until is None else "rules"
    if until is not None:
        world = dataclasses.replace(world, decisions_until=until)
    run = mm.run(world, seed=seed, days=days)
    row = {"scenario": name, "decisions": decided, "numbers": numbers, "seed": seed, **changes}
    row |= {key: run.outcome[key] for key in ("stalled", "km2_east_held", "civilians_killed")}
    if name == "campaign":
        row |= joint_pattern(run.daily, run.outcome["east_cleared_on"])
    return row


def jobs(count):
    """Return every battle of the experiment."""
    sets = parameter_sets(count, DRAW)
    for name, days, until in FORMS:
        for seed in range(1, count + 1):
            yield name, days, until, "as shipped", {}, seed
            yield name, days, until, "over their ranges", sets[seed - 1], seed


def frequencies(runs):
    """Return how often each pattern shows, with exact 95 % intervals."""
    rows = []
    for group, some in runs.groupby(["scenario", "decisions", "numbers"]):
        for what in YES_OR_NO:
            seen = some[what].dropna() if what in some else some.iloc[:0]
            if len(seen):
                count = int(seen.sum())
                low, high = stats.binomtest(count, len(seen)).proportion_ci(method="exact")
                rows.append((*group, what, count, len(seen), count / len(seen), low, high))
    heads = [
        "scenario",
        "decisions",
        "numbers",
        "pattern",
        "seen",
        "of",
        "share",
        "low",
        "high",
    ]
    return pd.DataFrame(rows, columns=heads)


def main():
    """Fight all battles and write the runs and the frequencies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("results/stall_and_collapse"))
    args = parser.parse_args()
    todo = list(jobs(args.sets))
    with ProcessPoolExecutor(args.workers) as pool:
        done = pool.map(fought, todo, chunksize=4)
        runs = pd.DataFrame(list(tqdm(done, total=len(todo), unit="run")))
    args.out.mkdir(parents=True, exist_ok=True)
    runs.to_parquet(args.out / "runs.parquet")
    table = frequencies(runs)
    table.to_csv(args.out / "frequencies.csv", index=False)
    print(table.to_string(index=False, float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
