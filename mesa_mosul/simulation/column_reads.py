"""The columns that a rule may read, derived from its source and that of the rules it calls."""

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from mesa_mosul.engine.jit import is_compiled, plain_twin
from mesa_mosul.engine.world import STATE_GROUPS, World, column_specs

WORLD = "world"
GROUP_OF_CLASS = {kind.__name__: group for group, kind in STATE_GROUPS.items()}
COLUMNS = {group: set(column_specs(kind)) for group, kind in STATE_GROUPS.items()}
BARE_COLUMNS = set(World._fields) - STATE_GROUPS.keys()
SIZE_ATTRIBUTES = ("size", "shape")
"""Attributes of a column that say nothing of its values."""


def resolve(node: ast.expr, aliases: dict[str, str]) -> str:
    """Return what an expression stands for: `world`, a group, a dotted column, or nothing."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, "")
    if not isinstance(node, ast.Attribute):
        return ""
    owner = resolve(node.value, aliases)
    if owner == WORLD:
        return node.attr if node.attr in STATE_GROUPS or node.attr in BARE_COLUMNS else ""
    return f"{owner}.{node.attr}" if node.attr in COLUMNS.get(owner, ()) else ""


def find_aliases(rule: ast.FunctionDef) -> dict[str, str]:
    """Return the names in a rule that stand for the world or for a group of columns."""
    aliases: dict[str, str] = {}
    for argument in rule.args.args:
        kind = ast.unparse(argument.annotation) if argument.annotation else ""
        group = WORLD if kind == World.__name__ else GROUP_OF_CLASS.get(kind, "")
        if group:
            aliases[argument.arg] = group
    for statement in ast.walk(rule):
        if isinstance(statement, ast.Assign):
            for target, value in iter_bindings(statement.targets[0], statement.value):
                group = resolve(value, aliases)
                if isinstance(target, ast.Name) and group in STATE_GROUPS:
                    aliases[target.id] = group
    return aliases


def iter_bindings(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the pairs of name and value of an assignment."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def columns_in_source(rule: ast.FunctionDef) -> set[str]:
    """Return the columns whose values a rule's own source may read."""
    aliases, columns = find_aliases(rule), set()
    ignored: set[ast.expr] = set()
    for node in ast.walk(rule):
        if isinstance(node, ast.Attribute) and node.attr in SIZE_ATTRIBUTES:
            ignored.add(node.value)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            ignored.add(node.value)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            columns.add(resolve(node.target.value, aliases))
    for node in ast.walk(rule):
        if isinstance(node, ast.Attribute) and node not in ignored:
            columns.add(resolve(node, aliases))
    return {column for column in columns if "." in column}


def parse_rule(rule: Callable[..., Any]) -> ast.FunctionDef:
    """Return the syntax tree of a rule's function."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(plain_twin(rule))))
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef))


def iter_called_rules(rule: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield a rule and every compiled rule that it calls, directly or not, each once."""
    waiting, visited = [rule], set()
    while waiting:
        current = waiting.pop()
        if current in visited:
            continue
        visited.add(current)
        yield current
        function = getattr(current, "py_func", current)
        names = (function.__globals__.get(name) for name in function.__code__.co_names)
        waiting += [value for value in names if value is not None and is_compiled(value)]


@functools.cache
def columns_read_by(rule: Callable[..., Any]) -> frozenset[str]:
    """Return the dotted names of the columns that a rule, or one that it calls, may read."""
    sources = (parse_rule(called) for called in iter_called_rules(rule))
    return frozenset().union(*(columns_in_source(source) for source in sources))
