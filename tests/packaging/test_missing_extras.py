"""What needs an extra that is not installed says in a line which it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
WITHOUT = "import sys; sys.modules[sys.argv[1]] = None; from mesa_mosul.cli.main import main"
NOWHERE = "tcp://127.0.0.1:1"


@pytest.mark.parametrize(
    ("library", "extra", "words"),
    [
        ("sklearn.linear_model", "analysis", "calibrate --small --out made"),
        ("scoringrules", "analysis", "history"),
        ("solara", "view", "view --no-browser --port 0"),
        ("distributed", "cluster", f"sweep peshmerga --trial --cluster {NOWHERE} --out made"),
    ],
)
def test_the_missing_extra_is_named(library, extra, words, tmp_path):
    program = (sys.executable, "-c", f"{WITHOUT}; sys.exit(main(sys.argv[2:]))", library)
    own = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(HOME)}}
    ended = subprocess.run((*program, *words.split()), capture_output=True, text=True, **own)
    assert ended.returncode == 2
    assert f"pip install 'mesa-mosul[{extra}]'" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
