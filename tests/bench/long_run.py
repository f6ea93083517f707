"""Whether a long run drifts: `python tests/bench/long_run.py [--days 2000] [--seed 1]`.

Prints, for every tenth of a run of which no day ends the battle, milliseconds a day, memory,
events, and men, civilians and cells that are not accounted for; then whether a run that was
saved and resumed halfway has the same digest.
"""

import argparse
import dataclasses
import datetime
import os
import sys
import time
from pathlib import Path

import numpy as np

from mesa_mosul.engine.codes import FORCES
from mesa_mosul.engine.world import iter_columns
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.checkpoint import capture_checkpoint, resume_simulation
from mesa_mosul.simulation.outcome import count_forces_at_start
from mesa_mosul.simulation.simulation import Simulation

PARTS = 10


def long_scenario(name, days, **changes):
    """Return a scenario that lasts so many days."""
    short = scenario(name).with_parameters(**changes)
    return dataclasses.replace(short, end=short.start + datetime.timedelta(days=days))


def resident_mb():
    """Return the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def find_drift(simulation):
    """Return men, civilians and cells that a simulation cannot account for by now."""
    daily, start = simulation.daily(), count_forces_at_start(simulation.built)
    last = daily.iloc[-1]
    men = sum(
        abs(start[force] + last[f"{force}_arrived"] - last[f"{force}_withdrawn"]
            - sum(last[f"{force}_{state}"] for state in ("strength", "wounded_now", "killed")))
        for force in FORCES
    )  # fmt: skip
    gone = [name for name in daily if name.startswith("civilians_killed_")]
    people = last[["civilians", "civilians_displaced", *gone]].sum()
    civilians = simulation.scenario.parameters.civilians.in_city - people
    cells = sum(
        int(not np.isfinite(column).all() or (abs(column) > 2.0**62).any())
        for _, column in iter_columns(simulation.world)
    )
    return int(men), int(civilians), cells


def main():
    """Run, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", default="reported")
    args = parser.parse_args()
    whole = Simulation(long_scenario(args.scenario, args.days), args.seed)
    whole.run_day()
    checkpoint, faults = None, 0
    print("  days  ms/day     MB    events  in log  men  civilians  columns out of bounds")
    for part in range(1, PARTS + 1):
        start, before = time.process_time(), len(whole.ledger)
        while len(whole.ledger) < args.days * part // PARTS:
            whole.run_day()
        ms = 1000 * (time.process_time() - start) / (len(whole.ledger) - before)
        if part == PARTS // 2:
            checkpoint = capture_checkpoint(whole)
        drift, events = find_drift(whole), int(whole.world.totals.n_events[0])
        faults += any(drift)
        logged = len(whole.events())
        print(f"{len(whole.ledger):6} {ms:7.2f} {resident_mb():6.0f} {events:9} {logged:7}"
              f" {drift[0]:4} {drift[1]:10} {drift[2]:6}", flush=True)  # fmt: skip
    resumed = resume_simulation(checkpoint)
    while len(resumed.ledger) < args.days:
        resumed.run_day()
    is_same = resumed.digest() == whole.digest()
    digest = "equal" if is_same else "OTHER"
    print(f"saved on day {args.days // 2} and resumed: {digest} digest")
    return int(bool(faults) or not is_same)


if __name__ == "__main__":
    sys.exit(main())
