"""The same sweep through Mesa's `batch_run` and through ours, side by side on two processes.

    python tests/bench/batch.py [--days 30] [--runs 40] [--json]

Both start their processes anew and end with a table in hand; ours is on disk as well. They take
turns, and the least seconds of each count. Then each makes a sweep of which one run raises.
Exits with 1 unless both come to the same, run by run.
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
from mesa_mosul.model import TOLD, MosulModel

# Mesa's processes load this file anew: what only ours needs is loaded when it is used.

LEVER, LEVELS = "isis.returning", [0, 1000]
PROCESSES, TURNS = 2, 3
FIRST, BAD = 2016, 2036
"""The first seed of the sweep that is timed, and the seed whose run raises in the other."""
MESA, OURS = "`mesa.batch_run`", "`Experiment.run`"


class Faulty(MosulModel):
    """A battle that raises halfway through its days if its seed is the bad one."""

    def __init__(self, days: int, rng: int) -> None:
        super().__init__(rng=rng)
        self.half = days // 2

    def step(self) -> None:
        if self.seed == BAD and len(self.course.ledger) == self.half:
            raise RuntimeError(f"seed {BAD} cannot go on")
        super().step()


def sound(outcome: dict[str, Any], daily: pd.DataFrame) -> dict[str, Any]:
    """Measure a run, or raise if its seed is the bad one."""
    if outcome["seed"] == BAD:
        raise RuntimeError(f"seed {BAD} cannot be measured")
    return {"sound": True}


def through_mesa(days: int, seeds: Sequence[int], kind: type, said: dict) -> pd.DataFrame:
    """Return one row a run, made by Mesa."""
    hours = mm.scenario("reported").parameters.scale.hours_per_tick
    rows = mesa.batch_run(
        kind, said, PROCESSES, max_steps=days * 24 // hours, rng=list(seeds),
        data_collection_period=-1, display_progress=False,
    )  # fmt: skip
    return pd.DataFrame(rows)


def through_ours(days: int, seeds: Sequence[int], **said: Any) -> pd.DataFrame:
    """Return one row a run, made by an experiment in a folder of its own."""
    sweep = mm.Experiment(days=days, seed=seeds[0], replications=len(seeds), **said)
    with tempfile.TemporaryDirectory() as folder:
        return sweep.run(folder, workers=PROCESSES, quiet=True).runs


class Race(NamedTuple):
    """Seconds of each turn of both, how many runs were made, and where they differ.

    compared: how many values of each run; distinct: runs, where equal ones count once.
    """

    mesa: list[float]
    ours: list[float]
    runs: int
    compared: int
    distinct: int
    apart: str


def race(days: int, seeds: Sequence[int]) -> Race:
    """Make the same sweep both ways, in turn."""
    clock: tuple[list[float], list[float]] = ([], [])
    last = mm.scenario("reported").start + datetime.timedelta(days=days - 1)
    said = {"levers": {LEVER: LEVELS}, "outcomes": [f"isis_effective@{last}"]}
    for _ in range(TURNS):
        start = time.perf_counter()
        theirs = through_mesa(days, seeds, MosulModel, {LEVER: LEVELS})
        between = time.perf_counter()
        ours = through_ours(days, seeds, **said)
        clock[0].append(between - start)
        clock[1].append(time.perf_counter() - between)
    return Race(*clock, *compared(theirs, ours))


def compared(theirs: pd.DataFrame, ours: pd.DataFrame) -> tuple[int, int, int, str]:
    """Return the last four of a Race, from the table of each."""
    theirs = theirs.assign(seed=theirs["rng"], last_day=theirs["date"].dt.date.astype(str))
    ours = ours.rename(columns=lambda name: name.partition("@")[0])
    names, keys = [name for name in (*TOLD, "last_day") if name in ours], ["seed", LEVER]
    theirs, ours = (one.set_index(keys).sort_index()[names] for one in (theirs, ours))
    counts = len(theirs), len(names), len(theirs.drop_duplicates())
    if not theirs.index.equals(ours.index):
        return *counts, f"{len(theirs)} and {len(ours)} runs, not of the same seeds and points"
    apart = theirs.compare(ours, result_names=("Mesa", "ours"))
    return *counts, "" if apart.empty else apart.to_string()


def fault_in_mesa(days: int, seeds: Sequence[int]) -> tuple[int, str]:
    """Return how many results Mesa gives when one run raises, and what one sees of it."""
    made = pd.DataFrame()
    try:
        made = through_mesa(days, seeds, Faulty, {"days": days})
    except RuntimeError as fault:
        return len(made), f"{type(fault).__name__}: {fault}"
    return len(made), "nothing"


def fault_in_ours(days: int, seeds: Sequence[int]) -> tuple[int, str]:
    """Return how many results ours gives when one run raises, and what one sees of it."""
    here = Path(__file__)
    made = through_ours(days, seeds, home=here.parent, outcomes=[f"{here.stem}:sound"])
    failed = made[made["status"] != "done"]
    seen = [f"status {status}: {error}" for status, error in failed[["status", "error"]].values]
    return len(made) - len(failed), "; ".join(seen) or "nothing"


def table(days: int, found: Race, faults: dict[str, tuple[int, str]]) -> str:
    """Return all figures as Markdown."""
    least = {MESA: min(found.mesa), OURS: min(found.ours)}
    same = "**differ**" if found.apart else "are equal run by run"
    return "\n".join([
        f"| {found.runs} runs of {days} days | seconds | runs a second |", "|---|---|---|",
        *(f"| {who} | {s:.2f} | {found.runs / s:.2f} |" for who, s in least.items()),
        f"| ratio | {least[MESA] / least[OURS]:.2f} | |", "",
        f"Outcomes {same}: {found.compared} values of each, {found.distinct} runs distinct.",
        "",
        "| one run raises | results | what one sees |", "|---|---|---|",
        *(f"| {who} | {n} of {found.runs} | {seen} |" for who, (n, seen) in faults.items()),
    ])  # fmt: skip


def asked() -> argparse.Namespace:
    """Return what is asked for on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--runs", type=int, default=40, help="even: half of them at each point")
    parser.add_argument("--json", action="store_true")
    said, most = parser.parse_args(), mm.scenario("reported").days
    if not 2 <= said.days <= most:
        parser.error(f"--days is {said.days}: it takes 2 to {most}")
    if said.runs < 2 or said.runs % 2:
        parser.error(f"--runs is {said.runs}: it takes an even number from 2")
    return said


def main() -> int:
    """Compare, print, and return 1 if outcomes differ."""
    said = asked()
    MosulModel().step()
    mm.run("reported", days=1)
    found = race(said.days, range(FIRST, FIRST + said.runs // 2))
    seeds = range(BAD - said.runs // 2, BAD + said.runs // 2)
    faults = {MESA: fault_in_mesa(said.days, seeds), OURS: fault_in_ours(said.days, seeds)}
    if said.json:
        print(json.dumps({"race": found._asdict(), "faults": faults}, indent=1))
    else:
        print(table(said.days, found, faults))
    if found.apart:
        print(f"What differs:\n{found.apart}", file=sys.stderr)
    return int(bool(found.apart))


if __name__ == "__main__":
    sys.exit(main())
