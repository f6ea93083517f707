"""Pictures of a run: its course beside what was observed, and its maps. Nothing is run."""

from os import PathLike
from textwrap import fill
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from mesa_mosul import observed, panels
from mesa_mosul.maps import DPI, WIDE, canvas, heading, map_of, save_map
from mesa_mosul.outcome import areas

if TYPE_CHECKING:
    from mesa_mosul.fight import Run

__all__ = ["course_of", "map_of", "save_course", "save_map"]

FOOTNOTE = (
    "Lines are simulated, points observed; bars are the range that a source gives or the days "
    "it speaks of, arrows upper bounds. Figures of combatants are partisan. Observed totals "
    "are shown where they count from the run's first day; displaced people less those before "
    "it. Retrospective, for research; no advice. "
)


def course_of(run: "Run") -> Figure:
    """Draw the course of a run in ten panels, beside what was observed on its days."""
    daily, history = run.daily, run.stage.tables.history
    days = (daily.index[0].date(), daily.index[-1].date())
    shares = {area: observed.territory(history, area, *days) for area in ("east", "city")}
    counts = ("iraqi_killed", "iraqi_wounded", "isis_losses", "civilians_killed")
    total = {series: observed.totals(history, series, *days) for series in counts}
    engaged = observed.spans(history, "isis_engaged", *days)
    launched = observed.a_day(history, "car_bombs_launched", *days)
    executed = observed.a_day(history, "car_bombs_executed", *days)
    executed += observed.spans(history, "car_bombs_executed", *days)
    left = observed.since_start(history, "displaced", *days)
    figure = canvas(WIDE, 16.5)
    grid = figure.subplots(5, 2)
    for axes, (area, points) in zip(grid[0], shares.items(), strict=True):
        panels.territory(daily, axes, area, points, areas(run.stage)[area])
    panels.losses(daily, grid[1, 0], *(total[series] for series in counts[:3]))
    panels.cohesion(daily, grid[1, 1])
    panels.men(daily, grid[2, 0], "iraqi")
    panels.men(daily, grid[2, 1], "isis", engaged)
    panels.fires(daily, grid[3, 0])
    panels.car_bombs(daily, grid[3, 1], launched, executed)
    panels.civilians_killed(daily, grid[4, 0], total["civilians_killed"])
    panels.displaced(daily, grid[4, 1], left)
    head = fill(f"{heading(run)}, {days[0]} to {days[1]}", 110)
    figure.suptitle(head, x=0.01, ha="left", fontsize=12)
    used = [*shares.values(), *total.values(), engaged, launched, executed, left]
    ids = sorted({point.id for points in used for point in points})
    told = f"Observations (seeds/history.csv): {', '.join(ids) or 'none on these days'}."
    figure.supxlabel(fill(FOOTNOTE + told, 190), x=0.01, ha="left", fontsize=8)
    return figure


def save_course(run: "Run", path: str | PathLike[str]) -> None:
    """Write the course of a run as a picture."""
    course_of(run).savefig(path, dpi=DPI)
