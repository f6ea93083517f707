"""The cache of compiled rules: made when needed, refused where unsafe, mended where damaged."""

import os
import random
import shutil
import subprocess
import sys

import pytest
from damage import cut, flip

import mesa_mosul as mm
from mesa_mosul.engine.jit import CACHE_FOLDER
from mesa_mosul.simulation.compilation import ensure_compiled
from mesa_mosul.simulation.schedule import entry_rules

CALL = """
from mesa_mosul.engine.random_streams import Clock, uniform
from mesa_mosul.parameters.errors import MosulError
try:
    print(uniform(Clock(1, 4, 360, 1, 0), 1, 1, 1), bool(uniform.entry.stats.cache_hits))
except MosulError as fault:
    print(type(fault).__name__, fault)
"""
WITHOUT_PASSWD = """
import os, pwd
os.environ.pop("HOME", None)
def getpwuid(_):
    raise KeyError("no such user")
pwd.getpwuid = getpwuid
"""


def python(code, home):
    line = [sys.executable, "-c", code]
    environment = {**os.environ, "XDG_CACHE_HOME": str(home)}
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a cache home with one compiled rule, and what calling the rule prints."""
    home = tmp_path_factory.mktemp("home")
    return home, python(CALL, home)


def test_reading_the_rules_needs_no_cache(tmp_path):
    python("import mesa_mosul.simulation.schedule", tmp_path)
    python(
        "from mesa_mosul.engine.jit import are_cached\n"
        "from mesa_mosul.simulation.schedule import entry_rules\n"
        "assert not are_cached(entry_rules())",
        tmp_path,
    )
    assert not any(tmp_path.iterdir())


def test_a_home_that_cannot_be_written_is_named_before_anything_is_compiled(tmp_path):
    (tmp_path / "file").write_text("")
    answer = python(CALL, tmp_path / "file")
    assert answer.startswith(f"CacheError compiled rules cannot be stored in {tmp_path}")
    assert "XDG_CACHE_HOME" in answer


def test_a_user_without_a_home_is_told_what_to_name():
    answer = python(WITHOUT_PASSWD + CALL, "")
    assert answer.startswith("CacheError this user has no home folder")
    assert "XDG_CACHE_HOME" in answer


def empty(path, random_places):
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [empty, cut, flip])
def test_a_damaged_file_is_compiled_again(filled, damage):
    home, first = filled
    result, places = first.split()[0], random.Random(1)
    assert python(CALL, home) == f"{result} True"
    (file,) = home.rglob("*.rule")
    whole = file.read_bytes()
    damage(file, places)
    assert python(CALL, home) == f"{result} False"
    assert file.stat().st_size == len(whole)
    assert python(CALL, home) == f"{result} True"


def copy_stored_rules(home):
    """Copy the files of all rules that a run needs into a cache home; return them by rule."""
    ensure_compiled()
    folder, copies = home / "mesa_mosul" / CACHE_FOLDER.name, {}
    for rule, kinds in entry_rules().items():
        file = stored_file(rule, kinds)
        copies[rule] = folder / file.relative_to(CACHE_FOLDER)
        copies[rule].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(file, copies[rule])
    return copies


def stored_file(rule, kinds):
    cache = rule.entry._cache
    return cache._cache_file.path(cache._index_key(kinds, rule.entry.targetctx.codegen()))


def test_one_flipped_byte_in_any_file_is_noticed(tmp_path, monkeypatch):
    """Loaded, it would end the process or, worse, change a result."""
    places, files = random.Random(2), copy_stored_rules(tmp_path)
    for rule, kinds in entry_rules().items():
        cache = rule.entry._cache._cache_file
        monkeypatch.setattr(cache, "folder", files[rule].parent)
        assert rule.is_stored(kinds)
        for _ in range(20):
            whole = files[rule].read_bytes()
            flip(files[rule], places)
            assert not rule.is_stored(kinds)
            files[rule].write_bytes(whole)


@pytest.mark.slow
def test_a_run_on_a_damaged_cache_has_the_same_digest(tmp_path):
    """Of three files, which take seconds to compile anew; all of them would take a minute."""
    files = sorted(copy_stored_rules(tmp_path).values(), key=lambda one: one.stat().st_size)
    for file in files[:3]:
        flip(file, random.Random(3))
    run = "import mesa_mosul as mm; print(mm.run('reported', 1, days=1).outcome['digest'])"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    line = [sys.executable, "-c", run]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == mm.run("reported", 1, days=1).outcome["digest"]
    assert "Compiling the rules" in done.stderr
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    assert "Compiling the rules" not in done.stderr
