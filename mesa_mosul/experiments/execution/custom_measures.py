"""A researcher's own outcomes: functions in files beside the experiment, and what they return.

Nothing that such a file does can replace a module of this package or of Python: files are
loaded under names of their own, and folders are searched by other imports last.
"""

import contextlib
import copy
import hashlib
import importlib
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from mesa_mosul.parameters.errors import MosulError

MODULE_PREFIX = "mesa_mosul_custom_measures."
"""Beginning of the names under which files of measures are loaded."""
CALLER = "call_measure"
"""The function below that calls a measure, by whose frame a measure's lines are found."""
search_folders: list[str] = []
"""Where files of measures are looked for."""
loaded_files: dict[Path, tuple[int, int]] = {}
"""Time and size of each file that is loaded, so that an edited one is loaded anew."""

Measure = Callable[[dict[str, Any], pd.DataFrame], dict[str, Any]]


class OutcomeError(MosulError):
    """An outcome that no run has, or that does not fit its use."""


def current_folder() -> list[str]:
    """Return the current folder; an empty list if it has been deleted."""
    try:
        return [str(Path.cwd())]
    except OSError:
        return []


def use_measure_folders(folders: Iterable[str]) -> None:
    """Look for own outcomes in these folders, and for what they import there last."""
    search_folders[:] = folders
    sys.path.extend(folder for folder in search_folders if folder not in sys.path)


def load_measure(name: str) -> Measure:
    """Return a custom outcome, a function of outcome and daily table, as MODULE:FUNCTION.

    Raises OutcomeError if there is none.
    """
    module_name, _, function = name.partition(":")
    if module_name == "__main__":
        raise OutcomeError(
            f"'{name}': workers have no functions of a script or notebook: put {function}"
            f' into a file such as own_measures.py and write "own_measures:{function}"'
        )
    try:
        with contextlib.redirect_stdout(sys.stderr):
            measure = getattr(load_module(module_name), function)
    except SystemExit as error:
        raise OutcomeError(
            f"'{name}': {module_name} exits when it is loaded: {error}"
        ) from error
    except Exception as error:
        where = describe_place(error, CALLER)
        kind = "" if isinstance(error, ImportError | AttributeError) else type(error).__name__
        raise OutcomeError(
            f"'{name}' is no MODULE:FUNCTION that can be loaded:"
            f" {kind + ': ' if kind else ''}{error}{where}"
        ) from error
    if not callable(measure):
        raise OutcomeError(f"'{name}' is a {type(measure).__name__}, not a function")
    return measure


def load_module(name: str) -> ModuleType:
    """Return a module by its file in one of the folders, or an installed one."""
    for folder in search_folders:
        path = Path(folder) / f"{name}.py"
        if "." not in name and path.is_file():
            return load_file(path)
    return importlib.import_module(name)


def load_file(path: Path) -> ModuleType:
    """Return the module of a file, loaded anew if the file has changed."""
    stat, name = path.stat(), f"{MODULE_PREFIX}{path.stem}"
    stamp, loaded = (stat.st_mtime_ns, stat.st_size), sys.modules.get(name)
    if loaded and loaded.__file__ == str(path) and loaded_files.get(path) == stamp:
        return loaded
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    loaded_files[path] = stamp
    return module


def digest_of_measure(name: str) -> str:
    """Return a hash of the file that holds a custom outcome.

    Raises OutcomeError if there is none.
    """
    function = load_measure(name)
    try:
        source = inspect.getsource(sys.modules[function.__module__])
    except (AttributeError, KeyError, OSError, TypeError) as error:
        raise OutcomeError(f"'{name}' is in no Python file: {error}") from error
    return hashlib.sha256(source.encode()).hexdigest()


def call_measure(name: str, outcome: dict[str, Any], daily: pd.DataFrame) -> object:
    """Return what a custom outcome returns of copies; what it prints is no output of ours."""
    measure = load_measure(name)
    with contextlib.redirect_stdout(sys.stderr):
        return measure(copy.deepcopy(outcome), daily.copy())


def describe_place(error: BaseException, caller: str = CALLER) -> str:
    """Return the last line of a measure that an error passed, or the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    names = [frame.name for frame in frames]
    if caller in names[:-1]:
        own = frames[names.index(caller) + 1].filename
        last = [frame for frame in frames if frame.filename == own][-1]
    elif frames:
        last = frames[-1]
    else:
        return ""
    return f" ({Path(last.filename).name} line {last.lineno})"
