"""What is written on a map: names that do not cover one another, a scale bar, north."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from mesa_mosul.drawing import KM_PER_LON
from mesa_mosul.layers import Detail

if TYPE_CHECKING:
    from mesa_mosul.fight import Picture

HALO = (withStroke(linewidth=2, foreground="white"),)


def scale_bar(axes: Axes, detail: Detail) -> None:
    """Draw a bar of so many km and an arrow to the north in the lower left corner."""
    west, east, south, north = detail.box
    x, y = west + 0.035 * (east - west), south + 0.05 * (north - south)
    long, high = detail.bar_km / KM_PER_LON, 0.009 * (north - south)
    for part, shade in enumerate(("black", "white")):
        start = x + part * long / 2
        bar = Rectangle(
            (start, y), long / 2, high, facecolor=shade, edgecolor="black", zorder=9
        )
        axes.add_patch(bar)
    words = f"{detail.bar_km} km"
    axes.text(
        x + long / 2,
        y + 2 * high,
        words,
        fontsize=detail.font,
        ha="center",
        path_effects=HALO,
        zorder=9,
    )
    axes.annotate(
        "N",
        (x, y + 0.26 * (north - south)),
        (x, y + 0.13 * (north - south)),
        arrowprops={"arrowstyle": "-|>", "facecolor": "black"},
        fontsize=detail.font,
        ha="center",
        path_effects=HALO,
        zorder=9,
    )


def name_places(picture: "Picture", axes: Axes, detail: Detail) -> None:
    """Write the names of the towns and villages in the box beside them."""
    west, east, south, north = detail.box
    for place in picture.stage.tables.places:
        shown = detail.quarters or place.kind == "town"
        if shown and west < place.lon < east and south < place.lat < north:
            axes.annotate(
                place.name,
                (place.lon, place.lat),
                ha="center",
                va="center",
                fontsize=detail.font - 1,
                style="italic",
                path_effects=HALO,
                zorder=8,
            )


def name_quarters(picture: "Picture", axes: Axes) -> None:
    """Write the names of quarters, the larger first, as long as none covers another."""
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]
    taken = [text.get_window_extent() for text in axes.texts]
    bridges = [(bridge.lon, bridge.lat) for bridge in picture.stage.tables.bridges]
    taken += [Bbox([spot, spot]).padded(10) for spot in axes.transData.transform(bridges)]
    area = picture.stage.world.quarters.area
    rows = list(zip(area, picture.stage.tables.quarters, strict=True))
    rows.sort(key=lambda row: (row[1].id != "old_city", -row[0]))
    for _, quarter in rows:
        text = axes.text(
            quarter.lon,
            quarter.lat,
            quarter.name,
            ha="center",
            va="center",
            fontsize=7,
            color="#222222",
            path_effects=HALO,
            zorder=8,
        )
        extent = text.get_window_extent()
        if Bbox.count_overlaps(extent.expanded(1.2, 1.7), taken):
            text.remove()
        else:
            taken.append(extent)
