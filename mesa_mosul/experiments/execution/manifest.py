"""The manifest of a results folder: what it holds, and its reader."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from mesa_mosul.experiments.execution.checked_file import ChecksumError, read_checked
from mesa_mosul.experiments.execution.results_folder import MANIFEST, STORE_FORMAT, StoreError
from mesa_mosul.inputs.recorded_scenario import RecordedScenario
from mesa_mosul.inputs.schemas.base import first_fault


class OutputSpecForm(BaseModel):
    """What a manifest holds of the outputs of a run."""

    days: int | None
    outcomes: list[str]
    record: list[str]


class ExperimentForm(BaseModel):
    """What a manifest holds of an experiment."""

    seed: int
    common_random_numbers: bool
    design: dict[str, Any]
    levers: dict[str, Any]
    uncertainties: dict[str, Any] | Literal["calibrated"]
    constants: dict[str, Any]


class ManifestForm(BaseModel):
    """The types of a manifest's values; keys that are not named here may hold anything."""

    name: str
    about: str
    experiment: ExperimentForm
    digests: dict[str, str]
    output_spec: OutputSpecForm
    scenarios: list[RecordedScenario]
    points: int
    shard: tuple[int, int] | None
    versions: dict[str, str]
    code_folders: list[str] = []
    rules: list[tuple[str, str]] = []
    seeds_folder: str | None = None
    missing_shards: list[int] = []


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder.

    Raises StoreError for a folder that holds no results, or results of another format.
    """
    path = folder / MANIFEST
    try:
        text = read_checked(path).decode()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreError(no_results_message(folder)) from error
    except ChecksumError as error:
        raise StoreError(damaged_manifest_message(path, str(error))) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise StoreError(f"{path} cannot be read: {why}") from error
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StoreError(damaged_manifest_message(path, str(error))) from error
    if not isinstance(manifest, dict):
        raise StoreError(
            damaged_manifest_message(path, "it holds no table of names and values")
        )
    if manifest.get("format") != STORE_FORMAT:
        raise StoreError(
            f"{folder} was written by another version of mesa_mosul (format"
            f" {manifest.get('format')}; this version reads format {STORE_FORMAT}): run the"
            " sweep again in another folder, or read it with the version that wrote it"
        )
    try:
        ManifestForm.model_validate(manifest)
    except ValidationError as error:
        raise StoreError(damaged_manifest_message(path, first_fault(error))) from error
    return manifest


def no_results_message(folder: Path) -> str:
    """Return why a folder without a manifest cannot be read."""
    if not folder.is_dir():
        return f"{folder} holds no results: there is no such folder"
    is_run = (folder / "outcome.json").is_file()
    hint = ": it is the folder of one run, not of a sweep" if is_run else ""
    return f"{folder} holds no results (no {MANIFEST}){hint}"


def damaged_manifest_message(path: Path, why: str) -> str:
    """Return what is wrong with a manifest that cannot be read, and what to do about it."""
    return f"{path} is damaged ({why}): put a copy in its place, or sweep into another folder"
