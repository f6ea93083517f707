"""Processes that run functions of this package, and nothing of the folder they start in."""

import os
import sys
import threading
import time
from pathlib import Path

PACKAGE_FOLDER = Path(__file__).parents[1]
START_FILE = Path(__file__).with_name("isolated_start.py")
EXIT_ORPHANED = 3
"""Exit code of a process whose parent is gone."""


def isolated_command(module: str, function: str, *arguments: object) -> list[str]:
    """Return the command that calls a function of a module of this package with some texts."""
    start = [sys.executable, "-u", "-P", str(START_FILE), str(PACKAGE_FOLDER)]
    return [*start, module, function, *map(str, arguments)]


def isolated_environment() -> dict[str, str]:
    """Return this process's environment without the current folder among Python's paths."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    search_path = os.pathsep.join(path for path in paths if path not in ("", os.curdir))
    return os.environ | {"PYTHONPATH": search_path}


def exit_with_parent() -> None:
    """From now on exit as soon as the parent is gone, whatever this process does."""
    watch = threading.Thread(target=watch_parent, args=(os.getppid(),), daemon=True)
    watch.start()


def watch_parent(parent_pid: int) -> None:
    """Exit once the parent is gone."""
    while os.getppid() == parent_pid:
        time.sleep(0.5)
    os._exit(EXIT_ORPHANED)
