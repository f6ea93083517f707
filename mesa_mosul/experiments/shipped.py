"""The project's own experiments, by name."""

import difflib
from pathlib import Path

from mesa_mosul.compiled import PACKAGE
from mesa_mosul.experiments.experiment import Experiment, ExperimentError

SHIPPED = "questions"
"""Folder inside an installed package; a checkout has it beside the package as experiments/."""


def home() -> Path:
    """Return the folder of the project's experiments."""
    inside = PACKAGE / SHIPPED
    return inside if inside.is_dir() else PACKAGE.parent / "experiments"


def shipped() -> dict[str, Path]:
    """Return the files of the project's experiments, by name."""
    return {path.stem: path for path in sorted(home().glob("*.toml"))}


def find(said: str) -> Experiment:
    """Return an experiment by its file, or one of the project's by its name.

    Raises ExperimentError.
    """
    known = shipped()
    if Path(said).suffix or "/" in said:
        return Experiment.read(said)
    if said not in known:
        close = difflib.get_close_matches(said, known, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise ExperimentError(
            f"no experiment is called '{said}'{hint} (there are: {', '.join(known)};"
            " or name a file)"
        )
    return Experiment.read(known[said])
