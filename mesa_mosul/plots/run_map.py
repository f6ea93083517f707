"""The map of a day: the city, its surroundings, a legend. Drawn from a `Snapshot`."""

from os import PathLike
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from mesa_mosul.engine.codes import FORCES
from mesa_mosul.plots.map_labels import draw_scale_bar, label_neighbourhoods, label_settlements
from mesa_mosul.plots.map_layers import (
    CITY_STYLE,
    FORCE_COLOUR,
    FORCE_LABEL,
    FORCE_MARKER,
    FULL_MAP_STYLE,
    LAND_COLOUR,
    MAX_MARKER_PERSONNEL,
    WATER_COLOUR,
    MapStyle,
    control_colour,
    draw_bridges,
    draw_river_and_outlines,
    draw_terrain,
    draw_units,
    marker_size,
    set_extent,
)
from mesa_mosul.plots.notebook_figure import FIGURE_DPI, new_figure
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
        return map_page(snapshot, f"{scenario.title} ({scenario.name})")
    set_extent(ax, style)
    draw_terrain(snapshot, ax)
    draw_river_and_outlines(snapshot, ax)
    draw_units(snapshot, ax, style.marker_scale)
    draw_bridges(snapshot, ax, style)
    draw_scale_bar(ax, style)
    ax.set_title(f"Evening of {snapshot_date_text(snapshot)}", loc="left", fontsize=11)
    label_settlements(snapshot, ax, style)
    if style.show_neighbourhoods:
        label_neighbourhoods(snapshot, ax)
    return ax


def snapshot_date_text(snapshot: "Snapshot") -> str:
    """Return the date of a snapshot and the day of its run, in words."""
    day = (snapshot.date - snapshot.built.scenario.start).days + 1
    return f"{snapshot.date.day} {snapshot.date:%B %Y}, day {day}"


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


def draw_legend(snapshot: "Snapshot", ax: Axes) -> None:
    """Explain the map's colours, lines and markers on axes of their own."""
    ax.axis("off")
    built_up = np.array(to_rgb(LAND_COLOUR["new_city"]))
    shares = {"none": 0.0, "half": 0.5, "all": 1.0}
    control_handles: list[Artist] = [
        Patch(
            facecolor=control_colour(np.array(share)) * built_up, edgecolor="grey", label=name
        )
        for name, share in shares.items()
    ]
    control_handles.append(
        Line2D([], [], color="#222222", linewidth=1.4, label="front: half of a cell controlled")
    )
    terrain_labels = {
        "open": "open, or not contested",
        "new_city": "built up",
        "old_city": "Old City",
    }
    terrain_labels |= {"industrial": "industry", "camp": "camp, airfield"}
    terrain_handles: list[Artist] = [
        Patch(facecolor=LAND_COLOUR[kind], edgecolor="grey", label=name)
        for kind, name in terrain_labels.items()
    ]
    line_handles: list[Artist] = [
        Line2D([], [], color=WATER_COLOUR, linewidth=5, label="Tigris"),
        legend_marker("bridge, open", "s", "white", 8, "black"),
        legend_marker("bridge, cut", "X", "black", 8, "black"),
        Line2D([], [], color="#555555", label="outline of the city"),
        Line2D([], [], color="#555555", linestyle="--", label="outline of the Old City"),
    ]
    cell_metres = 1000 * snapshot.built.city_map.cell_km
    present = [name for force, name in enumerate(FORCES) if snapshot.strength[force].any()]
    force_handles: list[Artist] = [
        legend_marker(FORCE_LABEL[name], FORCE_MARKER[name], FORCE_COLOUR[name], 7)
        for name in present
    ]
    legend_block("Share controlled by the attackers", ax, control_handles, (0, 1.0))
    legend_block("Terrain (tinted by who controls it)", ax, terrain_handles, (0, 0.74))
    legend_block("Lines and bridges", ax, line_handles, (0, 0.47))
    legend_block("Forces", ax, force_handles, (0, 0.21))
    legend_block(f"Per {cell_metres:.0f} m cell", ax, size_legend_markers(), (0.5, 0.21))


def map_page(snapshot: "Snapshot", title: str) -> Axes:
    """Plot a day's map with its legend and the whole map; return the axes of the city."""
    figure = new_figure(FIGURE_WIDTH_IN, 7.8)
    parts = figure.subplot_mosaic(
        [["city", "box"], ["city", "key"]], width_ratios=[3.3, 1], height_ratios=[1, 2]
    )
    figure.suptitle(fill(title, 110), x=0.01, ha="left", fontsize=12)
    figure.supxlabel(MAP_NOTE, x=0.01, ha="left", fontsize=8)
    draw_legend(snapshot, parts["key"])
    plot_map(snapshot, parts["box"], FULL_MAP_STYLE)
    parts["box"].set_title("The whole map", loc="left", fontsize=9)
    west, east, south, north = CITY_STYLE.box
    box = Rectangle((west, south), east - west, north - south, fill=False, zorder=9)
    parts["box"].add_patch(box)
    return plot_map(snapshot, parts["city"])


def save_map(run: "RunRecord", path: str | PathLike[str], day: int = -1) -> None:
    """Write the map of a day of a run as a picture.

    day: counted from 0; -1 is the last.
    """
    ax = map_page(run.snapshots[day], run_title(run))
    ax.figure.savefig(path, dpi=FIGURE_DPI)  # type: ignore[union-attr]
