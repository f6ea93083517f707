"""Damaged results folders: told in a line by every reader, and no number is another one."""

import contextlib
import shutil
import sqlite3

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweeps import small_experiment
from terminal import call_mosul

from fuzz.results_folders import damages
from fuzz.sizes import cases_of
from fuzz.verdicts import REFUSED, check_message, judge
from mesa_mosul.cli.argument_types import EXIT_USER_ERROR
from mesa_mosul.cli.sweep_commands import EXIT_RUN_FAILED
from mesa_mosul.experiments.results import Results
from mesa_mosul.parameters.errors import MosulError

READERS = (
    *(("status", "r"), ("status", "r", "--json"), ("export", "r", "--out", "csv")) * 2,
    *(("retry", "r", "--workers", "0", "--quiet"), ("replay", "r", "KEY"), ("merge", "r")),
    *(("plot", "r", "band", "km2_city_held"), ("report", "r"), ("film", "r", "KEY", "--quiet")),
    ("export", "r", "--parquet", "--out", "tables"),
)
ALREADY_DAMAGED = (OSError, ValueError, sqlite3.Error)
"""What a second damage of a file may raise."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    experiment = small_experiment(days=1, replications=2)
    return experiment.run(tmp_path_factory.mktemp("whole") / "r", workers=0, progress=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("place")


def read_all(folder):
    """Return the tables of a folder."""
    results = Results(folder)
    return results.runs, results.daily


def check_numbers(tables, whole):
    """Fail unless each run that is done has the outcomes and days that it had."""
    runs, daily = tables
    shared = [name for name in whole.runs if name in runs and name not in ("attempts", "error")]
    before = whole.runs.set_index("key")[shared[1:] if shared[0] == "key" else shared[:]]
    done = runs[runs["status"] == "done"]
    for row in done.to_dict("records"):
        assert row["key"] in before.index
        expected = before.loc[row["key"]].to_dict()
        assert {k: v for k, v in expected.items() if k in row and not equal(v, row[k])} == {}
    days = whole.daily.set_index("key")["isis_killed"].to_dict()
    if "isis_killed" in daily:
        assert daily.set_index("key")["isis_killed"].to_dict().items() <= days.items()


def equal(first, second):
    return first == second or (pd.isna(first) and pd.isna(second))


def end_of(argv, at):
    """Return the end of a command; a refusal in one clear line is raised as it is."""
    finished = call_mosul(*argv, at=at)
    assert "Traceback" not in finished.stderr, finished.stderr
    if finished.returncode == EXIT_USER_ERROR:
        last = finished.stderr.rstrip("\n").split("\n")[-1]
        assert last.startswith("mosul: "), finished.stderr
        check_message(last.removeprefix("mosul: "), ())
        raise MosulError(last)
    assert finished.returncode in (0, EXIT_RUN_FAILED)
    return finished


@cases_of("results")
@given(damages(), st.sampled_from(READERS))
def test_a_damaged_folder_is_told_in_a_line_or_has_the_numbers_that_it_had(
    whole, place, cases, reader
):
    shutil.rmtree(place, ignore_errors=True)
    folder = shutil.copytree(whole.folder, place / "r")
    for case in cases:
        with contextlib.suppress(*ALREADY_DAMAGED):
            case.apply(folder)
    label = f"{reader} {[case.name for case in cases]}"
    verdict = judge("results", lambda: read_all(folder), (str(folder),), label)
    if verdict.kind != REFUSED:
        check_numbers(verdict.result, whole)
    key = whole.runs["key"][0]
    argv = [key if word == "KEY" else word for word in reader]
    judge("reader", lambda: end_of(argv, place), (), label)
