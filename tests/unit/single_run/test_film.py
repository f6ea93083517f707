"""Films of runs: files that play, whole or not at all; and what is refused."""

import base64
import itertools
import json
import os
import re
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

import mesa_mosul as mm
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.single_run.film import DAYS_PER_SECOND, HOLD_S, FilmError

DAYS = 3
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffmpeg is missing")


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=DAYS)


@pytest.fixture(scope="module")
def one_day():
    return mm.run("reported", seed=1, days=1)


@pytest.fixture(scope="module")
def mp4(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("films") / "deep" / "film.mp4"
    return run.animate(path), path


@pytest.fixture(scope="module")
def gif(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("films") / "film.GIF"
    return run.animate(path), path


@needs_ffmpeg
def test_an_mp4_has_a_frame_per_day_and_holds_the_last(mp4):
    asked = "stream=codec_name,pix_fmt,width,height,nb_read_frames,duration:format_tags=title"
    line = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", asked, "-of", "json"]
    probed = json.loads(subprocess.check_output([*line, mp4[1]]))
    (video,) = probed["streams"]
    frames = DAYS + HOLD_S * DAYS_PER_SECOND
    assert (video["codec_name"], video["pix_fmt"]) == ("h264", "yuv420p")
    assert (video["width"], video["height"]) == (1280, 720)
    assert int(video["nb_read_frames"]) == frames
    assert float(video["duration"]) == pytest.approx(frames / DAYS_PER_SECOND)
    assert "reported, seed 1" in probed["format"]["tags"]["title"]


@needs_ffmpeg
def test_the_pictures_of_an_mp4_are_those_of_its_days(mp4, tmp_path):
    line = ["ffmpeg", "-loglevel", "error", "-i", mp4[1], tmp_path / "%02d.png"]
    subprocess.run(line, check=True)
    shown = [np.asarray(Image.open(path)).astype(int) for path in sorted(tmp_path.iterdir())]
    assert np.abs(shown[0] - shown[DAYS - 1]).mean() > 1.0
    assert np.abs(shown[DAYS - 1] - shown[-1]).mean() < 0.5


def test_a_gif_has_a_picture_per_day_and_holds_the_last(gif):
    with Image.open(gif[1]) as film:
        assert (film.n_frames, film.size) == (DAYS, (1280, 720))
        pictures, durations = [], []
        for day in range(DAYS):
            film.seek(day)
            pictures.append(np.asarray(film.convert("RGB")))
            durations.append(film.info["duration"])
    assert durations[-1] == 1000 * HOLD_S
    assert {*durations[:-1]} == {10 * (100 // DAYS_PER_SECOND)}
    assert all((one != other).any() for one, other in itertools.pairwise(pictures))


@pytest.mark.parametrize("kind", [pytest.param("mp4", marks=needs_ffmpeg), "gif"])
def test_a_notebook_shows_the_film_itself(kind, request):
    film, path = request.getfixturevalue(kind)
    (data,) = re.findall(rf'src="data:\w+/{kind};base64,([^"]+)"', film._repr_html_())
    assert base64.b64decode(data) == film.content == path.read_bytes()
    assert "reported, seed 1" in repr(film)


@needs_ffmpeg
def test_without_a_path_nothing_is_left_and_the_film_can_be_saved(
    one_day, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    film = one_day.animate()
    assert [*tmp_path.iterdir()] == []
    film.save("one.mp4")
    assert (tmp_path / "one.mp4").read_bytes() == film.content
    with pytest.raises(FilmError, match=r"does not end in \.mp4"):
        film.save("one.gif")


def test_a_branch_is_filmed_with_the_days_before_it(one_day, tmp_path):
    branch = mm.branch(one_day, {"corridor.closed_at_start": True}, days=2)
    branch.animate(tmp_path / "branch.gif")
    with Image.open(tmp_path / "branch.gif") as film:
        assert film.n_frames == 2


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("film.avi", r"end its name in \.mp4 or \.gif"),
        ("film", r"end its name in \.mp4 or \.gif"),
        ("folder.mp4", "is a folder"),
        ("file/film.gif", "cannot be written"),
    ],
)
def test_a_place_that_cannot_be_is_refused(run, tmp_path, place, message):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(MosulError, match=message):
        run.animate(tmp_path / place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.mp4"]


def test_an_mp4_without_ffmpeg_is_refused_and_a_gif_is_made_instead(
    one_day, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FilmError, match=r"needs ffmpeg.*name a \.gif"):
        one_day.animate(tmp_path / "film.mp4")
    assert one_day.animate().suffix == ".gif"
    assert [*tmp_path.iterdir()] == []


def test_a_laboratory_has_no_film(tmp_path):
    with pytest.raises(FilmError, match="duel is a laboratory"):
        mm.run("duel", seed=1, days=2).animate(tmp_path / "film.gif")


@needs_ffmpeg
def test_a_film_whose_ffmpeg_is_killed_leaves_the_earlier_one(run, tmp_path, monkeypatch):
    killed = tmp_path / "bin" / "ffmpeg"
    killed.parent.mkdir()
    killed.write_text(f'#!/bin/sh\nexec timeout -s KILL 0.2 {shutil.which("ffmpeg")} "$@"\n')
    killed.chmod(0o755)
    place = tmp_path / "films" / "film.mp4"
    place.parent.mkdir()
    place.write_bytes(b"earlier")
    monkeypatch.setenv("PATH", f"{killed.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(FilmError, match="ffmpeg stopped"):
        run.animate(place)
    assert place.read_bytes() == b"earlier"
    assert [path.name for path in place.parent.iterdir()] == ["film.mp4"]
