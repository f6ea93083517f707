"""The map of one day of a run."""

import dataclasses
import datetime
from typing import TYPE_CHECKING

import pandas as pd

from mesa_mosul.simulation.snapshot import Snapshot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mesa_mosul.simulation.run_record import RunRecord


@dataclasses.dataclass(frozen=True)
class DayMap(Snapshot):
    """The map at the end of one day of a run, which can be plotted.

    headings: what it shows, in words, and the run that it is of.
    """

    headings: tuple[str, str] = dataclasses.field(repr=False)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the map of the day, on given axes or on a figure of its own."""
        from mesa_mosul.plots.run_map import map_page, plot_map

        return map_page(self, *self.headings) if ax is None else plot_map(self, ax)


def find_day_map(run: "RunRecord", day: int | str | datetime.date) -> DayMap:
    """Return the map of a day, by its number or its date; IndexError for no day of the run."""
    number = day if isinstance(day, int) else day_number(run, day)
    last = len(run.snapshots) - 1
    if not -1 <= number <= last:
        dates = f"{run.snapshots[0].date} to {run.snapshots[last].date}"
        raise IndexError(f"no day {day} in this run: it has days 0 to {last}, {dates}")
    from mesa_mosul.plots.run_map import map_headings

    return DayMap(**vars(run.snapshots[number]), headings=map_headings(run, number))


def day_number(run: "RunRecord", day: str | datetime.date) -> int:
    """Return the number of a date, counted from 0; -2 for one before the run's start."""
    try:
        date = pd.Timestamp(day).date()
    except ValueError as error:
        raise IndexError(f"day is '{day}': it is an integer or a date (2016-12-31)") from error
    return (date - run.scenario.start).days if date >= run.scenario.start else -2
