"""Plots of the differences between the cases of a sweep."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from mesa_mosul import plots
from mesa_mosul.analysis.cases import is_boolean, label_cases, resolve_case
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers
from mesa_mosul.experiments.results_design import PARAMETER_SET_COLUMN, FactorNames
from mesa_mosul.plots.sweep_cases import COURSE_COLUMN
from mesa_mosul.plots.sweep_layout import extend_note

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HARM_OUTCOME = "civilians_killed"
"""Outcome that no table of effects leaves out."""


class ContrastPlots:
    """Plots of effects: differences from a base case; by, over, ax: as in `ResultsPlots`."""

    def __init__(self, analysis: ResultsAnalysis) -> None:
        self.analysis = analysis

    def _cases(
        self,
        by: FactorNames,
        over: OtherLevers,
        method: str = "",
        cases: Sequence[str] = (),
    ) -> tuple[pd.DataFrame, list[str]]:
        """Return the runs to plot, and the factors that distinguish their cases.

        cases: labels of those that are plotted; empty for all.
        """
        analysis = self.analysis
        runs, factors = analysis.select_runs(by, over, method), analysis.case_factors(by, over)
        if cases:
            runs = runs[label_cases(runs, factors).isin(cases)]
        course = runs["key"].map(analysis.course_by_key)
        return runs.assign(**{COURSE_COLUMN: course}), factors

    def _add_others(self, ax: "Axes", by: FactorNames, over: OtherLevers) -> "Axes":
        """Add to the note of a plot what the other levers are."""
        others = self.analysis.describe_others(by, over)
        return extend_note(ax, f"Other levers: {others}.") if others else ax

    def forest(
        self,
        outcome: str,
        base: Any = None,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot paired differences from a base case; see `plots.forest`.

        A case whose runs are identical to those of the base has no row; the note counts them.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.forest("iraqi_killed", 25000, "iraqi.troops")
        """
        analysis = self.analysis
        effects = analysis.compare(outcome, base, by=by, over=over)
        if (effects["equal_to"] != "").all():
            raise AnalysisError("the runs of all cases are identical; there is no difference")
        factors = analysis.case_factors(by, over)
        origin = analysis.base_case(factors) if base is None else base
        base_name = resolve_case(analysis.runs, factors, origin)
        is_share = is_boolean(analysis.runs, outcome)
        ax = plots.forest(effects, outcome, ax, base_name, is_share)
        return self._add_others(ax, by, over)

    def tornado(self, outcome: str, ax: "Axes | None" = None) -> "Axes":
        """Plot the effect of each value that was varied alone; see `plots.tornado`.

        A value whose runs are identical to those of the base has no row.
        """
        effects = self.analysis.one_at_a_time_effects(outcome)
        effects = effects[effects["equal_to"] == ""]
        return plots.tornado(effects, outcome, ax, is_boolean(self.analysis.runs, outcome))

    def differences(
        self,
        outcome: str,
        base: Any = None,
        by: FactorNames = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot each case beside its paired differences from the base; see `plots.differences`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.differences("iraqi_killed", by="iraqi.troops")
        """
        analysis = self.analysis
        factors, runs = (
            analysis.case_factors(by, over),
            analysis.select_runs(by, over, "compare"),
        )
        origin = analysis.base_case(factors) if base is None else base
        sets = [PARAMETER_SET_COLUMN] if analysis.uncertain_factors else []
        equal = analysis.equal_cases(by, over)
        label = resolve_case(runs, factors, origin)
        different = {case for case, first in equal.items() if case == first} | {label}
        runs = runs[label_cases(runs, factors).isin(different)]
        ax = plots.differences(runs, outcome, factors, label, sets)
        return self._add_others(ax, by, over)

    def matrix(
        self,
        outcomes: str | Sequence[str],
        base: Any = None,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot what each case changes in several outcomes; see `plots.decision_matrix`.

        outcomes: one or more; harm to civilians is added if it is not among them.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.matrix(["iraqi_killed"], by="iraqi.troops")
        >>> len(ax.get_xticklabels())
        2
        """
        analysis = self.analysis
        names = [outcomes] if isinstance(outcomes, str) else list(outcomes)
        names = list(dict.fromkeys((*names, HARM_OUTCOME)))
        effects = {name: analysis.compare(name, base, by=by, over=over) for name in names}
        differs = next(iter(effects.values()))["equal_to"] == ""
        effects = {name: table[differs.to_numpy()] for name, table in effects.items()}
        factors = analysis.case_factors(by, over)
        origin = analysis.base_case(factors) if base is None else base
        ax = plots.decision_matrix(effects, resolve_case(analysis.runs, factors, origin), ax)
        return self._add_others(ax, by, over)

    def variance_reduction(
        self,
        column: str,
        base: Any = None,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot the variance reduction by common random numbers, by day.

        See `plots.variance_reduction`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.variance_reduction("km2_city_held", by="iraqi.troops")
        """
        analysis, factors = self.analysis, self.analysis.case_factors(by, over)
        origin = analysis.base_case(factors) if base is None else base
        runs = analysis.select_runs(by, over, "variance_reduction")
        sets = analysis.parameter_set_column
        daily = analysis.daily(column)
        ax = plots.variance_reduction(daily, runs, column, factors, origin, ax, sets)
        return self._add_others(ax, by, over)
