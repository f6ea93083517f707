"""Plots of the results of a sweep that know its design."""

from typing import TYPE_CHECKING, Any

from mesa_mosul import plots
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_design import FactorNames
from mesa_mosul.plots.sweep_distributions import DISTRIBUTION_KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class ResultsPlots:
    """Plots of the results of a sweep: `results.plot.distribution("km2_east_held")`.

    Each plots on `ax`, or on a figure of its own, and returns the axes. by: factors that
    distinguish the cases; None for all levers and the scenario.

    Examples
    --------
    >>> from mesa_mosul.experiments.example import example_results
    >>> ax = example_results().plot.distribution("iraqi_killed", by="iraqi.troops")
    >>> len(ax.figure.axes)
    1
    """

    def __init__(self, analysis: ResultsAnalysis) -> None:
        self.analysis = analysis

    def distribution(
        self, outcome: str, by: FactorNames = None, kind: str = "", ax: "Axes | None" = None
    ) -> "Axes":
        """Plot how an outcome is distributed, by case; see `plots.distribution`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.distribution("iraqi_killed", "iraqi.troops", "box")
        """
        return plots.distribution(
            self.analysis.sampled_runs("distribution"), outcome, self.analysis.by(by), kind, ax
        )

    def band(self, column: str, by: FactorNames = None, ax: "Axes | None" = None) -> "Axes":
        """Plot a recorded column by day; see `plots.quantile_band`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.band("km2_city_held", "iraqi.troops")
        """
        analysis = self.analysis
        return plots.quantile_band(
            analysis.daily(column), analysis.sampled_runs("band"), column, analysis.by(by), ax
        )

    def survival(self, event: str, by: FactorNames = None, ax: "Axes | None" = None) -> "Axes":
        """Plot the share of runs without an event by day; see `plots.survival_curves`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.survival("east_cleared", "iraqi.troops")
        """
        analysis = self.analysis
        return plots.survival_curves(
            analysis.sampled_runs("survival"), analysis.event(event), analysis.by(by), ax
        )

    def probability(
        self, outcome: str, by: FactorNames = None, ax: "Axes | None" = None
    ) -> "Axes":
        """Plot the share of runs with an outcome; see `plots.probability_bars`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.probability("stalled", "iraqi.troops")
        """
        analysis = self.analysis
        return plots.probability_bars(
            analysis.sampled_runs("probability"),
            outcome,
            analysis.by(by),
            ax,
            analysis.parameter_set_column,
        )

    def forest(
        self, outcome: str, base: Any = None, by: FactorNames = None, ax: "Axes | None" = None
    ) -> "Axes":
        """Plot paired differences from a base case; see `plots.forest`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.forest("iraqi_killed", 25000, "iraqi.troops")
        """
        return plots.forest(self.analysis.compare(outcome, base, by=by), outcome, ax)

    def tornado(self, outcome: str, ax: "Axes | None" = None) -> "Axes":
        """Plot the effect of each value that was varied alone; see `plots.tornado`."""
        return plots.tornado(self.analysis.one_at_a_time_effects(outcome), outcome, ax)

    def contour(self, outcome: str, x: str, y: str, ax: "Axes | None" = None) -> "Axes":
        """Plot the mean of an outcome over two numeric factors; see `plots.contour`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.contour(
        ...     "iraqi_killed", "iraqi.troops", "isis.returning_men"
        ... )
        """
        return plots.contour(self.analysis.runs, outcome, x, y, ax)

    def convergence(
        self, outcome: str, by: FactorNames = None, ax: "Axes | None" = None
    ) -> "Axes":
        """Plot how a mean converges with replications; see `plots.convergence_curves`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.convergence("iraqi_killed", "iraqi.troops")
        """
        return plots.convergence_curves(self.analysis.runs, outcome, self.analysis.by(by), ax)

    def variance_reduction(
        self, column: str, base: Any = None, by: FactorNames = None, ax: "Axes | None" = None
    ) -> "Axes":
        """Plot the variance reduction by common random numbers, by day.

        See `plots.variance_reduction`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.variance_reduction("km2_city_held", by="iraqi.troops")
        """
        analysis, factors = self.analysis, self.analysis.by(by)
        origin = analysis.first_case(by) if base is None else base
        return plots.variance_reduction(
            analysis.daily(column), analysis.runs, column, factors, origin, ax
        )

    def car_bomb_fates(self, by: FactorNames = None, ax: "Axes | None" = None) -> "Axes":
        """Plot what becomes of car bombs; see `plots.car_bomb_fates`."""
        daily = self.analysis.daily("car_bombs_effective")
        return plots.car_bomb_fates(daily, self.analysis.runs, self.analysis.by(by), ax)

    def sensitivity(self, outcome: str, ax: "Axes | None" = None) -> "Axes":
        """Plot how much each drawn parameter matters; see `ResultsAnalysis.sensitivity`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> ax = example_uncertain_results().plot.sensitivity("iraqi_killed")
        """
        table = self.analysis.sensitivity(outcome)
        if "total" in table.columns:
            return plots.sobol_indices(table, ax)
        if "mu_star" in table.columns:
            return plots.elementary_effects(table, outcome, ax)
        return plots.rank_correlations(table, ax)


def draw_results_plot(
    plot: ResultsPlots,
    kind: str,
    outcome: str,
    by: FactorNames = None,
    base: Any = None,
    y: str = "",
) -> "Axes":
    """Plot results by kind, as `mosul plot` does.

    y: the second factor of a contour. Raises AnalysisError for what is missing or not there.
    """
    if kind == "car_bomb_fates":
        return plot.car_bomb_fates(by)
    if not outcome:
        raise AnalysisError(f"{kind} plots an outcome, such as share_city_held or stalled")
    if kind == "contour":
        if not by or not y:
            raise AnalysisError("a contour takes two factors: --by FACTOR --y FACTOR")
        return plot.contour(outcome, by if isinstance(by, str) else by[0], y)
    if kind in DISTRIBUTION_KINDS:
        return plot.distribution(outcome, by, kind)
    if kind in ("forest", "variance_reduction"):
        return getattr(plot, kind)(outcome, base, by)
    if kind in ("tornado", "sensitivity"):
        return getattr(plot, kind)(outcome)
    return getattr(plot, kind)(outcome, by)
