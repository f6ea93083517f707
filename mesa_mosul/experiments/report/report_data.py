"""What a report takes its numbers from: each number comes from one analysis, asked once."""

import functools
import json
from typing import Any, NamedTuple

import pandas as pd

from mesa_mosul.analysis.cases import case_label, factor_label
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers
from mesa_mosul.experiments.results_contrast_plots import HARM_OUTCOME as HARM_OUTCOME
from mesa_mosul.experiments.results_plots import ResultsPlots

STALL_OUTCOME = "stalled"
ALWAYS_REPORTED = (
    STALL_OUTCOME,
    "days_to_clear_east",
    "iraqi_casualties",
    "isis_casualties",
    HARM_OUTCOME,
)
"""Outcomes of every comparison; harm to civilians is never omitted."""


class Cell(NamedTuple):
    """A combination of the levers beside the primary one."""

    label: str
    levels: dict[str, Any]


class ReportData:
    """The analyses of a sweep as its report uses them.

    primary: the contrast that the report answers. by: its factors; empty if nothing was set.
    """

    def __init__(self, analysis: ResultsAnalysis) -> None:
        self.analysis, self.plot = analysis, ResultsPlots(analysis)
        self.primary = analysis.primary
        if self.primary.outcome not in analysis.runs:
            outcome = analysis.default_outcome()
            self.primary = self.primary._replace(outcome=outcome, is_declared=False)
        self.manifest = analysis.results.manifest
        lever = self.primary.lever
        self.by: list[str] = [lever] if lever in analysis.levers else list(analysis.levers)
        if analysis.design_kind == "one_at_a_time":
            self.by = list(analysis.levers)
        self.outcomes = list(dict.fromkeys((self.primary.outcome, *ALWAYS_REPORTED)))
        self._tables: dict[str, pd.DataFrame] = {}

    def is_contrast(self) -> bool:
        """Return whether there are cases to compare."""
        planned = self.analysis.results.design
        return bool(self.by) and len(planned[self.by].drop_duplicates()) > 1

    def effects(
        self, outcome: str, by: list[str] | None = None, over: OtherLevers = AT_BASE
    ) -> pd.DataFrame:
        """Return the differences of each case from the base."""
        factors = self.by if by is None else by
        return self._ask("compare", outcome, factors, over)

    def signs(self, outcome: str, over: OtherLevers = AT_BASE) -> pd.DataFrame:
        """Return in how many pairs or sets each primary case lies above the base."""
        return self._ask("count_signs", outcome, self.by, over)

    def shares(self, outcome: str) -> pd.DataFrame:
        """Return the share of runs with an outcome for each primary case."""
        return self._ask("probability", outcome, self.by, AT_BASE)

    def summary(self, outcome: str) -> pd.DataFrame:
        """Return the distribution of an outcome for each primary case."""
        return self._ask("summary", outcome, self.by, AT_BASE)

    def _ask(
        self, method: str, outcome: str, factors: list[str], over: OtherLevers
    ) -> pd.DataFrame:
        key = json.dumps([method, outcome, factors, over], default=str)
        if key not in self._tables:
            ask = getattr(self.analysis, method)
            self._tables[key] = ask(outcome, by=factors, over=over)
        return self._tables[key]

    def distinct_case_count(self) -> int:
        """Return how many cases differ from the base and from each other.

        Of those that are planned, where there is no run of the base yet.
        """
        try:
            return len(set(self.analysis.equal_cases(self.by).values())) - 1
        except AnalysisError:
            return len(self.analysis.results.design[self.by].drop_duplicates()) - 1

    @property
    def base_label(self) -> str:
        """The label of the base case of the primary contrast."""
        return self.analysis.base_case(self.by)

    @property
    def others(self) -> str:
        """What the other levers are in the primary contrast, in words."""
        return self.analysis.describe_others(self.by)

    def main_case(self) -> str:
        """Return the case that answers the question: as declared, or the most different."""
        effects = self.effects(self.primary.outcome)
        if self.primary.case is not None and self.analysis.design_kind != "one_at_a_time":
            name, labels = self.primary.lever, self.analysis.level_labels
            label = factor_label(name, self.primary.case, labels)
            if label in effects["case"].tolist():
                return label
        if self.primary.case is not None:
            label = f"{self.primary.lever}, {self.primary.case}"
            if label in effects["case"].tolist():
                return label
        at = effects["difference"].abs().fillna(-1.0).to_numpy().argmax()
        return str(effects["case"].iloc[int(at)])

    def other_levers(self) -> list[str]:
        """Return the levers beside the primary one that have several levels."""
        runs = self.analysis.runs
        return [
            name
            for name in self.analysis.levers
            if name not in self.by and runs[name].nunique() > 1
        ]

    @functools.cached_property
    def equal_cases(self) -> dict[str, str]:
        """For each combination of all levers the first that has identical runs."""
        return self.analysis.equal_cases()

    @functools.cached_property
    def inert_cells(self) -> list[dict[str, Any]]:
        """The combinations of the other levers in which the primary lever cannot act."""
        return self.analysis.inert_cells(self.by)

    def cells(self) -> list[Cell]:
        """Return the combinations of the other levers in which the cases differ.

        Combinations whose runs are identical appear once; the base comes first.
        """
        analysis, seen = self.analysis, dict[tuple[str, ...], Cell]()
        equal, inert = self.equal_cases, self.inert_cells
        for levels in analysis.other_cells(self.by):
            if levels in inert:
                continue
            signature = tuple(equal.get(label, label) for label in self._case_labels_in(levels))
            cell = Cell(case_label(levels, analysis.level_labels), levels)
            seen.setdefault(signature, cell)
        return list(seen.values())

    def _case_labels_in(self, levels: dict[str, Any]) -> list[str]:
        """Return the labels of all levers together for each primary case in a cell."""
        analysis = self.analysis
        rows = analysis.runs.sort_values("point")[self.by].drop_duplicates().astype(object)
        labels = []
        for row in rows.to_numpy().tolist():
            values = levels | dict(zip(self.by, row, strict=True))
            ordered = {name: values[name] for name in analysis.levers}
            labels.append(case_label(ordered, analysis.level_labels))
        return labels

    def inert_labels(self) -> list[str]:
        """Return where the primary lever cannot act: levels of other levers, or whole cells."""
        analysis, labels = self.analysis, list[str]()
        cells, left = analysis.other_cells(self.by), list(self.inert_cells)
        for name in self.other_levers():
            for value in dict.fromkeys(cell[name] for cell in cells):
                group = [cell for cell in cells if cell[name] == value]
                if all(cell in left for cell in group):
                    labels.append(factor_label(name, value, analysis.level_labels))
                    left = [cell for cell in left if cell not in group]
        return labels + [case_label(cell, analysis.level_labels) for cell in left]

    def cell_effects(self, outcome: str) -> list[tuple[Cell, pd.DataFrame]]:
        """Return the effects in each cell, to the extent that its runs are done."""
        effects = []
        for cell in self.cells():
            try:
                effects.append((cell, self.effects(outcome, over=cell.levels)))
            except AnalysisError:
                continue
        return effects

    def untouched_labels(self, outcome: str) -> list[str]:
        """Return the cells in which runs differ, but no pair of them in this outcome."""
        return [
            cell.label for cell, effects in self.cell_effects(outcome) if is_untouched(effects)
        ]


def is_untouched(effects: pd.DataFrame) -> bool:
    """Return whether no case differs from the base in any pair."""
    is_zero = effects["difference"] == 0.0
    return bool((is_zero & (effects["low"].fillna(0.0) == 0.0)).all())


def distinct_rows(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of cases that equal no other."""
    return effects[effects["equal_to"] == ""]


def row_of(table: pd.DataFrame, case: str) -> pd.Series:
    """Return the row of a case."""
    return table.iloc[table["case"].tolist().index(case)]
