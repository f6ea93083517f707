"""Pictures of a run: its course beside what was observed, and its maps."""

from os import PathLike
from textwrap import fill
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from mesa_mosul.inputs import observations as observed
from mesa_mosul.plots import run_panels as panels
from mesa_mosul.plots.notebook_figure import FIGURE_DPI, new_figure
from mesa_mosul.plots.run_map import (
    FIGURE_WIDTH_IN,
    plot_map,
    save_map,
)
from mesa_mosul.simulation.daily_table import area_sizes_km2
from mesa_mosul.simulation.provenance import run_title

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

__all__ = ["plot_map", "plot_run_overview", "save_map", "save_run_overview"]

FOOTNOTE = (
    "Lines are simulated; points are observed, each in the colour of the line it belongs to; "
    "bars are the range that a source gives or the days it refers to, arrows upper bounds. A "
    "panel without points has no historical record on these days. Combatants' figures are "
    "partisan. Observed totals are shown where they count from the run's first day; displaced "
    "civilians without those displaced before it. Retrospective, for research; no advice. "
)


def plot_run_overview(run: "RunRecord") -> Figure:
    """Return a figure of the course of a run, ten panels, beside what was observed."""
    daily, history = run.daily, run.built.tables.history
    days = (daily.index[0].date(), daily.index[-1].date())
    shares = {
        area: observed.select_territory(history, area, *days) for area in ("east", "city")
    }
    counts = ("iraqi_killed", "iraqi_wounded", "isis_casualties", "civilians_killed")
    totals = {series: observed.select_totals(history, series, *days) for series in counts}
    in_contact = observed.select_levels_and_rates(history, "isis_in_contact", *days)
    launched = observed.daily_means(history, "car_bombs_launched", *days)
    executed = observed.daily_means(history, "car_bombs_executed", *days)
    executed += observed.select_levels_and_rates(history, "car_bombs_executed", *days)
    displaced = observed.change_since_start(history, "displaced", *days)
    figure = new_figure(FIGURE_WIDTH_IN, 16.5)
    grid = figure.subplots(5, 2)
    for ax, (area, points) in zip(grid[0], shares.items(), strict=True):
        panels.territory_panel(daily, ax, area, points, area_sizes_km2(run.built)[area])
    panels.casualties_panel(daily, grid[1, 0], *(totals[series] for series in counts[:3]))
    panels.cohesion_panel(daily, grid[1, 1])
    panels.personnel_panel(daily, grid[2, 0], "iraqi")
    panels.personnel_panel(daily, grid[2, 1], "isis", in_contact)
    panels.air_strikes_panel(daily, grid[3, 0])
    panels.car_bombs_panel(daily, grid[3, 1], launched, executed)
    panels.civilian_deaths_panel(daily, grid[4, 0], totals["civilians_killed"])
    panels.displacement_panel(daily, grid[4, 1], displaced)
    title = fill(f"{run_title(run)}, {days[0]} to {days[1]}", 90)
    figure.suptitle(title, x=0.01, ha="left", fontsize=15, fontweight="bold")
    observations = [*shares.values(), *totals.values(), in_contact]
    observations += [launched, executed, displaced]
    ids = sorted({point.id for points in observations for point in points})
    sources = f"Observations (seeds/history.csv): {', '.join(ids) or 'none on these days'}."
    figure.supxlabel(fill(FOOTNOTE + sources, 190), x=0.01, ha="left", fontsize=8)
    return figure


def save_run_overview(run: "RunRecord", path: str | PathLike[str]) -> None:
    """Write the course of a run as a picture."""
    plot_run_overview(run).savefig(path, dpi=FIGURE_DPI)
