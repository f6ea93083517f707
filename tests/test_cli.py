"""The command line: what it prints, what it writes, what it refuses and how it says so."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import ENVIRONMENT, MOSUL, mosul, names

from mesa_mosul.folder import FILES
from mesa_mosul.tables import folder


def spoiled(at, name, old, new):
    seeds = shutil.copytree(folder(), at / "spoiled")
    text = (seeds / name).read_text(encoding="utf-8")
    assert old in text
    (seeds / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(seeds)


@pytest.fixture(scope="module")
def fought(tmp_path_factory):
    at = tmp_path_factory.mktemp("fought")
    words = ("run", "reported", "--seed", "7", "--days", "1", "--set", "hold.density=80")
    return at, mosul(*words, at=at)


def test_a_run_ends_well(fought):
    assert fought[1].returncode == 0, fought[1].stderr


def test_a_run_writes_its_folder_under_results(fought):
    assert names(fought[0]) == ["results"]
    assert names(fought[0] / "results") == ["reported-seed7"]


def test_the_folder_holds_the_files_of_a_run_and_no_others(fought):
    assert names(fought[0] / "results" / "reported-seed7") == sorted(FILES)


def test_the_account_names_the_folder(fought):
    assert str(Path("results") / "reported-seed7") in fought[1].stdout


def test_progress_goes_to_standard_error(fought):
    assert "1/1" in fought[1].stderr
    assert "1/1" not in fought[1].stdout


def test_the_provenance_keeps_the_command_and_the_changed_parameter(fought):
    at = fought[0] / "results" / "reported-seed7" / "provenance.json"
    said = json.loads(at.read_text(encoding="utf-8"))
    assert "--set hold.density=80" in said["command"]
    assert said["scenario"]["parameters"]["hold.density"] == 80


def test_json_prints_the_outcome_and_writes_nothing(fought, tmp_path):
    words = ("run", "reported", "--seed", "7", "--days", "1", "--set", "hold.density=80")
    done = mosul(*words, "--json", at=tmp_path)
    written = fought[0] / "results" / "reported-seed7" / "outcome.json"
    assert done.stdout == written.read_text(encoding="utf-8")
    assert names(tmp_path) == []


def test_a_quiet_run_says_where_it_wrote_and_no_more(tmp_path):
    done = mosul("run", "reported", "--days", "1", "--quiet", "--out", "one", at=tmp_path)
    assert (done.stdout, done.stderr) == ("one\n", "")
    assert "outcome.json" in names(tmp_path / "one")


def test_a_full_disk_leaves_the_earlier_run_as_it_was(fought, tmp_path):
    out = shutil.copytree(fought[0] / "results" / "reported-seed7", tmp_path / "one")
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    words = ("run", "reported", "--days", "1", "--quiet", "--out", "one")
    done = mosul(*words, at=tmp_path, preexec_fn=small_files)
    assert done.returncode == 2
    assert done.stderr.startswith("mosul: one could not be written")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert names(tmp_path) == ["one"]


def test_ctrl_c_stops_a_run_and_nothing_is_written(tmp_path):
    words = ("run", "reported", "--engine", "plain", "--out", "one")
    with subprocess.Popen(
        [*MOSUL, *words],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        said = b""
        while b"0/" not in said:
            said += running.stderr.read(1)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert said.endswith(b"mosul: stopped; nothing was written\n")
    assert names(tmp_path) == []


MISTAKES = {
    "a scenario's name": (
        ("reportd",),
        "no scenario is called 'reportd'; did you mean reported",
    ),
    "a parameter's name": (("reported", "--set", "isis.fighter=6000"), "isis.fighters"),
    "a value out of range": (("reported", "--set", "isis.fighters=1e6"), "it takes 2500 to"),
    "a value that is no number": (
        ("reported", "--set", "isis.fighters=many"),
        "a number in men",
    ),
    "half a man": (("reported", "--set", "isis.fighters=3000.5"), "a whole number"),
    "not a number": (("reported", "--set", "hold.density=nan"), "a number in men/km2"),
    "a switch": (("reported", "--set", "peshmerga.leaves_offensive=9"), "true or false"),
    "no value": (("reported", "--set", "isis.fighters"), "not NAME=VALUE"),
    "no name": (("reported", "--set", "=3"), "not NAME=VALUE"),
    "a parameter twice": (
        ("reported", "--set", "hold.density=80", "--set", "hold.density=90"),
        "set it once",
    ),
    "no days": (("reported", "--days", "0"), "a whole number from 1"),
    "days below none": (("reported", "--days", "-3"), "a whole number from 1"),
    "days that are no number": (("reported", "--days", "two"), "a whole number from 1"),
    "days past the end": (("reported", "--days", "5000"), "'reported' ends after"),
    "a seed below none": (("reported", "--seed", "-1"), "from 0 to 2^64 - 1"),
    "a seed too great": (("reported", "--seed", str(2**64)), "from 0 to 2^64 - 1"),
    "a seed that is no number": (("reported", "--seed", "luck"), "from 0 to 2^64 - 1"),
    "an engine": (("reported", "--engine", "fast"), "'compiled', 'plain'"),
    "an option": (("reported", "--sed", "1"), "--sed"),
    "no scenario": ((), "SCENARIO"),
    "seeds that are not there": (("reported", "--seeds", "nowhere"), "no folder of seeds"),
    "the folder one is in": (("reported", "--out", "."), "name one below"),
    "a file in the way": (("reported", "--out", "a_file"), "is a file"),
    "a file on the way": (("reported", "--out", "a_file/below"), "cannot be written"),
    "a folder of other things": (("reported", "--out", "a_folder"), "no outcome.json"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_with_code_2_one_line_and_nothing_written(mistake, tmp_path):
    words, right = MISTAKES[mistake]
    (tmp_path / "a_file").write_text("kept")
    (tmp_path / "a_folder").mkdir()
    (tmp_path / "a_folder" / "letter.txt").write_text("kept")
    done = mosul("run", *words, at=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("mosul: ")
    assert right in done.stderr
    assert done.stderr.count("\n") == 1
    assert names(tmp_path) == ["a_file", "a_folder"]
    assert names(tmp_path / "a_folder") == ["letter.txt"]


BROKEN = {
    "men below none": ("forces.csv", ",1500,0,", ",-40,0,", "forces.csv line 2: men is '-40'"),
    "a cell too many": ("bridges.csv", "third,", "third,third,", "bridges.csv line 2: "),
    "a word for a number": ("river.csv", "36.58", "north", "river.csv line 2: lat is 'north'"),
    "no such axis": ("quarters.csv", ",east,east,", ",east,moon,", "quarters.csv line 2: axis"),
    "broken TOML": ("scenarios/reported.toml", "start =", "start", "reported.toml: not read"),
    "an unknown key": ("scenarios/reported.toml", "start =", "begin =", "toml: 'begin'"),
    "an unknown parameter": (
        "scenarios/reported.toml", "isis.fighters", "isis.men", "no parameter is called"
    ),
    "an end before the start": (
        "scenarios/reported.toml", "end = 2017", "end = 2015", "is not after start"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_seeds_are_named_by_file_and_place(fault, tmp_path):
    name, old, new, said = BROKEN[fault]
    seeds = spoiled(tmp_path, name, old, new)
    done = mosul("run", "reported", "--seeds", seeds, "--out", "one", at=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("mosul: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert names(tmp_path) == ["spoiled"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_not_writable_is_refused_before_the_battle(tmp_path):
    tmp_path.chmod(0o500)
    done = mosul("run", "reported", "--out", "one", at=tmp_path)
    tmp_path.chmod(0o700)
    assert done.returncode == 2
    assert "name a folder you may write to" in done.stderr
    assert "day/s" not in done.stderr


def test_other_seeds_are_fought_from(fought, tmp_path):
    old, new = '"us.guns" = 150', '"us.guns" = 120'
    seeds = spoiled(tmp_path, "scenarios/reported.toml", old, new)
    words = ("run", "reported", "--days", "1", "--seeds", seeds, "--json", "--quiet")
    done = mosul(*words, at=tmp_path)
    assert json.loads(done.stdout)["forces_at_start"]["guns"] == 120


def test_an_unknown_command_is_told_the_known_ones(tmp_path):
    done = mosul("fight", at=tmp_path)
    assert done.returncode == 2
    assert all(word in done.stderr for word in ("run", "scenarios", "claims"))


@pytest.mark.parametrize("words", [("claims",), ("evidence",), ("parameters",), ("--help",)])
def test_a_reader_who_closes_the_pipe_sees_no_traceback(words, tmp_path):
    with subprocess.Popen(
        [*MOSUL, *words],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        running.stdout.close()
        said = running.stderr.read()
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


@pytest.mark.parametrize(
    "command", ["--help", "scenarios", "parameters", "evidence", "run nowhere"]
)
def test_a_light_command_loads_no_compiler(command):
    code = (
        "import sys, mesa_mosul, mesa_mosul.cli as cli\n"
        "try:\n    cli.main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "sys.exit('numba' in sys.modules or 'mesa' in sys.modules)"
    )
    run = [sys.executable, "-c", code, *command.split()]
    assert subprocess.run(run, env=ENVIRONMENT, capture_output=True).returncode == 0


def test_help_takes_less_than_half_a_second_of_processor_time(tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    mosul("--help", at=tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 0.5
