"""What the layers of a map look like: control, river, outlines, units, bridges."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import FuncFormatter, MultipleLocator
from scipy.spatial import KDTree

from mesa_mosul.engine.codes import NO_BANK, OUTSIDE
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
OLD_CITY_LON, OLD_CITY_LAT = 43.1268, 36.3427
"""Degrees (E127); kilometres on a map are counted from here."""

FORCE_COLOUR = {
    "iraqi": "#0072B2",
    "isis": "#D55E00",
    "peshmerga": "#009E73",
    "us": "#CC79A7",
    "pmf": "#E69F00",
}
"""By Okabe and Ito: colour-blind readers can tell them apart."""
FORCE_MARKER = {"iraqi": "o", "isis": "^", "peshmerga": "s", "us": "D", "pmf": "P"}
FORCE_EDGE = dict.fromkeys(FORCE_COLOUR, "white") | {"isis": "#5c2400"}
"""Fighters stand in small groups on ground of nearly their colour: a dark edge."""
FORCE_LABEL = {
    "iraqi": "Iraqi",
    "isis": "ISIS",
    "peshmerga": "Peshmerga",
    "us": "US",
    "pmf": "PMF",
}
OUTSIDE_COLOUR, NOT_CONTESTED_COLOUR = "#ffffff", "#f4f3ef"
DEFENDER_TINT, ATTACKER_TINT = "#fbd6a8", "#9fd3c7"
WATER_COLOUR = "#3f7fb5"
"""Orange to green over a shade of its own between, unlike both the river and what nobody fights
for: readers who are colour-blind tell them apart by lightness too."""
MARKER_POINTS_PER_PERSON, MIN_MARKER_POINTS, MAX_MARKER_PERSONNEL = 0.35, 14.0, 1000


@dataclasses.dataclass(frozen=True)
class MapStyle:
    """How much a map shows.

    box: degrees. marker_scale: relative to the map of the city. show_neighbourhoods: whether
    they and the villages are named. font_size: points.
    """

    box: tuple[float, float, float, float]
    scale_bar_km: int
    tick_km: int
    marker_scale: float
    show_neighbourhoods: bool
    font_size: float


CITY_STYLE = MapStyle(CITY_BOX, 5, 5, 1.0, True, 9)
FULL_MAP_STYLE = MapStyle(MAP_BOX, 10, 10, 0.2, False, 7)


def set_extent(ax: Axes, style: MapStyle) -> None:
    """Set the extent of the map, and its ticks in kilometres from the Old City."""
    west, east, south, north = style.box
    ax.set(xlim=(west, east), ylim=(south, north), anchor="N", aspect=KM_PER_LAT / KM_PER_LON)
    for axis, origin, scale, name in (
        (ax.xaxis, OLD_CITY_LON, KM_PER_LON, "east of the Old City (km)"),
        (ax.yaxis, OLD_CITY_LAT, KM_PER_LAT, "north of the Old City (km)"),
    ):
        step = style.tick_km / scale
        axis.set_major_locator(MultipleLocator(step, offset=origin))
        axis.set_major_formatter(
            FuncFormatter(lambda degrees, _, o=origin, s=scale: f"{round((degrees - o) * s)}")
        )
        axis.set_label_text(name, fontsize=style.font_size)
        axis.set_tick_params(labelsize=style.font_size)


def water_beside(snapshot: "Snapshot") -> tuple[np.ndarray, np.ndarray]:
    """Return the water cells beside contested cells, and the nearest of these for each."""
    city_map = snapshot.built.city_map
    centre = np.column_stack([city_map.x, city_map.y])
    water = np.flatnonzero((city_map.bank == NO_BANK) & (city_map.land_class != OUTSIDE))
    distance, nearest = KDTree(centre[snapshot.cell]).query(centre[water])
    is_near = distance < 1.5 * city_map.cell_km
    return water[is_near], nearest[is_near]


def to_raster(
    snapshot: "Snapshot",
    cell_values: np.ndarray,
    beside: tuple[np.ndarray, np.ndarray] | None = None,
) -> np.ndarray:
    """Return values of the contested cells on the whole grid, NaN elsewhere.

    Water beside them takes the value of the nearest, so that the river hides no front; who
    draws many days hands over `water_beside`.
    """
    city_map = snapshot.built.city_map
    grid = np.full(city_map.land_class.size, np.nan)
    grid[snapshot.cell] = cell_values
    water, nearest = beside or water_beside(snapshot)
    grid[water] = cell_values[nearest]
    return grid.reshape(city_map.rows, city_map.cols)


def control_colour(control: np.ndarray) -> np.ndarray:
    """Return the colour of shares controlled by the attackers, shape (..., 3)."""
    blend = control[..., None]
    return (1 - blend) * np.array(to_rgb(DEFENDER_TINT)) + blend * np.array(
        to_rgb(ATTACKER_TINT)
    )


def control_image(snapshot: "Snapshot", control: np.ndarray) -> np.ndarray:
    """Return the colours of a raster of control, shape (rows, cols, 3)."""
    land = snapshot.built.city_map.land_class.reshape(control.shape)
    image = np.where(
        (land == OUTSIDE)[..., None], to_rgb(OUTSIDE_COLOUR), to_rgb(NOT_CONTESTED_COLOUR)
    )
    known = np.isfinite(control)
    image[known] = control_colour(control[known])
    return image


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


def marker_size(personnel: np.ndarray, marker_scale: float = 1.0) -> np.ndarray:
    """Return the area of markers in square points; all above a maximum look alike."""
    area = MARKER_POINTS_PER_PERSON * np.minimum(personnel, MAX_MARKER_PERSONNEL)
    return np.maximum(MIN_MARKER_POINTS, area) * marker_scale


def bridge_is_open(snapshot: "Snapshot") -> np.ndarray:
    """Return for each bridge whether it could be crossed at the end of the day."""
    ticks_per_day = 24 // snapshot.built.scenario.parameters.resolution.hours_per_tick
    days = (snapshot.date - CAMPAIGN_START).days + 1
    return snapshot.built.world.bridges.cut_at >= days * ticks_per_day
