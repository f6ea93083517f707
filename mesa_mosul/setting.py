"""Scenarios: a start, an end, what is known of the ground, and the parameters that differ."""

import dataclasses
import datetime
import difflib
import tomllib
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.tables import folder

LAUNCH = datetime.date(2016, 10, 17)
"""Day 0 of the model's clock: the campaign's launch (R06, E060)."""


class ScenarioError(ValueError):
    """A scenario that does not exist or says what cannot be read."""


class CourseError(ValueError):
    """A seed, an engine or a number of days that no battle can have."""


class ScenarioFile(BaseModel):
    """What a file in seeds/scenarios/ may say; `extends` names a scenario it starts from."""

    model_config = ConfigDict(extra="forbid")
    title: str | None = None
    about: str | None = None
    extends: str | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None
    decisions_until: datetime.date | None = None
    laboratory: Literal["duel", "ambush", "street", "hill"] | None = None
    ground: Literal["open", "new_city"] | None = None
    parameters: dict[str, bool | int | float] = {}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A world to be fought in: dates and parameters.

    start, end: first day and day after the last. decisions_until: dated decisions of the
    record that come later (such as the cutting of a bridge) are not made. laboratory: the
    parameters that give the sizes of a laboratory's fight, which is fought on ground of one
    class by the rules of the battle; None for the city.
    """

    name: str
    title: str
    about: str
    start: datetime.date
    end: datetime.date
    decisions_until: datetime.date
    parameters: Parameters
    changes: dict[str, object]
    laboratory: str | None = None
    ground: str = "open"

    def with_(self, **changes: object) -> Self:
        """Return this scenario with some parameters changed, each by its dotted name.

        Raises ParameterError for an unknown name or a value out of range.
        """
        parameters = changed(self.parameters, changes, laboratory=bool(self.laboratory))
        told = ", ".join(f"{name}={value}" for name, value in changes.items())
        return dataclasses.replace(
            self,
            name=f"{self.name}, {told}" if told else self.name,
            parameters=parameters,
            changes={**self.changes, **changes},
        )

    @property
    def days(self) -> int:
        """Days from start to end."""
        return (self.end - self.start).days

    @property
    def first_day(self) -> int:
        """Days from the launch of the campaign to the start."""
        return (self.start - LAUNCH).days


def scenarios(seeds: Path | None = None) -> dict[str, Scenario]:
    """Return every scenario shipped, by name."""
    home = (seeds or folder()) / "scenarios"
    return {path.stem: scenario(path.stem, seeds) for path in sorted(home.glob("*.toml"))}


def scenario(name: "str | Scenario", seeds: Path | None = None) -> Scenario:
    """Return a scenario by name.

    Raises ScenarioError for an unknown name or a file that cannot be read.
    """
    if isinstance(name, Scenario):
        return name
    said = merged(name, seeds, ())
    missing = [key for key in ("title", "start", "end") if key not in said]
    if missing:
        raise ScenarioError(f"{name}.toml has no {missing[0]}; give it or what it extends")
    try:
        parameters = changed(Parameters(), said["parameters"], laboratory="laboratory" in said)
    except ValueError as fault:
        raise ScenarioError(f"{name}.toml, [parameters]: {fault}") from fault
    if said["end"] <= said["start"]:
        raise ScenarioError(
            f"{name}.toml: end {said['end']} is not after start {said['start']}"
        )
    if said["start"] < LAUNCH:
        raise ScenarioError(f"{name}.toml: start {said['start']} is before {LAUNCH}, day 0")
    return Scenario(
        name=name,
        title=said["title"],
        about=said.get("about", ""),
        start=said["start"],
        end=said["end"],
        decisions_until=said.get("decisions_until", said["end"]),
        parameters=parameters,
        changes=dict(said["parameters"]),
        laboratory=said.get("laboratory"),
        ground=said.get("ground", "open"),
    )


def merged(name: str, seeds: Path | None, above: tuple[str, ...]) -> dict[str, Any]:
    """Return what a scenario says, over what it extends."""
    if name in above:
        raise ScenarioError(f"{above[-1]}.toml extends '{name}', which extends it in turn")
    said = read_file(name, seeds)
    parent = said.pop("extends", None)
    if parent is None:
        return {"parameters": {}} | said
    below = merged(parent, seeds, (*above, name))
    both = {**below["parameters"], **said.get("parameters", {})}
    return below | said | {"parameters": both}


def read_file(name: str, seeds: Path | None) -> dict[str, Any]:
    """Return what one scenario file says, checked.

    Raises ScenarioError that names the file, the place and what would be right.
    """
    home = (seeds or folder()) / "scenarios"
    path = home / f"{name}.toml"
    if not path.is_file() or path.parent != home:
        known = sorted(found.stem for found in home.glob("*.toml"))
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise ScenarioError(
            f"no scenario is called '{name}'{hint} (there are: {', '.join(known)})"
        )
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return ScenarioFile.model_validate(said).model_dump(exclude_unset=True)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ScenarioError(f"{path.name}: not readable as TOML: {fault}") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(step) for step in first["loc"][:2])
        raise ScenarioError(f"{path.name}: '{where}': {first['msg'].lower()}") from fault
