"""The lettering of a map: names that do not overlap, a scale bar, north."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from mesa_mosul.initialization.geometry import KM_PER_LON
from mesa_mosul.plots.map_layers import MapStyle

if TYPE_CHECKING:
    from mesa_mosul.simulation.snapshot import Snapshot

TEXT_HALO = (withStroke(linewidth=2, foreground="white"),)


def draw_scale_bar(ax: Axes, style: MapStyle) -> None:
    """Draw a scale bar and an arrow to the north in the lower left corner."""
    west, east, south, north = style.box
    x, y = west + 0.035 * (east - west), south + 0.05 * (north - south)
    length, height = style.scale_bar_km / KM_PER_LON, 0.009 * (north - south)
    for part, shade in enumerate(("black", "white")):
        start = x + part * length / 2
        bar = Rectangle(
            (start, y), length / 2, height, facecolor=shade, edgecolor="black", zorder=9
        )
        ax.add_patch(bar)
    label = f"{style.scale_bar_km} km"
    ax.text(
        x + length / 2,
        y + 2 * height,
        label,
        fontsize=style.font_size,
        ha="center",
        path_effects=TEXT_HALO,
        zorder=9,
    )
    ax.annotate(
        "N",
        (x, y + 0.26 * (north - south)),
        (x, y + 0.13 * (north - south)),
        arrowprops={"arrowstyle": "-|>", "facecolor": "black"},
        fontsize=style.font_size,
        ha="center",
        path_effects=TEXT_HALO,
        zorder=9,
    )


def label_settlements(snapshot: "Snapshot", ax: Axes, style: MapStyle) -> None:
    """Write the names of the towns and villages in the box beside them."""
    west, east, south, north = style.box
    for place in snapshot.built.tables.places:
        shown = style.show_neighbourhoods or place.kind == "town"
        if shown and west < place.lon < east and south < place.lat < north:
            ax.annotate(
                place.name,
                (place.lon, place.lat),
                ha="center",
                va="center",
                fontsize=style.font_size - 1,
                style="italic",
                path_effects=TEXT_HALO,
                zorder=8,
            )


def label_neighbourhoods(snapshot: "Snapshot", ax: Axes) -> None:
    """Write the names of neighbourhoods, the larger first, where none covers another.

    The Old City, from which kilometres are counted, is named on every map.
    """
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    taken = [text.get_window_extent() for text in ax.texts]
    bridges = [(bridge.lon, bridge.lat) for bridge in snapshot.built.tables.bridges]
    taken += [
        Bbox([spot, spot]).padded(ax.figure.dpi / 15)
        for spot in ax.transData.transform(bridges)
    ]
    area = snapshot.built.world.neighbourhoods.area_km2
    rows = list(zip(area, snapshot.built.tables.neighbourhoods, strict=True))
    rows.sort(key=lambda row: (row[1].id != "old_city", -row[0]))
    for _, neighbourhood in rows:
        text = ax.text(
            neighbourhood.lon,
            neighbourhood.lat,
            neighbourhood.name,
            ha="center",
            va="center",
            fontsize=7,
            color="#222222",
            path_effects=TEXT_HALO,
            zorder=8,
        )
        extent = text.get_window_extent()
        is_crowded = Bbox.count_overlaps(extent.expanded(1.2, 1.7), taken) > 0
        if is_crowded and neighbourhood.id != "old_city":
            text.remove()
        else:
            taken.append(extent)
