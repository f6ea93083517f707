"""The course of a run, or of two under the same random numbers, as far as the days shown."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.ticker import StrMethodFormatter

from mesa_mosul.inputs.observations import select_territory, select_totals
from mesa_mosul.inputs.schemas.evidence import Observation
from mesa_mosul.plots.map_layers import FORCE_COLOUR
from mesa_mosul.plots.run_panels import date_tick_labels, plot_observations

RUN_DASHES: tuple[Literal["-"], Literal["--"]] = ("-", "--")
"""Lines of the first run, and of one beside it."""
PANELS: dict[str, dict[str, tuple[str, str]]] = {
    "share of the east held (%)": {"share_east_held": ("", "#000000")},
    "casualties (personnel)": {
        "iraqi_casualties": ("Iraqi", FORCE_COLOUR["iraqi"]),
        "isis_casualties": ("ISIS", FORCE_COLOUR["isis"]),
    },
    "civilians killed (no body count)": {"civilians_killed": ("", "#9b2d7f")},
}
"""Columns of the daily table by panel, each with what it is called and its colour."""
MAX_TICKS = 4
SHARE_AXIS_END = 105.0
"""Per cent, so that a line at 100 is seen whole."""


class CourseScene:
    """Panels of territory, casualties and civilians, which `show` lets grow to a day.

    Parameters
    ----------
    axes : sequence of matplotlib.axes.Axes
        As many as PANELS.
    first, last : datetime.date
        The days between which panels stretch.
    history : iterable of Observation
        What was observed; shown where it compares with a panel's column.
    run_labels : sequence of str
        One name per run, at most two; named in a legend if there are two.
    """

    def __init__(
        self,
        axes: Sequence[Axes],
        first: datetime.date,
        last: datetime.date,
        history: Iterable[Observation],
        run_labels: Sequence[str] = ("",),
    ) -> None:
        self.axes = axes
        self._lines: dict[tuple[int, str], Line2D] = {}
        days = pd.date_range(first, last)
        ticks = days[:: -(-len(days) // MAX_TICKS)]
        for ax, (title, columns) in zip(axes, PANELS.items(), strict=True):
            ax.set_title(title, loc="left", fontsize=10, fontweight="bold")
            for run, dash in zip(range(len(run_labels)), RUN_DASHES, strict=False):
                for column, (label, colour) in columns.items():
                    name = label if run == 0 else ""
                    self._lines[run, column] = ax.plot(
                        [], [], dash, color=colour, linewidth=1.8, label=name or "_"
                    )[0]
            ax.set_ylim(0, SHARE_AXIS_END)
            ax.set_xlim(date2num(first) - 1, date2num(last) + 1)
            ax.set_xticks(date2num(ticks), date_tick_labels(ticks), fontsize=8)
            ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
            ax.tick_params(axis="y", labelsize=8)
            ax.grid(alpha=0.3, linewidth=0.5)
            ax.spines[["top", "right"]].set_visible(False)
        self._draw_observations(first, last, list(history))
        if len(run_labels) > 1:
            self._name_runs(run_labels)

    def show(self, dailies: Sequence[pd.DataFrame]) -> None:
        """Show the days that daily tables have, one table per run."""
        for ax, columns in zip(self.axes, PANELS.values(), strict=True):
            highest = 0.0
            for run, daily in enumerate(dailies):
                for column in columns:
                    scale = 100 if column.startswith("share_") else 1
                    values = scale * daily[column].to_numpy(float)
                    self._lines[run, column].set_data(date2num(daily.index), values)
                    highest = max(highest, np.nanmax(values, initial=0.0))
            ax.set_ylim(0, SHARE_AXIS_END if ax is self.axes[0] else headroom(highest))

    def let_lines_move(self) -> None:
        """Leave the lines to be drawn by themselves, upon the rest of the figure."""
        for line in self._lines.values():
            line.set_animated(True)

    def _draw_observations(
        self, first: datetime.date, last: datetime.date, history: list[Observation]
    ) -> None:
        share, casualties, civilians = self.axes
        days = (first, last)
        held = [
            one for one in select_territory(history, "east", *days) if one.measure == "held"
        ]
        plot_observations(share, held, "#000000", "observed")
        isis = select_totals(history, "isis_casualties", *days)
        plot_observations(casualties, isis, FORCE_COLOUR["isis"], "observed ISIS")
        plot_observations(
            civilians, select_totals(history, "civilians_killed", *days), "#9b2d7f", "observed"
        )
        for ax in self.axes:
            if any(not label.startswith("_") for label in ax.get_legend_handles_labels()[1]):
                ax.legend(loc="upper left", fontsize=8, frameon=False)
        if share.get_legend() is not None:
            share.legend(loc="lower right", fontsize=8, frameon=False)

    def _name_runs(self, run_labels: Sequence[str]) -> None:
        solid, dashed = (
            Line2D([], [], linestyle=RUN_DASHES[run], color="black", label=label)
            for run, label in enumerate(run_labels)
        )
        self.axes[-1].legend(
            handles=[solid, dashed], loc="upper left", fontsize=8, frameon=False
        )


def headroom(highest: float) -> float:
    """Return an upper end for an axis that changes seldom while values grow.

    Examples
    --------
    >>> headroom(0), headroom(930), headroom(1600)
    (100.0, 1000.0, 2000.0)
    """
    for power in range(2, 9):
        for step in (1.0, 2.0, 5.0):
            if highest <= step * 10**power:
                return step * 10**power
    return highest
