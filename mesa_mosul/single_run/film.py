"""A film of a run, a day per frame: MP4 by ffmpeg or GIF by Pillow, whole or not at all."""

import base64
import contextlib
import html
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.simulation.provenance import run_title
from mesa_mosul.single_run.chronicle import brief_days
from mesa_mosul.single_run.temporary_folder import temporary_sibling

if TYPE_CHECKING:
    import numpy as np
    from tqdm import tqdm

    from mesa_mosul.inputs.scenario import Scenario
    from mesa_mosul.simulation.run_record import RunRecord

MP4, GIF = ".mp4", ".gif"
DAYS_PER_SECOND, HOLD_S = 3, 4
"""Pace of a film, and seconds for which its last day stays."""
GIF_COLOURS = 255
DrawDay = Callable[[int], "np.ndarray"]
"""Takes a day, counted from 0; returns its picture: height, width and RGBA, as bytes."""
FFMPEG_INPUT = ("-f", "rawvideo", "-pix_fmt", "rgba")
FFMPEG_OUTPUT = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart")
"""So that browsers play it, and begin before all of it has arrived."""


class FilmError(MosulError):
    """A film that cannot be made, or a place where it cannot be written."""


class Film(NamedTuple):
    """A film of a run, which a notebook shows.

    Attributes
    ----------
    title : str
        The run: its scenario and its seed.
    suffix : str
        `.mp4` or `.gif`.
    content : bytes
        The file.
    """

    title: str
    suffix: str
    content: bytes

    def save(self, path: str | Path) -> Path:
        """Write the film to a file, whose name ends as the film's `suffix` says."""
        place = Path(path)
        if place.suffix.lower() != self.suffix:
            raise FilmError(f"'{place}' does not end in {self.suffix}, which this film is")
        check_film_place(place)
        with replacing(place) as unfinished:
            unfinished.write_bytes(self.content)
        return place

    def __repr__(self) -> str:
        return f"Film of {self.title}, {self.suffix}, {len(self.content) / 1e6:.1f} MB"

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.content).decode()
        if self.suffix == GIF:
            return f'<img alt="{html.escape(repr(self))}" src="data:image/gif;base64,{data}">'
        return (
            '<video controls muted style="max-width: 100%"'
            f' src="data:video/mp4;base64,{data}">{html.escape(repr(self))}</video>'
        )


def default_suffix() -> str:
    """Return .mp4 if ffmpeg is there, else .gif."""
    return MP4 if shutil.which("ffmpeg") else GIF


def check_film_place(path: Path) -> None:
    """Check that a film can be written at a path; leave nothing behind.

    Raises FilmError for a suffix that is neither .mp4 nor .gif, for a folder, or for .mp4
    without ffmpeg; FolderError for a place that is not writable.
    """
    if path.suffix.lower() not in (MP4, GIF):
        raise FilmError(f"'{path}' is no film: end its name in .mp4 or .gif")
    if os.path.isdir(path):
        raise FilmError(f"{path} is a folder; name a file")
    if path.suffix.lower() == MP4 and default_suffix() != MP4:
        raise FilmError(
            f"{path}: an .mp4 needs ffmpeg, which is not there: install it, or name a .gif"
        )
    with temporary_sibling(path):
        pass


def check_has_city(scenario: "Scenario") -> None:
    """Check that there is a city to film; raises FilmError for a laboratory."""
    if scenario.laboratory:
        raise FilmError(f"{scenario.name} is a laboratory: there is no city to film")


def write_film(
    run: "RunRecord", path: Path, progress: bool = True, folder: Path | None = None
) -> None:
    """Write a film of a run, in the place of another if there is one.

    progress: shown on a terminal. folder: beside which the film is made until it is finished,
    the file itself if not given. Raises as `check_film_place` and `check_has_city` do, and
    FilmError if ffmpeg or the disk refuses.
    """
    from tqdm import tqdm

    from mesa_mosul.plots.run_film import FilmScene

    check_has_city(run.scenario)
    check_film_place(path)
    scene = FilmScene(run, brief_days(run))
    days = range(len(run.snapshots))
    encode = encode_mp4 if path.suffix.lower() == MP4 else encode_gif
    with replacing(path, folder) as unfinished:
        bar = tqdm(days, desc="film", unit="day", disable=None if progress else True)
        encode(scene.show, bar, unfinished, run_title(run))


def make_film(run: "RunRecord", path: Path | None = None, progress: bool = True) -> Film:
    """Return a film of a run; path: a file to write too. Raises as `write_film` does."""
    if path is None:
        with tempfile.TemporaryDirectory(prefix="mosul-") as folder:
            return make_film(run, Path(folder) / f"film{default_suffix()}", progress)
    write_film(run, path, progress)
    return Film(run_title(run), path.suffix.lower(), path.read_bytes())


@contextlib.contextmanager
def replacing(path: Path, folder: Path | None = None) -> Iterator[Path]:
    """Give a place for an unfinished file, and move it to its path when it is finished."""
    with temporary_sibling(folder or path) as temporary:
        unfinished = temporary / f"film{path.suffix.lower()}"
        try:
            yield unfinished
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.replace(path)
        except OSError as fault:
            raise FilmError(
                f"{path} could not be written: {fault.strerror or fault}"
            ) from fault


def encode_mp4(draw_day: DrawDay, days: "tqdm[int]", path: Path, title: str) -> None:
    """Hand a picture per day to ffmpeg, the last one for HOLD_S seconds."""
    from mesa_mosul.plots.run_film import FRAME_HEIGHT_PX, FRAME_WIDTH_PX

    size = f"{FRAME_WIDTH_PX}x{FRAME_HEIGHT_PX}"
    command = ["ffmpeg", "-loglevel", "error", *FFMPEG_INPUT, "-s", size]
    command += ["-r", str(DAYS_PER_SECOND), "-i", "-", *FFMPEG_OUTPUT]
    command += ["-metadata", f"title={title}", str(path)]
    with (
        tempfile.TemporaryFile() as messages,
        # A session of its own: Ctrl-C is for this process, which then ends ffmpeg.
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=messages,
            start_new_session=True,
        ) as ffmpeg,
    ):  # fmt: skip
        assert ffmpeg.stdin is not None
        try:
            for day in days:
                picture = draw_day(day).tobytes()
                ffmpeg.stdin.write(picture)
            for _ in range(HOLD_S * DAYS_PER_SECOND):
                ffmpeg.stdin.write(picture)
        except BrokenPipeError:
            pass  # ffmpeg has ended; why, its messages say
        except BaseException:
            ffmpeg.kill()
            raise
        finally:
            with contextlib.suppress(BrokenPipeError):
                ffmpeg.stdin.close()
        if ffmpeg.wait() != 0:
            messages.seek(0)
            lines = messages.read().decode(errors="replace").split("\n")
            why = next(filter(None, reversed(lines)), f"exit code {ffmpeg.returncode}")
            raise FilmError(f"ffmpeg stopped ({why}): the film is not written")


def encode_gif(draw_day: DrawDay, days: "tqdm[int]", path: Path, title: str) -> None:
    """Write a picture per day, all in the colours of the first, a middle and the last day."""
    import numpy as np
    from PIL import Image

    count = len(days)
    sample = [draw_day(day)[..., :3].copy() for day in sorted({0, count // 2, count - 1})]
    palette = Image.fromarray(np.concatenate(sample)).quantize(GIF_COLOURS)
    images = (Image.fromarray(draw_day(day)).convert("RGB") for day in days)
    frames = (image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images)
    next(frames).save(
        path, save_all=True, append_images=frames, loop=0, comment=title.encode(),
        duration=[1000 // DAYS_PER_SECOND] * (count - 1) + [1000 * HOLD_S],
    )  # fmt: skip
