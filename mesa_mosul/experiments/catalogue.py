"""The project's own experiments, by name; to list them, nothing is loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from mesa_mosul.parameters.errors import PACKAGE_FOLDER

if TYPE_CHECKING:
    from mesa_mosul.experiments.experiment import Experiment

INSTALLED_FOLDER = "experiments_shipped"
"""Folder inside an installed package; a checkout has it beside the package as experiments/."""


def catalogue_folder() -> Path:
    """Return the folder of the project's experiments."""
    inside = PACKAGE_FOLDER / INSTALLED_FOLDER
    return inside if inside.is_dir() else PACKAGE_FOLDER.parent / "experiments"


def list_catalogue() -> dict[str, Path]:
    """Return the files of the project's experiments, by name."""
    return {path.stem: path for path in sorted(catalogue_folder().glob("*.toml"))}


def find_experiment(name_or_path: str, seeds_folder: Path | None = None) -> "Experiment":
    """Return an experiment by its file, or one of the project's by its name.

    seeds_folder: of the tables and scenarios, None for the shipped one. Raises ExperimentError.
    """
    from mesa_mosul.experiments.execution.run_outputs import suggest_names
    from mesa_mosul.experiments.experiment import Experiment
    from mesa_mosul.experiments.spec_errors import ExperimentError

    known = list_catalogue()
    if Path(name_or_path).suffix or "/" in name_or_path:
        return Experiment.read(name_or_path, seeds_folder)
    if name_or_path not in known:
        hint = suggest_names(name_or_path, known)
        raise ExperimentError(
            f"no experiment is called '{name_or_path}'{hint} (there are: {', '.join(known)};"
            " or name a file)"
        )
    return Experiment.read(known[name_or_path], seeds_folder)
