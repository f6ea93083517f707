"""Paths that a user names."""

import os
from pathlib import Path

from mesa_mosul.parameters.errors import MosulError, shorten


class PathError(MosulError):
    """A text that is no path on any disk."""


def check_path(path: str | Path) -> Path:
    """Return a path; raises PathError for a text that no disk can be asked for.

    That is one with a null character, or with half of a surrogate pair.
    """
    try:
        is_askable = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        is_askable = False
    if not is_askable:
        raise PathError(f"{shorten(ascii(str(path)))} is no path: it holds what is no text")
    return Path(path)
