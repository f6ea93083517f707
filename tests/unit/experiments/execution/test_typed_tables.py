"""runs.parquet holds the runs of a folder, with types, and is never older than they are."""

import datetime
import json
import os

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sweeps import small_experiment
from terminal import call_mosul

import mesa_mosul as mm
from mesa_mosul.experiments.execution.export import export_parquet
from mesa_mosul.experiments.execution.results_folder import StoreError
from mesa_mosul.experiments.execution.shards import merge_shards
from mesa_mosul.experiments.execution.store import Store
from mesa_mosul.experiments.execution.typed_tables import COLUMN_TYPES, typed_column

QUIET = {"workers": 0, "progress": False}
OUTCOMES = """
def mixed(outcome, daily):
    return {"mixed": outcome["seed"] if outcome["seed"] % 2 else "even", "never": None,
            "sometimes": outcome["isis_killed"] if outcome["seed"] % 2 else None}

def odd(outcome, daily):
    if outcome["seed"] % 2 == 0:
        raise ValueError("even")
    return {}
"""


def sweep(folder, **options):
    return small_experiment(days=1, **options).run(folder, **QUIET)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return sweep(tmp_path_factory.mktemp("sweep") / "r")


def read_runs(folder):
    return pq.read_table(folder / "runs.parquet").to_pandas()


def test_a_finished_sweep_has_a_row_for_each_run(results):
    table, runs = read_runs(results.folder), results.runs
    assert table.columns.tolist() == runs.columns.tolist()
    assert table["key"].tolist() == runs["key"].tolist()
    for name in ("seed", "isis.returning_men", "isis_killed", "share_city_held", "digest"):
        assert table[name].tolist() == runs[name].tolist()


def test_a_column_has_the_type_of_its_outcome_even_where_all_is_missing(results):
    schema = pq.read_schema(results.folder / "runs.parquet")
    assert results.runs["captured_on"].isna().all()
    types = {name: schema.field(name).type for name in COLUMN_TYPES}
    assert types == COLUMN_TYPES
    assert schema.field("isis.returning_men").type == pa.int64()
    last = read_runs(results.folder)["last_day"]
    assert set(last) == {datetime.date(2016, 12, 6)}


def test_the_file_says_which_sweep_and_which_model_it_is_of(results):
    origin = json.loads(pq.read_schema(results.folder / "runs.parquet").metadata[b"mesa_mosul"])
    model = results.manifest["digests"]["model"]
    assert origin == {"experiment": "small", "model": model, "planned_runs": 12}


def test_values_of_several_types_are_texts_and_nothing_is_a_number():
    mixed = typed_column("mixed", pd.Series([1, "even", None], dtype=object))
    assert mixed.to_pylist() == ["1", "even", None]
    never = typed_column("never", pd.Series([None, None], dtype=object))
    assert (never.type, never.to_pylist()) == (pa.float64(), [None, None])
    seeds = typed_column("seed", pd.Series([2**63 + 1, 5], dtype="uint64"))
    assert seeds.to_pylist() == [2**63 + 1, 5]


def test_own_outcomes_of_any_kind_do_not_spoil_the_table(tmp_path, monkeypatch):
    (tmp_path / "own.py").write_text(OUTCOMES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    made = sweep(tmp_path / "r", outcomes=["own:mixed"])
    table, is_odd = read_runs(tmp_path / "r"), made.runs["seed"] % 2 == 1
    assert 0 < is_odd.sum() < len(table)
    assert (table["mixed"][~is_odd] == "even").all()
    assert table["mixed"][is_odd].tolist() == [str(seed) for seed in made.runs["seed"][is_odd]]
    assert (table["sometimes"].notna() == is_odd).all()


def test_runs_that_failed_are_rows_without_outcomes(tmp_path, monkeypatch):
    (tmp_path / "own.py").write_text(OUTCOMES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "mesa_mosul.experiments.experiment.try_own_code", lambda *_: None
    )  # which would refuse an outcome that fails
    sweep(tmp_path / "r", outcomes=["own:odd"])
    table = read_runs(tmp_path / "r")
    failed = table[table["status"] == "raised"]
    assert 0 < len(failed) < len(table) == 12
    assert failed["isis_killed"].isna().all()
    assert failed["error"].str.contains("even").all()


def test_more_runs_are_more_rows(tmp_path):
    sweep(tmp_path / "r", replications=1)
    assert len(read_runs(tmp_path / "r")) == 3
    results = sweep(tmp_path / "r", replications=2)
    assert read_runs(tmp_path / "r")["key"].tolist() == results.runs["key"].tolist()


def test_while_somebody_writes_there_is_no_table(tmp_path):
    folder = sweep(tmp_path / "r", replications=1).folder
    call = call_mosul("export", str(folder), "--parquet", at=tmp_path)
    assert call.returncode == 0
    with Store(folder):
        assert not list(folder.glob("*.parquet.part"))
        assert {path.name for path in folder.glob("*.parquet")} == {"design.parquet"}
        with pytest.raises(StoreError, match="another sweep is writing"):
            export_parquet(mm.read_results(folder), folder)
    assert len(read_runs(folder)) == 3


class StoppedError(Exception):
    """What stops a sweep half-way."""


def test_a_sweep_that_was_stopped_leaves_none_and_export_makes_it(tmp_path):
    folder = sweep(tmp_path / "r", replications=1).folder
    with pytest.raises(StoppedError), Store(folder):
        raise StoppedError
    assert not (folder / "runs.parquet").exists()
    call = call_mosul("export", "r", "--parquet", at=tmp_path)
    assert call.stdout.split() == [f"r{os.sep}runs.parquet", f"r{os.sep}daily.parquet"]
    assert len(read_runs(folder)) == 3


def test_merged_shards_have_the_table_of_the_whole(tmp_path, results):
    for part in (1, 2):
        small_experiment(days=1).run(tmp_path, shard=(part, 2), **QUIET)
    merge_shards(tmp_path)
    merged, whole = (read_runs(folder).drop(columns="seconds")
                     for folder in (tmp_path, results.folder))  # fmt: skip
    pd.testing.assert_frame_equal(merged, whole)


def test_both_tables_go_to_another_folder(results, tmp_path):
    call = call_mosul("export", str(results.folder), "--parquet", "--out", "out", at=tmp_path)
    assert call.returncode == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "runs.parquet", "daily.parquet"
    }  # fmt: skip
    days = pq.read_table(tmp_path / "out" / "daily.parquet").to_pandas()
    assert days["km2_city_held"].tolist() == results.daily["km2_city_held"].tolist()
    assert pd.to_datetime(days["date"]).tolist() == results.daily["date"].tolist()


@pytest.mark.parametrize("content", [b"mine", None])
def test_a_file_of_the_user_s_is_never_replaced(content, tmp_path):
    folder = sweep(tmp_path / "r", replications=1).folder
    path = folder / "runs.parquet"
    if content is None:
        mm.read_results(folder).runs.to_parquet(path)
        content = path.read_bytes()
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"runs\.parquet was not written by a sweep: move it"):
        sweep(folder, replications=2)
    assert path.read_bytes() == content
    assert len(mm.read_results(folder).runs) == 3


def test_a_folder_without_recorded_days_has_an_empty_table_of_days(tmp_path):
    results = sweep(tmp_path / "r", replications=1, record=[])
    export_parquet(results, tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "daily.parquet").num_rows == 0
