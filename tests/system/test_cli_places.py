"""The command line where an output is full, a place cannot be, or a folder is damaged."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sweeps import EXPERIMENT_TOML, edit_manifest, small_experiment
from terminal import ENVIRONMENT, MOSUL, call_mosul, names

from mesa_mosul.cli.main import main


def call_with_stdout(stdout, monkeypatch, *words):
    """Run a command with another standard output; return its code and its errors."""
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    with contextlib.redirect_stderr(errors):
        try:
            code = main(words)
        except SystemExit as exit_:
            code = exit_.code
    if stdout is None:
        sys.stdout.close()
    return code, errors.getvalue()


@pytest.mark.parametrize("words", [("scenarios",), ("claims", "--json"), ("--help",), ()])
def test_a_full_disk_behind_the_output_is_told_in_a_line(words, monkeypatch):
    with contextlib.suppress(OSError), open("/dev/full", "w") as full:
        code, errors = call_with_stdout(full, monkeypatch, *words)
    assert code == 2
    assert errors == "mosul: the output could not be written: No space left on device\n"


@pytest.mark.parametrize("words", [("scenarios",), ("run", "duel", "--days", "1", "--json")])
def test_a_command_without_an_output_does_its_work(words, monkeypatch):
    assert call_with_stdout(None, monkeypatch, *words)[0] == 0


def test_help_that_cannot_be_printed_is_told(tmp_path):
    with open("/dev/full", "w") as full:
        told = subprocess.run(
            [*MOSUL, "--help"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert told.returncode == 2
    assert told.stderr.endswith(b"No space left on device\n")


def test_progress_that_cannot_be_shown_stops_nothing(tmp_path):
    words = [*MOSUL, "run", "duel", "--days", "1", "--json"]
    with open("/dev/full", "w") as full:
        told = subprocess.run(
            words, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=full
        )
    assert told.returncode == 0
    assert json.loads(told.stdout)["days"] == 1


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.symlink("loop_b", "loop_a")
    os.symlink("loop_a", "loop_b")
    Path("file").write_text("mine")
    Path("small.toml").write_text(EXPERIMENT_TOML.format(days=1, replications=1))
    return tmp_path


PLACES = ("x" * 300, "loop_a", "loop_a/below", "file/below", "file/" + "x" * 300)
COMMANDS = {
    "run": ("run", "reported", "--days", "1", "--out"),
    "seeds": ("run", "reported", "--days", "1", "--seeds"),
    "sweep": ("sweep", "small.toml", "--workers", "0", "--quiet", "--out"),
    "experiment": ("sweep",),
    "status": ("status",),
    "retry": ("retry",),
    "merge": ("merge",),
    "export": ("export",),
    "report": ("report",),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_place_that_cannot_be_is_told_in_a_line(name, places):
    before = names(places)
    for place in PLACES[:2] if name == "sweep" else PLACES:
        ending = ".toml" if name == "experiment" else ""
        command = call_mosul(*COMMANDS[name], f"{place}{ending}", at=places)
        assert command.returncode == 2, place
        assert command.stderr.startswith("mosul: "), place
        assert command.stderr.count("\n") == 1, place
    assert names(places) == before


def test_a_deleted_current_folder_is_told_in_a_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    gone = tmp_path / "gone"
    gone.mkdir()
    errors = io.StringIO()
    commands = [
        ("run", "reported", "--days", "1", "--quiet"),
        ("sweep", "peshmerga", "--trial", "--workers", "0", "--quiet"),
        ("status", "results/peshmerga"),
    ]
    os.chdir(gone)
    gone.rmdir()
    with contextlib.redirect_stderr(errors):
        codes = [main(words) for words in commands]
    assert codes == [2, 2, 2]
    assert [line.partition(":")[0] for line in errors.getvalue().splitlines()] == ["mosul"] * 3


NAMES = (
    "../x",
    "/abs",
    "a/b",
    "a\\b",
    "..",
    ".",
    "a\nb",
    "a\u2028b",
    "a\x1b[0m",
    " a",
    "x" * 256,
)


def test_no_name_leads_out_of_results(places):
    before = names(places)
    for name in NAMES:
        text = EXPERIMENT_TOML.format(days=1, replications=1)
        path = places / "named.toml"
        path.write_text(text.replace('"small"', json.dumps(name)), encoding="utf-8")
        for words in (("sweep", "named.toml", "--workers", "0"),
                      ("slurm", "named.toml", "--array", "2")):  # fmt: skip
            command = call_mosul(*words, at=places)
            assert (command.returncode, command.stdout) == (2, ""), name
            assert "it names the folder of the results" in command.stderr, name
        path.unlink()
    assert names(places) == before


def test_another_run_is_not_overwritten_in_silence(tmp_path):
    words = ("run", "reported", "--days", "1", "--quiet", "--out", "one")
    assert call_mosul(*words, at=tmp_path).returncode == 0
    kept = (tmp_path / "one" / "provenance.json").read_text()
    other = call_mosul(*words, "--set", "isis.fighters=3000", at=tmp_path)
    assert other.returncode == 2
    assert "one holds another run (scenario 'reported'); name another folder" in other.stderr
    assert (tmp_path / "one" / "provenance.json").read_text() == kept


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    experiment = small_experiment(days=1, replications=2)
    return experiment.run(tmp_path_factory.mktemp("whole") / "r", workers=0, progress=False)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_a_terminal_cannot_show_is_shown_as_codes(encoding, whole, tmp_path, monkeypatch):
    folder = shutil.copytree(whole.folder, tmp_path / "réseau العربية")
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding=encoding)
    assert call_with_stdout(out, monkeypatch, "status", str(folder)) == (0, "")
    assert b"\\u0627" in data.getvalue()


READERS = (
    ("status", "r"),
    ("export", "r"),
    ("report", "r"),
    ("plot", "r", "band", "km2_city_held"),
    ("retry", "r", "--workers", "0", "--quiet"),
)


@pytest.mark.parametrize("name", ["manifest.json", "design.parquet", "runs.sqlite"])
def test_every_command_tells_a_damaged_file_in_a_line(name, whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "r")
    (folder / name).write_bytes((folder / name).read_bytes()[:300])
    key = whole.runs["key"][0]
    for words in (*READERS, ("replay", "r", key)):
        command = call_mosul(*words, at=tmp_path)
        assert command.returncode == 2, words
        *before, last = command.stderr.splitlines()
        assert last.startswith("mosul: "), words
        assert name in last, words
        assert before == [] or words[0] == "replay", words


def test_what_would_steer_a_terminal_is_printed_as_its_code(whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "r")
    edit_manifest(folder, lambda manifest: manifest.update(name="a\x1b[2Jb\rc\x9b"))
    told = call_mosul("status", "r", at=tmp_path).stdout
    assert told.startswith(r"a\x1b[2Jb\rc\x9b: 6 of 6 runs are done")


def test_lost_days_are_told_by_status_and_export_and_the_runs_exported(whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "r")
    (folder / "daily" / "part-000001.parquet").unlink()
    status = call_mosul("status", "r", at=tmp_path)
    assert status.returncode == 1
    assert "the recorded days of 6 runs are missing or damaged" in status.stdout
    assert json.loads(call_mosul("status", "r", "--json", at=tmp_path).stdout)["lost_days"] == 6
    export = call_mosul("export", "r", "--out", "csv", at=tmp_path)
    assert export.returncode == 2
    assert "days of 6 runs are lost" in export.stderr
    assert names(tmp_path / "csv") == ["runs.csv"]


def test_a_replay_by_another_model_is_told_in_a_line(whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "r")
    edit_manifest(folder, lambda manifest: manifest["digests"].update(model="0" * 64))
    command = call_mosul("replay", "r", whole.runs["key"][0], at=tmp_path)
    assert command.returncode == 2
    assert "another version of the model" in command.stderr.splitlines()[-1]
    assert "Traceback" not in command.stderr
