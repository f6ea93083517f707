"""Damage to any byte of any file of results: the same numbers as before, or an error in words.

Every file is flipped at, and cut to, places that are drawn anew for each, and is emptied,
replaced by a folder, by foreign bytes, and taken away.
"""

import functools
import random
import shutil

import pytest
from sweeps import small_experiment

import mesa_mosul as mm
from mesa_mosul.engine import jit
from mesa_mosul.experiments.replay import replay
from mesa_mosul.experiments.results import read_results
from mesa_mosul.experiments.status import sweep_status

SEED, PLACES = 1, 40
"""Random seed of the places, and how many of each file are flipped, and cut at."""
QUIET = {"workers": 0, "progress": False}
FILES = ("manifest.json", "design.parquet", "runs.sqlite", "daily/part-000001.parquet", "lock")
OPTIONS = {"days": 2, "replications": 2}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jit, "digest_of_sources", functools.cache(jit.digest_of_sources))
        folder = tmp_path_factory.mktemp("whole") / "r"
        yield small_experiment(**OPTIONS).run(folder, **QUIET)


def flip(path, random_places):
    data = bytearray(path.read_bytes())
    at = random_places.randrange(len(data))
    data[at] ^= random_places.randrange(1, 256)
    path.write_bytes(data)
    return f"byte {at} flipped"


def cut(path, random_places):
    size = random_places.randrange(path.stat().st_size)
    path.write_bytes(path.read_bytes()[:size])
    return f"cut to {size} bytes"


def replace_by_folder(path, random_places):
    path.unlink()
    (path / "inner").mkdir(parents=True)
    return "a folder"


def replace_by_noise(path, random_places):
    path.write_bytes(random_places.randbytes(3000))
    return "other bytes"


def remove(path, random_places):
    path.unlink()
    return "missing"


def damages(folder, name, places=PLACES):
    """Damage one file of a copied folder in every way, one after the other; yield in which."""
    path, random_places = folder / name, random.Random(f"{SEED} {name}")
    content = path.read_bytes()
    ways = [replace_by_folder, replace_by_noise, remove]
    for way in [*ways, *([flip, cut] * places if content else [])]:
        text = way(path, random_places)
        yield f"seed {SEED}, {name}: {text}"
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        path.write_bytes(content)


def numbers(results):
    """Return what is read of results in every way: by run, by day, by case, as a status."""
    status = sweep_status(results)
    if status["lost_days"] or status["damaged_rows"]:
        raise mm.MosulError("told by the status")
    compared = results.compare("isis_killed").to_csv()
    return results.digest(), compared, status["done"], status["missing"]


@pytest.mark.parametrize("name", FILES)
def test_damaged_results_are_told_or_read_as_they_were(name, whole, tmp_path):
    folder, before = shutil.copytree(whole.folder, tmp_path / "r"), numbers(whole)
    n_told = 0
    for damage in damages(folder, name):
        try:
            assert numbers(read_results(folder)) == before, damage
        except mm.MosulError:
            n_told += 1
    assert n_told >= (0 if name == "lock" else PLACES)


@pytest.mark.parametrize("name", FILES)
def test_the_same_sweep_tells_damage_or_mends_it(name, whole, tmp_path):
    folder, before = shutil.copytree(whole.folder, tmp_path / "r"), numbers(whole)
    for damage in damages(folder, name, 4):
        try:
            mended = small_experiment(**OPTIONS).run(folder, **QUIET)
            assert numbers(mended) == before, damage
        except mm.MosulError:
            continue
        finally:
            shutil.rmtree(folder)
            shutil.copytree(whole.folder, folder)


@pytest.mark.parametrize("name", FILES[:3])
def test_a_replay_of_damaged_results_is_told_or_the_same(name, whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "r")
    key = whole.runs["key"][3]
    before = replay(whole, key)
    for damage in damages(folder, name, 6):
        try:
            assert replay(read_results(folder), key) == before, damage
        except mm.MosulError:
            continue
