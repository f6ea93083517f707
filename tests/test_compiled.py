"""The decorator: a plain twin that is plain all the way down, a cache that knows its rules."""

import ast
import os
import shutil
import stat
import subprocess
import sys

import pytest

from mesa_mosul import compiled as module
from mesa_mosul.chance import binomial
from mesa_mosul.compiled import (
    PACKAGE,
    cache_folder,
    digest_of_sources,
    is_compiled,
    plain,
    without_docstrings,
)
from mesa_mosul.tick import TICK, live, live_many


def called(rule):
    """Return the compiled or plain rules that a rule's code names."""
    return [
        rule.__globals__[name]
        for name in rule.__code__.co_names
        if callable(rule.__globals__.get(name))
    ]


@pytest.fixture
def copy(tmp_path, monkeypatch):
    shutil.copytree(PACKAGE, tmp_path / "mesa_mosul", ignore=shutil.ignore_patterns("seeds"))
    monkeypatch.setattr(module, "PACKAGE", tmp_path / "mesa_mosul")
    return tmp_path / "mesa_mosul"


@pytest.mark.parametrize("rule", [live, live_many, binomial, *(phase.run for phase in TICK)])
def test_a_plain_twin_is_plain_all_the_way_down(rule):
    waiting, seen = [plain(rule)], set()
    while waiting:
        twin = waiting.pop()
        assert not is_compiled(twin)
        if twin not in seen and hasattr(twin, "__code__"):
            seen.add(twin)
            waiting += called(twin)


def test_a_rule_has_one_twin():
    assert plain(live) is plain(live)


def test_a_twin_is_its_own_twin():
    assert plain(plain(live)) is plain(live)


def test_a_twin_leaves_the_rule_compiled():
    plain(live)
    assert all(is_compiled(phase.run) for phase in TICK)


def test_words_about_a_rule_do_not_count():
    assert without_docstrings('"""One."""\nx = 1') == without_docstrings('"""Two."""\nx = 1')


def test_a_number_in_a_rule_counts():
    assert without_docstrings("x = 1") != without_docstrings("x = 2")


def test_a_docstring_leaves_the_digest_alone(copy):
    before = digest_of_sources()
    path = copy / "chance.py"
    path.write_text(path.read_text().replace('"""Luck as a', '"""Luck is a', 1))
    assert digest_of_sources() == before


@pytest.mark.parametrize("name", ["chance.py", "rules/fire.py", "ledger.py", "state.py"])
def test_an_edited_rule_changes_the_digest(copy, name):
    before = digest_of_sources()
    path = copy / name
    path.write_text(path.read_text() + "\nMORE = 1\n")
    assert digest_of_sources() != before


def test_what_is_no_rule_leaves_the_digest_alone(copy):
    before = digest_of_sources()
    (copy / "fight.py").write_text("MORE = 1\n")
    assert digest_of_sources() == before


def test_the_cache_is_for_its_owners_eyes_only(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert stat.S_IMODE(cache_folder().stat().st_mode) == 0o700


def test_an_edited_rule_is_compiled_into_another_folder(copy, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = cache_folder()
    (copy / "rules" / "fire.py").write_text("MORE = 1\n")
    assert cache_folder() != before


def test_code_with_bounds_checks_is_kept_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(module.config, "BOUNDSCHECK", None)
    before = cache_folder()
    monkeypatch.setattr(module.config, "BOUNDSCHECK", 1)
    assert cache_folder() != before


def test_the_digest_covers_all_that_a_rule_imports():
    """A source that is left out would leave code compiled from its old text in the cache."""
    covered = {path for pattern in module.RULES for path in PACKAGE.glob(pattern)}
    missing = set()
    for path in covered:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("mesa_mosul."):
                home = PACKAGE.joinpath(*node.module.split(".")[1:])
                missing |= {home.with_suffix(".py"), home / "__init__.py"} - covered
    assert not {path.name for path in missing if path.is_file()}


def test_processes_that_start_together_share_one_cache(tmp_path):
    code = "from mesa_mosul.chance import Tick, uniform as lot\n"
    code += "lot(Tick(1, 4, 360, 1, 0), 1, 1, 1)\nprint(sum(lot.stats.cache_hits.values()))"
    home = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}

    def started():
        line = [sys.executable, "-c", code]
        return subprocess.Popen(line, env=home, stdout=subprocess.PIPE, text=True)

    first = [started() for _ in range(3)]
    assert [bool(one.communicate()[0]) for one in first] == [True, True, True]
    assert [one.returncode for one in first] == [0, 0, 0]
    assert started().communicate()[0].strip() == "1"
