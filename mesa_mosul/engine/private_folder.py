"""This user's folder for caches: nobody else may write to it, since code is loaded from it."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from mesa_mosul.parameters.errors import MosulError

REMEDY = "name a folder that only you can write to in XDG_CACHE_HOME"
WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class CacheError(MosulError):
    """A folder in which compiled rules cannot be stored, or must not be trusted."""


def find_cache_home() -> Path:
    """Return the folder for caches of this user; a relative path where the user has no home."""
    given = os.environ.get("XDG_CACHE_HOME")
    return Path(given).absolute() if given else Path(os.path.expanduser("~"), ".cache")


def make_private_folder(folder: Path) -> None:
    """Create a folder that its owner alone can read. Raises CacheError if that cannot be."""
    check_trusted(folder)
    with explain_refusal(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)


def check_trusted(folder: Path) -> None:
    """Raise CacheError where somebody else could have put code into a cache folder."""
    if not folder.is_absolute():
        raise CacheError(f"this user has no home folder for compiled rules; {REMEDY}")
    with explain_refusal(folder):
        try:
            status = folder.stat()
        except (FileNotFoundError, NotADirectoryError):
            return
    if not hasattr(os, "getuid"):
        return
    if status.st_uid not in (os.getuid(), 0) or status.st_mode & WRITABLE_BY_OTHERS:
        raise CacheError(
            f"compiled rules in {folder} cannot be trusted, because others can write to it;"
            f" delete it, or {REMEDY}"
        )


@contextlib.contextmanager
def explain_refusal(folder: Path) -> Iterator[None]:
    """Turn the system's refusal into an error that says what to do."""
    try:
        yield
    except OSError as fault:
        raise CacheError(
            f"compiled rules cannot be stored in {folder}: {fault.strerror}; {REMEDY}"
        ) from fault
