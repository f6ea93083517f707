"""What results were varied by: levers, uncertain factors, cases, and the base case."""

import datetime
import functools
from collections.abc import Sequence
from typing import Any

import pandas as pd

from mesa_mosul.analysis import design_checks, survival
from mesa_mosul.analysis.cases import (
    LEVEL_LABELS,
    case_label,
    completed_runs,
    is_missing,
    label_cases,
)
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME, ONE_AT_A_TIME_COLUMNS
from mesa_mosul.analysis.sampling.factors import (
    UncertainParameter,
    parse_distributions,
    parse_lever,
)
from mesa_mosul.analysis.sampling.hypercubes import hypercube_of_point
from mesa_mosul.experiments.contrast_spec import (
    label_levels,
    levels_of_levers,
    resolve_primary,
)
from mesa_mosul.experiments.execution.run_tables import RunTables
from mesa_mosul.experiments.experiment_file import drawn_by_own_distribution, is_calibrated
from mesa_mosul.parameters.registry import dotted_name

RUN_ID_COLUMNS = ("key", "point", "replicate", "seed")
PARAMETER_SET_COLUMN = "draw"
"""Column that numbers parameter sets: equal for all combinations of levers."""
DEFAULT_OUTCOME = "share_city_held"
"""Primary outcome of an experiment that names none."""
FactorNames = str | Sequence[str] | None


class ResultsDesign:
    """The completed runs of a sweep, and the factors that they were varied by.

    by: factors that distinguish the cases; None for all levers and the scenario.
    """

    def __init__(self, results: RunTables) -> None:
        self.results = results
        spec, scenarios = results.manifest["experiment"], results.manifest["scenarios"]
        self.design_options: dict[str, Any] = spec["design"]
        self.design_kind: str = self.design_options["kind"]
        self.seed: int = spec["seed"]
        self.factors = [name for name in results.design.columns if name not in RUN_ID_COLUMNS]
        is_alone = self.design_kind == ONE_AT_A_TIME
        drawn = spec["uncertainties"]  # one at a time takes both ends of each, or the ensemble
        is_drawn = is_calibrated(drawn) or (bool(drawn) and not is_alone)
        varied = ONE_AT_A_TIME_COLUMNS if is_alone else spec["levers"]
        set_factors = {"scenario", *varied} if is_drawn else set(self.factors)
        self.uncertain_factors = [name for name in self.factors if name not in set_factors]
        self.levers = [name for name in self.factors if name in set_factors]
        levels = levels_of_levers(spec["levers"], [one["name"] for one in scenarios])
        self.level_labels = label_levels(spec.get("labels", {}), levels)
        self.runs = self.prepare_runs(completed_runs(results.runs))
        self.primary = resolve_primary(spec, levels, self.default_outcome())
        self.base_levels = {
            name: self.primary.base.get(name, first_level(results.design[name]))
            for name in self.levers
        }

    def prepare_runs(self, runs: pd.DataFrame) -> pd.DataFrame:
        """Return runs with all that analyses need, without outcomes that no run reached."""
        unreached = [name for name in runs.columns if not self.is_reached(name)]
        runs = runs.drop(columns=unreached).infer_objects()  # booleans, beside failures objects
        runs = add_days_to_clear_east(runs)
        if self.uncertain_factors:
            numbers = set_of_point(self.results.design, self.levers)
            runs = runs.assign(**{PARAMETER_SET_COLUMN: runs["point"].map(numbers)})
        n_cubes = self.design_options.get("hypercubes") or 1
        if n_cubes > 1:  # each is a sample of its own, so all its points count as one set
            points = self.design_options["points"]
            runs = runs.assign(
                hypercube=hypercube_of_point(runs["point"].to_numpy(), points, n_cubes)
            )
        runs.attrs[LEVEL_LABELS] = self.level_labels
        return runs

    def is_reached(self, outcome: str) -> bool:
        """Return whether runs last as planned until the date of an outcome COLUMN@DATE."""
        column, at, date = outcome.partition("@")
        if not at or ":" in column:
            return True
        days = self.results.manifest["output_spec"]["days"]
        ends = [
            datetime.date.fromisoformat(one["end"]) if days is None else
            datetime.date.fromisoformat(one["start"]) + datetime.timedelta(days)
            for one in self.results.manifest["scenarios"]
        ]  # fmt: skip
        return date < min(ends).isoformat()

    def default_outcome(self) -> str:
        """Return the first named outcome that is numeric in all runs."""
        for name in self.results.manifest["experiment"]["outcomes"]:
            values = self.runs[name] if name in self.runs else pd.Series(dtype=object)
            if pd.api.types.is_numeric_dtype(values) and values.notna().all():
                return str(name)
        return DEFAULT_OUTCOME

    @functools.cached_property
    def uncertainties(self) -> dict[str, UncertainParameter]:
        """The distributions that parameters were drawn from, without sets of the ensemble.

        Raises an error for a parameter that is not there any more, or has another range.
        """
        spec = self.results.manifest["experiment"]
        return uncertainties_of_spec(spec)

    @functools.cached_property
    def drawn_factors(self) -> list[str]:
        """The factors that were drawn by a distribution of their own, not from the ensemble.

        The ensemble has far more numbers than an experiment has sets: one by one, their
        influence cannot be told.
        """
        drawn = self.results.manifest["experiment"]["uncertainties"]
        own = self.uncertainties if is_calibrated(drawn) else self.uncertain_factors
        return [name for name in self.uncertain_factors if name in own]

    @property
    def parameter_set_column(self) -> str:
        """The column that numbers parameter sets, where parameters were drawn."""
        return PARAMETER_SET_COLUMN if self.uncertain_factors else ""

    @property
    def pair_columns(self) -> tuple[str, ...]:
        """The columns that identify a run within its case."""
        return (*([PARAMETER_SET_COLUMN] if self.uncertain_factors else []), "replicate")

    def by(self, names: FactorNames) -> list[str]:
        """Return factors as a list; raises AnalysisError for one that there is not."""
        names = self.levers if names is None else names
        factors = [dotted_name(name) for name in ([names] if isinstance(names, str) else names)]
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
        """Return the factors that a method is about; raises AnalysisError if none was drawn.

        Those that have a distribution of their own, if there are any beside the ensemble.
        """
        if not self.uncertain_factors:
            raise AnalysisError(f"nothing was drawn here; {method} takes [uncertainties]")
        return self.drawn_factors or self.uncertain_factors

    def sampled_runs(self, method: str) -> pd.DataFrame:
        """Return the runs that are an independent sample of what was drawn.

        See `analysis.design_checks.sampled_runs`: of a saltelli design only its two independent
        samples; AnalysisError for a morris design. Where the number of replications depends on
        the spread, those that all parameter sets have: sets of large spread would weigh more.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> len(example_results().analysis.sampled_runs("summary"))
        12
        """
        if not self.uncertain_factors:
            return self.runs
        runs = design_checks.sampled_runs(
            self.runs, method, self.design_kind, len(self.uncertain_factors),
            bool(self.design_options.get("second_order")),
        )  # fmt: skip
        return self.with_common_replications(runs)

    def with_common_replications(self, runs: pd.DataFrame) -> pd.DataFrame:
        """Return the runs whose replicate is planned at all points."""
        planned = self.results.design.groupby("point")["replicate"].nunique()
        return runs[runs["replicate"] < planned.min()]

    def case_labels(self, by: FactorNames = None) -> list[str]:
        """Return the labels of the cases, in the order of the design.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().analysis.case_labels("iraqi.troops")
        ['troops 25,000', 'troops 54,000']
        """
        return list(label_cases(self.runs, self.by(by)).cat.categories)

    def base_case(self, by: FactorNames = None) -> str:
        """Return the base case, with which others are compared by default.

        It has the base level of every lever: the first, unless the experiment names another.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> example_results().analysis.base_case("iraqi.troops")
        'troops 25,000'
        """
        factors = self.by(by)
        if not set(factors) <= self.base_levels.keys():
            return self.case_labels(factors)[0]
        return case_label({name: self.base_levels[name] for name in factors}, self.level_labels)

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


def first_level(values: pd.Series) -> Any:
    """Return the first level of a lever; None where it has none."""
    return None if values.empty or is_missing(values.iloc[0]) else values.iloc[0]


def set_of_point(design: pd.DataFrame, levers: Sequence[str]) -> pd.Series:
    """Return the number of the parameter set of each point, by the number of the point.

    Every combination of levers has the same sets in the same order. Each draw is a set of its
    own, also one that equals another: how often a value is drawn is part of its distribution.
    """
    points = design.drop_duplicates("point").sort_values("point").set_index("point")
    groups = points.groupby(list(levers), dropna=False, sort=False) if levers else None
    return pd.Series(range(len(points)), points.index) if groups is None else groups.cumcount()


def uncertainties_of_spec(spec: dict[str, Any]) -> dict[str, UncertainParameter]:
    """Return the distributions that an experiment draws from, by its keys in the manifest."""
    levers = [parse_lever(name, value) for name, value in spec["levers"].items()]
    fixed = {name for levels in levers for one in levels for name in one.changes}
    own = drawn_by_own_distribution(spec["uncertainties"])
    return parse_distributions(own, fixed | spec["constants"].keys())


def add_days_to_clear_east(runs: pd.DataFrame) -> pd.DataFrame:
    """Return runs with the days until the east is cleared, to the run's end at most."""
    if runs.empty or "east_cleared" not in runs.columns:
        return runs
    return runs.assign(days_to_clear_east=survival.event_times(runs, "east_cleared")["day"])
