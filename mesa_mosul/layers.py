"""The layers of a map: ground, who holds it, river, outlines, men, bridges."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import FuncFormatter, MultipleLocator
from scipy.spatial import KDTree

from mesa_mosul.drawing import EAST, KM_PER_LAT, KM_PER_LON, NORTH, SOUTH, WEST
from mesa_mosul.land import RIVER_WIDTH_KM
from mesa_mosul.names import FORCES, GROUNDS, NO_BANK, OUTSIDE
from mesa_mosul.setting import LAUNCH

if TYPE_CHECKING:
    from mesa_mosul.fight import Picture

CITY_BOX = (42.98, 43.32, 36.26, 36.45)
WHOLE_BOX = (WEST, EAST, SOUTH, NORTH)
"""Degrees: west, east, south, north."""

COLOUR = {
    "iraqi": "#0072B2",
    "isis": "#D55E00",
    "peshmerga": "#009E73",
    "us": "#CC79A7",
    "pmf": "#E69F00",
}
"""Of Okabe and Ito: told apart by readers who are colour-blind."""
MARKER = {"iraqi": "o", "isis": "^", "peshmerga": "s", "us": "D", "pmf": "P"}
SHOWN_AS = {
    "iraqi": "Iraqi",
    "isis": "ISIS",
    "peshmerga": "Peshmerga",
    "us": "US",
    "pmf": "PMF",
}
GROUND = {
    "outside": "#ffffff",
    "open": "#f7f6f2",
    "river": "#f7f6f2",
    "bridge": "#f7f6f2",
    "village": "#e6e2da",
    "new_city": "#e6e2da",
    "old_city": "#c2bbb0",
    "industrial": "#cfc9d6",
    "camp": "#d2dac2",
}
LOST, HELD = "#ffdcb4", "#9fcbea"
WATER = "#6fa8cc"
POINTS_PER_MAN, LEAST_POINTS, MOST_MEN = 0.35, 8.0, 1000


@dataclasses.dataclass(frozen=True)
class Detail:
    """How much a map shows.

    box: degrees; bar_km: the scale bar; tick: degrees; men: size of markers beside the city's;
    quarters: whether they and the villages are named; font: points.
    """

    box: tuple[float, float, float, float]
    bar_km: int
    tick: float
    men: float
    quarters: bool
    font: float


CITY = Detail(CITY_BOX, 5, 0.05, 1.0, True, 9)
WHOLE = Detail(WHOLE_BOX, 10, 0.2, 0.25, False, 7)


def frame(axes: Axes, detail: Detail) -> None:
    """Set the box and its degrees."""
    west, east, south, north = detail.box
    axes.set(xlim=(west, east), ylim=(south, north), anchor="N")
    for axis, name in ((axes.xaxis, "longitude (°E)"), (axes.yaxis, "latitude (°N)")):
        axis.set_major_locator(MultipleLocator(detail.tick))
        axis.set_major_formatter(FuncFormatter(lambda degrees, _: f"{degrees:.2f}"))
        axis.set_label_text(name, fontsize=detail.font)
        axis.set_tick_params(labelsize=detail.font)


def on_grid(picture: "Picture", value: np.ndarray) -> np.ndarray:
    """Return values of the fought-over cells on the whole grid, NaN elsewhere.

    Water beside them takes the value of the nearest, so that the river hides no front.
    """
    ground = picture.stage.ground
    grid = np.full(ground.kind.size, np.nan)
    grid[picture.cell] = value
    centre = np.column_stack([ground.x, ground.y])
    water = np.flatnonzero((ground.bank == NO_BANK) & (ground.kind != OUTSIDE))
    away, which = KDTree(centre[picture.cell]).query(centre[water])
    near = away < 1.5 * ground.cell_km
    grid[water[near]] = value[which[near]]
    return grid.reshape(ground.rows, ground.cols)


def tint(share: np.ndarray) -> np.ndarray:
    """Return the colour that stands for shares held, (..., 3)."""
    blend = share[..., None]
    return (1 - blend) * np.array(to_rgb(LOST)) + blend * np.array(to_rgb(HELD))


def draw_ground(picture: "Picture", axes: Axes) -> None:
    """Colour the ground by class and by who holds it, with the front as a line."""
    ground = picture.stage.ground
    paint = np.array([to_rgb(GROUND[name]) for name in GROUNDS])
    colour = paint[ground.kind].reshape(ground.rows, ground.cols, 3)
    held = on_grid(picture, picture.held)
    known = np.isfinite(held)
    colour[known] *= tint(held[known])
    square = KM_PER_LAT / KM_PER_LON
    axes.imshow(colour, extent=edges(picture), origin="lower", aspect=square, zorder=0)
    lon, lat = (where.reshape(held.shape) for where in (ground.lon, ground.lat))
    if (held[known] > 0.5).any() and (held[known] < 0.5).any():
        axes.contour(lon, lat, held, [0.5], colors="#222222", linewidths=1.4, zorder=3)


def edges(picture: "Picture") -> tuple[float, float, float, float]:
    """Return the grid's edges in degrees: west, east, south, north."""
    ground = picture.stage.ground
    east = ground.west + ground.cols * ground.cell_km / ground.km_per_lon
    north = ground.south + ground.rows * ground.cell_km / ground.km_per_lat
    return ground.west, east, ground.south, north


def points_per_km(axes: Axes) -> float:
    """Return how many points of a line's width stand for a kilometre."""
    west, east = axes.get_xlim()
    inches = axes.get_position().width * axes.figure.get_figwidth()  # type: ignore[union-attr]
    return 72 * inches / ((east - west) * KM_PER_LON)


def draw_lines(picture: "Picture", axes: Axes) -> None:
    """Draw the river at its width and the outlines of the city and the Old City."""
    tables = picture.stage.tables
    width = max(1.5, RIVER_WIDTH_KM * points_per_km(axes))
    lon, lat = [spot.lon for spot in tables.river], [spot.lat for spot in tables.river]
    axes.plot(lon, lat, color=WATER, linewidth=width, solid_joinstyle="round", zorder=2)
    for area, dash in (("city", "-"), ("old_city", "--")):
        for part in sorted({spot.part for spot in tables.outline if spot.area == area}):
            ring = [s for s in tables.outline if (s.area, s.part) == (area, part)]
            ring.append(ring[0])
            x, y = [spot.lon for spot in ring], [spot.lat for spot in ring]
            axes.plot(x, y, dash, color="#555555", linewidth=0.9, zorder=2)


def draw_men(picture: "Picture", axes: Axes, size: float) -> None:
    """Mark each force in each cell, its area by its men, the largest below."""
    ground = picture.stage.ground
    for force, name in enumerate(FORCES):
        men = picture.men[force]
        there = np.argsort(-men, kind="stable")[: np.count_nonzero(men)]
        cells = picture.cell[there]
        axes.scatter(
            ground.lon[cells],
            ground.lat[cells],
            marker_size(men[there], size),
            COLOUR[name],
            marker=MARKER[name],
            edgecolors="white",
            linewidths=0.3,
            zorder=5 if name == "isis" else 4,
            label=SHOWN_AS[name],
        )


def marker_size(men: np.ndarray, size: float = 1.0) -> np.ndarray:
    """Return the area of markers in square points; all above MOST_MEN look alike."""
    return np.maximum(LEAST_POINTS, POINTS_PER_MAN * np.minimum(men, MOST_MEN)) * size


def is_open(picture: "Picture") -> np.ndarray:
    """Tell of each bridge whether it could be crossed at the end of the day."""
    per_day = 24 // picture.stage.scenario.parameters.scale.hours_per_tick
    days = (picture.date - LAUNCH).days + 1
    return picture.stage.world.bridges.cut_at >= days * per_day


def draw_bridges(picture: "Picture", axes: Axes, detail: Detail) -> None:
    """Mark each bridge as open or cut at the end of the day."""
    size = 70 if detail.quarters else 16
    looks = {True: ("s", "white"), False: ("X", "black")}
    for bridge, crossed in zip(picture.stage.tables.bridges, is_open(picture), strict=True):
        marker, face = looks[bool(crossed)]
        axes.scatter(
            bridge.lon, bridge.lat, size, face, marker=marker, edgecolors="black", zorder=7
        )
