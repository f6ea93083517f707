"""Kill a sweep at random moments, resume it each time, and compare it with an unbroken twin.

python tests/kills.py [--kills 100] [--seed N]

Prints a table of the kills by what was killed and when, and one line of what must be zero:
runs lost and duplicated, digests that differ, orphans, stray files. Ends with 1 otherwise.
"""

import argparse
import collections
import contextlib
import itertools
import os
import random
import re
import secrets
import signal
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from sweeps import child_pids, start_mosul, wait_until
from terminal import ENVIRONMENT, mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.folder_reader import read_days
from mesa_mosul.experiments.execution.results_folder import DAILY, OWN_FILES, part_file_name

EXPERIMENT = """
name = "kills"
base = "duel"
days = 1
replications = {replications}
record = ["isis_killed", "iraqi_killed"]
[levers]
"fire.aimed_rate" = [0.003, 0.0045, 0.006]
"""
VICTIMS = {"group": 0.4, "parent": 0.3, "worker": 0.3}
"""What is killed, and how often."""
MOMENTS = ("starting", "running", "writing")
START_S, RUN_S, WRITE_S = 3.0, 4.0, 10.0
"""Seconds in which a sweep starts, goes on after that, and writes at least once."""
MARK = "MOSUL_KILLS"
"""Variable of the environment by which processes of this trial are recognized."""
UNFINISHED = re.compile(r".*-journal|\.part-.*")
MAX_ORPHAN_S = 5.0


class Trial:
    """A sweep that is killed over and over, in one results folder after another.

    counts: kills by victim and moment; ends: exit codes of sweeps that ended by themselves;
    faults: what must be zero.
    """

    def __init__(self, folder, seed, replications):
        self.folder, self.random = folder, random.Random(seed)
        (folder / "kills.toml").write_text(EXPERIMENT.format(replications=replications))
        (folder / "temporary").mkdir()
        self.mark = secrets.token_hex(8)
        self.environment = ENVIRONMENT | {
            MARK: self.mark, "TMPDIR": str(folder / "temporary"),
        }  # fmt: skip
        self.names = (f"results-{number}" for number in itertools.count(1))
        self.counts, self.ends = collections.Counter(), collections.Counter()
        names = ("lost", "duplicated", "other digests", "orphans", "stray files")
        self.faults = dict.fromkeys(names, 0)
        self.n_folders, self.errors = 0, []
        twin = self.sweep("twin")
        assert twin.returncode == 0, twin.stderr
        self.digest = mm.read_results(folder / "twin").digest()

    def sweep(self, name, command="sweep"):
        """Run the sweep to its end."""
        target = ("kills.toml", "--out", name) if command == "sweep" else (name,)
        words = (command, *target, "--workers", "2", "--quiet")
        return mosul(*words, at=self.folder, env=self.environment)

    def run(self, n_kills):
        """Kill as many times; then finish the last folder and check it."""
        name, process = next(self.names), None
        while self.counts.total() < n_kills:
            process = process or self.start(name)
            victim = self.random.choices([*VICTIMS], VICTIMS.values())[0]
            moment = self.random.choice(MOMENTS)
            self.wait_for(moment, process, self.folder / name)
            if process.poll() is not None:
                self.note_end(process)
                if process.returncode == 0:
                    self.check(name)
                    name = next(self.names)
                process = None
            elif self.kill(victim, process):
                self.counts[victim, moment] += 1
                process = process if victim == "worker" else self.bury(process)
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            self.bury(process)
        self.check(name)

    def start(self, name):
        """Start, or resume, the sweep."""
        words = ("sweep", "kills.toml", "--out", name, "--workers", "2", "--quiet")
        return start_mosul(*words, folder=self.folder, env=self.environment)

    def wait_for(self, moment, process, results):
        """Wait for a random moment of a kind."""
        if moment == "starting":
            time.sleep(self.random.uniform(0.0, START_S))
            return
        if moment == "running":
            wait_until(lambda: child_pids(process) or process.poll() is not None, START_S)
            time.sleep(self.random.uniform(0.0, RUN_S))
            return
        end = time.monotonic() + WRITE_S
        while time.monotonic() < end and process.poll() is None:
            if any(UNFINISHED.fullmatch(name) for name in list_names(results)):
                return
            time.sleep(0.0005)

    def kill(self, victim, process):
        """Kill what is to be killed; return whether it was there."""
        with contextlib.suppress(ProcessLookupError):
            if victim == "group":
                os.killpg(process.pid, signal.SIGKILL)
                return True
            if victim == "parent":
                os.kill(process.pid, signal.SIGKILL)
                return True
            with contextlib.suppress(OSError):
                workers = child_pids(process)
                if workers:
                    os.kill(self.random.choice(workers), signal.SIGKILL)
                    return True
        return False

    def bury(self, process):
        """Wait until a killed sweep is gone, and count what outlives it."""
        process.communicate()
        end = time.monotonic() + MAX_ORPHAN_S
        while self.marked_pids() and time.monotonic() < end:
            time.sleep(0.02)
        orphans = self.marked_pids()
        self.faults["orphans"] += len(orphans)
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)

    def note_end(self, process):
        """Note how a sweep ended that nobody killed."""
        _, told = process.communicate()
        self.ends[process.returncode] += 1
        if process.returncode:
            self.errors.append(told.strip())

    def marked_pids(self):
        """Return the processes of this trial that are alive."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if f"{MARK}={self.mark}".encode() in path.read_bytes():
                    found.append(int(path.parent.name))
        return found

    def check(self, name):
        """Finish a folder and count what is wrong with it."""
        self.n_folders += 1
        told = self.sweep(name)
        if told.returncode == 1:
            # The same run twice at the moment at which its worker was killed.
            told = self.sweep(name, "retry")
        assert told.returncode == 0, told.stderr
        results = mm.read_results(self.folder / name)
        done = results.runs.loc[results.runs["status"] == "done", "key"]
        rows = results.index.rows
        days = pd.concat([part.to_pandas() for part in read_days(results.folder, rows)])
        faults = self.faults
        faults["lost"] += len(set(results.design["key"]) - set(done))
        faults["duplicated"] += int(done.duplicated().sum())
        faults["duplicated"] += int(days.duplicated(["key", "date"]).sum())
        faults["other digests"] += results.digest() != self.digest
        parts = {part_file_name(row[-1]) for row in rows if row[-1]}
        own = {*OWN_FILES, "."} | parts
        stray = set(list_names(results.folder)) - own
        stray |= set(os.listdir(self.folder / "temporary"))
        faults["stray files"] += len(stray)
        self.errors += [f"stray: {name}" for name in sorted(stray)]


def list_names(results):
    """Return the names in a results folder and in that of its days."""
    names = []
    for folder in (results, results / DAILY):
        with contextlib.suppress(OSError):
            names += os.listdir(folder)
    return names


def print_trial(trial, seconds):
    """Print what was killed when, and what must be zero."""
    table = pd.Series(trial.counts).unstack(fill_value=0).reindex([*VICTIMS], fill_value=0)
    table = table.reindex(columns=[*MOMENTS], fill_value=0)
    print(table.assign(all=table.sum(axis=1)).to_string())
    print(f"{trial.counts.total()} kills in {trial.n_folders} folders, {seconds:.0f} s; sweeps"
          f" that ended by themselves, by exit code: {dict(trial.ends)}")  # fmt: skip
    for text in sorted(set(trial.errors)):
        print(f"  {text}")
    print(", ".join(f"{number} {what}" for what, number in trial.faults.items()))


def main():
    """Run a trial."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--replications", type=int, default=1000)
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), args.seed, args.replications)
        trial.run(args.kills)
    print_trial(trial, time.monotonic() - start)
    return int(any(trial.faults.values()))


if __name__ == "__main__":
    sys.exit(main())
