"""A small sweep, and copies of its results to be damaged."""

import shutil

import pytest
from sweeps import small_experiment


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "r"
    return small_experiment(days=1, replications=2).run(folder, workers=0, progress=False)


@pytest.fixture
def copy(whole, tmp_path):
    return shutil.copytree(whole.folder, tmp_path / "d")
