"""The rooms of the package: each imports only from the rooms that its line names."""

import ast
import functools

from mesa_mosul.parameters.errors import PACKAGE_FOLDER

ROOMS = {
    "__init__": (),
    "formatting": (),
    "parameters": (),
    "engine": ("parameters",),
    "inputs": ("engine", "parameters"),
    "rules": ("engine", "parameters"),
    "analysis": ("formatting", "parameters"),
    "initialization": ("engine", "inputs", "parameters", "rules"),
    "simulation": ("engine", "initialization", "inputs", "parameters", "rules"),
    "plots": (
        "formatting",
        "analysis",
        "engine",
        "initialization",
        "inputs",
        "parameters",
        "simulation",
    ),
    "mesa_layer": ("engine", "inputs", "parameters", "simulation"),
    "single_run": (*("formatting", "engine", "inputs", "parameters", "plots", "simulation"),),
    "experiments": (
        *("formatting", "engine", "initialization", "inputs", "parameters"),
        *("analysis", "simulation", "plots", "single_run"),
    ),
    "verification": (
        *("engine", "initialization", "inputs", "parameters", "rules", "simulation"),
        *("mesa_layer", "single_run"),
    ),
    "calibration": (
        *("formatting", "engine", "inputs", "parameters", "analysis"),
        *("simulation", "plots", "experiments"),
    ),
    "view": (
        *("formatting", "analysis", "inputs", "parameters", "simulation"),
        *("plots", "mesa_layer", "single_run", "experiments"),
    ),
    "odd": ("engine", "parameters", "simulation"),
    "cli": (
        *("formatting", "engine", "inputs", "parameters", "analysis", "simulation"),
        *("initialization", "plots", "single_run", "experiments", "verification"),
        *("calibration", "view"),
    ),
    "__main__": ("cli",),
    "docs": (
        *("formatting", "odd", "engine", "initialization", "inputs", "parameters", "analysis"),
        *("simulation", "plots", "experiments", "calibration", "cli"),
    ),
}
"""What each room may import from, besides itself and the package's version."""
BASEMENT = ("__init__", "formatting", "__main__")
"""Single files that are no room: what all may use, and the doors."""
LIGHT = {
    *("engine.codes", "engine.columns", "engine.workspace", "engine.world"),
    *("engine.ledger_column", "inputs.tables", "inputs.scenario"),
    *("initialization.geometry", "initialization.land_cover", "initialization.city_map"),
}
"""What reads seeds and draws the map must load where numba is slow or missing."""


def module_name(path):
    parts = path.relative_to(PACKAGE_FOLDER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and parts[1:] else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE_FOLDER.rglob("*.py"))}


@functools.cache
def imported(module, types=True):
    """Return the full names of all that a module imports, wherever it does."""
    names, tree = set(), ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in set(ast.walk(tree)) - (set() if types else for_types_only(tree)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} line {node.lineno}: a relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def for_types_only(tree):
    """Return the imports of a module that only a type checker runs."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for line in node.body
    }


@functools.cache
def neighbours(module, types=True):
    """Return the package's modules that a module imports."""
    names = set()
    for name in imported(module, types):
        if name.startswith("mesa_mosul."):
            inside = name.removeprefix("mesa_mosul.")
            names.add(inside if inside in MODULES else inside.rpartition(".")[0])
    return frozenset(names & MODULES.keys())


def all_below(module):
    """Return all modules that are loaded for the sake of one."""
    below, waiting = set(), [module]
    while waiting:
        for name in neighbours(waiting.pop(), types=False) - below:
            below.add(name)
            waiting.append(name)
    return below


def users_of(library):
    return {
        module
        for module in MODULES
        if any(name == library or name.startswith(f"{library}.") for name in imported(module))
    }


def room_of(module):
    return module.partition(".")[0]


def test_every_module_is_in_a_room():
    assert {room_of(module) for module in MODULES} == ROOMS.keys()


def test_a_room_imports_only_from_the_rooms_of_its_line():
    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        for name in sorted(neighbours(module))
        if room_of(name) not in (room_of(module), *ROOMS[room_of(module)])
    ]
    assert not wrong


def test_every_room_of_a_line_is_used():
    used = {(room_of(m), room_of(n)) for m in MODULES for n in neighbours(m)}
    assert not [
        f"{room} does not use {below}"
        for room, rooms in ROOMS.items()
        for below in rooms
        if (room, below) not in used
    ]


def test_rooms_lie_on_floors_without_a_circle():
    floors = {}
    for room, below in ROOMS.items():
        assert set(below) <= floors.keys(), f"{room} stands above {set(below) - floors.keys()}"
        floors[room] = room not in BASEMENT and 1 + max(map(floors.get, below), default=0)
    assert (
        max(floors.values()) <= 11
    )  # calibration stands on experiments, the command line on both, the documentation on all


def test_no_module_imports_itself_by_a_detour():
    assert not [module for module in MODULES if module in all_below(module)]


def test_execution_lies_below_the_rest_of_the_experiments():
    assert not [
        f"{module} imports {name}"
        for module in MODULES
        if module.startswith("experiments.execution")
        for name in sorted(neighbours(module))
        if name.startswith("experiments.") and not name.startswith("experiments.execution")
    ]


def test_numba_is_imported_by_the_engine_only():
    homes = {
        f"engine.{name}"
        for name in ("compile_cache", "compiled_parameters", "compiled_rule", "compiled_world")
    } | {"engine.jit", "engine.rule_files", "engine.rule_table"}
    assert users_of("numba") == homes


def test_mesa_is_imported_by_its_room_the_page_and_the_peer_model_only():
    rooms = {room_of(module) for module in users_of("mesa") - {"verification.peer_model"}}
    assert rooms == {"mesa_layer", "view"}


def test_nobody_imports_pyplot():
    assert not users_of("matplotlib.pyplot")


def test_seeds_and_map_need_no_compiler():
    assert not [module for module in LIGHT if "engine.jit" in all_below(module)]


def test_importing_the_package_loads_nothing_of_it():
    assert not neighbours("__init__")
