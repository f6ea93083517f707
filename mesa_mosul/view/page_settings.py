"""What the page was started with; the visitor cannot change it."""

from pathlib import Path

from mesa_mosul.view.sweep_tables import sweeps_in

_folders: list[Path] = []


def offer_sweeps(folders: list[Path]) -> None:
    """Let the page open the results in some folders, and no others."""
    _folders[:] = folders


def sweeps() -> dict[str, Path]:
    """Return the results folders that the page may open, by the name that it shows."""
    return sweeps_in(_folders)
