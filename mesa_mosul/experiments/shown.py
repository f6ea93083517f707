"""Plots of the results of a sweep, its design known to them."""

from typing import TYPE_CHECKING, Any

from mesa_mosul import plots
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.findings import Findings, Names
from mesa_mosul.plots.distributions import KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mesa_mosul.experiments.results import Results


class Plots:
    """Plots of the results of a sweep: `result.plot.distribution("km2_east_held")`.

    Each draws on axes, or on a figure of its own, and returns the axes.
    """

    def __init__(self, found: Findings) -> None:
        self.found = found

    def distribution(
        self, outcome: str, by: Names = None, kind: str = "", axes: "Axes | None" = None
    ) -> "Axes":
        """Draw how an outcome is distributed, by case; see `plots.distribution`."""
        return plots.distribution(self.found.runs, outcome, self.found.by(by), kind, axes)

    def band(self, column: str, by: Names = None, axes: "Axes | None" = None) -> "Axes":
        """Draw a recorded column by day; see `plots.band`."""
        found = self.found
        return plots.band(found.daily(column), found.runs, column, found.by(by), axes)

    def survival(self, event: str, by: Names = None, axes: "Axes | None" = None) -> "Axes":
        """Draw the share of runs without an event by day; see `plots.survival`."""
        return plots.survival(self.found.runs, event, self.found.by(by), axes)

    def probability(self, outcome: str, by: Names = None, axes: "Axes | None" = None) -> "Axes":
        """Draw the share of runs with an outcome; see `plots.probability`."""
        found = self.found
        return plots.probability(found.runs, outcome, found.by(by), axes, found.sets)

    def forest(
        self, outcome: str, base: Any = None, by: Names = None, axes: "Axes | None" = None
    ) -> "Axes":
        """Draw paired differences from a base case; see `plots.forest`."""
        return plots.forest(self.found.compare(outcome, base, by=by), outcome, axes)

    def tornado(self, outcome: str, axes: "Axes | None" = None) -> "Axes":
        """Draw how far each number varied alone moves an outcome; see `plots.tornado`."""
        return plots.tornado(self.found.alone(outcome), outcome, axes)

    def contour(self, outcome: str, across: str, up: str, axes: "Axes | None" = None) -> "Axes":
        """Draw the mean of an outcome over two numbers; see `plots.contour`."""
        return plots.contour(self.found.runs, outcome, across, up, axes)

    def convergence(self, outcome: str, by: Names = None, axes: "Axes | None" = None) -> "Axes":
        """Draw how a mean settles with replications; see `plots.convergence`."""
        return plots.convergence(self.found.runs, outcome, self.found.by(by), axes)

    def gain(
        self, column: str, base: Any = None, by: Names = None, axes: "Axes | None" = None
    ) -> "Axes":
        """Draw what common luck gains by day; see `plots.gain`."""
        found, told = self.found, self.found.by(by)
        origin = found.base(told) if base is None else base
        return plots.gain(found.daily(column), found.runs, column, told, origin, axes)

    def funnel(self, by: Names = None, axes: "Axes | None" = None) -> "Axes":
        """Draw what becomes of car bombs; see `plots.funnel`."""
        daily = self.found.daily("car_bombs_effective")
        return plots.funnel(daily, self.found.runs, self.found.by(by), axes)

    def sensitivity(self, outcome: str, axes: "Axes | None" = None) -> "Axes":
        """Draw how far each drawn number matters; see `Findings.sensitivity`."""
        told = self.found.sensitivity(outcome)
        if "total" in told.columns:
            return plots.indices(told, axes)
        if "mu_star" in told.columns:
            return plots.elementary_effects(told, outcome, axes)
        return plots.rank_correlations(told, axes)


def draw(
    results: "Results",
    kind: str,
    outcome: str,
    by: Names = None,
    base: Any = None,
    up: str = "",
) -> "Axes":
    """Draw the plot of a kind, as `mosul plot` names them.

    up: the second number of a contour. Raises AnalysisError where something is not said or
    not there.
    """
    plot = results.plot
    if kind == "funnel":
        return plot.funnel(by)
    if not outcome:
        raise AnalysisError(f"{kind} draws an outcome, such as share_city_held or stalled")
    if kind == "contour":
        if not by or not up:
            raise AnalysisError("a contour takes two numbers: --by FACTOR --up FACTOR")
        return plot.contour(outcome, by if isinstance(by, str) else by[0], up)
    if kind in KINDS:
        return plot.distribution(outcome, by, kind)
    if kind in ("forest", "gain"):
        return getattr(plot, kind)(outcome, base, by)
    if kind in ("tornado", "sensitivity"):
        return getattr(plot, kind)(outcome)
    return getattr(plot, kind)(outcome, by)
