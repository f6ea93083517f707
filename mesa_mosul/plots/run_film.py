"""The frames of a film of a run: its map, its course and what happened, a day per frame."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import fill, shorten
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import ErrorbarContainer
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from mesa_mosul.engine.codes import FORCES
from mesa_mosul.inputs.observations import select_territory
from mesa_mosul.parameters.errors import shorten_middle
from mesa_mosul.plots.course_scene import PANELS, CourseScene
from mesa_mosul.plots.map_layers import (
    CITY_BOX,
    FORCE_COLOUR,
    FORCE_EDGE,
    FORCE_LABEL,
    FORCE_MARKER,
)
from mesa_mosul.plots.map_scene import MapScene
from mesa_mosul.plots.run_map import (
    control_handles,
    event_handles,
    legend_marker,
    line_handles,
    map_headings,
)
from mesa_mosul.plots.run_panels import plot_observations
from mesa_mosul.plots.style import capitalize
from mesa_mosul.simulation.provenance import run_title

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

FRAME_WIDTH_PX, FRAME_HEIGHT_PX, FRAME_DPI = 1280, 720, 100
FRAME_NOTE = (
    "Simulated; one run is one random draw; no positions of real units. Points: observed"
    " (seeds/history.csv)."
)
MAP_PLACE = (0.01, 0.247, 0.56, 0.668)
PANEL_PLACES = ((0.63, 0.67, 0.35, 0.22), (0.63, 0.385, 0.35, 0.22), (0.63, 0.1, 0.35, 0.22))
"""Left, bottom, width and height, as shares of a frame."""
CITY_COLOUR, EARLIER_COLOUR = "#0072B2", "#767676"
EVENT_LINES, EVENT_LINE_HEIGHT = 5, 0.0255
MAX_EVENT_LENGTH, MAX_FOOTER_LENGTH, FOOTER_LINE_LENGTH = 112, 400, 205
"""Characters that have room."""


class FilmScene:
    """The picture of a run, which `show` turns into that of one day after another.

    Parameters
    ----------
    run : RunRecord
        A run with the snapshots of its days.
    happenings : mapping of datetime.date to sequence of str
        What happened on each day, in words; days on which nothing did may be missing.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture, FRAME_WIDTH_PX by FRAME_HEIGHT_PX.
    """

    def __init__(self, run: "RunRecord", happenings: Mapping[date, Sequence[str]]) -> None:
        self._run, self._happenings = run, happenings
        size = (FRAME_WIDTH_PX / FRAME_DPI, FRAME_HEIGHT_PX / FRAME_DPI)
        self.figure = Figure(figsize=size, dpi=FRAME_DPI)
        self._canvas = FigureCanvasAgg(self.figure)
        self._heading = self._write(0.985, 18, "bold")
        self._subheading = self._write(0.941, 10)
        self._map = MapScene(run.snapshots[0], self.figure.add_axes(MAP_PLACE))
        self._map.ax.set_anchor("NW")
        for axis in (self._map.ax.xaxis, self._map.ax.yaxis):
            axis.set_visible(False)
        self._explain_map()
        self._draw_course()
        self._lines = [
            self._write(0.180 - row * EVENT_LINE_HEIGHT, 9) for row in range(EVENT_LINES)
        ]
        footer = shorten_middle(f"{FRAME_NOTE} {run_title(run)}", MAX_FOOTER_LENGTH)
        self._write(0.047, 8.5).set_text(fill(footer, FOOTER_LINE_LENGTH))

    def show(self, day: int) -> np.ndarray:
        """Return the picture of a day, counted from 0: height, width and RGBA, as bytes."""
        snapshot, daily = self._run.snapshots[day], self._run.daily.iloc[: day + 1]
        headline, texts = map_headings(self._run, day)
        self._heading.set_text(headline)
        self._subheading.set_text(capitalize(texts.removeprefix(f"{run_title(self._run)}; ")))
        self._map.show(snapshot, self._run.events)
        self._course.show([daily])
        self._city.set_data(date2num(daily.index), 100 * daily["share_city_held"].to_numpy())
        for ax, top in zip(self._course.axes, self._tops, strict=True):
            ax.set_ylim(0, top)
        for points in self._observed:
            points.show(date2num(snapshot.date))
        self._show_happenings(snapshot.date)
        self._canvas.draw()
        return np.asarray(self._canvas.buffer_rgba())

    def _write(self, top: float, size: float, weight: str = "normal") -> Text:
        style = {"fontsize": size, "fontweight": weight, "parse_math": False, "va": "top"}
        return self.figure.text(0.01, top, "", style)

    def _explain_map(self) -> None:
        west, east, south, north = CITY_BOX
        city_map = self._run.built.city_map
        is_shown = (west < city_map.lon) & (city_map.lon < east)
        is_shown &= (south < city_map.lat) & (city_map.lat < north)
        days = [(one.strength, is_shown[one.cell]) for one in self._run.snapshots]
        present = [
            name
            for force, name in enumerate(FORCES)
            if any(strength[force][inside].any() for strength, inside in days)
        ]
        forces = [
            legend_marker(
                FORCE_LABEL[name], FORCE_MARKER[name], FORCE_COLOUR[name], 7, FORCE_EDGE[name]
            )
            for name in present
        ]
        none, _, every, *_, front = control_handles()
        _, is_open, is_cut, *_ = line_handles()
        none.set_label("controlled by ISIS")
        every.set_label("by the attackers")
        front.set_label("front")
        self.figure.legend(
            handles=[*forces, none, every, front, is_open, is_cut, *event_handles()],
            loc="upper left", bbox_to_anchor=(0.003, 0.25), ncols=6, frameon=False,
            fontsize=8.5, columnspacing=1.0, handletextpad=0.4, handlelength=1.4,
        )  # fmt: skip

    def _draw_course(self) -> None:
        days = self._run.snapshots[0].date, self._run.snapshots[-1].date
        history = self._run.built.tables.history
        axes = [self.figure.add_axes(place) for place in PANEL_PLACES]
        self._course = CourseScene(axes, *days, history)
        self._tops = [105.0]
        for ax, columns in zip(axes[1:], [*PANELS.values()][1:], strict=True):
            highest = self._run.daily[[*columns]].to_numpy(float).max()
            self._tops.append(1.05 * max(1.0, highest, ax.dataLim.y1))
        for ax in axes[:-1]:
            ax.tick_params(labelbottom=False)
        shares = axes[0]
        shares.set_title("share held (%)", loc="left", fontsize=10, fontweight="bold")
        east = shares.get_lines()[0]
        self._city = shares.plot([], [], color=CITY_COLOUR, linewidth=1.8)[0]
        course_lines = [
            line
            for ax, columns in zip(axes, PANELS.values(), strict=True)
            for line in ax.get_lines()[: len(columns)]
        ]
        for line in (*course_lines, self._city):
            line.set(marker="o", markersize=4, markevery=[-1])
        points = select_territory(history, "city", *days)
        held = [one for one in points if one.measure == "held"]
        plot_observations(shares, held, CITY_COLOUR, "observed")
        self._observed = [
            ObservedPoints(points)
            for ax in axes
            for points in ax.containers
            if isinstance(points, ErrorbarContainer)
        ]
        seen = Line2D([], [], color="black", marker="o", linestyle="", markersize=5.5)
        shares.legend(
            [east, self._city, seen], ["east", "city", "observed"], loc="lower right",
            bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1, ncols=3, fontsize=8.5, frameon=False,
        )  # fmt: skip

    def _show_happenings(self, last: date) -> None:
        """Show what happened, the latest on top, in grey what happened on earlier days."""
        days = sorted((day for day in self._happenings if day <= last), reverse=True)
        texts = [(day, text) for day in days for text in self._happenings[day]]
        for line in self._lines:
            line.set_text("")
        for line, (day, text) in zip(self._lines, texts, strict=False):
            text = f"{day.day} {day:%b}: {text}"
            line.set_text(shorten(text, MAX_EVENT_LENGTH, placeholder=" ..."))
            line.set_color("black" if day == last else EARLIER_COLOUR)


class ObservedPoints:
    """Observations with their ranges, of which `show` shows those up to a day."""

    def __init__(self, points: ErrorbarContainer) -> None:
        markers, caps, bars = points.lines
        self._lines = [
            (line, np.asarray(line.get_xdata(orig=False)), np.asarray(line.get_ydata()))
            for line in (markers, *caps)
            if line is not None
        ]
        self._bars = [(bar, bar.get_segments()) for bar in bars]

    def show(self, last: float) -> None:
        """Show what was observed by a day, and nothing later; last: as Matplotlib counts."""
        for line, x, y in self._lines:
            line.set_data(x[x <= last], y[x <= last])
        for bar, segments in self._bars:
            bar.set_segments([one for one in segments if np.mean(one[:, 0]) <= last])
