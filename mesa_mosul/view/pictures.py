"""The pictures of the page, drawn once and updated a day at a time, as PNG."""

import base64
import datetime
import io
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from PIL import Image

from mesa_mosul.plots.course_scene import PANELS, CourseScene
from mesa_mosul.plots.map_scene import MapScene
from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.view.live_battle import LiveBattle

SCREEN_DPI = 100
MAP_SIZE_IN, COURSE_SIZE_IN = (8.4, 6.0), (8.4, 5.6)
MOST_PERSONS = 20_000
_drawing = threading.Lock()
"""Matplotlib draws for one session at a time."""


def make_figure(width_in: float, height_in: float) -> Figure:
    """Return an empty figure for the screen."""
    figure = new_figure(width_in, height_in)
    figure.set_dpi(SCREEN_DPI)
    return figure


def fix_layout(figure: Figure) -> None:
    """Lay a figure out once: what moves later does not change its size."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def take_lettering(scene: MapScene) -> Image.Image:
    """Return the lettering of a map as a transparent image, and draw it no more.

    It takes a third of the time of a map, and is the same on every day.
    """
    figure = scene.ax.get_figure(root=True)
    assert figure is not None
    width, height = figure.canvas.get_width_height()
    renderer = RendererAgg(width, height, figure.dpi)
    for artist in scene.lettering:
        artist.draw(renderer)
        artist.set_visible(False)
    return Image.fromarray(np.array(renderer.buffer_rgba()))


class MovingLines:
    """Lines that grow on a figure whose rest is drawn anew only when an axis changes."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self._lines = [
            (ax, line) for ax in figure.axes for line in ax.lines if line.get_animated()
        ]
        self._ends: list[tuple[float, float]] = []
        self._rest: Any = None

    def draw(self) -> None:
        """Draw the figure with its lines as they are."""
        canvas: Any = self.figure.canvas
        ends = [ax.get_ylim() for ax in self.figure.axes]
        if ends != self._ends:
            canvas.draw()
            self._ends, self._rest = ends, canvas.copy_from_bbox(self.figure.bbox)
        canvas.restore_region(self._rest)
        for ax, line in self._lines:
            ax.draw_artist(line)


def to_data_url(figure: Figure, above: Image.Image | None = None) -> str:
    """Return a figure as it was drawn, with an image above it, as a data URL: a PNG."""
    image = Image.fromarray(np.asarray(figure.canvas.buffer_rgba()))  # type: ignore[attr-defined]
    if above is not None:
        image.alpha_composite(above)
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "png", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def draw_axes(plot: Callable[[], Axes]) -> str:
    """Return the figure of a plot as a data URL."""
    with _drawing:
        figure = plot().get_figure(root=True)
        assert figure is not None
        figure.set_dpi(SCREEN_DPI)
        figure.canvas.draw()
        return to_data_url(figure)


class BattlePictures:
    """The map of each battle, and one course of them all.

    Examples
    --------
    >>> from mesa_mosul.view.live_battle import LiveBattle
    >>> live = LiveBattle("reported", seed=1)
    >>> BattlePictures(live).map_url(0)[:22]
    'data:image/png;base64,'
    """

    def __init__(self, live: LiveBattle) -> None:
        self.live = live
        with _drawing:
            self._maps = [self._map_scene(index) for index in range(len(live.battles))]
            self._lettering = [take_lettering(scene) for scene in self._maps]
            self._course, self._lines = self._course_scene()

    def map_url(self, index: int) -> str:
        """Return the map of a battle at the end of its last day."""
        with _drawing:
            scene = self._maps[index]
            model = self.live.battles[index].model
            scene.show(self.live.current_map(index), model.events)
            figure: Any = scene.ax.figure
            figure.canvas.draw()
            return to_data_url(figure, self._lettering[index])

    def course_url(self) -> str:
        """Return the course of the battles so far, beside what was observed."""
        with _drawing:
            runs = self.live.runs()
            if runs:
                self._course.show([run.daily for run in runs])
            self._lines.draw()
            return to_data_url(self._lines.figure)

    def _map_scene(self, index: int) -> MapScene:
        figure = make_figure(*MAP_SIZE_IN)
        scene = MapScene(self.live.current_map(index), figure.add_subplot())
        fix_layout(figure)
        return scene

    def _course_scene(self) -> tuple[CourseScene, MovingLines]:
        figure = make_figure(*COURSE_SIZE_IN)
        parts = figure.subplot_mosaic([["share", "share"], ["casualties", "civilians"]])
        scenarios = [battle.model.battle_scenario for battle in self.live.battles]
        last = max(one.end for one in scenarios) - datetime.timedelta(days=1)
        course = CourseScene(
            list(parts.values()),
            min(one.start for one in scenarios),
            last,
            self.live.battles[0].model.simulation.built.tables.history,
            [battle.label for battle in self.live.battles],
        )
        assert len(parts) == len(PANELS)
        for ax in course.axes[1:]:  # room for what they may come to
            ax.set_ylim(0, MOST_PERSONS)
        fix_layout(figure)
        course.let_lines_move()
        return course, MovingLines(figure)
