"""Mesa's `batch_run` and ours have equal results; only ours survives a run that raises."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from bench import batch
from terminal import ENVIRONMENT

RUNS, DAYS = 4, 5


def run_script(*words):
    """Return what the script prints; it must have found equal results."""
    line = (sys.executable, batch.__file__, *words, "--json")
    process = subprocess.run(line, env=ENVIRONMENT, text=True, capture_output=True)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


@pytest.mark.slow
def test_both_have_equal_results_and_a_run_that_raises_costs_ours_that_run_alone():
    printed = run_script("--days", str(DAYS), "--runs", str(RUNS))
    comparison, failures = printed["comparison"], printed["failures"]
    assert comparison["differences"] == ""
    assert comparison["values_compared"] > 10
    assert comparison["runs"] == comparison["distinct_runs"] == RUNS
    n_mesa, report = failures[batch.MESA_LABEL]
    n_ours, error = failures[batch.EXPERIMENT_LABEL]
    assert (n_mesa, n_ours) == (0, RUNS - 1)
    assert report.startswith(f"RuntimeError: seed {batch.FAILING_SEED}")
    assert error.startswith(f"status raised: RuntimeError: seed {batch.FAILING_SEED}")


def tables_of_one_run(killed=7, seed=1):
    """Return a run as Mesa's table has it and as ours does."""
    date = pd.Timestamp("2016-12-10")
    theirs = {"seed": 1, batch.LEVER: 0, "date": date, "isis_killed": 7}
    ours = {"seed": seed, batch.LEVER: 0, "last_day": "2016-12-10", "isis_killed": killed}
    return pd.DataFrame([theirs]), pd.DataFrame([ours])


def test_equal_runs_have_no_differences():
    assert batch.compare_tables(*tables_of_one_run())[-1] == ""


def test_a_difference_of_one_man_is_reported():
    assert "isis_killed" in batch.compare_tables(*tables_of_one_run(killed=8))[-1]


def test_a_run_that_only_one_has_is_reported():
    assert "not of the same" in batch.compare_tables(*tables_of_one_run(seed=2))[-1]
