"""Errors of the analysis of runs."""

import contextlib
from collections.abc import Iterator

from mesa_mosul.parameters.errors import MosulError


class AnalysisError(MosulError):
    """An analysis that the given runs do not support."""


@contextlib.contextmanager
def optional_import(feature: str, extra: str = "analysis") -> Iterator[None]:
    """Name the missing extra if an import inside the block fails."""
    try:
        yield
    except ImportError as error:
        raise AnalysisError(
            f"{feature} needs the extra '{extra}': pip install 'mesa-mosul[{extra}]'"
        ) from error
