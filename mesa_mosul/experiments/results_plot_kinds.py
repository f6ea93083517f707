"""Plots of results by the name of their kind, as `mosul plot` takes it."""

from typing import TYPE_CHECKING, Any

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.results_cases import AT_BASE, OtherLevers
from mesa_mosul.experiments.results_design import FactorNames
from mesa_mosul.experiments.results_plots import ResultsPlots
from mesa_mosul.plots.sweep_distributions import DISTRIBUTION_KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def list_plot_kinds() -> tuple[str, ...]:
    """Return the kinds of plots: the methods of ResultsPlots, and kinds of distributions."""
    methods = {
        name: None
        for owner in ResultsPlots.__mro__
        for name, value in vars(owner).items()
        if callable(value) and not name.startswith("_")
    }
    return (*methods, *DISTRIBUTION_KINDS)


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
    if kind in ("contour", "share_map"):
        if not by or not y:
            raise AnalysisError(f"{kind} takes two factors: --by FACTOR --y FACTOR")
        x = by if isinstance(by, str) else by[0]
        return getattr(plot, kind)(outcome, x, y, over=over)
    if kind in DISTRIBUTION_KINDS:
        return plot.distribution(outcome, by, kind, over=over)
    if kind in ("forest", "variance_reduction", "differences", "matrix"):
        return getattr(plot, kind)(outcome, base, by, over=over)
    if kind in ("tornado", "sensitivity"):
        return getattr(plot, kind)(outcome)
    return getattr(plot, kind)(outcome, by, over=over)
