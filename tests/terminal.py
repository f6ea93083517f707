"""The command `mosul` as a user meets it: in this process, or in a process of its own."""

import contextlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from mesa_mosul.cli.main import main
from mesa_mosul.inputs.tables import find_seeds_folder

MOSUL = (sys.executable, "-m", "mesa_mosul.cli.main")
HOME = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(HOME)}


class Finished(NamedTuple):
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def call_mosul(*words, at, run=main):
    """Run a command in this process, in a folder; run: what takes its words."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(at),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = run(words)
        except SystemExit as exit_:
            code = exit_.code or 0
    return Finished(code, out.getvalue(), err.getvalue())


def mosul(*words, at, env=ENVIRONMENT, **options):
    """Run a command in a process of its own, in a folder."""
    return subprocess.run(
        [*MOSUL, *words], cwd=at, env=env, text=True, capture_output=True, **options
    )


def names(at):
    """Return the names of the files in a folder."""
    return sorted(path.name for path in at.iterdir())


def spoil_seeds(at, name, old, new):
    """Return a copy of the seeds in which one text is replaced."""
    seeds = shutil.copytree(find_seeds_folder(), at / "spoiled")
    text = (seeds / name).read_text(encoding="utf-8")
    assert old in text
    (seeds / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(seeds)
