"""What a rule may say, so that its plain and its compiled form agree to the last bit."""

import ast

import pytest

from mesa_mosul.compiled import PACKAGE

FILES = sorted((PACKAGE / "rules").glob("*.py"))
FILES += [PACKAGE / name for name in ("chance.py", "grid.py", "ledger.py", "tick.py")]
MATHS = {"exp", "log", "sqrt", "floor"}
BUILT_IN = {"int", "float", "bool", "min", "max", "abs", "range", "len"}
DIGITS = {0, 1, 2, 0.5, 0.25, 60, 1000, 1e-9, 1e-12}
PHILOX = {"philox", "uniform"}
"""The functions of chance.py whose constants are those of the published generator."""


def is_rule(node):
    names = {ast.unparse(mark) for mark in getattr(node, "decorator_list", ())}
    return isinstance(node, ast.FunctionDef) and "compiled" in names


def rules():
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if is_rule(node):
                yield pytest.param(path, node, id=f"{path.stem}.{node.name}")


every_rule = pytest.mark.parametrize(("path", "rule"), list(rules()))


def found(path, rule, is_wrong):
    """Return file, line and text of every node of a rule that is wrong."""
    where = path.relative_to(PACKAGE)
    return [
        f"{where}:{node.lineno}: {ast.unparse(node)}"
        for line in rule.body
        for node in ast.walk(line)
        if is_wrong(node)
    ]


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "rules"])
def test_every_function_in_rules_is_compiled(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert [node.name for node in body if isinstance(node, ast.FunctionDef)] == [
        node.name for node in body if is_rule(node)
    ]


@pytest.mark.parametrize("path", FILES)
def test_nothing_draws_luck_from_a_stream(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"random", "default_rng", "RandomState", "seed", "shuffle"}


@every_rule
def test_a_rule_takes_no_powers(path, rule):
    assert not found(path, rule, lambda node: isinstance(node, ast.Pow))


@every_rule
def test_a_rule_uses_no_numpy(path, rule):
    assert not found(
        path, rule, lambda node: isinstance(node, ast.Name) and node.id in {"np", "numpy"}
    )


@every_rule
def test_a_rule_knows_four_functions_of_mathematics(path, rule):
    def is_wrong(node):
        of_math = isinstance(node, ast.Attribute) and ast.unparse(node.value) == "math"
        return of_math and node.attr not in MATHS

    assert not found(path, rule, is_wrong)


@every_rule
def test_a_rule_calls_no_method(path, rule):
    def is_wrong(node):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        return called and ast.unparse(node.func.value) != "math"

    assert not found(path, rule, is_wrong)


@every_rule
def test_a_rule_calls_rules_and_eight_built_ins_only(path, rule):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom)
             for alias in node.names}  # fmt: skip
    known |= {node.name for node in tree.body if is_rule(node)} | BUILT_IN

    def is_wrong(node):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return called and node.func.id not in known

    assert not found(path, rule, is_wrong)


@every_rule
def test_a_rule_neither_raises_nor_catches_nor_asserts(path, rule):
    banned = (ast.Try, ast.TryStar, ast.Raise, ast.Assert, ast.With, ast.Lambda, ast.Import)
    assert not found(path, rule, lambda node: isinstance(node, banned))


@every_rule
def test_a_rule_changes_nothing_outside_its_world(path, rule):
    assert not found(path, rule, lambda node: isinstance(node, ast.Global | ast.Nonlocal))


@every_rule
def test_no_number_with_a_meaning_stands_in_a_rule(path, rule):
    numbers_of_draws = {
        digit
        for line in ast.walk(rule)
        if isinstance(line, ast.Call) and ast.unparse(line.func) == "uniform"
        for digit in line.args
    }

    def is_wrong(node):
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        a_column = path.stem == "ledger" and number and node.value in range(10)
        return number and not (node.value in DIGITS or a_column or node in numbers_of_draws)

    if path.stem == "chance" and rule.name in PHILOX:
        pytest.skip("its constants are those of the published generator")
    assert not found(path, rule, is_wrong)
