"""Windows is refused in a sentence, by commands and by the library, and nothing is written."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[2]
REFUSAL = "mesa_mosul runs on Linux and macOS; on Windows, install it in WSL"
AS_ON_WINDOWS = """
import os, shutil, signal, subprocess, sys, tempfile
import filelock, matplotlib.figure, mesa, numba, pandas, pyarrow.parquet, tqdm
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
del os.getuid, os.sched_getaffinity, os.sysconf, signal.SIGHUP
sys.platform = "win32"
"""
"""What the library needs is loaded first, as it is made for the system that there is."""
COMMANDS = (
    *("run reported --days 1 --out made", "sweep peshmerga --trial --out made", "warm"),
    *("status made", "report made", "film made 0a", "retry made", "bench", "verify"),
)
USES = (
    *("import mesa_mosul as mm; mm.run", "import mesa_mosul as mm; mm.read_results"),
    *("import mesa_mosul.mesa_layer.model", "import mesa_mosul.single_run.film"),
)


def run_code(code, folder):
    own = {"cwd": folder, "env": os.environ | {"PYTHONPATH": str(HOME)}}
    words = [sys.executable, "-c", AS_ON_WINDOWS + code]
    return subprocess.run(words, capture_output=True, text=True, **own)


def test_commands_refuse_windows_in_a_sentence(tmp_path):
    start = "from mesa_mosul.cli.main import main\nprint([main(one.split()) for one in {}])"
    ended = run_code(start.format(COMMANDS), tmp_path)
    assert ended.stderr.splitlines() == [f"mosul: {REFUSAL}"] * len(COMMANDS)
    assert ended.stdout == f"{[2] * len(COMMANDS)}\n"
    assert os.listdir(tmp_path) == []


def test_the_library_refuses_windows_in_the_same_words(tmp_path):
    start = "for one in {}:\n    try: exec(one)\n    except ValueError as fault: print(fault)"
    ended = run_code(start.format(USES), tmp_path)
    assert (ended.stderr, ended.stdout.splitlines()) == ("", [REFUSAL] * len(USES))
