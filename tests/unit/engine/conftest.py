"""A copy of the package's sources, to be edited."""

import shutil

import pytest

from mesa_mosul.engine import source_digest
from mesa_mosul.parameters.errors import PACKAGE_FOLDER


@pytest.fixture
def source_copy(tmp_path, monkeypatch):
    copy = tmp_path / "mesa_mosul"
    shutil.copytree(PACKAGE_FOLDER, copy, ignore=shutil.ignore_patterns("seeds"))
    monkeypatch.setattr(source_digest, "PACKAGE_FOLDER", copy)
    return copy
