"""The decorator that compiles a rule, the cache of compiled rules, and their plain twins."""

import hashlib
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numba
import numpy as np

from mesa_mosul.engine.compile_cache import describe_processor
from mesa_mosul.engine.compiled_rule import CompiledRule, numba_config
from mesa_mosul.engine.private_folder import find_cache_home
from mesa_mosul.engine.source_digest import COMPILED_SOURCES, source_files


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
