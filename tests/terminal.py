"""The command `mosul` as a user meets it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

MOSUL = (sys.executable, "-m", "mesa_mosul.cli")
HOME = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(HOME)}


def mosul(*words, at, **more):
    return subprocess.run(
        [*MOSUL, *words], cwd=at, env=ENVIRONMENT, text=True, capture_output=True, **more
    )


def names(at):
    return sorted(path.name for path in at.iterdir())
