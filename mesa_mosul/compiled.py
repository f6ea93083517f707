"""The one decorator that compiles a rule, and the way back to its plain twin."""

import ast
import hashlib
import os
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba import njit

config: Any = numba.core.config
PACKAGE = Path(__file__).parent
RULES = (
    "compiled.py",
    "names.py",
    "columns.py",
    "scratch.py",
    "state.py",
    "addresses.py",
    "chance.py",
    "grid.py",
    "rules/*.py",
    "ledger.py",
    "tick.py",
)
MODEL = (*RULES, "parameters/*.py")
"""What compiled code depends on, and what a run depends on besides its scenario and seeds."""


def without_docstrings(text: str) -> str:
    """Return the syntax tree of a source as text, so that words about it do not count."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [line for line in body if not is_docstring(line)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.dump(tree)


def is_docstring(line: ast.stmt) -> bool:
    """Tell whether a statement is nothing but a string."""
    return (
        isinstance(line, ast.Expr)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
    )


def digest_of_sources(patterns: tuple[str, ...] = MODEL) -> str:
    """Return a hash of what the rules say, whatever their docstrings say."""
    found = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(PACKAGE.glob(pattern)):
            found.update(path.relative_to(PACKAGE).as_posix().encode())
            found.update(without_docstrings(path.read_text(encoding="utf-8")).encode())
    return found.hexdigest()


def cache_folder() -> Path:
    """Return this user's folder for compiled rules, made for the owner's eyes only.

    numba does not notice an edited helper in another file, and keeps code compiled without
    bounds checks when they are asked for: both belong in the folder's name.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    versions = (numba.__version__, np.__version__, str(config.BOUNDSCHECK))
    key = hashlib.sha256("".join((digest_of_sources(RULES), *versions)).encode()).hexdigest()[
        :16
    ]
    folder = home / "mesa_mosul" / key
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


CACHE = cache_folder()
HOW: Any = {"cache": True, "_nrt": False}


def is_kept() -> bool:
    """Tell whether this user's cache holds the compiled rules."""
    return any(CACHE.rglob("*live_many*.nbi"))


def compiled[Rule: Callable](rule: Rule) -> Rule:
    """Compile a rule; its plain twin stays at `plain(rule)`.

    Rules allocate nothing, so they are compiled without counting who still uses an array:
    counting took six sevenths of the time.
    """
    before, config.CACHE_DIR = config.CACHE_DIR, str(CACHE)
    try:
        return njit(rule, **HOW)  # type: ignore[return-value]
    finally:
        config.CACHE_DIR = before


def is_compiled(thing: object) -> bool:
    """Tell whether a name in a rule stands for another compiled rule."""
    return hasattr(thing, "py_func")


_twins: dict[object, Callable] = {}


def plain(rule: Callable) -> Callable:
    """Return the plain twin of a rule, in which every rule it calls is plain too."""
    if not is_compiled(rule):
        return rule
    if rule not in _twins:
        source = rule.py_func  # type: ignore[attr-defined]
        names = dict(source.__globals__)
        twin = types.FunctionType(source.__code__, names, source.__name__)
        _twins[rule] = twin
        for name in source.__code__.co_names:
            if is_compiled(names.get(name)):
                names[name] = plain(names[name])
    return _twins[rule]
