"""`mosul film` and `--animate`: films of runs, of runs of sweeps, and what is refused."""

import os
import re
import signal
import subprocess
import termios

import pytest
from PIL import Image
from sweeps import child_pids, is_alive, wait_until
from terminal import ENVIRONMENT, MOSUL, call_mosul, names

import mesa_mosul as mm
from mesa_mosul.single_run.run_folder import RUN_FILES, check_existing_folder

RULE = """
from pathlib import Path

def move(world, p, clock, state):
    world.units.user_value[:] += int((Path(__file__).parent / "number").read_text())
    state["ticks"] = state.get("ticks", 0) + 1
    if p.own.number_1 > 1 and state["ticks"] > 4:
        raise ValueError("as meant")
"""
DAYS = 2


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A sweep with a rule that reads a file: two runs that are done, one that failed."""
    at = tmp_path_factory.mktemp("swept")
    (at / "rule_of_films.py").write_text(RULE)
    (at / "number").write_text("1")
    (at / "films.toml").write_text(
        f'base = "reported"\ndays = {DAYS}\nreplications = 1\n'
        'phases = ["rule_of_films:move@weather"]\n[levers]\n"own.number_1" = [0, 1, 2]\n'
    )
    call_mosul("sweep", "films.toml", "--out", "films", "--quiet", "--workers", "0", at=at)
    runs = mm.read_results(at / "films").runs.sort_values("own.number_1")
    assert runs["status"].tolist() == ["done", "done", "raised"]
    return at, runs["key"].tolist()


def test_a_run_of_a_sweep_with_own_rules_is_filmed_as_it_was(swept):
    at, (key, *_) = swept
    filmed = call_mosul("film", "films", key[:12], "--out", "one.gif", at=at)
    assert (filmed.returncode, filmed.stdout) == (0, "one.gif\n")
    assert "film:" not in filmed.stderr
    with Image.open(at / "one.gif") as film:
        assert film.n_frames == DAYS
    filmed = call_mosul("film", "films", key, at=at)
    assert filmed.stdout == f"films/film_{key[:8]}.mp4\n"
    assert call_mosul("status", "films", at=at).returncode == 1, "one run failed"


def test_a_run_that_is_no_longer_what_was_stored_is_not_filmed(swept):
    at, (_, key, _) = swept
    (at / "number").write_text("2")
    filmed = call_mosul("film", "films", key, "--out", "other.gif", at=at)
    (at / "number").write_text("1")
    assert filmed.returncode == 2
    assert f"run {key} is not what it was" in filmed.stderr
    assert "other.gif" not in names(at)


def test_a_rule_that_was_edited_is_refused(swept):
    at, (_, key, _) = swept
    (at / "rule_of_films.py").write_text(RULE + "# edited\n")
    filmed = call_mosul("film", "films", key, "--out", "other.gif", at=at)
    (at / "rule_of_films.py").write_text(RULE)
    assert filmed.returncode == 2
    assert "another version of the file of 'rule_of_films:move@weather'" in filmed.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("films", "zz"), "no runs of films have a key that begins with 'zz'"),
        (("films", "FAILED"), "failed: there is nothing to repeat"),
        (("nowhere", "a"), "there is no such folder"),
        (("films", "DONE", "--out", "film.avi"), "end its name in .mp4 or .gif"),
        (("films", "DONE", "--out", "number/film.mp4"), "cannot be written"),
    ],
)
def test_what_cannot_be_filmed_is_refused_in_a_line(swept, words, message):
    at, (done, _, failed) = swept
    before = names(at)
    filmed = call_mosul(
        "film", *({"DONE": done, "FAILED": failed}.get(word, word) for word in words), at=at
    )
    assert filmed.returncode == 2
    assert message in filmed.stderr
    assert filmed.stderr.count("\n") == 1
    assert names(at) == before


def test_without_ffmpeg_a_gif_is_made_which_is_said(swept, monkeypatch):
    at, (key, *_) = swept
    monkeypatch.setenv("PATH", str(at))
    filmed = call_mosul("film", "films", key, at=at)
    assert filmed.stdout.startswith(f"films/film_{key[:8]}.gif (a GIF: ffmpeg")


def test_a_run_is_animated_into_its_folder_and_can_be_run_there_again(tmp_path):
    words = ("run", "reported", "--days", "1", "--animate", "--out", "one")
    run = call_mosul(*words, at=tmp_path)
    assert run.stdout.endswith("\nFilm: one/film.mp4\n")
    assert names(tmp_path / "one") == sorted([*RUN_FILES, "film.mp4"])
    check_existing_folder(tmp_path / "one")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("reported", "--json"), "name one with --out"),
        (("duel",), "duel is a laboratory"),
    ],
)
def test_what_cannot_be_animated_is_refused_before_the_run(tmp_path, words, message):
    run = call_mosul("run", *words, "--days", "1", "--animate", at=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert names(tmp_path) == []


def test_ctrl_c_ends_a_film_that_shows_its_progress_and_leaves_the_run(tmp_path):
    terminal, line = os.openpty()
    termios.tcsetwinsize(line, (24, 80))
    words = ("run", "reported", "--days", "15", "--animate", "--out", "one")
    with subprocess.Popen(
        [*MOSUL, *words], cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=line,
        start_new_session=True,
    ) as running:  # fmt: skip
        os.close(line)
        printed = b""
        while not re.search(rb"film:.*\b[1-9]\d*/15", printed):
            printed += os.read(terminal, 1000)
        ffmpeg = child_pids(running)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(60) == 130
    os.set_blocking(terminal, False)
    assert b"stopped; one is written, its film is not" in os.read(terminal, 10_000)
    os.close(terminal)
    assert names(tmp_path) == ["one"]
    assert names(tmp_path / "one") == sorted(RUN_FILES)
    assert ffmpeg
    assert wait_until(lambda: not any(map(is_alive, ffmpeg)), 10)
