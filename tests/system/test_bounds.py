"""No rule reads or writes beyond an array, or takes -1 for an index."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from random_worlds import iter_battles

SCRIPT = Path(__file__).parents[1] / "checked_bounds.py"
N_RANDOM = 12


@pytest.mark.slow
def test_every_index_of_every_rule_is_within_its_array(tmp_path):
    """Compiled anew with checks, which takes half a minute; the battles are the usual ones."""
    checked = {"NUMBA_BOUNDSCHECK": "1", "XDG_CACHE_HOME": str(tmp_path)}
    line = [sys.executable, str(SCRIPT), str(N_RANDOM)]
    done = subprocess.run(
        line, env=os.environ | checked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["digests"] == {
        name: battle.digest() for name, battle in iter_battles(N_RANDOM, "compiled")
    }
    assert answer["ends"] == dict.fromkeys(answer["ends"], "index is out of bounds")
