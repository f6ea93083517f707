"""A small sweep, and copies of its results to be damaged."""

import functools
import shutil

import pytest
from sweeps import small_experiment

from mesa_mosul.engine import jit


@pytest.fixture(scope="module")
def sources_are_read_once():
    """No source changes here, and to read them all takes longer than a small sweep."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jit, "digest_of_sources", functools.cache(jit.digest_of_sources))
        yield


@pytest.fixture(scope="module")
def whole(sources_are_read_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "r"
    return small_experiment(days=1, replications=2).run(folder, workers=0, progress=False)


@pytest.fixture
def copy(whole, tmp_path):
    return shutil.copytree(whole.folder, tmp_path / "d")
