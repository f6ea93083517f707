"""What an experiment's mistake is called: the key, its value, and what would be right."""

import functools
import inspect
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from mesa_mosul.experiments.execution.run_outputs import suggest_names
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.parameters.registry import current_name, parameters

REPLICATION_MODES = ("number", "stopping_rule")
"""The two forms of replications, which pydantic puts into the location of an error."""
EXPECTATIONS = {
    "int": "it takes an integer",
    "float": "it takes a number",
    "bool": "it takes true or false",
    "string": "it takes a text",
    "date": "it takes a date such as 2016-12-31",
    "dict": "it takes a table of names and values",
    "list": "it takes a list",
    "model": "it takes a table of names and values",
    "too": "it takes at least one",
}
"""What a key takes, by the first word of pydantic's kind of error."""
UNION_EXPECTATIONS = {
    "primary": "it takes a name, or a level as [levers] has it",
    "labels": "it takes a text with {} for the value, or a list with a label for each level",
}
"""What tables take whose values are of several types."""
BOUNDS = {
    "greater_than_equal": "it takes {ge} or more",
    "greater_than": "it takes more than {gt}",
    "less_than": "it takes less than {lt}",
    "less_than_equal": "it takes {le:,} or less",
    "string_too_short": "it takes a text that is not empty",
}


UNWRITABLE = ("Cc", "Cs", "Zl", "Zp")
"""Categories of characters that no name may hold: controls, halves of pairs, line breaks."""
MAX_NAME_BYTES = 200


class ExperimentError(MosulError):
    """An experiment that cannot be read or makes no sense."""


def check_name(name: str) -> str:
    """Return an experiment's name, which names the folder of its results as well.

    Raises ExperimentError for one that no single folder can have.
    """
    is_path = name in (".", "..") or "/" in name or "\\" in name
    if is_path or any(unicodedata.category(sign) in UNWRITABLE for sign in name):
        raise ExperimentError(
            f"name is {name!r}: it names the folder of the results, and takes a text without"
            " slashes and line breaks"
        )
    if name != name.strip() or len(name.encode()) > MAX_NAME_BYTES:
        raise ExperimentError(
            f"name is {name!r}: it names the folder of the results, and takes at most"
            f" {MAX_NAME_BYTES} bytes without spaces around them"
        )
    return name


def check_text(text: str) -> str:
    """Return a text that a file can hold; raises ValueError for half of a surrogate pair."""
    if any(unicodedata.category(sign) == "Cs" for sign in text):
        raise ValueError("it holds half of a character (a lone surrogate)")
    return text


def check_quoted_values(values: Mapping[str, Any], path: str = "") -> None:
    """Raise ExperimentError for a parameter's name that TOML takes for tables in tables."""
    for key, value in values.items():
        name = f"{path}.{key}"
        if path and current_name(name) in parameters():
            raise ExperimentError(
                f'put quotes around "{name}": without them TOML takes its dot for a table'
            )
        if isinstance(value, Mapping):
            check_quoted_values(value, key)


def unknown_key_message(name: str, known: Iterable[str], place: str = "") -> str:
    """Return what is wrong with a key that there is not, with the nearest that there is."""
    keys = list(known)
    hint = suggest_names(name, keys) or f" (there are: {', '.join(keys)})"
    return f"no key '{name}'{place}{hint}"


def check_keywords[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Make a function answer an unknown keyword with the nearest one; a decorator."""
    keywords = [name for name in inspect.signature(function).parameters if name != "self"]

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs:
            if name not in keywords:
                raise ExperimentError(unknown_key_message(name, keywords))
        return function(*args, **kwargs)

    return checked


def format_first_error(
    error: ValidationError, keys: Mapping[tuple[str, ...], Iterable[str]]
) -> str:
    """Return the first mistake in words; keys: by the path of the table that takes them."""
    first = error.errors()[0]
    kind, value, path = first["type"], first["input"], tuple(map(str, first["loc"]))
    if path[1:2] and path[0] == "replications" and path[1] in REPLICATION_MODES:
        path = path[:1] + path[2:]
    place = f" in {'.'.join(path[:-1])}" if path[1:] else ""
    if path[0] == "constants" and path[1:]:
        return f"constants: {path[1]} is {value!r}: it takes a number, true or false"
    if kind == "value_error":
        text = str(first["ctx"]["error"])
        return text if text.startswith(path[-1]) else f"{'.'.join(path)}: {text}"
    if kind == "extra_forbidden":
        return unknown_key_message(path[-1], keys.get(path[:-1], ()), place)
    if kind == "missing":
        return f"'{path[-1]}' is missing{place}"
    if path[0] in UNION_EXPECTATIONS and path[1:] and path[1] != "smallest_effect":
        name = path[2] if path[1] == "base" and path[2:] else path[1]
        return f"{path[0]}: {name} is {value!r}: {UNION_EXPECTATIONS[path[0]]}"
    if callable(value):
        return (
            f"{path[0]} takes names, not a function: put the function into a file such as"
            f' own_measures.py and write "own_measures:{getattr(value, "__name__", "NAME")}"'
        )
    if kind == "list_type" and isinstance(value, str):
        alternative = f' or base = "{value}"' if path == ("scenarios",) else ""
        return f'{path[-1]} is {value!r}: write {path[-1]} = ["{value}"]{alternative}'
    expected = BOUNDS.get(kind, "") or EXPECTATIONS.get(kind.partition("_")[0], first["msg"])
    return f"{'.'.join(path)} is {value!r}: {expected.format(**first.get('ctx', {}))}"
