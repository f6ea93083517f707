"""Folders for what is being written, beside its place; those of processes that died go."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from mesa_mosul.inputs.paths import check_path
from mesa_mosul.single_run.earlier_run import FolderError

PREFIX = ".mosul-"
TEMPORARY_NAME = re.compile(re.escape(PREFIX) + r"[a-z0-9_]{8}")
"""Names that `tempfile` makes with the prefix."""
UNFINISHED = frozenset(("run", "checkpoint", "film.mp4", "film.gif"))
"""What an abandoned folder may hold to be removed; not an earlier run that was moved there."""


def nearest_existing_parent(target: Path) -> Path:
    """Return the nearest folder above a place that exists."""
    return next(parent for parent in target.parents if os.path.lexists(parent))


@contextlib.contextmanager
def temporary_sibling(path: Path) -> Iterator[Path]:
    """Give a temporary folder on the same disk as a place, and remove it afterwards.

    Raises FolderError where none can be made.
    """
    parent = nearest_existing_parent(check_path(path).resolve())
    with contextlib.ExitStack() as stack:
        try:
            remove_abandoned(parent)
            temporary = make_locked_folder(parent, stack)
        except OSError as fault:
            raise FolderError(
                f"{path} cannot be written: {parent} says '{fault.strerror}'; name a folder you"
                " may write to"
            ) from fault
        yield temporary


def make_locked_folder(parent: Path, stack: contextlib.ExitStack) -> Path:
    """Return a new folder, locked by this process and removed when a stack is closed."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        with contextlib.ExitStack() as made:
            made.callback(shutil.rmtree, folder, ignore_errors=True)
            # A disk without locks has none that are abandoned, either.
            with contextlib.suppress(OSError):
                made.callback(os.close, lock_descriptor(folder))
            # Another process may have removed it before it was locked.
            if folder.exists():
                stack.push(made.pop_all())
                return folder


def lock_descriptor(folder: Path, flags: int = 0) -> int:
    """Return a descriptor of a folder that holds its lock; raises OSError if that cannot be."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_EX | flags)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def remove_abandoned(parent: Path) -> None:
    """Remove the temporary folders in a folder whose processes have died."""
    for folder in parent.glob(f"{PREFIX}*"):
        if not TEMPORARY_NAME.fullmatch(folder.name) or folder.is_symlink():
            continue
        with contextlib.suppress(OSError):
            descriptor = lock_descriptor(folder, LOCK_NB)
            try:
                if {path.name for path in folder.iterdir()} <= UNFINISHED:
                    shutil.rmtree(folder)
            finally:
                os.close(descriptor)
