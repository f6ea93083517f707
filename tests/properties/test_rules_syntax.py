"""What a rule may contain, so that its plain and its compiled form agree to the last bit."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from mesa_mosul.parameters.errors import PACKAGE_FOLDER

RULE_FILES = sorted((PACKAGE_FOLDER / "rules").glob("*.py"))
COMPILED = ("engine/random_streams.py", "simulation/ledger.py", "simulation/schedule.py")
FILES = [*RULE_FILES, *(PACKAGE_FOLDER / name for name in COMPILED)]
MATHS = {"exp", "log", "sqrt", "floor"}
BUILT_IN = {"int", "float", "bool", "min", "max", "abs", "range", "len"}
DIGITS = {0, 1, 2, 0.5, 0.25, 60, 1000, 1e-9, 1e-12}
PHILOX = {"philox", "uniform"}
"""The functions of random_streams.py whose constants are those of the published generator."""
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def is_rule(node: ast.AST) -> bool:
    names = {ast.unparse(mark) for mark in getattr(node, "decorator_list", ())}
    return isinstance(node, ast.FunctionDef) and "compiled" in names


RULES = [(path, node) for path, tree in TREES.items() for node in tree.body if is_rule(node)]


def iter_body(rule: ast.FunctionDef) -> Iterator[ast.AST]:
    for line in rule.body:
        yield from ast.walk(line)


def wrong_nodes(is_wrong: Callable[[ast.AST], bool]) -> list[str]:
    """Return file, line and text of every node of any rule that is wrong."""
    return [
        describe(path, node)
        for path, rule in RULES
        for node in iter_body(rule)
        if is_wrong(node)
    ]


def describe(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(PACKAGE_FOLDER)}:{node.lineno}: {ast.unparse(node)}"


def test_there_are_rules_to_check():
    assert len(RULES) > 200


def test_every_function_in_rules_is_compiled():
    assert not [
        describe(path, node)
        for path in RULE_FILES
        for node in TREES[path].body
        if isinstance(node, ast.FunctionDef) and not is_rule(node)
    ]


def test_nothing_draws_from_a_generator_that_keeps_a_state():
    banned = {"random", "default_rng", "RandomState", "seed", "shuffle"}
    assert not [
        describe(path, node)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if getattr(node, "id", getattr(node, "attr", "")) in banned
    ]


def test_a_rule_takes_no_powers():
    assert not wrong_nodes(
        lambda node: (
            isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow)
        )
    )


def test_a_rule_uses_no_numpy():
    assert not wrong_nodes(
        lambda node: isinstance(node, ast.Name) and node.id in {"np", "numpy"}
    )


def test_a_rule_knows_four_functions_of_mathematics():
    assert not wrong_nodes(
        lambda node: (
            isinstance(node, ast.Attribute)
            and ast.unparse(node.value) == "math"
            and node.attr not in MATHS
        )
    )


def test_a_rule_calls_no_method():
    assert not wrong_nodes(
        lambda node: (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func.value) != "math"
        )
    )


def test_a_rule_calls_rules_and_eight_built_ins_only():
    wrong = []
    for path, rule in RULES:
        body = TREES[path].body
        imports = [node for node in body if isinstance(node, ast.ImportFrom)]
        callable_names = {alias.name for node in imports for alias in node.names} | BUILT_IN
        callable_names |= {node.name for node in body if is_rule(node)}
        wrong += [
            describe(path, node)
            for node in iter_body(rule)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id not in callable_names
        ]
    assert not wrong


def test_a_rule_neither_raises_nor_catches_nor_asserts():
    banned = (ast.Try, ast.TryStar, ast.Raise, ast.Assert, ast.With, ast.Lambda, ast.Import)
    assert not wrong_nodes(lambda node: isinstance(node, banned))


def test_a_rule_changes_nothing_outside_its_world():
    assert not wrong_nodes(lambda node: isinstance(node, ast.Global | ast.Nonlocal))


def draw_indices(rule: ast.FunctionDef) -> set[ast.AST]:
    """Return the arguments of a rule's draws, among them the numbers of draws."""
    return {
        argument
        for node in ast.walk(rule)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "uniform"
        for argument in node.args
    }


def test_no_number_with_a_meaning_stands_in_a_rule():
    wrong = []
    for path, rule in RULES:
        if path.stem == "random_streams" and rule.name in PHILOX:
            continue
        allowed = draw_indices(rule)
        wrong += [
            describe(path, node)
            for node in iter_body(rule)
            if isinstance(node, ast.Constant)
            and type(node.value) in (int, float)
            and node.value not in DIGITS
            and node not in allowed
        ]
    assert not wrong, "\n".join(
        ("make each a parameter, or a constant above the rules that has a name:", *wrong)
    )
