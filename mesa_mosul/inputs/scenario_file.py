"""A scenario's file, read and checked, over the files that it extends."""

import datetime
import difflib
import json
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeGuard

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from mesa_mosul.inputs.schemas.base import ParameterValue, parse_iso_date
from mesa_mosul.parameters.errors import MosulError, shorten, warn_renamed
from mesa_mosul.parameters.registry import ParameterError, use_current_names


def parse_toml_date(value: object) -> object:
    """Return a date; a number or a time of day is refused, which would be read as one."""
    if not isinstance(value, str) and type(value) is not datetime.date:
        raise ValueError("a date is written 2016-12-06")
    return parse_iso_date(value)


TomlDate = Annotated[datetime.date, BeforeValidator(parse_toml_date)]
LONGEST_CHAIN = 50
"""Files that may extend one another in a row."""
OLD_KEYS = {"ground": "land_class"}
"""Keys of a scenario file before version 0.2, and those of today."""


EXPERIMENT_KEYS = (
    "base", "scenarios", "levers", "uncertainties", "replications", "outcomes", "design",
)  # fmt: skip
"""Keys by which a file is seen to be an experiment."""


class ScenarioError(MosulError):
    """A scenario that does not exist, or a file that cannot be read as one."""


class ScenarioFile(BaseModel):
    """The keys of a file in seeds/scenarios/; `extends` names the scenario it starts from."""

    model_config = ConfigDict(extra="forbid")
    title: str | None = None
    about: str | None = None
    extends: str | None = None
    start: TomlDate | None = None
    end: TomlDate | None = None
    decisions_until: TomlDate | None = None
    laboratory: Literal["duel", "ambush", "street", "hill"] | None = None
    land_class: Literal["open", "new_city"] | None = None
    parameters: dict[str, ParameterValue] = {}


def find_scenario_file(name: str | Path, seeds_folder: Path, folder: Path = Path()) -> Path:
    """Return the file of a scenario: of a shipped one by name, or one of a researcher's own.

    name: a path, or a text that ends in .toml, is a file, relative to `folder`. Raises
    ScenarioError for a file or a name that there is not.
    """
    if is_scenario_file(name):
        path = folder / name
        if not os.path.isfile(path):
            place = f" in {path.parent}" if path.parent.parts else ""
            raise ScenarioError(f"there is no file {shorten(path.name)}{place}")
        return path
    shipped = scenarios_folder(seeds_folder)
    path = shipped / f"{name}.toml"
    if path.parent != shipped or not os.path.isfile(path):
        known = sorted(file.stem for file in shipped.glob("*.toml"))
        close = difflib.get_close_matches(str(name), known, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise ScenarioError(
            f"no scenario is called '{shorten(name)}'{hint} (there are: {', '.join(known)}; or"
            " name a file such as mine.toml)"
        )
    return path


def scenarios_folder(seeds_folder: Path) -> Path:
    """Return the folder of scenarios of a seeds folder; raises ScenarioError without one."""
    folder = seeds_folder / "scenarios"
    if not os.path.isdir(folder):
        raise ScenarioError(
            f"{shorten(seeds_folder)} is not a folder of seeds: one holds the tables and a"
            " folder scenarios/"
        )
    return folder


def is_scenario_file(name: object) -> TypeGuard[str | Path]:
    """Return whether a scenario is named by its file."""
    return isinstance(name, Path) or (isinstance(name, str) and name.endswith(".toml"))


def resolve_inheritance(
    path: Path, seeds_folder: Path, descendants: tuple[Path, ...] = ()
) -> dict[str, Any]:
    """Return the values of a scenario's file over those of the scenario that it extends.

    descendants: the files that lead to this one. Raises ScenarioError.
    """
    if len(descendants) > LONGEST_CHAIN:
        raise ScenarioError(f"{path.name}: more than {LONGEST_CHAIN} files extend each other")
    if path.resolve() in descendants:
        raise ScenarioError(
            f"{descendants[-1].name} extends '{path.stem}', which extends it in turn"
        )
    values = read_scenario_file(path)
    parent = values.pop("extends", None)
    if parent is None:
        return {"parameters": {}} | values
    try:
        parent_path = find_scenario_file(parent, seeds_folder, path.parent)
    except ScenarioError as fault:
        raise ScenarioError(f"{path.name}, extends: {fault}") from fault
    inherited = resolve_inheritance(parent_path, seeds_folder, (*descendants, path.resolve()))
    merged = {**inherited["parameters"], **values.get("parameters", {})}
    return inherited | values | {"parameters": merged}


def read_scenario_file(path: Path) -> dict[str, Any]:
    """Return the values of one scenario file by the keys and parameter names of today.

    Raises ScenarioError that names the file, the place and what would be right.
    """
    table = rename_old_keys(read_toml(path, path.name, ScenarioError))
    check_quotes(path.name, table.get("parameters"))
    try:
        values = ScenarioFile.model_validate(table).model_dump(exclude_unset=True)
        if "parameters" in values:
            values["parameters"] = use_current_names(values["parameters"])
    except ValidationError as fault:
        first = fault.errors()[0]
        if first["type"] == "extra_forbidden":
            raise ScenarioError(
                f"{path.name}: {unknown_key_text(str(first['loc'][0]))}"
            ) from fault
        where = ".".join(str(step) for step in first["loc"][:2])
        words = str(first.get("ctx", {}).get("error", first["msg"].lower()))
        raise ScenarioError(f"{path.name}: '{where}': {words}") from fault
    except ParameterError as fault:
        raise ScenarioError(f"{path.name}, [parameters]: {fault}") from fault
    return values


def unknown_key_text(key: str) -> str:
    """Return what is wrong with a key that no scenario has, and what would be right."""
    keys = list(ScenarioFile.model_fields)
    close = difflib.get_close_matches(key, keys, n=1)
    hint = f"; did you mean {close[0]}?" if close else f" (there are: {', '.join(keys)})"
    if key in EXPERIMENT_KEYS:
        hint = ": this is an experiment, which `mosul sweep FILE` runs"
    return f"no key '{key}'{hint}"


def read_toml(path: Path, place: object, error: type[MosulError]) -> dict[str, Any]:
    """Return what a file holds; a byte order mark does no harm.

    place: what an error calls the file. Raises an error of the given type.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        json.dumps(table, default=str)  # refuses what Python cannot go through or write out
    except OSError as fault:
        raise error(f"{place} cannot be read: {fault.strerror}") from fault
    except RecursionError as fault:
        raise error(f"{place}: not readable as TOML: nested too deep") from fault
    except ValueError as fault:
        words = str(fault).partition(";")[0]
        raise error(f"{place}: not readable as TOML: {words}") from fault
    return table


def check_quotes(file: str, changes: object) -> None:
    """Refuse parameters whose dotted names have no quotes: TOML takes them for tables."""
    for group, fields in changes.items() if isinstance(changes, dict) else ():
        if isinstance(fields, dict) and fields and "." not in group:
            name = f"{group}.{next(iter(fields))}"
            raise ScenarioError(
                f'{file}, [parameters]: the name {name} needs quotes: "{name}" = ...'
            )


def rename_old_keys(table: dict[str, Any]) -> dict[str, Any]:
    """Return a file's table by the keys of today, with a warning for each that is old."""
    for old in OLD_KEYS.keys() & table.keys():
        warn_renamed(old, OLD_KEYS[old])
    return {OLD_KEYS.get(key, key): value for key, value in table.items()}
