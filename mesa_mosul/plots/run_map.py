"""The map of a day: the city, its surroundings, a legend. Drawn from a `Snapshot`."""

from os import PathLike
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from mesa_mosul.engine.codes import FORCES
from mesa_mosul.inputs.observations import select_territory
from mesa_mosul.plots.map_layers import (
    CITY_STYLE,
    FORCE_COLOUR,
    FORCE_EDGE,
    FORCE_LABEL,
    FORCE_MARKER,
    FULL_MAP_STYLE,
    MAX_MARKER_PERSONNEL,
    NOT_CONTESTED_COLOUR,
    WATER_COLOUR,
    MapStyle,
    control_colour,
    marker_size,
)
from mesa_mosul.plots.map_scene import BRIDGE_STYLE, EVENT_MARKS, FRONT_COLOUR, MapScene
from mesa_mosul.plots.notebook_figure import FIGURE_DPI, new_figure
from mesa_mosul.plots.style import format_long_date
from mesa_mosul.simulation.provenance import run_title

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord
    from mesa_mosul.simulation.snapshot import Snapshot

FIGURE_WIDTH_IN = 13.4
"""With FIGURE_DPI about 2000 pixels."""
MAP_NOTE = "Simulated; retrospective; no positions of real units."
LEGEND_PERSONNEL = (20, 100, 500, MAX_MARKER_PERSONNEL)


def plot_map(
    snapshot: "Snapshot", ax: Axes | None = None, style: MapStyle = CITY_STYLE
) -> Axes:
    """Plot a day's map on axes, or with legend and surroundings on a figure of its own."""
    if ax is None:
        scenario = snapshot.built.scenario
        headline = snapshot_date_text(snapshot)
        return map_page(snapshot, headline, f"{scenario.title} ({scenario.name})")
    MapScene(snapshot, ax, style)
    ax.set_title(f"Evening of {snapshot_date_text(snapshot)}", loc="left", fontsize=11)
    return ax


def snapshot_date_text(snapshot: "Snapshot") -> str:
    """Return the date of a snapshot and the day of its run, in words."""
    day = (snapshot.date - snapshot.built.scenario.start).days + 1
    return f"{format_long_date(snapshot.date.isoformat())}, day {day}"


def map_headings(run: "RunRecord", day: int) -> tuple[str, str]:
    """Return what a day's map shows, in words, and below it the run, the harm, the record.

    day: counted from 0; -1 is the last.
    """
    snapshot, row = run.snapshots[day], run.daily.iloc[day]
    headline = snapshot_date_text(snapshot)
    if row["share_city_held"] == row["share_city_held"]:
        headline += (
            f": {row['share_east_held']:.0%} of the east, {row['share_city_held']:.0%} of the"
            " city held"
        ).replace("%", " %")
    texts = [
        run_title(run),
        f"civilians killed so far: {row['civilians_killed']:,.0f} (no body count)",
    ]
    days = (run.scenario.start, snapshot.date)
    points = select_territory(run.built.tables.history, "east", *days)
    if seen := [point for point in points if point.measure == "held"]:
        last = max(seen, key=lambda point: point.end_date)
        date = format_long_date(last.end_date.isoformat())
        texts.append(
            f"historical record: {last.central:.0f} % of the east on {date} ({last.id})"
        )
    return headline, "; ".join(texts)


def legend_block(
    title: str, ax: Axes, handles: list[Artist], corner: tuple[float, float]
) -> None:
    """Add one block of a legend, its upper left corner at a point from 0 to 1 of the axes."""
    block = ax.legend(
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
    ax.add_artist(block)


def legend_marker(
    label: str, marker: str, colour: str, diameter_points: float, edge_colour: str = "white"
) -> Line2D:
    """Return a marker for a legend."""
    return Line2D(
        [],
        [],
        linestyle="",
        marker=marker,
        markersize=diameter_points,
        color=colour,
        markeredgecolor=edge_colour,
        markeredgewidth=0.8,
        label=label,
    )


def size_legend_markers() -> list[Artist]:
    """Return markers of the sizes that stand for LEGEND_PERSONNEL."""
    diameters = np.sqrt(marker_size(np.array(LEGEND_PERSONNEL)))
    markers = [
        legend_marker(f"{personnel:,}", "o", "grey", diameter)
        for personnel, diameter in zip(LEGEND_PERSONNEL, diameters, strict=True)
    ]
    markers[-1].set_label(f"{MAX_MARKER_PERSONNEL:,} or more")
    return list(markers)


def control_handles() -> list[Artist]:
    """Return what the colours of the ground stand for."""
    shares = {"none": 0.0, "half": 0.5, "all": 1.0}
    patches: list[Artist] = [
        Patch(facecolor=tuple(control_colour(np.array(share))), edgecolor="grey", label=name)
        for name, share in shares.items()
    ]
    patches.append(
        Patch(facecolor=NOT_CONTESTED_COLOUR, edgecolor="grey", label="outside the fighting")
    )
    front = Line2D([], [], color=FRONT_COLOUR, linewidth=1.4, label="front: half of a cell")
    return [*patches, front]


def line_handles() -> list[Artist]:
    """Return what lines and the marks of bridges stand for."""
    bridges = [
        legend_marker(f"bridge, {name}", *BRIDGE_STYLE[is_open], 8, "black")
        for name, is_open in (("open", True), ("cut", False))
    ]
    return [
        Line2D([], [], color=WATER_COLOUR, linewidth=5, label="Tigris"),
        *bridges,
        Line2D([], [], color="#555555", label="outline of the city"),
        Line2D([], [], color="#555555", linestyle="--", label="outline of the Old City"),
    ]


def event_handles() -> list[Artist]:
    """Return what the marks of a day's events stand for."""
    return [
        legend_marker(label, marker, colour, 8, "black" if marker == "*" else colour)
        for label, (_, marker, colour) in EVENT_MARKS.items()
    ]


def draw_legend(snapshot: "Snapshot", ax: Axes) -> None:
    """Explain the map's colours, lines and markers on axes of their own."""
    ax.axis("off")
    cell_metres = 1000 * snapshot.built.city_map.cell_km
    is_present = {name: snapshot.strength[force].any() for force, name in enumerate(FORCES)}
    force_handles: list[Artist] = [
        legend_marker(
            FORCE_LABEL[name], FORCE_MARKER[name], FORCE_COLOUR[name], 7, FORCE_EDGE[name]
        )
        for name in FORCES
        if is_present[name]
    ]
    absent = [FORCE_LABEL[name] for name in FORCES if not is_present[name]]
    legend_block("Share controlled by the attackers", ax, control_handles(), (0, 1.0))
    legend_block("Lines and bridges", ax, line_handles(), (0, 0.66))
    legend_block("Forces", ax, force_handles, (0, 0.33))
    legend_block(f"Per {cell_metres:.0f} m cell", ax, size_legend_markers(), (0.5, 0.33))
    if absent:
        text = fill(
            f"No units on the map: {', '.join(absent)} (air, artillery, or farther off)", 44
        )
        ax.text(0, 0, text, fontsize=8, va="bottom")


def map_page(snapshot: "Snapshot", headline: str, title: str) -> Axes:
    """Plot a day's map with its legend and the whole map; return the axes of the city."""
    figure = new_figure(FIGURE_WIDTH_IN, 7.8)
    parts = figure.subplot_mosaic(
        [["city", "box"], ["city", "key"]], width_ratios=[3.3, 1], height_ratios=[1, 2]
    )
    figure.suptitle(headline, x=0.01, ha="left", fontsize=15, fontweight="bold")
    figure.supxlabel(MAP_NOTE, x=0.01, ha="left", fontsize=8)
    draw_legend(snapshot, parts["key"])
    MapScene(snapshot, parts["box"], FULL_MAP_STYLE)
    parts["box"].set_title("The whole map", loc="left", fontsize=9)
    west, east, south, north = CITY_STYLE.box
    box = Rectangle((west, south), east - west, north - south, fill=False, zorder=9)
    parts["box"].add_patch(box)
    city = MapScene(snapshot, parts["city"]).ax
    city.set_title(fill(title, 120), loc="left", fontsize=10)
    return city


def save_map(run: "RunRecord", path: str | PathLike[str], day: int = -1) -> None:
    """Write the map of a day of a run as a picture.

    day: counted from 0; -1 is the last.
    """
    ax = map_page(run.snapshots[day], *map_headings(run, day))
    ax.figure.savefig(path, dpi=FIGURE_DPI)  # type: ignore[union-attr]
