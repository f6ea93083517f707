"""What results were varied by: levers, uncertain factors, cases."""

import functools
from collections.abc import Sequence
from typing import Any

import pandas as pd

from mesa_mosul.analysis import survival
from mesa_mosul.analysis.cases import completed_runs, label_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME, ONE_AT_A_TIME_COLUMNS
from mesa_mosul.analysis.sampling.factors import (
    UncertainParameter,
    parse_distributions,
    parse_lever,
)
from mesa_mosul.experiments.execution.run_tables import RunTables

RUN_ID_COLUMNS = ("key", "point", "replicate", "seed")
PARAMETER_SET_COLUMN = "draw"
"""Column that numbers parameter sets: equal for all combinations of levers."""
FactorNames = str | Sequence[str] | None


class ResultsDesign:
    """The completed runs of a sweep, and the factors that they were varied by.

    by: factors that distinguish the cases; None for all levers and the scenario. A factor
    that is not named is averaged over, and kept equal within each pair of a comparison.
    """

    def __init__(self, results: RunTables) -> None:
        self.results = results
        self.runs = add_days_to_clear_east(completed_runs(results.runs))
        spec = results.manifest["experiment"]
        self.design_options: dict[str, Any] = spec["design"]
        self.design_kind: str = self.design_options["kind"]
        self.seed: int = spec["seed"]
        self.factors = [name for name in results.design.columns if name not in RUN_ID_COLUMNS]
        is_drawn = bool(spec["uncertainties"]) and self.design_kind != ONE_AT_A_TIME
        set_factors = {"scenario", *spec["levers"]} if is_drawn else set(self.factors)
        self.uncertain_factors = [name for name in self.factors if name not in set_factors]
        self.levers = [name for name in self.factors if name in set_factors]
        if self.uncertain_factors:
            sets = self.runs.groupby(self.uncertain_factors, sort=False).ngroup()
            self.runs = self.runs.assign(**{PARAMETER_SET_COLUMN: sets})

    @functools.cached_property
    def uncertainties(self) -> dict[str, UncertainParameter]:
        """The distributions that parameters were drawn from.

        Raises an error for a parameter that is not there any more, or has another range.
        """
        spec = self.results.manifest["experiment"]
        return uncertainties_of_spec(spec) if spec["uncertainties"] else {}

    @property
    def parameter_set_column(self) -> str:
        """The column that numbers parameter sets, where parameters were drawn."""
        return PARAMETER_SET_COLUMN if self.uncertain_factors else ""

    def by(self, names: FactorNames) -> list[str]:
        """Return factors as a list; raises AnalysisError for one that there is not."""
        names = self.levers if names is None else names
        factors = [names] if isinstance(names, str) else list(names)
        for name in factors:
            if name not in self.factors:
                known = ", ".join(self.levers) or "none"
                raise AnalysisError(f"no factor is called '{name}' (varied here: {known})")
        if self.design_kind == ONE_AT_A_TIME:
            given = {*factors} & {*ONE_AT_A_TIME_COLUMNS}
            if 0 < len(given) < len(ONE_AT_A_TIME_COLUMNS):
                raise AnalysisError("here 'factor' and 'level' name a case together: give both")
        return factors

    def uncertain(self, method: str) -> list[str]:
        """Return the factors that were drawn; raises AnalysisError if none was."""
        if not self.uncertain_factors:
            raise AnalysisError(f"nothing was drawn here; {method} takes [uncertainties]")
        return self.uncertain_factors

    def case_labels(self, by: FactorNames = None) -> list[str]:
        """Return the labels of the cases, in the order of the design.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().analysis.case_labels("iraqi.troops")
        ['troops 25,000', 'troops 54,000']
        """
        return list(label_cases(self.runs, self.by(by)).cat.categories)

    def first_case(self, by: FactorNames = None) -> str:
        """Return the first case of the design, with which others are compared by default.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().analysis.first_case("iraqi.troops")
        'troops 25,000'
        """
        return self.case_labels(by)[0]

    def daily(self, column: str) -> pd.DataFrame:
        """Return the recorded days; raises AnalysisError for a column that was not recorded.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.daily("km2_city_held"))
        24
        """
        recorded = self.results.manifest["output_spec"]["record"]
        if column not in recorded:
            raise AnalysisError(
                f"'{column}' was not recorded day by day; name it under record (there are:"
                f" {', '.join(recorded) or 'none'})"
            )
        return self.results.daily


def uncertainties_of_spec(spec: dict[str, Any]) -> dict[str, UncertainParameter]:
    """Return the distributions that an experiment draws from, by its keys in the manifest."""
    levers = [parse_lever(name, value) for name, value in spec["levers"].items()]
    fixed = {name for levels in levers for one in levels for name in one.changes}
    return parse_distributions(spec["uncertainties"], fixed | spec["constants"].keys())


def add_days_to_clear_east(runs: pd.DataFrame) -> pd.DataFrame:
    """Return runs with the days until the east is cleared, to the run's end at most."""
    if runs.empty or "east_cleared" not in runs.columns:
        return runs
    return runs.assign(days_to_clear_east=survival.event_times(runs, "east_cleared")["day"])
