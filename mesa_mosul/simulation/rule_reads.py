"""What a rule may read, derived from its source and that of the rules it calls.

Columns of the world and parameters are found in the same way: both are named tuples of groups.
"""

import ast
import functools
import inspect
import itertools
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from mesa_mosul.engine.jit import is_compiled, plain_twin
from mesa_mosul.engine.world import STATE_GROUPS, World, column_specs
from mesa_mosul.parameters.registry import Parameters

SIZE_ATTRIBUTES = ("size", "shape")
"""Attributes of a column that say nothing of its values."""


class Layout(NamedTuple):
    """A named tuple of groups, as rules take it.

    root: the name of its class; members: names of the members of each group; classes: the
    class of each group; bare: what belongs to no group.
    """

    root: str
    members: Mapping[str, frozenset[str]]
    classes: Mapping[str, str]
    bare: frozenset[str] = frozenset()


COLUMNS = Layout(
    World.__name__,
    {group: frozenset(column_specs(kind)) for group, kind in STATE_GROUPS.items()},
    {group: kind.__name__ for group, kind in STATE_GROUPS.items()},
    frozenset(World._fields) - STATE_GROUPS.keys(),
)
PARAMETERS = Layout(
    Parameters.__name__,
    {group: frozenset(values._fields) for group, values in Parameters()._asdict().items()},
    {group: type(values).__name__ for group, values in Parameters()._asdict().items()},
)


def resolve(node: ast.expr, aliases: dict[str, str], layout: Layout) -> str:
    """Return what an expression stands for: the root, a group, a dotted name, or nothing."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, "")
    if not isinstance(node, ast.Attribute):
        return ""
    owner = resolve(node.value, aliases, layout)
    if owner == layout.root:
        return node.attr if node.attr in layout.members or node.attr in layout.bare else ""
    return f"{owner}.{node.attr}" if node.attr in layout.members.get(owner, ()) else ""


def find_aliases(rule: ast.FunctionDef, layout: Layout) -> dict[str, str]:
    """Return the names in a rule that stand for the root or for a group."""
    aliases: dict[str, str] = {}
    group_of_class = {name: group for group, name in layout.classes.items()}
    for argument in rule.args.args:
        kind = ast.unparse(argument.annotation) if argument.annotation else ""
        group = layout.root if kind == layout.root else group_of_class.get(kind, "")
        if group:
            aliases[argument.arg] = group
    for statement in ast.walk(rule):
        if isinstance(statement, ast.Assign):
            for target, value in iter_bindings(statement.targets[0], statement.value):
                group = resolve(value, aliases, layout)
                if isinstance(target, ast.Name) and group in layout.members:
                    aliases[target.id] = group
    return aliases


def iter_bindings(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the pairs of name and value of an assignment."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def names_in_source(rule: ast.FunctionDef, layout: Layout) -> set[str]:
    """Return the dotted names whose values a rule's own source may read."""
    aliases, names = find_aliases(rule, layout), set()
    ignored: set[ast.expr] = set()
    for node in ast.walk(rule):
        if isinstance(node, ast.Attribute) and node.attr in SIZE_ATTRIBUTES:
            ignored.add(node.value)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            ignored.add(node.value)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            names.add(resolve(node.target.value, aliases, layout))
    for node in ast.walk(rule):
        if isinstance(node, ast.Attribute) and node not in ignored:
            names.add(resolve(node, aliases, layout))
    return {name for name in names if "." in name}


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
    return frozenset().union(*(names_in_source(source, COLUMNS) for source in sources))


@functools.cache
def parameters_read_by(*rules: Callable[..., Any]) -> frozenset[str]:
    """Return the dotted names of the parameters that rules, or any that they call, may read."""
    called = itertools.chain.from_iterable(map(iter_called_rules, rules))
    sources = (parse_rule(rule) for rule in called)
    return frozenset().union(*(names_in_source(source, PARAMETERS) for source in sources))
