"""Damage to any byte of any file of results: the same numbers as before, or an error."""

import shutil

import pytest
from damage import PLACES, damages
from sweeps import small_experiment

import mesa_mosul as mm
from mesa_mosul.experiments.replay import replay
from mesa_mosul.experiments.results import read_results
from mesa_mosul.experiments.status import sweep_status

QUIET = {"workers": 0, "progress": False}
FILES = ("manifest.json", "design.parquet", "runs.sqlite", "daily/part-000001.parquet", "lock")
OPTIONS = {"days": 2, "replications": 2}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "r"
    return small_experiment(**OPTIONS).run(folder, **QUIET)


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
