"""Names: no withdrawn word, a function name in one module only, every function typed."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

from mesa_mosul.parameters.errors import PACKAGE_FOLDER

WITHDRAWN = {
    *("luck", "lot", "toll", "bell", "nerve", "zeal", "boldness", "quarter", "quarters"),
    *("told", "said", "bench", "haste", "squad", "muster", "duel"),
}
"""Words that no longer are a part of any function, class, parameter, attribute or constant."""
WITHDRAWN_LOCALS = {
    "told",
    "said",
    "came_to",
    "luck",
    "lot",
    "found",
    "kept",
    "lived",
    "fought",
}
"""Words that no longer name a local variable."""
KEPT = {"duel": "an engagement of the laboratory, and its parameters", "Duel": "their class"}
"""Identifiers that hold a withdrawn word, and why they are right."""
SHARED_FUNCTIONS = {"main": "each module that runs as a command has one"}
"""Functions that more than one module defines, and why."""

TREES = {
    path.relative_to(PACKAGE_FOLDER): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE_FOLDER.rglob("*.py"))
}
NODES = {path: list(ast.walk(tree)) for path, tree in TREES.items()}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def iter_nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path, nodes in NODES.items():
        for node in nodes:
            yield path, node


def identifiers_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of what a module declares, but for locals of its functions."""
    for node in ast.walk(tree):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                yield from ((line, name) for line, name in assigned_names(statement))


def assigned_names(statement: ast.stmt) -> Iterator[tuple[int, str]]:
    """Yield line and name of the variables that one statement binds."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.lineno, node.id


def test_no_withdrawn_word_is_part_of_an_identifier():
    wrong = [
        f"{path}:{line}: {name}"
        for path, tree in TREES.items()
        for line, name in identifiers_of(tree)
        if name not in KEPT and WITHDRAWN & set(name.lower().split("_"))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_withdrawn_word_names_a_file():
    stems = [path.stem for path in TREES]
    assert not [stem for stem in stems if stem not in KEPT and WITHDRAWN & {*stem.split("_")}]


def test_no_withdrawn_word_names_a_local():
    wrong = [
        f"{path}:{node.lineno}: {node.id}"
        for path, node in iter_nodes()
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Store)
        and node.id in WITHDRAWN_LOCALS
    ]
    assert not wrong, "\n".join(wrong)


def test_a_function_name_stands_in_one_module_only():
    defined = sorted(
        (node.name, str(path))
        for path, tree in TREES.items()
        for node in tree.body
        if isinstance(node, FUNCTIONS)
    )
    homes = {
        name: [path for _, path in pairs]
        for name, pairs in itertools.groupby(defined, key=lambda pair: pair[0])
    }
    repeated = {name: paths for name, paths in homes.items() if len(paths) > 1}
    assert len(SHARED_FUNCTIONS) <= 10
    assert repeated.keys() == SHARED_FUNCTIONS.keys(), "\n".join(map(str, repeated.items()))


def test_every_function_is_typed():
    untyped = []
    for path, node in iter_nodes():
        if not isinstance(node, FUNCTIONS):
            continue
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        arguments += [arg for arg in (node.args.vararg, node.args.kwarg) if arg is not None]
        bare = [arg.arg for arg in arguments if arg.annotation is None]
        if node.returns is None or not {*bare} <= {"self", "cls"}:
            untyped.append(f"{path}:{node.lineno}: {node.name}({', '.join(bare)})")
    assert not untyped, "\n".join(untyped)
