"""An experiment: what is varied, how often, and what is kept; from a file or from Python."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mesa_mosul.experiments.designs import Point, Space, lay_out
from mesa_mosul.experiments.draws import DesignError, entry_of, read_draws, read_lever
from mesa_mosul.experiments.file import ExperimentError, Until, as_checked, read
from mesa_mosul.experiments.outcomes import OF_RUNS, PLAIN, OutcomeError, check
from mesa_mosul.experiments.results import Results
from mesa_mosul.experiments.runner import sweep
from mesa_mosul.parameters import ParameterError, cast
from mesa_mosul.provenance import resolved
from mesa_mosul.setting import Scenario, ScenarioError, scenario

SMALL_POINTS, SMALL_REPLICATIONS, SMALL_DAYS = 6, 2, 4
"""What is left of an experiment that is only to be tried."""
MISTAKES = (ExperimentError, DesignError, OutcomeError, ParameterError, ScenarioError)
TAKEN = {*OF_RUNS, *PLAIN}
"""Columns of results that no lever may be called like."""


class Experiment:
    """Scenarios, what is varied in them, and how often each point is run.

    Arguments have the words of an experiment's file (`experiments/README.md`). scenarios: names
    or Scenarios; home: folder in which a design's table is looked for. Raises ExperimentError
    and the errors of scenarios and parameters.
    """

    def __init__(
        self,
        scenarios: str | Scenario | Sequence[str | Scenario] | None = None,
        *,
        home: Path | None = None,
        **said: Any,
    ) -> None:
        self.said = as_checked(said)
        self.home = home or Path()
        if scenarios and self.said.base:
            raise ExperimentError("give base or scenarios, not both")
        several = scenarios or self.said.base or "reported"
        several = [several] if isinstance(several, str | Scenario) else list(several)
        self.bases = [self.based(one) for one in several]
        names = [base.name for base in self.bases]
        if len(set(names)) < len(names):
            raise ExperimentError(f"a scenario is named twice: {', '.join(names)}")
        first = min(base.start for base in self.bases)
        check([*self.said.outcomes, *self.watched()], self.said.record, first)
        self.points = tuple(self.laid_out())
        for base in self.bases:
            for point in self.points:
                base.with_(**point.changes)

    @classmethod
    def read(cls, path: str | Path) -> "Experiment":
        """Return the experiment of a file.

        Raises ExperimentError that names the file and what would be right.
        """
        path = Path(path)
        said = {"name": path.stem} | read(path)
        try:
            return cls(said.pop("scenarios", None), home=path.resolve().parent, **said)
        except MISTAKES as fault:
            raise ExperimentError(f"{path}: {fault}") from fault

    def based(self, name: str | Scenario) -> Scenario:
        """Return a scenario with what is constant in this experiment."""
        base = scenario(name)
        changed = base.with_(**self.said.constants)
        until = self.said.decisions_until or changed.decisions_until
        days = self.said.days
        if days is not None and days > changed.days:
            raise ExperimentError(f"days is {days}: '{base.name}' has {changed.days}")
        return dataclasses.replace(changed, name=base.name, decisions_until=until)

    def laid_out(self) -> list[Point]:
        """Return the points of the design, values as their parameters have them."""
        said = self.said
        for name in TAKEN & said.levers.keys():
            raise ExperimentError(
                f"a lever cannot be called '{name}'; results have such a column"
            )
        levers = {name: read_lever(name, value) for name, value in said.levers.items()}
        held = {name for levels in levers.values() for one in levels for name in one.changes}
        draws = read_draws(said.uncertainties, held | said.constants.keys())
        options = said.design.model_dump(exclude={"kind", "file"}, exclude_none=True)
        if said.design.file:
            options["table"] = self.table(said.design.file)
        base = resolved(self.bases[0])["parameters"]
        points = lay_out(said.design.kind, Space(levers, draws, said.seed), base, **options)
        return [Point(one.factors, self.typed(one.changes)) for one in points]

    def typed(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Return values as their parameters have them, so that equal ones share a key."""
        laboratory = any(base.laboratory for base in self.bases)
        return {
            name: cast(entry_of(name), value, laboratory) for name, value in changes.items()
        }

    def table(self, name: str) -> pd.DataFrame:
        """Return the table of a design."""
        path = self.home / name
        try:
            return pd.read_csv(path)
        except (OSError, ValueError) as fault:
            raise ExperimentError(f"[design]: {path} cannot be read: {fault}") from fault

    def watched(self) -> list[str]:
        """Return the outcome whose interval decides how often points are run, if any."""
        told = self.said.replications
        return [told.outcome] if isinstance(told, Until) else []

    def path(self) -> list[str]:
        """Return the folders in which a researcher's own functions are looked for."""
        return [str(place.resolve()) for place in (Path(), self.home)]

    def small(self) -> "Experiment":
        """Return this experiment cut down to be tried: few points, runs and days."""
        made = object.__new__(Experiment)
        vars(made).update(vars(self))
        days = min(SMALL_DAYS, *(self.said.days or base.days for base in self.bases))
        made.said = self.said.model_copy(
            update={"replications": SMALL_REPLICATIONS, "days": days}
        )
        step = max(1, -(-len(self.points) // SMALL_POINTS))
        made.points = self.points[::step]
        return made

    def repeated(self, replications: int) -> "Experiment":
        """Return this experiment with another number of replications."""
        made = object.__new__(Experiment)
        vars(made).update(vars(self))
        made.said = self.said.model_copy(update={"replications": replications})
        return made

    def run(self, folder: str | Path, **how: Any) -> Results:
        """Run what is not yet in a results folder and return all of it; see `runner.sweep`."""
        return sweep(self, Path(folder), **how)
