"""A run's folder: whole or not at all, and enough in it to fight the run again."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.engine.source_digest import MODEL_SOURCES
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.parameters.errors import PACKAGE_FOLDER
from mesa_mosul.parameters.registry import parameters
from mesa_mosul.simulation.provenance import BUILDER_SOURCES, digest_of_seeds, provenance
from mesa_mosul.single_run.earlier_run import FolderError, RunRequest
from mesa_mosul.single_run.run_folder import (
    RUN_FILES,
    check_writable,
    default_folder,
    folder_contents,
    next_steps,
    outcome_json,
    write_run_folder,
)

COMMAND = "mosul run reported --seed 2 --days 1"


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=2, days=1)


@pytest.fixture(scope="module")
def written(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("written") / "deep" / "one"
    write_run_folder(run, out, COMMAND)
    return out


@pytest.fixture(scope="module")
def said(run):
    return provenance(run, COMMAND)


def names(at):
    return sorted(path.name for path in at.iterdir())


def test_a_folder_holds_the_files_of_a_run(written):
    assert names(written) == sorted(RUN_FILES)


def test_every_file_of_a_folder_is_explained(run, written):
    assert set(folder_contents()) == set(names(written))
    assert all(folder_contents().values())
    assert str(written) in " ".join(next_steps(run, written))


def test_runs_that_differ_have_folders_that_differ():
    plain = mm.scenario("reported")
    fewer = plain.with_parameters(**{"isis.fighters": 3000})
    many = plain.with_parameters(
        **{"isis.fighters": 3000, "iraqi.troops": 40000, "resolution.cell_metres": 1000}
    )
    paths = [
        default_folder(plain, 1),
        default_folder(plain, 2),
        default_folder(plain, 1, {"days": 20}),
        default_folder(plain, 1, {"seeds": "/a/b c"}),
        default_folder(fewer, 1),
        default_folder(many, 1),
    ]
    assert len(set(paths)) == len(paths)
    assert (
        paths[0] == default_folder(plain, 1, {"days": None}) == Path("results/reported-seed1")
    )
    assert paths[4] == Path("results/reported-isis.fighters=3000-seed1")
    assert all(path.parent == Path("results") for path in paths)


def test_nothing_else_is_left_beside_it(written):
    assert names(written.parent) == ["one"]
    assert names(written.parent.parent) == ["deep"]


def test_the_outcome_is_read_back_as_it_was(run, written):
    assert json.loads((written / "outcome.json").read_text(encoding="utf-8")) == run.outcome


def test_the_days_are_read_back_as_they_were(run, written):
    back = pd.read_parquet(written / "daily.parquet")
    back.index = back.index.astype(run.daily.index.dtype)
    pd.testing.assert_frame_equal(back, run.daily, check_freq=False)


def test_the_events_are_read_back_as_they_were(run, written):
    pd.testing.assert_frame_equal(pd.read_parquet(written / "events.parquet"), run.events)


@pytest.mark.parametrize("name", ["course.png", "map.png"])
def test_the_pictures_are_pictures(written, name):
    assert (written / name).read_bytes().startswith(b"\x89PNG\r\n")


def test_the_same_run_is_replaced(run, written, tmp_path):
    out = shutil.copytree(written, tmp_path / "one")
    (out / "map.png").write_bytes(b"spoiled")
    write_run_folder(run, out)
    assert (out / "map.png").read_bytes() == (written / "map.png").read_bytes()
    assert names(tmp_path) == ["one"]


OTHERS = {
    "another seed": (("provenance.json", '"seed": 2', '"seed": 3'), "seed 3"),
    "another parameter": (
        ("provenance.json", '"isis.returning_men": 0', '"isis.returning_men": 500'),
        "isis.returning_men is 500",
    ),
    "other days": (("outcome.json", '"days": 1', '"days": 2'), "2 days"),
    "another model": (("provenance.json", '"model": "', '"model": "0'), "version of the model"),
    "a file that was cut": (("outcome.json", "{", "["), "cannot be read"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_run_is_kept_unless_it_may_be_overwritten(other, run, written, tmp_path):
    (name, old, new), told = OTHERS[other]
    out = shutil.copytree(written, tmp_path / "one")
    text = (out / name).read_text(encoding="utf-8")
    assert old in text
    (out / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(FolderError, match=f"holds another run .*{told}"):
        write_run_folder(run, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    check_writable(out, RunRequest(run.scenario, 2, 1, run.built.tables), overwrite=True)


def test_another_run_is_overwritten_where_that_is_asked_for(run, written, tmp_path):
    out = shutil.copytree(written, tmp_path / "one")
    (out / "outcome.json").write_text("earlier")
    write_run_folder(run, out, overwrite=True)
    assert (out / "outcome.json").read_text(encoding="utf-8") == outcome_json(run)


def test_a_folder_called_like_a_file_of_a_run_is_left_alone(run, written, tmp_path):
    out = shutil.copytree(written, tmp_path / "one")
    (out / "map.png").unlink()
    (out / "map.png").mkdir()
    (out / "map.png" / "letter.txt").write_text("kept")
    with pytest.raises(FolderError, match=r"'map\.png', which is no part of a run"):
        write_run_folder(run, out, overwrite=True)
    assert (out / "map.png" / "letter.txt").read_text() == "kept"


def test_places_that_cannot_be_are_told_in_words(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for place in (tmp_path / "a" / "one", tmp_path / "y" / ("x" * 300)):
        with pytest.raises(FolderError, match="cannot be written"):
            check_writable(place)


def test_an_empty_folder_may_be_written_to(tmp_path):
    check_writable(tmp_path)


def test_checking_a_place_leaves_nothing_behind(tmp_path):
    check_writable(tmp_path / "deep" / "one")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (("letter.txt",), "no outcome.json"),
        (("outcome.json", "letter.txt"), "'letter.txt', which is no part of a run"),
    ],
)
def test_a_folder_with_other_things_is_left_alone(run, tmp_path, held, told):
    for name in held:
        (tmp_path / name).write_text("kept")
    with pytest.raises(FolderError, match=told):
        write_run_folder(run, tmp_path)
    assert [(tmp_path / name).read_text() for name in held] == ["kept"] * len(held)


def test_a_file_is_no_place_for_a_folder(tmp_path):
    (tmp_path / "one").write_text("kept")
    with pytest.raises(FolderError, match="is a file"):
        check_writable(tmp_path / "one")


def test_the_folder_one_is_in_is_never_moved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FolderError, match="name one below"):
        check_writable(Path("."))


def test_a_link_to_a_folder_stays_a_link(run, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "here")
    write_run_folder(run, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "here") == sorted(RUN_FILES)


def test_the_provenance_holds_every_parameter(said):
    assert set(said["scenario"]["parameters"]) == set(parameters())


def test_the_provenance_holds_what_was_run(said, run):
    assert (said["command"], said["seed"], said["engine"]) == (COMMAND, 2, "compiled")
    assert said["digest"] == run.outcome["digest"]


def test_the_provenance_names_no_place_on_this_machine(said):
    text = json.dumps(said)
    assert str(Path.home()) not in text
    assert str(PACKAGE_FOLDER.parent) not in text


def test_a_changed_formation_changes_the_digest_of_the_seeds():
    tables = read_tables()
    first = tables.forces[0].model_copy(update={"men": tables.forces[0].men + 1})
    other = tables._replace(forces=(first, *tables.forces[1:]))
    assert digest_of_seeds(other) != digest_of_seeds(tables)


def test_what_was_observed_is_no_part_of_the_digest_of_the_seeds():
    tables = read_tables()
    assert digest_of_seeds(tables._replace(history=())) == digest_of_seeds(tables)


def test_the_digests_cover_every_source_that_a_course_loads():
    code = "import sys, mesa_mosul.simulation.simulation\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True)
    found = {
        name.removeprefix("mesa_mosul.").replace(".", "/")
        for name in loaded.stdout.split()
        if name.startswith("mesa_mosul.")
    }
    covered = {
        path.relative_to(PACKAGE_FOLDER).with_suffix("").as_posix()
        for pattern in (*MODEL_SOURCES, *BUILDER_SOURCES)
        for path in PACKAGE_FOLDER.glob(pattern)
    }
    packages = {path.parent.relative_to(PACKAGE_FOLDER).as_posix()
                for path in PACKAGE_FOLDER.rglob("__init__.py")}  # fmt: skip
    assert found
    assert found - packages - {"errors"} <= covered
