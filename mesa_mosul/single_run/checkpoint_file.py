"""A checkpoint's file: arrays and a JSON header in one .npz, with a hash of all of it."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from mesa_mosul.inputs.recorded_scenario import RecordedScenario
from mesa_mosul.inputs.schemas.base import first_fault
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.simulation.checkpoint import Checkpoint, CheckpointError
from mesa_mosul.simulation.provenance import digest_of_model, package_versions
from mesa_mosul.single_run.temporary_folder import temporary_sibling

CHECKPOINT_FORMAT = 1
"""Version of the format of a checkpoint's file."""
HEADER, HASH = "header", "sha256"
CODE_DIGESTS = ("rules", "builders")
"""What a run goes on with only if it is the same; `simulation.checkpoint` checks the seeds."""


class BranchForm(BaseModel):
    """The types of what a header says of an earlier branch."""

    model_config = ConfigDict(strict=True)
    date: str
    days_before: int
    digest_before: str
    changes: dict[str, bool | int | float]
    values_before: dict[str, bool | int | float]
    own_rules: dict[str, str]


class HeaderForm(BaseModel):
    """The types of a header's values; other keys may hold anything."""

    model_config = ConfigDict(strict=True)
    scenario: RecordedScenario
    seed: int
    tick: int
    days: int
    digest: str
    seeds: str
    own_rules: dict[str, str]
    own_states: dict[str, dict[str, Any]]
    branches: list[BranchForm]


def check_checkpoint_place(path: Path, overwrite: bool = False) -> None:
    """Check that a checkpoint can be written at a path; leave nothing behind.

    Raises CheckpointError for a folder, or a file that may not be replaced; FolderError for a
    place that is not writable.
    """
    if os.path.isdir(path):
        raise CheckpointError(f"{path} is a folder; name a file, such as {path / 'day50.npz'}")
    if os.path.lexists(path) and not overwrite:
        raise CheckpointError(f"{path} exists; name another file, or overwrite it")
    with temporary_sibling(path):
        pass


def write_checkpoint(checkpoint: Checkpoint, path: Path, overwrite: bool = False) -> None:
    """Write a checkpoint's file, whole or not at all.

    Raises as `check_checkpoint_place` does, or if the disk refuses.
    """
    check_checkpoint_place(path, overwrite)
    digests = digest_of_model(read_tables())
    header = {
        "format": CHECKPOINT_FORMAT,
        **{name: digests[name] for name in CODE_DIGESTS},
        "versions": package_versions(),
        **checkpoint.header,
    }
    members: dict[str, Any] = {HEADER: np.array(json.dumps(header)), **checkpoint.arrays}
    members[HASH] = np.array(hash_arrays(members))
    with temporary_sibling(path) as folder:
        try:
            with (folder / "checkpoint").open("wb") as file:
                np.savez_compressed(file, **members)
            path.parent.mkdir(parents=True, exist_ok=True)
            (folder / "checkpoint").replace(path)
        except OSError as fault:
            raise CheckpointError(
                f"{path} could not be written: {fault.strerror or fault}"
            ) from fault


def hash_arrays(members: dict[str, np.ndarray]) -> str:
    """Return a hash of arrays: their names, types, shapes and values."""
    digest = hashlib.sha256()
    for name in sorted(members):
        array = members[name]
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def read_checkpoint(path: Path) -> Checkpoint:
    """Return what a checkpoint's file holds; no code in it is run.

    Raises CheckpointError for a file that is none, is damaged, or of another version.
    """
    if os.path.isdir(path):
        raise CheckpointError(
            f"{path} is a folder; a checkpoint is a file, which 'mosul run ... --save FILE'"
            " writes"
        )
    try:
        arrays = read_members(path)
        header = json.loads(str(arrays.pop(HEADER)))
        is_known = header["format"] == CHECKPOINT_FORMAT
        version = header["versions"]["mesa_mosul"]
    except Exception as fault:  # A damaged archive raises whatever its bytes happen to mean.
        why = getattr(fault, "strerror", None) or "it is no checkpoint, or damaged"
        raise CheckpointError(f"{path} cannot be read: {why}") from fault
    digests = digest_of_model(read_tables())
    if not (is_known and all(header.get(name) == digests[name] for name in CODE_DIGESTS)):
        raise CheckpointError(
            f"{path} was saved by another version of the model (mesa_mosul"
            f" {version}), with which alone its run can go on: run to"
            " that day again with this version, or go on with that one"
        )
    try:
        HeaderForm.model_validate(header)
    except ValidationError as fault:
        raise CheckpointError(f"{path} is damaged ({first_fault(fault)})") from fault
    return Checkpoint(header, arrays)


def read_members(path: Path) -> dict[str, Any]:
    """Return the arrays of a file whose hash holds; raises ValueError for others."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored_members:
        members = dict(stored_members)
    stored = str(members.pop(HASH))
    if hash_arrays(members) != stored:
        raise ValueError("its hash does not hold")
    return members
