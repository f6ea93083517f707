"""The map of a day: the city, its surroundings, a legend. Drawn from a Picture."""

import io
from os import PathLike
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from mesa_mosul.layers import (
    CITY,
    COLOUR,
    GROUND,
    MARKER,
    MOST_MEN,
    SHOWN_AS,
    WATER,
    WHOLE,
    Detail,
    draw_bridges,
    draw_ground,
    draw_lines,
    draw_men,
    frame,
    marker_size,
    tint,
)
from mesa_mosul.lettering import name_places, name_quarters, scale_bar
from mesa_mosul.names import FORCES

if TYPE_CHECKING:
    from mesa_mosul.fight import Picture, Run

DPI = 150
WIDE = 13.4
"""Inches; with DPI about 2000 pixels."""
NOTE = "Simulated; retrospective; no positions of real units."
MEN_SHOWN = (20, 100, 500, MOST_MEN)


def map_of(picture: "Picture", axes: Axes | None = None, detail: Detail = CITY) -> Axes:
    """Draw a day's map on axes, or with its key and surroundings on a figure of its own."""
    if axes is None:
        said = picture.stage.scenario
        return sheet_of(picture, f"{said.title} ({said.name})")
    frame(axes, detail)
    draw_ground(picture, axes)
    draw_lines(picture, axes)
    draw_men(picture, axes, detail.men)
    draw_bridges(picture, axes, detail)
    scale_bar(axes, detail)
    axes.set_title(f"Evening of {day_words(picture)}", loc="left", fontsize=11)
    name_places(picture, axes, detail)
    if detail.quarters:
        name_quarters(picture, axes)
    return axes


class Sheet(Figure):
    """A figure that knows no screen, and that a notebook shows."""

    def _repr_png_(self) -> bytes:
        made = io.BytesIO()
        self.savefig(made, format="png", dpi=DPI / 2)
        return made.getvalue()


def canvas(wide: float, high: float) -> Figure:
    """Return an empty figure of so many inches."""
    figure = Sheet(figsize=(wide, high), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def day_words(picture: "Picture") -> str:
    """Return the date of a picture and the day of its run, in words."""
    day = (picture.date - picture.stage.scenario.start).days + 1
    return f"{picture.date.day} {picture.date:%B %Y}, day {day}"


def heading(run: "Run") -> str:
    """Return what a picture of a run is headed with: the scenario and the seed."""
    return f"{run.scenario.title} ({run.scenario.name}, seed {run.seed})"


def key(title: str, axes: Axes, handles: list[Artist], corner: tuple[float, float]) -> None:
    """Add one block of a legend, its upper left corner at a point from 0 to 1 of the axes."""
    block = axes.legend(
        handles=handles,
        title=title,
        loc="upper left",
        bbox_to_anchor=corner,
        borderaxespad=0,
        frameon=False,
        fontsize=8,
        title_fontsize=9,
        alignment="left",
    )
    axes.add_artist(block)


def mark(label: str, shape: str, colour: str, size: float, edge: str = "white") -> Line2D:
    """Return a marker as the legend shows it; size: points across."""
    return Line2D(
        [],
        [],
        linestyle="",
        marker=shape,
        markersize=size,
        color=colour,
        markeredgecolor=edge,
        markeredgewidth=0.8,
        label=label,
    )


def men_marks() -> list[Artist]:
    """Return markers of the sizes that stand for MEN_SHOWN."""
    across = np.sqrt(marker_size(np.array(MEN_SHOWN)))
    marks = [
        mark(f"{men:,}", "o", "grey", size) for men, size in zip(MEN_SHOWN, across, strict=True)
    ]
    marks[-1].set_label(f"{MOST_MEN:,} or more")
    return list(marks)


def draw_key(picture: "Picture", axes: Axes) -> None:
    """Explain the map's colours, lines and markers on axes of their own."""
    axes.axis("off")
    built_up = np.array(to_rgb(GROUND["new_city"]))
    shares = {"none": 0.0, "half": 0.5, "all": 1.0}
    held: list[Artist] = [
        Patch(facecolor=tint(np.array(share)) * built_up, edgecolor="grey", label=name)
        for name, share in shares.items()
    ]
    front = Line2D([], [], color="#222222", linewidth=1.4, label="front: half of a cell held")
    grounds = {
        "open": "open, or not fought over",
        "new_city": "built up",
        "old_city": "Old City",
    }
    grounds |= {"industrial": "industry", "camp": "camp, airfield"}
    ground: list[Artist] = [
        Patch(facecolor=GROUND[kind], edgecolor="grey", label=name)
        for kind, name in grounds.items()
    ]
    lines: list[Artist] = [
        Line2D([], [], color=WATER, linewidth=5, label="Tigris"),
        mark("bridge, open", "s", "white", 8, "black"),
        mark("bridge, cut", "X", "black", 8, "black"),
        Line2D([], [], color="#555555", label="outline of the city"),
        Line2D([], [], color="#555555", linestyle="--", label="outline of the Old City"),
    ]
    cell = 1000 * picture.stage.ground.cell_km
    seen = [name for force, name in enumerate(FORCES) if picture.men[force].any()]
    forces: list[Artist] = [
        mark(SHOWN_AS[name], MARKER[name], COLOUR[name], 7) for name in seen
    ]
    key("Share held by the attackers", axes, [*held, front], (0, 1.0))
    key("Ground (a tint over it: who holds it)", axes, ground, (0, 0.74))
    key("Lines and bridges", axes, lines, (0, 0.47))
    key("Forces", axes, forces, (0, 0.21))
    key(f"Men in {cell:.0f} m cell", axes, men_marks(), (0.45, 0.21))


def sheet_of(picture: "Picture", head: str) -> Axes:
    """Draw a day's map with its key and the whole box; return the axes of the city."""
    figure = canvas(WIDE, 7.8)
    parts = figure.subplot_mosaic(
        [["city", "box"], ["city", "key"]], width_ratios=[3.3, 1], height_ratios=[1, 2]
    )
    figure.suptitle(fill(head, 110), x=0.01, ha="left", fontsize=12)
    figure.supxlabel(NOTE, x=0.01, ha="left", fontsize=8)
    draw_key(picture, parts["key"])
    map_of(picture, parts["box"], WHOLE)
    parts["box"].set_title("The whole map", loc="left", fontsize=9)
    west, east, south, north = CITY.box
    box = Rectangle((west, south), east - west, north - south, fill=False, zorder=9)
    parts["box"].add_patch(box)
    return map_of(picture, parts["city"])


def save_map(run: "Run", path: str | PathLike[str], day: int = -1) -> None:
    """Write the map of a day of a run as a picture; day: counted from 0, -1 is the last."""
    axes = sheet_of(run.map(day), heading(run))
    axes.figure.savefig(path, dpi=DPI)  # type: ignore[union-attr]
