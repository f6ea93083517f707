"""The script that holds our sweeps against Mesa's `batch_run`."""

import subprocess
import sys

import pytest
from terminal import ENVIRONMENT, HOME


@pytest.mark.slow
def test_both_come_to_the_same_and_a_fault_costs_ours_its_own_runs_only():
    script = HOME / "tests" / "bench" / "batch.py"
    told = subprocess.run(
        [sys.executable, script, "--days", "3", "--runs", "8"],
        env=ENVIRONMENT, text=True, capture_output=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "equal results: True" in told.stdout
    assert "| 0 of 8 | RuntimeError: one run of many |" in told.stdout
    assert "| 6 of 8 | RuntimeError: one run of many" in told.stdout
