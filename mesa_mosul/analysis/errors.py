"""What stops an analysis, and how it is said."""

import contextlib
from collections.abc import Iterator


class AnalysisError(ValueError):
    """An analysis that the runs cannot bear."""


@contextlib.contextmanager
def extra(what: str) -> Iterator[None]:
    """Say which extra is missing if something cannot be imported."""
    try:
        yield
    except ImportError as fault:
        raise AnalysisError(
            f"{what} needs the extra 'analysis': pip install 'mesa-mosul[analysis]'"
        ) from fault
