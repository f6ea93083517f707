"""A sweep through Mesa's `batch_run` and through ours comes to the same; only ours survives."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from bench import batch
from terminal import ENVIRONMENT

RUNS, DAYS = 4, 5


def told(*words):
    """Return what the script tells; it must have found both the same."""
    line = (sys.executable, batch.__file__, *words, "--json")
    made = subprocess.run(line, env=ENVIRONMENT, text=True, capture_output=True)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


@pytest.mark.slow
def test_both_come_to_the_same_and_one_run_that_raises_costs_ours_that_run_alone():
    found = told("--days", str(DAYS), "--runs", str(RUNS))
    race, faults = found["race"], found["faults"]
    assert race["apart"] == ""
    assert race["compared"] > 10
    assert race["runs"] == race["distinct"] == RUNS
    (lost, seen), (kept, error) = faults[batch.MESA], faults[batch.OURS]
    assert (lost, kept) == (0, RUNS - 1)
    assert seen.startswith(f"RuntimeError: seed {batch.BAD}")
    assert error.startswith(f"status raised: RuntimeError: seed {batch.BAD}")


def both(killed=7, seed=1):
    """Return a run as Mesa tells of it and as ours does."""
    date = pd.Timestamp("2016-12-10")
    theirs = {"rng": 1, batch.LEVER: 0, "date": date, "isis_killed": 7}
    ours = {"seed": seed, batch.LEVER: 0, "last_day": "2016-12-10", "isis_killed": killed}
    return pd.DataFrame([theirs]), pd.DataFrame([ours])


def test_equal_runs_are_not_apart():
    assert batch.compared(*both())[-1] == ""


def test_one_man_apart_is_told():
    assert "isis_killed" in batch.compared(*both(killed=8))[-1]


def test_a_run_that_only_one_has_is_told():
    assert "not of the same" in batch.compared(*both(seed=2))[-1]
