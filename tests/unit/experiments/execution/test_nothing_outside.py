"""Nothing outside is touched: files of others in a folder, links, names that lead away."""

import contextlib
import json
import shutil
import sqlite3

import pandas as pd
import pytest
from sweeps import edit_manifest, small_experiment

import mesa_mosul as mm
from mesa_mosul.calibration.procedure import CalibrationError, check_folder, run_sets
from mesa_mosul.cli.main import main
from mesa_mosul.experiments.execution.checked_file import read_parquet, write_parquet
from mesa_mosul.experiments.execution.export import export_csv
from mesa_mosul.experiments.execution.results_folder import StoreError
from mesa_mosul.experiments.replay import replay
from mesa_mosul.experiments.report.pages import write_report
from mesa_mosul.experiments.status import sweep_status

QUIET = {"workers": 0, "progress": False}


@pytest.mark.parametrize(
    "name", ["lock", "runs.sqlite", "design.parquet", "runs.parquet", "daily/a.txt"]
)
def test_a_file_of_the_user_s_is_not_taken_for_one_of_a_sweep(name, tmp_path):
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_text("years of work")
    with pytest.raises(StoreError, match="name another folder"):
        small_experiment(days=1, replications=1).run(tmp_path / "mine", **QUIET)
    assert path.read_text() == "years of work"
    assert len(list((tmp_path / "mine").iterdir())) == 1


def test_shards_are_not_merged_over_files_of_the_user_s(tmp_path):
    small_experiment(days=1, replications=1).run(tmp_path, shard=(1, 1), **QUIET)
    (tmp_path / "design.parquet").write_text("years of work")
    assert main(["merge", str(tmp_path)]) == 2
    assert (tmp_path / "design.parquet").read_text() == "years of work"


def test_a_picture_and_a_report_are_not_written_through_links(copy, tmp_path, capsys):
    (tmp_path / "thesis").mkdir()
    for name in ("photo.png", "figures.txt"):
        (tmp_path / "thesis" / name).write_text("mine")
    (copy / "box_isis_killed.png").symlink_to(tmp_path / "thesis" / "photo.png")
    (copy / "figures").symlink_to(tmp_path / "thesis")
    assert main(["plot", str(copy), "box", "isis_killed"]) == 0
    assert main(["report", str(copy)]) == 2
    assert "figures is a link" in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "thesis").iterdir()} == {
        "photo.png",
        "figures.txt",
    }
    assert (tmp_path / "thesis" / "photo.png").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("report",), "report.html"), (("report",), "report.md"),
        (("report",), "figures/runs_harm.png"), (("export",), "runs.csv"),
        (("export",), "daily.csv"), (("export", "--parquet"), "runs.parquet"),
    ],
)  # fmt: skip
def test_no_file_of_the_user_s_is_replaced_by_an_output(words, name, copy, tmp_path, capsys):
    own = tmp_path / "thesis" / name
    own.parent.mkdir(parents=True)
    own.write_text("written by hand")
    line = [words[0], str(copy), *words[1:], "--out", str(tmp_path / "thesis")]
    assert main(line) == 2
    assert f"{own} was not written by a sweep" in capsys.readouterr().err
    assert own.read_text() == "written by hand"
    written = [path for path in (tmp_path / "thesis").rglob("*") if path.is_file()]
    assert written == [own]


@pytest.mark.parametrize("words", [("report",), ("export",), ("export", "--parquet")])
def test_an_earlier_output_is_replaced(words, copy, tmp_path):
    line = [words[0], str(copy), *words[1:], "--out", str(tmp_path / "thesis")]
    assert (main(line), main(line)) == (0, 0)


def test_no_key_of_a_design_names_a_file_elsewhere(copy):
    design = read_parquet(copy / "design.parquet").to_pandas()
    design.loc[0, "key"] = "/../../a" + design["key"][0][8:]
    design.to_parquet(copy / "design.parquet")
    assert main(["film", str(copy), "/"]) == 2
    assert not list(copy.parent.glob("a*"))


def test_a_calibration_takes_no_folder_of_something_else_and_follows_no_link(tmp_path):
    (tmp_path / "fit.csv").write_text("mine")
    assert main(["calibrate", "--small", "--out", str(tmp_path)]) == 2
    with pytest.raises(CalibrationError, match="something else than a calibration"):
        check_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["fit.csv"]
    (tmp_path / "c").mkdir()
    (tmp_path / "thesis").mkdir()
    (tmp_path / "c" / "wave_0").symlink_to(tmp_path / "thesis")
    with pytest.raises(StoreError, match="wave_0 is a link"):
        run_sets(tmp_path / "c" / "wave_0", pd.DataFrame({"isis.fighters": [1]}), 1, (1, 0), {})
    assert not list((tmp_path / "thesis").iterdir())


def test_reading_results_runs_no_code_that_their_manifest_names(copy, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.py").write_text("raise SystemExit('executed')")

    def name_code(manifest):
        manifest["output_spec"]["outcomes"] = ["evil:run"]
        manifest["rules"] = [["evil:run@weather", "0"]]
        manifest["code_folders"] = [str(tmp_path)]

    edit_manifest(copy, name_code)
    results = mm.read_results(copy)
    sweep_status(results)
    export_csv(results.runs, tmp_path / "runs.csv")
    write_report(results, tmp_path / "report")
    with pytest.raises(mm.MosulError, match="executed"):
        replay(results, results.runs["key"][0])


def test_files_of_another_sweep_are_told(copy, tmp_path):
    """Each file is whole, and none of this sweep: the same levers, other days."""
    other = small_experiment(days=2, replications=2).run(tmp_path / "other", **QUIET).folder
    for name in ("manifest.json", "design.parquet"):
        content = (copy / name).read_bytes()
        shutil.copy(other / name, copy / name)
        with pytest.raises(StoreError, match="of another sweep than the manifest"):
            sweep_status(mm.read_results(copy))
        (copy / name).write_bytes(content)
    part = copy / "daily" / "part-000001.parquet"
    shutil.copy(other / "daily" / part.name, part)
    with pytest.raises(StoreError, match="days of 6 runs are lost"):
        assert mm.read_results(copy).daily is None
    shutil.copy(other / "runs.sqlite", copy / "runs.sqlite")
    assert sweep_status(mm.read_results(copy))["missing"] == 6


ROOT_OF_OTHER_ROWS = """UPDATE sqlite_schema SET rootpage =
 (SELECT rootpage FROM sqlite_schema WHERE name = 'others') WHERE name = 'runs'"""


@pytest.mark.parametrize(
    ("change", "n_damaged"),
    [("DELETE FROM others WHERE rowid > 4", 2), ("INSERT INTO others SELECT * FROM others", 6)],
)
def test_whole_rows_that_are_lost_or_there_twice_are_told(change, n_damaged, copy, whole):
    """As a pointer to another page of the index makes them: each row by itself is sound."""
    with contextlib.closing(sqlite3.connect(copy / "runs.sqlite")) as index, index:
        for line in ("CREATE TABLE others AS SELECT * FROM runs", change,
                     "PRAGMA writable_schema = ON", ROOT_OF_OTHER_ROWS):  # fmt: skip
            index.execute(line)
    results = mm.read_results(copy)
    assert sweep_status(results)["damaged_rows"] == n_damaged
    with pytest.raises(StoreError, match=rf"{n_damaged} rows of .* are damaged"):
        assert results.runs is None
    mended = small_experiment(days=1, replications=2).run(copy, **QUIET)
    assert mended.digest() == whole.digest()


def test_results_without_checksums_are_read_and_get_them_from_the_next_sweep(copy, whole):
    edit_manifest(copy, lambda manifest: None)
    design = read_parquet(copy / "design.parquet")
    design.to_pandas().to_parquet(copy / "design.parquet")
    assert mm.read_results(copy).digest() == whole.digest()
    more = small_experiment(days=1, replications=2).run(copy, **QUIET)
    assert more.digest() == whole.digest()
    assert json.loads((copy / "manifest.json").read_text())["checksum"].startswith("mesa_mosul")
    write_parquet(design, copy / "other.parquet")
    assert read_parquet(copy / "other.parquet").equals(design)
