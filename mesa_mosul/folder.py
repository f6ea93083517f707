"""A run's folder: written beside its place and moved there whole, so that no half stays."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mesa_mosul.fight import Run

FILES = (
    "outcome.json",
    "daily.parquet",
    "events.parquet",
    "course.png",
    "map.png",
    "provenance.json",
)


class FolderError(ValueError):
    """A place where a run's folder cannot be written."""


def outcome_text(run: "Run") -> str:
    """Return the text of outcome.json."""
    return json.dumps(run.outcome, indent=2, allow_nan=False) + "\n"


def check_place(path: Path) -> None:
    """Check that a run's folder can be written at a path; leave nothing behind.

    Raises FolderError for a file in the way, a folder that holds anything but an earlier run,
    or a place that is not writable.
    """
    place = path.resolve()
    if Path.cwd().is_relative_to(place):
        raise FolderError(f"{path} is the folder you are in or above it; name one below")
    if place.is_dir():
        check_earlier(path)
    elif place.exists():
        raise FolderError(f"{path} is a file; name a folder")
    with beside(path):
        pass


def check_earlier(path: Path) -> None:
    """Check that a folder is empty or holds an earlier run and nothing else."""
    found = sorted(file.name for file in path.iterdir())
    if found and "outcome.json" not in found:
        raise FolderError(
            f"{path} is not empty and holds no run (no outcome.json); name another folder"
        )
    strange = [name for name in found if name not in FILES]
    if strange:
        raise FolderError(
            f"{path} holds '{strange[0]}', which is no part of a run; move it away or name"
            " another folder"
        )


def standing_above(place: Path) -> Path:
    """Return the nearest folder above a place that exists."""
    return next(above for above in place.parents if os.path.lexists(above))


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a temporary folder on the same disk as a place, and remove it afterwards.

    Raises FolderError where none can be made.
    """
    above = standing_above(path.resolve())
    try:
        room = Path(tempfile.mkdtemp(prefix=".mosul-", dir=above))
    except OSError as fault:
        raise FolderError(
            f"{path} cannot be written: {above} says '{fault.strerror}'; name a folder you may"
            " write to"
        ) from fault
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def write(run: "Run", path: Path, command: str = "") -> None:
    """Write a run's folder, in the place of an earlier run's if there is one.

    Raises FolderError as `check_place` does, or if the disk refuses.
    """
    check_place(path)
    with beside(path) as room:
        made = room / "run"
        try:
            made.mkdir()
            fill(run, made, command)
            swap(made, path.resolve(), room / "earlier")
        except OSError as fault:
            raise FolderError(
                f"{path} could not be written: {fault.strerror or fault}"
            ) from fault


def fill(run: "Run", folder: Path, command: str) -> None:
    """Write a run's files into an empty folder."""
    from mesa_mosul.pictures import save_course, save_map
    from mesa_mosul.provenance import provenance

    said = json.dumps(provenance(run, command), indent=2) + "\n"
    (folder / "provenance.json").write_text(said, encoding="utf-8")
    run.daily.to_parquet(folder / "daily.parquet")
    run.events.to_parquet(folder / "events.parquet")
    save_course(run, folder / "course.png")
    save_map(run, folder / "map.png")
    (folder / "outcome.json").write_text(outcome_text(run), encoding="utf-8")


def swap(made: Path, place: Path, earlier: Path) -> None:
    """Move a finished folder to its place, and what stood there out of the way."""
    place.parent.mkdir(parents=True, exist_ok=True)
    stood = place.exists()
    if stood:
        place.rename(earlier)
    try:
        made.rename(place)
    finally:
        if stood and not place.exists():
            earlier.rename(place)
