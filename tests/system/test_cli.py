"""The command line: what it prints, what it writes, what it refuses and how it says so.

Commands run in this process, but where signals, pipes, limits or loaded modules are tested.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import ENVIRONMENT, MOSUL, call_mosul, mosul, names, spoil_seeds

from mesa_mosul.single_run.run_folder import RUN_FILES, folder_contents

ONE_DAY = ("run", "reported", "--seed", "7", "--days", "1", "--set", "hold.holders_per_km2=80")
FOLDER = "reported-hold.holders_per_km2=80_days=1-seed7"


@pytest.fixture(scope="module")
def one_day(tmp_path_factory):
    at = tmp_path_factory.mktemp("one_day")
    return at, call_mosul(*ONE_DAY, at=at)


def test_a_run_ends_well(one_day):
    assert one_day[1].returncode == 0, one_day[1].stderr


def test_a_run_writes_its_folder_under_results(one_day):
    assert names(one_day[0]) == ["results"]
    assert names(one_day[0] / "results") == [FOLDER]


def test_the_folder_holds_the_files_of_a_run_and_no_others(one_day):
    assert names(one_day[0] / "results" / FOLDER) == sorted(RUN_FILES)


def test_the_summary_ends_with_the_folder_its_files_and_the_next_steps(one_day):
    text = " ".join(one_day[1].stdout.split())
    start = text.index(f"Folder: {Path('results') / FOLDER}")
    assert all(
        f"{name}: {content}" in text[start:] for name, content in folder_contents().items()
    )
    assert "Next:" in text[start:]
    assert "mosul columns" in text[start:]


def test_progress_goes_to_standard_error(one_day):
    assert "1/1" in one_day[1].stderr
    assert "1/1" not in one_day[1].stdout


def test_the_provenance_keeps_the_command_and_the_changed_parameter(one_day):
    path = one_day[0] / "results" / FOLDER / "provenance.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    assert "--set hold.holders_per_km2=80" in record["command"]
    assert record["scenario"]["parameters"]["hold.holders_per_km2"] == 80


def test_json_prints_the_outcome_and_writes_nothing(one_day, tmp_path):
    command = call_mosul(*ONE_DAY, "--json", at=tmp_path)
    written = one_day[0] / "results" / FOLDER / "outcome.json"
    assert command.stdout == written.read_text(encoding="utf-8")
    assert names(tmp_path) == []


def test_a_quiet_run_prints_its_folder_and_no_more(tmp_path):
    words = ("run", "reported", "--days", "1", "--quiet", "--out", "one")
    command = call_mosul(*words, at=tmp_path)
    assert (command.stdout, command.stderr) == ("one\n", "")
    assert "outcome.json" in names(tmp_path / "one")


def test_a_full_disk_leaves_the_earlier_run_as_it_was(one_day, tmp_path):
    out = shutil.copytree(one_day[0] / "results" / FOLDER, tmp_path / "one")
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def limit_file_size():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    words = ("run", "reported", "--days", "1", "--quiet", "--out", "one", "--overwrite")
    command = mosul(*words, at=tmp_path, preexec_fn=limit_file_size)
    assert command.returncode == 2
    assert command.stderr.startswith("mosul: one could not be written")
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
        printed = b""
        while b"0/" not in printed:
            printed += running.stderr.read(1)
        running.send_signal(signal.SIGINT)
        printed = running.stderr.read()
    assert running.returncode == 130
    assert printed.endswith(b"mosul: stopped; nothing was written\n")
    assert names(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_not_writable_is_refused_before_the_run(tmp_path):
    tmp_path.chmod(0o500)
    command = call_mosul("run", "reported", "--out", "one", at=tmp_path)
    tmp_path.chmod(0o700)
    assert command.returncode == 2
    assert "name a folder you may write to" in command.stderr
    assert "day/s" not in command.stderr


def test_a_run_reads_the_seeds_that_are_named(tmp_path):
    old, new = '"coalition.artillery_pieces" = 150', '"coalition.artillery_pieces" = 120'
    seeds = spoil_seeds(tmp_path, "scenarios/reported.toml", old, new)
    words = ("run", "reported", "--days", "1", "--seeds", seeds, "--json", "--quiet")
    command = call_mosul(*words, at=tmp_path)
    assert json.loads(command.stdout)["forces_at_start"]["guns"] == 120


def test_the_message_of_an_unknown_command_names_the_known_ones(tmp_path):
    command = call_mosul("fight", at=tmp_path)
    assert command.returncode == 2
    assert all(word in command.stderr for word in ("run", "scenarios", "claims"))


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
        printed = running.stderr.read()
    assert b"Traceback" not in printed
    assert b"BrokenPipe" not in printed


LIGHT_COMMANDS = ("--help", "", "scenarios", "parameters", "evidence", "run nowhere")


def test_a_light_command_loads_no_compiler():
    code = (
        "import sys, mesa_mosul, mesa_mosul.cli.main as cli\n"
        "for line in sys.argv[1:]:\n"
        "    try:\n        cli.main(line.split())\n    except SystemExit:\n        pass\n"
        "    if 'numba' in sys.modules or 'mesa' in sys.modules:\n        sys.exit(line)"
    )
    line = [sys.executable, "-c", code, *LIGHT_COMMANDS]
    process = subprocess.run(line, env=ENVIRONMENT, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr


def test_help_takes_less_than_half_a_second_of_processor_time(tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    mosul("--help", at=tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 0.5


def test_mosul_alone_prints_the_help(tmp_path):
    alone, asked = call_mosul(at=tmp_path), call_mosul("--help", at=tmp_path)
    assert alone == asked
    assert alone.returncode == 0
    assert "COMMAND" in alone.stdout


def test_an_old_name_of_a_parameter_works_and_is_reported_in_one_line(tmp_path):
    words = ("run", "reported", "--days", "1", "--json", "--quiet", "--set")
    old, new = (
        call_mosul(*words, f"{name}=80", at=tmp_path)
        for name in ("hold.density", "hold.holders_per_km2")
    )
    assert old.returncode == 0
    assert old.stdout == new.stdout
    assert old.stderr.startswith("mosul: ")
    assert "hold.holders_per_km2" in old.stderr
    assert old.stderr.count("\n") == 1
    assert new.stderr == ""
