"""Plots of the results of a sweep that know its design."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mesa_mosul import plots
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers, select_levels
from mesa_mosul.experiments.results_contrast_plots import ContrastPlots
from mesa_mosul.experiments.results_design import FactorNames

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class ResultsPlots(ContrastPlots):
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

    def distribution(
        self,
        outcome: str,
        by: FactorNames = None,
        kind: str = "",
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
        cases: Sequence[str] = (),
    ) -> "Axes":
        """Plot how an outcome is distributed, by case; see `plots.distribution`.

        cases: labels of those that are plotted; empty for all.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.distribution("iraqi_killed", "iraqi.troops", "box")
        """
        runs, factors = self._cases(by, over, "distribution", cases)
        sets = self.analysis.parameter_set_column
        ax = plots.distribution(runs, outcome, factors, kind, ax, sets)
        return self._add_others(ax, by, over)

    def spread(
        self,
        outcome: str,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot an outcome's spread between parameter sets and seeds; see `plots.set_spread`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> ax = example_uncertain_results().plot.spread("iraqi_killed")
        """
        runs, factors = self._cases(by, over, "spread")
        sets = self.analysis.parameter_set_column
        return self._add_others(plots.set_spread(runs, outcome, factors, ax, sets), by, over)

    def variance_shares(
        self,
        outcomes: str | Sequence[str],
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot whose the variance of single runs is; see `plots.variance_bars`.

        outcomes: one or more, a bar each.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_uncertain_results
        >>> plot = example_uncertain_results().plot
        >>> ax = plot.variance_shares(["iraqi_killed", "isis_killed"])
        """
        names = [outcomes] if isinstance(outcomes, str) else list(outcomes)
        tables = {name: self.analysis.variance_shares(name, by, over) for name in names}
        return self._add_others(plots.variance_bars(tables, ax), by, over)

    def band(
        self,
        column: str,
        by: FactorNames = None,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
        cases: Sequence[str] = (),
    ) -> "Axes":
        """Plot a recorded column by day; see `plots.quantile_band`.

        cases: labels of those that are plotted; empty for all.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.band("km2_city_held", "iraqi.troops")
        """
        runs, factors = self._cases(by, over, "band", cases)
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

    def share_map(
        self,
        outcome: str,
        x: str,
        y: str,
        ax: "Axes | None" = None,
        over: OtherLevers = AT_BASE,
    ) -> "Axes":
        """Plot the share of runs with an outcome over two levers; see `plots.share_map`.

        Examples
        --------
        >>> from mesa_mosul.experiments.example import example_results
        >>> ax = example_results().plot.share_map(
        ...     "stalled", "iraqi.troops", "isis.returning_men"
        ... )
        """
        levers = self.analysis.by([x, y])
        runs = self.analysis.select_runs(levers, over, "share_map")
        sets = self.analysis.parameter_set_column
        return self._add_others(plots.share_map(runs, outcome, x, y, ax, sets), levers, over)

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
