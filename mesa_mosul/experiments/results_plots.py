"""Plots of the results of a sweep that know its design."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from mesa_mosul import plots
from mesa_mosul.analysis.cases import is_boolean, resolve_case
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers, select_levels
from mesa_mosul.experiments.results_design import FactorNames
from mesa_mosul.plots.sweep_cases import COURSE_COLUMN
from mesa_mosul.plots.sweep_distributions import DISTRIBUTION_KINDS
from mesa_mosul.plots.sweep_layout import extend_note

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class ResultsPlots:
    """Plots of the results of a sweep: `results.plot.distribution("km2_east_held")`.

    Each plots on `ax`, or on a figure of its own, and returns the axes. by: factors that
    distinguish the cases; None for all levers and the scenario. over: how the other levers are
    treated, as in `ResultsAnalysis`; the note at the foot says it. Cases whose runs are
    identical are plotted once, and the label names them.

    Examples
    --------
    >>> from mesa_mosul.experiments.example import example_results
    >>> ax = example_results().plot.distribution("iraqi_killed", by="iraqi.troops")
    >>> len(ax.figure.axes)
    1
    """

    def __init__(self, analysis: ResultsAnalysis) -> None:
        self.analysis = analysis

    def _cases(
        self, by: FactorNames, over: OtherLevers, method: str = ""
    ) -> tuple[pd.DataFrame, list[str]]:
        """Return the runs to plot, and the factors that distinguish their cases."""
        analysis = self.analysis
        runs = analysis.select_runs(by, over, method)
        course = runs["key"].map(analysis.course_by_key)
        return runs.assign(**{COURSE_COLUMN: course}), analysis.case_factors(by, over)

    def _add_others(self, ax: "Axes", by: FactorNames, over: OtherLevers) -> "Axes":
        """Add to the note of a plot what the other levers are."""
        others = self.analysis.describe_others(by, over)
        return extend_note(ax, f"Other levers: {others}.") if others else ax

    def distribution(
        self,
        outcome: str,
        by: FactorNames = None,
        kind: str = "",
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot how an outcome is distributed, by case; see `plots.distribution`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.distribution("iraqi_killed", "iraqi.troops", "box")
        """
        runs, factors = self._cases(by, over, "distribution")
        sets = self.analysis.parameter_set_column
        ax = plots.distribution(runs, outcome, factors, kind, ax, sets)
        return self._add_others(ax, by, over)

    def band(
        self,
        column: str,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot a recorded column by day; see `plots.quantile_band`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.band("km2_city_held", "iraqi.troops")
        """
        runs, factors = self._cases(by, over, "band")
        ax = plots.quantile_band(self.analysis.daily(column), runs, column, factors, ax)
        return self._add_others(ax, by, over)

    def survival(
        self,
        event: str,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot the share of runs without an event by day; see `plots.survival_curves`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.survival("east_cleared", "iraqi.troops")
        """
        runs, factors = self._cases(by, over, "survival")
        sets = self.analysis.parameter_set_column
        ax = plots.survival_curves(runs, self.analysis.event(event), factors, ax, sets)
        return self._add_others(ax, by, over)

    def probability(
        self,
        outcome: str,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot the share of runs with an outcome; see `plots.probability_bars`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.probability("stalled", "iraqi.troops")
        """
        runs, factors = self._cases(by, over, "probability")
        ax = plots.probability_bars(
            runs, outcome, factors, ax, self.analysis.parameter_set_column
        )
        return self._add_others(ax, by, over)

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

    def contour(
        self,
        outcome: str,
        x: str,
        y: str,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot the mean of an outcome over two numeric factors; see `plots.contour`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.contour(
        ...     "iraqi_killed", "iraqi.troops", "isis.returning_men"
        ... )
        """
        levers = [name for name in self.analysis.by([x, y]) if name in self.analysis.levers]
        runs = self.analysis.select_runs(levers, over, "contour")
        return self._add_others(plots.contour(runs, outcome, x, y, ax), levers, over)

    def convergence(
        self,
        outcome: str,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot how a mean converges with replications; see `plots.convergence_curves`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.convergence("iraqi_killed", "iraqi.troops")
        """
        runs, factors = self._cases(by, over, "convergence")
        sets = self.analysis.parameter_set_column
        ax = plots.convergence_curves(runs, outcome, factors, ax, sets)
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

    def car_bomb_fates(
        self, by: FactorNames = None, ax: "Axes | None" = None, over: OtherLevers = AT_BASE
    ) -> "Axes":
        """Plot what becomes of car bombs; see `plots.car_bomb_fates`."""
        runs, factors = self._cases(by, over, "car_bomb_fates")
        daily = self.analysis.daily("car_bombs_effective")
        return self._add_others(plots.car_bomb_fates(daily, runs, factors, ax), by, over)

    def sensitivity(self, outcome: str, ax: "Axes | None" = None) -> "Axes":
        """Plot how much each drawn parameter matters, with all levers at their base.

        See `ResultsAnalysis.sensitivity`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> ax = example_uncertain_results().plot.sensitivity("iraqi_killed")
        """
        analysis = self.analysis
        table = analysis.sensitivity(outcome)
        if "total" in table.columns:
            ax = plots.sobol_indices(select_levels(table, analysis.base_levels), ax)
        elif "mu_star" in table.columns:
            rows = select_levels(table, analysis.base_levels)
            ax = plots.elementary_effects(rows, outcome, ax)
        else:
            ax = plots.rank_correlations(table, ax)
        return self._add_others(ax, [], AT_BASE)


def draw_results_plot(
    plot: ResultsPlots,
    kind: str,
    outcome: str,
    by: FactorNames = None,
    base: Any = None,
    y: str = "",
    over: OtherLevers = AT_BASE,
) -> "Axes":
    """Plot results by kind, as `mosul plot` does.

    y: the second factor of a contour. Raises AnalysisError for what is missing or not there.
    """
    if kind == "car_bomb_fates":
        return plot.car_bomb_fates(by, over=over)
    if not outcome:
        raise AnalysisError(f"{kind} plots an outcome, such as share_city_held or stalled")
    if kind == "contour":
        if not by or not y:
            raise AnalysisError("a contour takes two factors: --by FACTOR --y FACTOR")
        return plot.contour(outcome, by if isinstance(by, str) else by[0], y, over=over)
    if kind in DISTRIBUTION_KINDS:
        return plot.distribution(outcome, by, kind, over=over)
    if kind in ("forest", "variance_reduction"):
        return getattr(plot, kind)(outcome, base, by, over=over)
    if kind in ("tornado", "sensitivity"):
        return getattr(plot, kind)(outcome)
    return getattr(plot, kind)(outcome, by, over=over)
