"""The layers of a map: terrain, control, river, outlines, units, bridges."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import FuncFormatter, MultipleLocator
from scipy.spatial import KDTree

from mesa_mosul.engine.codes import FORCES, LAND_CLASSES, NO_BANK, OUTSIDE
from mesa_mosul.initialization.geometry import (
    BOX_EAST_LON,
    BOX_NORTH_LAT,
    BOX_SOUTH_LAT,
    BOX_WEST_LON,
    KM_PER_LAT,
    KM_PER_LON,
)
from mesa_mosul.initialization.land_cover import RIVER_WIDTH_KM
from mesa_mosul.inputs.scenario import CAMPAIGN_START

if TYPE_CHECKING:
    from mesa_mosul.simulation.snapshot import Snapshot

CITY_BOX = (42.98, 43.32, 36.26, 36.45)
MAP_BOX = (BOX_WEST_LON, BOX_EAST_LON, BOX_SOUTH_LAT, BOX_NORTH_LAT)
"""Degrees: west, east, south, north."""

FORCE_COLOUR = {
    "iraqi": "#0072B2",
    "isis": "#D55E00",
    "peshmerga": "#009E73",
    "us": "#CC79A7",
    "pmf": "#E69F00",
}
"""By Okabe and Ito: colour-blind readers can tell them apart."""
FORCE_MARKER = {"iraqi": "o", "isis": "^", "peshmerga": "s", "us": "D", "pmf": "P"}
FORCE_LABEL = {
    "iraqi": "Iraqi",
    "isis": "ISIS",
    "peshmerga": "Peshmerga",
    "us": "US",
    "pmf": "PMF",
}
LAND_COLOUR = {
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
DEFENDER_TINT, ATTACKER_TINT = "#ffdcb4", "#9fcbea"
WATER_COLOUR = "#6fa8cc"
MARKER_POINTS_PER_PERSON, MIN_MARKER_POINTS, MAX_MARKER_PERSONNEL = 0.35, 8.0, 1000


@dataclasses.dataclass(frozen=True)
class MapStyle:
    """How much a map shows.

    box: degrees. marker_scale: relative to the map of the city. show_neighbourhoods: whether
    they and the villages are named. font_size: points.
    """

    box: tuple[float, float, float, float]
    scale_bar_km: int
    tick_degrees: float
    marker_scale: float
    show_neighbourhoods: bool
    font_size: float


CITY_STYLE = MapStyle(CITY_BOX, 5, 0.05, 1.0, True, 9)
FULL_MAP_STYLE = MapStyle(MAP_BOX, 10, 0.2, 0.25, False, 7)


def set_extent(ax: Axes, style: MapStyle) -> None:
    """Set the extent of the map and the ticks in degrees."""
    west, east, south, north = style.box
    ax.set(xlim=(west, east), ylim=(south, north), anchor="N")
    for axis, name in ((ax.xaxis, "longitude (°E)"), (ax.yaxis, "latitude (°N)")):
        axis.set_major_locator(MultipleLocator(style.tick_degrees))
        axis.set_major_formatter(FuncFormatter(lambda degrees, _: f"{degrees:.2f}"))
        axis.set_label_text(name, fontsize=style.font_size)
        axis.set_tick_params(labelsize=style.font_size)


def to_raster(snapshot: "Snapshot", cell_values: np.ndarray) -> np.ndarray:
    """Return values of the contested cells on the whole grid, NaN elsewhere.

    Water beside them takes the value of the nearest, so that the river hides no front.
    """
    city_map = snapshot.built.city_map
    grid = np.full(city_map.land_class.size, np.nan)
    grid[snapshot.cell] = cell_values
    centre = np.column_stack([city_map.x, city_map.y])
    water = np.flatnonzero((city_map.bank == NO_BANK) & (city_map.land_class != OUTSIDE))
    distance, nearest = KDTree(centre[snapshot.cell]).query(centre[water])
    is_near = distance < 1.5 * city_map.cell_km
    grid[water[is_near]] = cell_values[nearest[is_near]]
    return grid.reshape(city_map.rows, city_map.cols)


def control_colour(control: np.ndarray) -> np.ndarray:
    """Return the colour of shares controlled by the attackers, shape (..., 3)."""
    blend = control[..., None]
    return (1 - blend) * np.array(to_rgb(DEFENDER_TINT)) + blend * np.array(
        to_rgb(ATTACKER_TINT)
    )


def draw_terrain(snapshot: "Snapshot", ax: Axes) -> None:
    """Colour the terrain by class and by who controls it, with the front as a line."""
    city_map = snapshot.built.city_map
    paint = np.array([to_rgb(LAND_COLOUR[name]) for name in LAND_CLASSES])
    colour = paint[city_map.land_class].reshape(city_map.rows, city_map.cols, 3)
    control = to_raster(snapshot, snapshot.control)
    known = np.isfinite(control)
    colour[known] *= control_colour(control[known])
    square = KM_PER_LAT / KM_PER_LON
    ax.imshow(colour, extent=grid_extent(snapshot), origin="lower", aspect=square, zorder=0)
    lon, lat = (where.reshape(control.shape) for where in (city_map.lon, city_map.lat))
    if (control[known] > 0.5).any() and (control[known] < 0.5).any():
        ax.contour(lon, lat, control, [0.5], colors="#222222", linewidths=1.4, zorder=3)


def grid_extent(snapshot: "Snapshot") -> tuple[float, float, float, float]:
    """Return the grid's edges in degrees: west, east, south, north."""
    city_map = snapshot.built.city_map
    east = city_map.west_lon + city_map.cols * city_map.cell_km / city_map.km_per_lon
    north = city_map.south_lat + city_map.rows * city_map.cell_km / city_map.km_per_lat
    return city_map.west_lon, east, city_map.south_lat, north


def points_per_km(ax: Axes) -> float:
    """Return the width of a line, in points, that is a kilometre wide on the map."""
    west, east = ax.get_xlim()
    inches = ax.get_position().width * ax.figure.get_figwidth()  # type: ignore[union-attr]
    return 72 * inches / ((east - west) * KM_PER_LON)


def draw_river_and_outlines(snapshot: "Snapshot", ax: Axes) -> None:
    """Draw the river at its width and the outlines of the city and the Old City."""
    tables = snapshot.built.tables
    width = max(1.5, RIVER_WIDTH_KM * points_per_km(ax))
    lon, lat = [spot.lon for spot in tables.river], [spot.lat for spot in tables.river]
    ax.plot(lon, lat, color=WATER_COLOUR, linewidth=width, solid_joinstyle="round", zorder=2)
    for area, dash in (("city", "-"), ("old_city", "--")):
        for part in sorted({spot.part for spot in tables.outline if spot.area == area}):
            ring = [s for s in tables.outline if (s.area, s.part) == (area, part)]
            ring.append(ring[0])
            x, y = [spot.lon for spot in ring], [spot.lat for spot in ring]
            ax.plot(x, y, dash, color="#555555", linewidth=0.9, zorder=2)


def draw_units(snapshot: "Snapshot", ax: Axes, marker_scale: float) -> None:
    """Mark each force in each cell, its area by its personnel, the largest at the bottom."""
    city_map = snapshot.built.city_map
    for force, name in enumerate(FORCES):
        strength = snapshot.strength[force]
        order = np.argsort(-strength, kind="stable")[: np.count_nonzero(strength)]
        cells = snapshot.cell[order]
        ax.scatter(
            city_map.lon[cells],
            city_map.lat[cells],
            marker_size(strength[order], marker_scale),
            FORCE_COLOUR[name],
            marker=FORCE_MARKER[name],
            edgecolors="white",
            linewidths=0.3,
            zorder=5 if name == "isis" else 4,
            label=FORCE_LABEL[name],
        )


def marker_size(personnel: np.ndarray, marker_scale: float = 1.0) -> np.ndarray:
    """Return the area of markers in square points; all above a maximum look alike."""
    area = MARKER_POINTS_PER_PERSON * np.minimum(personnel, MAX_MARKER_PERSONNEL)
    return np.maximum(MIN_MARKER_POINTS, area) * marker_scale


def bridge_is_open(snapshot: "Snapshot") -> np.ndarray:
    """Return for each bridge whether it could be crossed at the end of the day."""
    ticks_per_day = 24 // snapshot.built.scenario.parameters.resolution.hours_per_tick
    days = (snapshot.date - CAMPAIGN_START).days + 1
    return snapshot.built.world.bridges.cut_at >= days * ticks_per_day


def draw_bridges(snapshot: "Snapshot", ax: Axes, style: MapStyle) -> None:
    """Mark each bridge as open or cut at the end of the day."""
    size = 70 if style.show_neighbourhoods else 16
    styles = {True: ("s", "white"), False: ("X", "black")}
    for bridge, is_open in zip(
        snapshot.built.tables.bridges, bridge_is_open(snapshot), strict=True
    ):
        marker, face = styles[bool(is_open)]
        ax.scatter(
            bridge.lon, bridge.lat, size, face, marker=marker, edgecolors="black", zorder=7
        )
