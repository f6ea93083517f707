"""Scenarios: first and last day, decisions that are supplied, and parameters that differ."""

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from mesa_mosul.inputs.scenario_file import (
    ScenarioError,
    find_scenario_file,
    resolve_inheritance,
    scenarios_folder,
)
from mesa_mosul.inputs.schemas.base import FIRST_DATE, LAST_DATE
from mesa_mosul.inputs.tables import resolve_seeds_folder
from mesa_mosul.parameters.errors import MosulError, shorten
from mesa_mosul.parameters.registry import Parameters, use_current_names, with_changes

__all__ = ["CAMPAIGN_START", "RunError", "Scenario", "ScenarioError", "scenario", "scenarios"]

CAMPAIGN_START = datetime.date(2016, 10, 17)
"""Day 0 of the model's clock: the campaign's launch (R06, E060)."""


class RunError(MosulError):
    """A random seed, an engine or a number of days that no run can have."""


@dataclasses.dataclass(frozen=True, repr=False)
class Scenario:
    """The dates and parameters of a run.

    Attributes
    ----------
    name : str
        The name of the file, followed by what was changed.
    title, about : str
        What the scenario is, in a line and in a few sentences.
    start, end : datetime.date
        The first day, and the day after the last.
    decisions_until : datetime.date
        Dated decisions of the historical record up to this day are supplied, such as the
        cutting of a bridge; later decisions are left to the rules.
    parameters : Parameters
        The value of every parameter, by group.
    changes : dict
        The parameters that were set, by dotted name.
    laboratory : str, optional
        The group of parameters with the sizes of a laboratory fight: one cell on which the
        rules are compared with exact results. None for the city.
    land_class : str
        The land class of a laboratory's cell.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> reported = mm.scenario("reported")
    >>> reported
    Scenario('reported', 2016-12-06 to 2017-03-31, 9 parameters set)
    >>> reported.parameters.isis.fighters
    9000
    >>> reported.days
    115
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
    land_class: str = "open"

    def __post_init__(self) -> None:
        """Refuse dates that no run can have; raises ScenarioError."""
        for key in ("start", "end", "decisions_until"):
            day = getattr(self, key)
            if not FIRST_DATE <= day <= LAST_DATE:
                raise ScenarioError(
                    f"{self.name}: {key} is {day}; it must be {FIRST_DATE} to {LAST_DATE}"
                )
        if self.decisions_until < CAMPAIGN_START - datetime.timedelta(days=1):
            raise ScenarioError(
                f"{self.name}: decisions_until is {self.decisions_until}; no decision is dated"
                f" before {CAMPAIGN_START}, the first day of the campaign"
            )
        if self.end <= self.start:
            raise ScenarioError(f"{self.name}: end {self.end} is not after start {self.start}")
        if self.start < CAMPAIGN_START:
            raise ScenarioError(
                f"{self.name}: start {self.start} is before {CAMPAIGN_START}, day 0"
            )

    def __repr__(self) -> str:
        n_set = len(self.changes)
        parameters_set = f"{n_set} parameter{'' if n_set == 1 else 's'} set"
        return f"Scenario({self.name!r}, {self.start} to {self.end}, {parameters_set})"

    def with_parameters(
        self, changes: Mapping[str, object] | None = None, /, **more_changes: object
    ) -> Self:
        """Return this scenario with some parameters changed.

        Parameters
        ----------
        changes : mapping, optional
            Values by the dotted names of parameters.
        **more_changes
            The same as keywords: `**{"isis.fighters": 6000}`.

        Returns
        -------
        Scenario
            A changed copy; this scenario stays as it is.

        Raises
        ------
        ParameterError
            For an unknown name, or a value of the wrong type or out of range.

        Examples
        --------
        >>> import mesa_mosul as mm
        >>> mm.scenario("reported").with_parameters({"isis.fighters": 6000})
        Scenario('reported, isis.fighters=6000', 2016-12-06 to 2017-03-31, 9 parameters set)
        """
        renamed = use_current_names({**(changes or {}), **more_changes})
        parameters = with_changes(self.parameters, renamed, laboratory=bool(self.laboratory))
        description = ", ".join(f"{name}={value}" for name, value in renamed.items())
        return dataclasses.replace(
            self,
            name=f"{self.name}, {description}" if description else self.name,
            parameters=parameters,
            changes={**self.changes, **renamed},
        )

    @property
    def days(self) -> int:
        """Days from start to end."""
        return (self.end - self.start).days

    @property
    def start_day(self) -> int:
        """Days from the launch of the campaign to the start."""
        return (self.start - CAMPAIGN_START).days


def scenarios(seeds_folder: str | Path | None = None) -> dict[str, Scenario]:
    """Return every scenario of a seeds folder.

    Parameters
    ----------
    seeds_folder : str or pathlib.Path, optional
        The folder that holds `scenarios/`; the shipped one by default.

    Returns
    -------
    dict of str to Scenario
        The scenarios by name, in alphabetical order.

    Raises
    ------
    ScenarioError
        For a folder without scenarios/, or a file that cannot be read.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> mm.scenarios()["no_air"]
    Scenario('no_air', 2016-12-06 to 2017-03-31, 10 parameters set)
    """
    folder = scenarios_folder(resolve_seeds_folder(seeds_folder))
    return {
        path.stem: scenario(path.stem, seeds_folder) for path in sorted(folder.glob("*.toml"))
    }


def scenario(
    name_or_scenario: str | Path | Scenario, seeds_folder: str | Path | None = None
) -> Scenario:
    """Return a scenario by name, or that of a file.

    Parameters
    ----------
    name_or_scenario : str, pathlib.Path or Scenario
        The name of a shipped scenario; a file of your own, as a path or a text that ends in
        `.toml` (`mosul scenarios --new` writes one); a Scenario is returned as it is.
    seeds_folder : str or pathlib.Path, optional
        The folder that holds `scenarios/`; the shipped one by default.

    Returns
    -------
    Scenario
        The scenario over what it extends.

    Raises
    ------
    ScenarioError
        For an unknown name, or a file that cannot be read.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> mm.scenario("campaign").start
    datetime.date(2016, 10, 17)
    """
    if isinstance(name_or_scenario, Scenario):
        return name_or_scenario
    if not isinstance(name_or_scenario, str | Path):
        raise ScenarioError(
            f"scenario is {shorten(name_or_scenario)}; it must be the name of a scenario, or a"
            " file such as mine.toml"
        )
    seeds = resolve_seeds_folder(seeds_folder)
    path = find_scenario_file(name_or_scenario, seeds)
    file, values = path.name, resolve_inheritance(path, seeds)
    missing = [key for key in ("title", "start", "end") if key not in values]
    if missing:
        raise ScenarioError(f"{file} has no {missing[0]}; add it, or extend a scenario")
    end, changes = values["end"], values["parameters"]
    try:
        parameters = with_changes(Parameters(), changes, laboratory="laboratory" in values)
    except ValueError as fault:
        raise ScenarioError(f"{file}, [parameters]: {fault}") from fault
    return Scenario(
        name=path.stem,
        title=values["title"],
        about=values.get("about", ""),
        start=values["start"],
        end=end,
        decisions_until=values.get("decisions_until", end),
        parameters=parameters,
        changes=dict(changes),
        laboratory=values.get("laboratory"),
        land_class=values.get("land_class", "open"),
    )
