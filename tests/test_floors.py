"""The floors of the package: a module imports only from its own floor or from below."""

import ast
import functools
import re

import pytest

from mesa_mosul.compiled import PACKAGE

FLOORS = {
    0: r"names|words|glossary|parameters(\..+)?|compiled|columns|scratch|state|addresses"
    r"|window",
    1: r"chance|grid",
    2: r"rules(\..+)?",
    3: r"ledger",
    4: r"tick",
    5: r"rows(\..+)?|tables",
    6: r"drawing|land|city|strength|experiments(\.(draws|hypercubes|designs))?",
    7: r"setting|late|muster|terrain",
    8: r"places|dates|laboratory|build",
    9: r"course|many",
    10: r"outcome|fight|told|telling(_.+)?|chronicle|account|observed|layers|lettering|panels"
    r"|maps|pictures",
    11: r"folder|provenance|lists|odd|analysis(\..+)?|agents|commanders|model|plots(\..+)?",
    12: r"experiments\..+|report(\..+)?",
    13: r"__init__|__main__|arguments(_.+)?|cli(_.+)?|app",
}
LIGHT = r"rows(\..+)?|tables|drawing|land|city|setting|parameters(\..+)?|names"
LIGHT += r"|columns|scratch|state"
"""What reads seeds and draws the map must load where numba is slow or missing."""


def name_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and parts[1:] else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def for_types_only(tree):
    """Return the imports of a module that only a type checker runs."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for line in node.body
    }


@functools.cache
def imported(module, types=True):
    """Return the full names of all that a module imports, wherever it does."""
    found, tree = set(), ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in set(ast.walk(tree)) - (set() if types else for_types_only(tree)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} line {node.lineno}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


@functools.cache
def neighbours(module, types=True):
    """Return the package's modules that a module imports."""
    found = set()
    for name in imported(module, types):
        if name.startswith("mesa_mosul."):
            inside = name.removeprefix("mesa_mosul.")
            found.add(inside if inside in MODULES else inside.rpartition(".")[0])
    return frozenset(found & MODULES.keys())


def floor_of(module):
    return next((floor for floor, names in FLOORS.items() if re.fullmatch(names, module)), None)


def all_below(module):
    """Return all modules that are loaded for the sake of one."""
    found, waiting = set(), [module]
    while waiting:
        for name in neighbours(waiting.pop(), types=False) - found:
            found.add(name)
            waiting.append(name)
    return found


def users_of(library):
    starts = (library, f"{library}.")
    return {
        module
        for module in MODULES
        if any(name == library or name.startswith(starts[1]) for name in imported(module))
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_floor(module):
    assert floor_of(module) is not None, f"{module}: give it a floor in the table"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_nothing_from_above(module):
    floor = floor_of(module) or 0
    above = {name for name in neighbours(module) if (floor_of(name) or 0) > floor}
    assert not above


@pytest.mark.parametrize("module", MODULES)
def test_no_module_imports_itself_by_a_detour(module):
    assert module not in all_below(module)


def test_numba_is_imported_by_what_compiles_only():
    assert users_of("numba") == {"addresses", "compiled"}


def test_mesa_is_imported_by_its_agents_and_its_model_only():
    assert users_of("mesa") <= {"agents", "commanders", "model"}


def test_nobody_imports_pyplot():
    assert not users_of("matplotlib.pyplot")


@pytest.mark.parametrize("module", [name for name in MODULES if re.fullmatch(LIGHT, name)])
def test_seeds_and_map_need_no_compiler(module):
    assert "compiled" not in all_below(module)


def test_importing_the_package_loads_nothing_of_it():
    assert not neighbours("__init__")
