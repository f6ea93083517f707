"""A researcher's own functions, named MODULE:FUNCTION: rules and outcomes in files of theirs.

Nothing that such a file does can replace a module of this package or of Python: files are
loaded under names of their own, and folders are searched by other imports last.
"""

import ast
import contextlib
import hashlib
import importlib
import importlib.util
import inspect
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from mesa_mosul.parameters.errors import MosulError

MODULE_PREFIX = "mesa_mosul_custom_code."
"""Beginning of the names under which files are loaded."""
SCRIPT = "__main__"
"""The module of functions that a script or a notebook defines."""
PLAIN_TYPES = (bool, int, float, str, tuple, list, dict, set, type(None))
"""Types of values of a script whose text says what they are."""
loaded_files: dict[Path, dict[str, str]] = {}
"""The texts of each file that is loaded and of its helpers: edited ones are loaded anew."""
script_functions: dict[str, Callable[..., Any]] = {}
"""Functions of a script, a notebook or a function, by MODULE:FUNCTION; known here alone."""


class CustomCodeError(MosulError):
    """A function of a researcher's own that cannot be found, loaded or called."""


def current_folder() -> list[str]:
    """Return the current folder; an empty list if it has been deleted."""
    try:
        return [str(Path.cwd())]
    except OSError:
        return []


def name_function(function: Callable[..., Any]) -> str:
    """Return MODULE:FUNCTION of a function, by which it is loaded again.

    Raises CustomCodeError for one that is not at the top of its module.
    """
    name = getattr(function, "__qualname__", type(function).__name__ + "()")
    module = str(getattr(function, "__module__", "")).removeprefix(MODULE_PREFIX)
    if not name.isidentifier():
        raise CustomCodeError(
            f"'{name}' cannot be loaded by its name: define it by def, at the top of a file"
        )
    loaded = getattr(sys.modules.get(function.__module__), name, None)
    if module == SCRIPT or loaded is not function:
        script_functions[f"{module}:{name}"] = function
    return f"{module}:{name}"


def load_function(name: str, folders: Sequence[str] = ()) -> Callable[..., Any]:
    """Return a function by MODULE:FUNCTION.

    folders: where its file is looked for; none: the current folder. Raises CustomCodeError if
    there is no such function.
    """
    module_name, _, function_name = name.partition(":")
    if module_name == SCRIPT or name in script_functions:
        return load_script_function(name)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            function: Callable[..., Any] = getattr(
                load_module(module_name, folders or current_folder()), function_name
            )
    except SystemExit as error:
        raise CustomCodeError(
            f"'{name}': {module_name} exits when it is loaded: {error}"
        ) from error
    except Exception as error:
        kind = "" if isinstance(error, ImportError | AttributeError) else type(error).__name__
        raise CustomCodeError(
            f"'{name}' is no MODULE:FUNCTION that can be loaded:"
            f" {kind + ': ' if kind else ''}{error}{describe_place(error)}"
        ) from error
    if not callable(function):
        raise CustomCodeError(f"'{name}' is a {type(function).__name__}, not a function")
    return function


def load_script_function(name: str) -> Callable[..., Any]:
    """Return a function of a script or notebook, which this process alone has."""
    if name not in script_functions:
        function = name.partition(":")[2]
        raise CustomCodeError(
            f"'{name}' is defined in a script or notebook, which no other process can load: put"
            f' {function} into a file such as own_code.py and write "own_code:{function}", or'
            " run with workers=0"
        )
    return script_functions[name]


def load_module(name: str, folders: Sequence[str]) -> ModuleType:
    """Return a module by its file in one of the folders, or an installed one.

    What a file imports is looked for in the folders last.
    """
    sys.path.extend(folder for folder in folders if folder not in sys.path)
    for folder in folders:
        path = Path(folder) / f"{name}.py"
        if "." not in name and path.is_file():
            return load_file(path)
    return importlib.import_module(name)


def load_file(path: Path) -> ModuleType:
    """Return the module of a file, loaded anew if it or a module beside it has changed."""
    name, texts = f"{MODULE_PREFIX}{path.stem}", {path.stem: path.read_text(encoding="utf-8")}
    add_helpers(texts, texts[path.stem], path.parent)
    loaded = sys.modules.get(name)
    if loaded and loaded.__file__ == str(path) and loaded_files.get(path) == texts:
        return loaded
    for helper in texts:
        if getattr(sys.modules.get(helper), "__file__", "") == str(
            path.parent / f"{helper}.py"
        ):
            del sys.modules[helper]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    loaded_files[path] = texts
    return module


def sources_of(name: str, function: Callable[..., Any]) -> dict[str, str]:
    """Return the text of the file that holds a function, and of those beside it that it needs.

    By module. Of a function in a notebook or script: its own text, that of functions there
    which it calls, and the values there that it reads. name: what an error calls it. Raises
    CustomCodeError if there is no source.
    """
    plain = inspect.unwrap(getattr(function, "py_func", function))
    module = name.partition(":")[0]
    try:
        if plain.__module__ == SCRIPT:
            return {SCRIPT: script_source(plain)}
        file = Path(inspect.getsourcefile(plain) or "")
        texts = {module: file.read_text(encoding="utf-8")}
    except (AttributeError, OSError, TypeError, ValueError) as error:
        raise CustomCodeError(f"'{name}' is in no Python file: {error}") from error
    if plain.__module__.startswith(MODULE_PREFIX):
        add_helpers(texts, texts[module], file.parent)
    return texts


def script_source(function: Callable[..., Any], seen: tuple[str, ...] = ()) -> str:
    """Return the text of a script's function, and of what it reads there by name."""
    parts = [inspect.getsource(function)]
    code, values = function.__code__, function.__globals__
    for name in code.co_names:
        value = values.get(name)
        if inspect.isfunction(value) and value.__module__ == SCRIPT and name not in seen:
            parts.append(script_source(value, (*seen, name)))
        elif isinstance(value, PLAIN_TYPES):
            parts.append(f"{name} = {value!r}")
    cells = function.__closure__ or ()
    for name, cell in zip(code.co_freevars, cells, strict=True):
        parts.append(f"{name} = {cell.cell_contents!r}")
    return "\n".join(parts)


def add_helpers(texts: dict[str, str], source: str, folder: Path) -> None:
    """Add the text of each module beside a file that it imports, and of those that they do."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            path = folder / f"{name}.py"
            if name not in texts and path.is_file():
                texts[name] = path.read_text(encoding="utf-8")
                add_helpers(texts, texts[name], folder)


def digest_of_source(name: str, function: Callable[..., Any]) -> str:
    """Return a hash of the sources of a function, as `sources_of` returns them."""
    texts = sources_of(name, function)
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


def describe_place(error: BaseException, caller: str = "") -> str:
    """Return the last line of the file that `caller` called, or the line that raised."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__ and not frame.filename.startswith("<frozen")
    ]
    names = [frame.name for frame in frames]
    if caller in names[:-1]:
        own = frames[names.index(caller) + 1].filename
        last = [frame for frame in frames if frame.filename == own][-1]
    elif frames:
        last = frames[-1]
    else:
        return ""
    return f" ({Path(last.filename).name} line {last.lineno})"
