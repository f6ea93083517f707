"""A run's folder: written beside its place and moved there whole, so that no half remains."""

import errno
import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mesa_mosul.inputs.paths import check_path
from mesa_mosul.inputs.scenario import Scenario
from mesa_mosul.single_run.earlier_run import FolderError, RunRequest, check_same_run
from mesa_mosul.single_run.temporary_folder import temporary_sibling

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

FOLDER_CONTENTS = {
    "map.png": "the map of the last day",
    "course.png": "the course of the run beside the historical record",
    "outcome.json": "the outcome",
    "daily.parquet": "one row per day",
    "events.parquet": "one row per event",
    "provenance.json": "versions, digests and all parameters",
}
RUN_FILES = tuple(FOLDER_CONTENTS)
FILM_FILES = ("film.mp4", "film.gif")
"""What a run's folder has too if it is asked for."""
MAX_NAME_BYTES = 255
"""Bytes that a file system takes for a name."""
MAX_VARIATION_LENGTH = 60
"""Characters of a folder's name for what was changed; more are replaced by a hash."""


def outcome_json(run: "RunRecord") -> str:
    """Return the text of outcome.json."""
    return json.dumps(run.outcome, indent=2, allow_nan=False) + "\n"


def folder_contents() -> dict[str, str]:
    """Return the files of a run's folder and what each holds."""
    return dict(FOLDER_CONTENTS)


def next_steps(run: "RunRecord", folder: Path) -> tuple[str, ...]:
    """Return what can be done after a run, one sentence each."""
    return (
        f"Next: look at {folder / 'course.png'}; `mosul columns` explains every column of the"
        " tables.",
        f'In Python: pandas.read_parquet("{folder / "daily.parquet"}").',
        f"One run is one random draw: `mosul run ... --seed {run.seed + 1}` gives another,"
        " `mosul sweep` runs many and reports intervals.",
    )


def default_folder(
    scenario: Scenario, seed: int, options: Mapping[str, object] | None = None
) -> Path:
    """Return the folder of a run for which none is named: each run has one of its own.

    options: what else sets it apart, such as `{"days": 20}`; values of None are left out. The
    scenario's changed parameters are taken from its name.
    """
    base, _, changes = scenario.name.partition(", ")
    parts = changes.split(", ") if changes else []
    parts += [f"{name}={value}" for name, value in (options or {}).items() if value is not None]
    variation = re.sub(r"[^\w.=+-]+", "_", "_".join(parts))
    if len(variation) > MAX_VARIATION_LENGTH:
        variation = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
    base = re.sub(r"[^\w.=+-]+", "_", base)
    words = (base, *([variation] if variation else []), f"seed{seed}")
    return Path("results") / "-".join(words)


def check_writable(
    path: Path, request: RunRequest | None = None, overwrite: bool = False
) -> None:
    """Check that a run's folder can be written at a path; leave nothing behind.

    request: the run that is to be written there; overwrite: whether it may replace another.
    Raises FolderError for a file in the way, a folder that holds another run or anything
    else, or a place that is not writable.
    """
    try:
        place = check_path(path).resolve()
        if any(len(os.fsencode(part)) > MAX_NAME_BYTES for part in place.parts):
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        if current_folder_is_below(place):
            raise FolderError(f"{path} is the folder you are in or above it; name one below")
        if place.is_dir():
            check_existing_folder(path)
            check_same_run(path, request, overwrite)
        elif os.path.lexists(place):
            raise FolderError(f"{path} is a file; name a folder")
    except (OSError, RuntimeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "its links lead in a circle"
        raise FolderError(f"{path} cannot be written: {why}; name another folder") from fault
    with temporary_sibling(path):
        pass


def check_outside(folder: Path, file: Path) -> None:
    """Check that a file is not written into a run's folder, or where it or one above it is.

    Raises FolderError.
    """
    inner, outer = folder.resolve(), file.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise FolderError(
            f"{file} is in the place of the run's folder {folder}, which holds its"
            " own files alone: name a file elsewhere"
        )


def current_folder_is_below(place: Path) -> bool:
    """Return whether a place is the current folder or above it."""
    try:
        return Path.cwd().is_relative_to(place)
    except FileNotFoundError:
        return False


def check_existing_folder(path: Path) -> None:
    """Check that a folder is empty or holds an earlier run and nothing else."""
    files = sorted(path.iterdir())
    names = [file.name for file in files]
    if names and "outcome.json" not in names:
        raise FolderError(
            f"{path} is not empty and holds no run (no outcome.json); name another folder"
        )
    foreign = [
        file.name
        for file in files
        if file.name not in (*RUN_FILES, *FILM_FILES) or file.is_symlink() or not file.is_file()
    ]
    if foreign:
        raise FolderError(
            f"{path} holds '{foreign[0]}', which is no part of a run; move it away or name"
            " another folder"
        )


def write_run_folder(
    run: "RunRecord", path: Path, command: str = "", overwrite: bool = False
) -> None:
    """Write a run's folder, in the place of the same run's if there is one.

    overwrite: whether another run may be replaced as well. Raises FolderError as
    `check_writable` does, or if the disk refuses.
    """
    days, tables = len(run.daily), run.built.tables
    branches = run.simulation.branches
    request = RunRequest(run.scenario, run.seed, days, tables, run.phases, branches)
    check_writable(path, request, overwrite)
    with temporary_sibling(path) as temporary:
        new_folder = temporary / "run"
        try:
            new_folder.mkdir()
            write_run_files(run, new_folder, command)
            replace_folder(new_folder, path.resolve(), temporary / "earlier")
        except OSError as fault:
            raise FolderError(
                f"{path} could not be written: {fault.strerror or fault}"
            ) from fault


def write_run_files(run: "RunRecord", folder: Path, command: str) -> None:
    """Write a run's files into an empty folder."""
    from mesa_mosul.plots.run_overview import save_map, save_run_overview
    from mesa_mosul.simulation.provenance import provenance

    text = json.dumps(provenance(run, command), indent=2) + "\n"
    (folder / "provenance.json").write_text(text, encoding="utf-8")
    run.daily.to_parquet(folder / "daily.parquet")
    run.events.to_parquet(folder / "events.parquet")
    save_run_overview(run, folder / "course.png")
    save_map(run, folder / "map.png")
    (folder / "outcome.json").write_text(outcome_json(run), encoding="utf-8")


def replace_folder(new_folder: Path, target: Path, backup: Path) -> None:
    """Move a finished folder to its place, and what was there out of the way."""
    target.parent.mkdir(parents=True, exist_ok=True)
    is_replaced = target.exists()
    if is_replaced:
        target.rename(backup)
    try:
        new_folder.rename(target)
    finally:
        if is_replaced and not target.exists():
            backup.rename(target)
