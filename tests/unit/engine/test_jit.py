"""The decorator: a plain twin that is plain all the way down, a cache that knows its rules."""

import ast
import os
import subprocess
import sys

import pytest

from mesa_mosul.engine import jit
from mesa_mosul.engine.jit import cache_folder, is_compiled, plain_twin
from mesa_mosul.engine.random_streams import binomial
from mesa_mosul.engine.source_digest import COMPILED_SOURCES
from mesa_mosul.parameters.errors import PACKAGE_FOLDER
from mesa_mosul.simulation.schedule import SCHEDULE, run_phases, run_ticks

NO_CODE = {"Parameters", "MosulError", "PACKAGE_FOLDER"}
"""What rules import of which no change alters their code."""


def list_called(rule):
    """Return the compiled or plain rules that a rule's code names."""
    return [
        rule.__globals__[name]
        for name in rule.__code__.co_names
        if callable(rule.__globals__.get(name))
    ]


@pytest.mark.parametrize(
    "rule", [run_phases, run_ticks, binomial, *(phase.run for phase in SCHEDULE)]
)
def test_a_plain_twin_is_plain_all_the_way_down(rule):
    waiting, seen = [plain_twin(rule)], set()
    while waiting:
        twin = waiting.pop()
        assert not is_compiled(twin)
        if twin not in seen and hasattr(twin, "__code__"):
            seen.add(twin)
            waiting += list_called(twin)


def test_a_rule_has_one_twin():
    assert plain_twin(run_phases) is plain_twin(run_phases)


def test_a_twin_is_its_own_twin():
    assert plain_twin(plain_twin(run_phases)) is plain_twin(run_phases)


def test_a_twin_leaves_the_rule_compiled():
    plain_twin(run_phases)
    assert all(is_compiled(phase.run) for phase in SCHEDULE)


def test_an_edited_rule_is_compiled_into_another_folder(source_copy, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = cache_folder()
    (source_copy / "rules" / "weather.py").write_text("MORE = 1\n")
    assert cache_folder() != before


def test_code_with_bounds_checks_is_kept_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(jit.numba_config, "BOUNDSCHECK", None)
    before = cache_folder()
    monkeypatch.setattr(jit.numba_config, "BOUNDSCHECK", 1)
    assert cache_folder() != before


def test_the_digest_covers_all_that_a_rule_imports():
    """A source that is left out would leave code compiled from its old text in the cache.

    Of parameters, rules import types alone: their fields are part of a compiled signature.
    """
    covered = {
        path
        for pattern in COMPILED_SOURCES
        for path in PACKAGE_FOLDER.glob(pattern)
        if not path.name.startswith("_")
    }
    missing = set()
    for path in covered:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("mesa_mosul."):
                if {alias.name for alias in node.names} <= {
                    "Parameters",
                    "MosulError",
                    "PACKAGE_FOLDER",
                }:
                    continue
                home = PACKAGE_FOLDER.joinpath(*node.module.split(".")[1:])
                missing |= {home.with_suffix(".py")} - covered
    assert not {path.name for path in missing if path.is_file()}


def test_code_for_another_kind_of_processor_is_kept_apart(monkeypatch):
    before = cache_folder()
    monkeypatch.setattr(jit.numba_config, "CPU_NAME", "generic")
    other_name = cache_folder()
    monkeypatch.setattr(jit.numba_config, "CPU_FEATURES", "")
    assert len({before, other_name, cache_folder()}) == 3


def test_processes_that_start_together_share_one_cache(tmp_path):
    code = "from mesa_mosul.engine.random_streams import Clock, uniform\n"
    code += "uniform(Clock(1, 4, 360, 1, 0), 1, 1, 1)\n"
    code += "print(sum(uniform.entry.stats.cache_hits.values()))"
    home = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}

    def start():
        line = [sys.executable, "-c", code]
        return subprocess.Popen(line, env=home, stdout=subprocess.PIPE, text=True)

    first = [start() for _ in range(3)]
    assert [bool(process.communicate()[0]) for process in first] == [True, True, True]
    assert [process.returncode for process in first] == [0, 0, 0]
    assert start().communicate()[0].strip() == "1"
