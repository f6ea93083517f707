"""`mosul calibrate` as a user meets it: tried small, killed, resumed."""

import json
import signal
import subprocess
import sys
import time

import pytest

from mesa_mosul.experiments.ensemble import ensemble

COMMAND = (sys.executable, "-m", "mesa_mosul", "calibrate", "--small", "--quiet")


def calibrate(folder, *options):
    words = [*COMMAND, "--out", str(folder), *options]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_calibration_that_is_killed_resumes_to_the_same_ensemble(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    finished = calibrate(whole)
    assert finished.returncode == 0, finished.stderr
    assert "known truths" in finished.stdout
    process = subprocess.Popen([*COMMAND, "--out", str(killed)], stderr=subprocess.DEVNULL)
    while not (killed / "wave_1" / "runs").exists():
        time.sleep(0.2)
        assert process.poll() is None
    time.sleep(2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (killed / "ensemble.csv").exists()
    assert calibrate(killed).returncode == 0
    assert (killed / "ensemble.csv").read_bytes() == (whole / "ensemble.csv").read_bytes()
    sets, provenance = ensemble(killed), json.loads((killed / "ensemble.json").read_text())
    assert len(sets.numbers) == provenance["sets"] <= 20


def test_a_seed_that_is_no_integer_is_refused_with_code_2(tmp_path):
    refused = calibrate(tmp_path, "--seed", "one")
    assert refused.returncode == 2
    assert "a random seed: an integer" in refused.stderr
    assert not any(tmp_path.iterdir())
