"""Folders of seeds: read row by row and fought with, or refused in a line."""

import csv
import io
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import COARSE_PARAMETERS

from fuzz.days import check_a_day
from fuzz.seeds_folders import FOLDER, changed_tables, columns_of
from fuzz.sizes import cases_of
from fuzz.verdicts import REFUSED, judge
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.inputs.tables import Tables, read_tables

FILES = tuple(f"{name}.csv" for name in Tables._fields)
SCENARIOS = {
    name: scenario(name).with_parameters(COARSE_PARAMETERS) for name in ("reported", "campaign")
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz") / "seeds"
    return shutil.copytree(FOLDER, folder)


def write_tables(folder, changed):
    for name, data in changed.items():
        path = folder / f"{name}.csv"
        path.unlink(missing_ok=True)
        if data is not None:
            path.write_bytes(data)


def check_rows(tables, changed):
    """Fail unless every line of a table has become a row, and no column was passed over."""
    for name, data in changed.items():
        text = data.decode("utf-8-sig")
        head, *lines = csv.reader(io.StringIO(text))
        rows = getattr(tables, name)
        assert len(rows) == len(lines)
        assert {*head} == columns_of(name)
        assert len(head) == len({*head})
        for column, cell in zip(head, lines[0], strict=True):
            if isinstance(getattr(rows[0], column), str):
                assert getattr(rows[0], column) == cell


@cases_of("seeds")
@given(changed_tables(), st.sampled_from(tuple(SCENARIOS)))
def test_a_folder_of_seeds_is_read_and_fought_with_or_refused(folder, changed, name):
    write_tables(folder, changed)
    try:
        verdict = judge("seeds", lambda: read_tables(folder), FILES, repr(changed))
    finally:
        for table in changed:
            shutil.copy(FOLDER / f"{table}.csv", folder)
    if verdict.kind == REFUSED:
        return
    check_rows(verdict.result, changed)
    judge("world", lambda: check_a_day(SCENARIOS[name], verdict.result), FILES, repr(changed))
