"""Processes that run functions of this package, and nothing of the folder they start in.

They end with the process that started them.
"""

import os
import sys
from pathlib import Path

from mesa_mosul.parameters.errors import PACKAGE_FOLDER

START_FILE = Path(__file__).with_name("isolated_start.py")


def isolated_command(module: str, function: str, *arguments: object) -> list[str]:
    """Return the command that calls a function of a module of this package with some texts."""
    words = (os.getpid(), PACKAGE_FOLDER, module, function, *arguments)
    return [sys.executable, "-u", "-P", str(START_FILE), *map(str, words)]


def isolated_environment() -> dict[str, str]:
    """Return this process's environment without the current folder among Python's paths."""
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    search_path = os.pathsep.join(path for path in paths if path not in ("", os.curdir))
    return os.environ | {"PYTHONPATH": search_path}
