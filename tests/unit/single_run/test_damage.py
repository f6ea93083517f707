"""Damage to a checkpoint or to a run's folder: told in words, or nothing but what it was."""

import pytest
from damage import PLACES, damages

import mesa_mosul as mm
from mesa_mosul.single_run.earlier_run import FolderError, RunRequest
from mesa_mosul.single_run.run_folder import check_writable, write_run_folder


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=1)


def test_a_damaged_checkpoint_is_told_or_goes_on_as_it_would_have(run, tmp_path):
    run.save(tmp_path / "day1.npz")
    before, n_told = mm.branch(tmp_path / "day1.npz", days=2).outcome, 0
    for damage in damages(tmp_path, "day1.npz"):
        try:
            assert mm.branch(tmp_path / "day1.npz", days=2).outcome == before, damage
        except mm.MosulError:
            n_told += 1
    assert n_told > PLACES


@pytest.mark.parametrize("name", ["outcome.json", "provenance.json"])
def test_a_damaged_folder_of_a_run_is_that_run_or_refused(name, run, tmp_path):
    write_run_folder(run, tmp_path / "r")
    request = RunRequest(run.scenario, run.seed, 1, run.built.tables, run.phases)
    n_refused = 0
    for damage in damages(tmp_path / "r", name, PLACES // 4):
        before = sorted((tmp_path / "r").iterdir())
        try:
            check_writable(tmp_path / "r", request)
        except FolderError:
            n_refused += 1
        assert sorted((tmp_path / "r").iterdir()) == before, damage
    assert n_refused >= PLACES // 4
