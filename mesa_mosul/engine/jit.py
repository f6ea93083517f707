"""The decorator that compiles a rule, the cache of compiled rules, and their plain twins."""

import ast
import hashlib
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numba
import numpy as np

from mesa_mosul.engine.compile_cache import describe_processor, find_cache_home
from mesa_mosul.engine.compiled_rule import CompiledRule, numba_config

PACKAGE_FOLDER = Path(__file__).parents[1]
COMPILED_SOURCES = (
    "engine/*.py",
    "rules/*.py",
    "simulation/ledger.py",
    "simulation/schedule.py",
)
MODEL_SOURCES = (*COMPILED_SOURCES, "parameters/*.py")
"""What compiled code depends on, and what a run depends on besides its scenario and seeds.

No file whose name begins with an underscore counts: such files are templates.
"""


def strip_docstrings(source: str) -> str:
    """Return the syntax tree of a source as text, without its docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            statements = [line for line in body if not is_docstring(line)]
            node.body = statements or [ast.Pass()]  # type: ignore[attr-defined]
    return dump_syntax(tree)


def dump_syntax(node: Any) -> str:
    """Return a syntax tree as text that is the same for every version of Python.

    `ast.dump` writes empty fields or leaves them out, depending on the version.
    """
    if isinstance(node, list):
        return f"[{', '.join(map(dump_syntax, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [(name, value) for name, value in ast.iter_fields(node) if value not in (None, [])]
    return f"{type(node).__name__}({', '.join(f'{k}={dump_syntax(v)}' for k, v in fields)})"


def is_docstring(statement: ast.stmt) -> bool:
    """Return whether a statement is nothing but a string."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def digest_of_sources(patterns: tuple[str, ...] = MODEL_SOURCES) -> str:
    """Return a hash of sources that does not depend on comments, docstrings or formatting.

    patterns: globs relative to the package.
    """
    digest = hashlib.sha256()
    for path in source_files(patterns):
        digest.update(path.relative_to(PACKAGE_FOLDER).as_posix().encode())
        digest.update(strip_docstrings(path.read_text(encoding="utf-8")).encode())
    return digest.hexdigest()


def source_files(patterns: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files of some globs relative to the package, in an order of their own."""
    for pattern in patterns:
        for path in sorted(PACKAGE_FOLDER.glob(pattern)):
            if path.name == "__init__.py" or not path.name.startswith("_"):
                yield path


def cache_folder() -> Path:
    """Return this user's folder for compiled rules, which need not exist.

    numba notices neither an edited helper in another file nor that bounds checks are now asked
    for, and keeps code for several kinds of processor and versions of Python side by side: the
    folder's name therefore depends on all of them. Of sources it is the bytes that count, which
    takes a fortieth of the time that their syntax takes.
    """
    versions = (numba.__version__, np.__version__, str(numba_config.BOUNDSCHECK))
    machine = (str(sys.implementation.cache_tag), describe_processor())
    key = hashlib.sha256("".join((*versions, *machine)).encode())
    for path in source_files(COMPILED_SOURCES):
        key.update(path.read_bytes())
    return find_cache_home() / "mesa_mosul" / key.hexdigest()[:16]


CACHE_FOLDER = cache_folder()


def are_cached(rules: Mapping[Any, tuple[Any, ...]]) -> bool:
    """Return whether this user's cache holds some rules for the numba types of arguments."""
    return all(rule.is_stored(kinds) for rule, kinds in rules.items())


def compiled[Rule: Callable[..., Any]](rule: Rule) -> Rule:
    """Compile a rule when it is first called; `plain_twin(rule)` is its uncompiled form.

    With NUMBA_DISABLE_JIT set, rules stay as they are.
    """
    if numba_config.DISABLE_JIT:
        return rule
    return CompiledRule(rule, str(CACHE_FOLDER))  # type: ignore[return-value]


def is_compiled(value: object) -> bool:
    """Return whether a value is a compiled rule."""
    return hasattr(value, "py_func")


_plain_twins: dict[object, Callable[..., Any]] = {}


def plain_twin(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return the uncompiled form of a rule, which calls uncompiled rules only."""
    if not is_compiled(rule):
        return rule
    if rule not in _plain_twins:
        source = rule.py_func  # type: ignore[attr-defined]
        names = dict(source.__globals__)
        twin = types.FunctionType(source.__code__, names, source.__name__)
        _plain_twins[rule] = twin
        for name in source.__code__.co_names:
            if is_compiled(names.get(name)):
                names[name] = plain_twin(names[name])
    return _plain_twins[rule]
