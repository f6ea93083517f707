"""Which runs a comparison takes: the other levers at their base, or an average over them."""

import functools
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mesa_mosul.analysis.cases import case_label, is_missing, label_cases
from mesa_mosul.analysis.equal_cases import find_equal_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.execution.run_outputs import RUN_COLUMNS
from mesa_mosul.experiments.results_design import (
    PARAMETER_SET_COLUMN,
    RUN_ID_COLUMNS,
    FactorNames,
    ResultsDesign,
)
from mesa_mosul.parameters.registry import dotted_name

AT_BASE, MEAN = "base", "mean"
"""What is done with levers that a comparison does not name."""
OtherLevers = str | Mapping[str, Any]


class ResultsCases(ResultsDesign):
    """The cases of a sweep, those that equal one another, and the runs of a comparison.

    by: factors that distinguish the cases; None for all levers and the scenario.
    over: levers that `by` does not name: "base" keeps them at their base level, a dict keeps
    those that it names at the given levels, "mean" averages over all their combinations in
    which the cases differ.
    """

    def other_levels(self, by: FactorNames, over: OtherLevers = AT_BASE) -> dict[str, Any]:
        """Return the levels at which the levers are kept that `by` does not name.

        Raises AnalysisError for a lever that there is not, or that `by` names.
        """
        factors = self.by(by)
        others = [name for name in self.levers if name not in factors]
        if over == MEAN:
            return {}
        if isinstance(over, str) and over != AT_BASE:
            raise AnalysisError(f"over is '{over}': it takes base, mean, or a dict of levels")
        given = {} if isinstance(over, str) else {dotted_name(k): v for k, v in over.items()}
        for name in given:
            if name not in others:
                known = ", ".join(others) or "none"
                raise AnalysisError(
                    f"over: no other lever is called '{name}' (others: {known})"
                )
        return {name: given.get(name, self.base_levels[name]) for name in others}

    @functools.cached_property
    def course_by_key(self) -> pd.Series:
        """A number for each run by its key, which runs that are identical share.

        Runs are identical if all their stored outcomes and recorded days are. Their digests
        may differ, because a digest covers units that never arrive.
        """
        runs = self.runs.drop_duplicates("key").set_index("key")
        outcomes = [name for name in runs.columns if name not in self.unlike_columns()]
        days = self.results.daily
        recorded = [name for name in days.columns if name not in RUN_ID_COLUMNS]
        if len(days):
            hashes = pd.util.hash_pandas_object(days[recorded], index=False)
            runs = runs.assign(days_hash=hashes.groupby(days["key"]).sum())
            outcomes.append("days_hash")
        return runs.groupby(outcomes, dropna=False, sort=False).ngroup()

    def unlike_columns(self) -> set[str]:
        """Return the columns of runs in which identical runs may differ."""
        names = {*RUN_ID_COLUMNS, *RUN_COLUMNS, *self.factors, PARAMETER_SET_COLUMN}
        return names | {"units", "digest"}

    def find_equal(self, runs: pd.DataFrame, factors: list[str]) -> dict[str, str]:
        """Return for each case of some runs the first case with identical runs."""
        runs = runs.assign(course=runs["key"].map(self.course_by_key))
        return find_equal_cases(runs, factors, self.pair_columns, "course")

    def case_factors(self, by: FactorNames, over: OtherLevers = AT_BASE) -> list[str]:
        """Return the factors that name the cases: all levers where `by` names none.

        Runs of one combination of levers are not labelled as all runs.
        """
        return self.by(by) or ([] if over == MEAN else list(self.levers))

    def select_runs(
        self, by: FactorNames = None, over: OtherLevers = AT_BASE, method: str = ""
    ) -> pd.DataFrame:
        """Return the runs of a comparison; raises AnalysisError if there are none.

        method: name of an analysis of distributions, which takes an independent sample of what
        was drawn (`sampled_runs`); empty for all runs.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> analysis = example_results().analysis
        >>> len(analysis.select_runs("iraqi.troops"))
        6
        >>> len(analysis.select_runs("iraqi.troops", over="mean"))
        12
        """
        levels = self.other_levels(by, over)
        available = self.sampled_runs(method) if method else self.runs
        if over == MEAN:  # combinations with more replications would weigh more
            available = self.with_common_replications(available)
        runs = select_levels(available, levels)
        for cell in self.inert_cells(by) if over == MEAN else []:
            runs = runs.drop(select_levels(runs, cell).index)
        if runs.empty and not self.runs.empty:
            if over == MEAN:
                return available
            raise AnalysisError(f"no run with {case_label(levels, self.level_labels)} is done")
        return runs

    def other_cells(self, by: FactorNames) -> list[dict[str, Any]]:
        """Return the combinations of the levers that `by` does not name, the base first."""
        others = list(self.other_levels(by))
        base = {name: self.base_levels[name] for name in others}
        if not others:
            return [base]
        rows = self.runs.sort_values("point")[others].drop_duplicates().astype(object)
        cells = [dict(zip(others, row, strict=True)) for row in rows.to_numpy().tolist()]
        return sorted(cells, key=lambda cell: not is_same_cell(cell, base))

    def inert_cells(self, by: FactorNames) -> list[dict[str, Any]]:
        """Return the combinations of other levers in which the runs of all cases are identical.

        There the factors cannot act: their effect is 0 by construction.
        """
        factors = self.by(by)
        inert = []
        for cell in self.other_cells(by):
            runs = select_levels(self.runs, cell)
            equal = self.find_equal(runs, factors)
            if len(equal) > 1 and len(set(equal.values())) == 1:
                inert.append(cell)
        return inert

    def equal_cases(
        self, by: FactorNames = None, over: OtherLevers = AT_BASE
    ) -> dict[str, str]:
        """Return for each case the first case whose runs are identical, or the case itself.

        Averages of several runs are never called identical: with over="mean" and other levers
        each case is itself.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> equal = example_results().analysis.equal_cases("iraqi.troops")
        >>> set(equal) == set(equal.values())
        True
        """
        factors, runs = self.case_factors(by, over), self.select_runs(by, over)
        if over == MEAN and len(factors) < len(self.levers):
            return {case: case for case in label_cases(runs, factors).cat.categories}
        return self.find_equal(runs, factors)

    def describe_others(self, by: FactorNames, over: OtherLevers = AT_BASE) -> str:
        """Return in words what the levers are that `by` does not name; empty if there are none.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> analysis = example_results().analysis
        >>> analysis.describe_others("iraqi.troops")
        'returning_men 0'
        >>> analysis.describe_others("iraqi.troops", over="mean")
        'average over all levels of isis.returning_men'
        """
        others = [name for name in self.levers if name not in self.by(by)]
        if not others:
            return ""
        if over != MEAN:
            return case_label(self.other_levels(by, over), self.level_labels)
        names = " and ".join(others)
        left_out, cells = len(self.inert_cells(by)), len(self.other_cells(by))
        text = f"average over all levels of {names}"
        if left_out == cells:
            return f"{text}, in none of which the cases differ"
        return text + (f", without {left_out} cells that cannot differ" if left_out else "")


def select_levels(runs: pd.DataFrame, levels: Mapping[str, Any]) -> pd.DataFrame:
    """Return the runs with these levels."""
    is_match = pd.Series(True, index=runs.index)
    for name, value in levels.items():
        is_match &= runs[name].isna() if is_missing(value) else runs[name] == value
    return runs[is_match]


def is_same_cell(cell: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two combinations have the same levels."""
    return all(
        is_missing(value) if is_missing(other[name]) else value == other[name]
        for name, value in cell.items()
    )
