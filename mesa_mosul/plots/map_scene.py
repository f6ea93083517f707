"""A map that is drawn once and then shows one day after another."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.contour import QuadContourSet

from mesa_mosul.engine import codes
from mesa_mosul.engine.codes import FORCES
from mesa_mosul.plots.map_labels import draw_scale_bar, label_neighbourhoods, label_settlements
from mesa_mosul.plots.map_layers import (
    CITY_STYLE,
    FORCE_COLOUR,
    FORCE_EDGE,
    FORCE_LABEL,
    FORCE_MARKER,
    MapStyle,
    bridge_is_open,
    control_image,
    draw_river_and_outlines,
    grid_extent,
    marker_size,
    set_extent,
    to_raster,
    water_beside,
)

if TYPE_CHECKING:
    from mesa_mosul.simulation.snapshot import Snapshot

FRONT_COLOUR = "#222222"
BRIDGE_STYLE = {True: ("s", "white"), False: ("X", "black")}
"""Marker and colour of bridges that are open, and of those that are cut."""


EVENT_MARKS = {
    "a car bomb detonates": (codes.CAR_BOMB_DETONATES, "*", "#ffe135"),
    "cleared on this day": (codes.NEIGHBOURHOOD_CLEARED, "$\u2713$", "#00441b"),
    "lost on this day": (codes.NEIGHBOURHOOD_LOST, "$\u2717$", "#8b0000"),
}
"""Events of a day that a map shows: what a legend calls them, code, marker and colour."""
EVENT_SIZE = 110.0


class MapScene:
    """The map of a day on given axes, which `show` turns into that of another day.

    Parameters
    ----------
    snapshot : Snapshot
        The first day to show.
    ax : matplotlib.axes.Axes
        Axes to draw on.
    style : MapStyle
        Extent and lettering.

    Attributes
    ----------
    lettering : list of matplotlib.artist.Artist
        What lies above everything else and is the same on every day.
    """

    def __init__(self, snapshot: "Snapshot", ax: Axes, style: MapStyle = CITY_STYLE) -> None:
        self.ax, self.style = ax, style
        set_extent(ax, style)
        city_map = snapshot.built.city_map
        self._shape = (city_map.rows, city_map.cols)
        self._beside = water_beside(snapshot)
        self._ground = ax.imshow(
            np.ones((*self._shape, 3)),
            extent=grid_extent(snapshot),
            origin="lower",
            aspect=ax.get_aspect(),
            zorder=0,
        )
        draw_river_and_outlines(snapshot, ax)
        self._front: QuadContourSet | None = None
        self._units = {name: self._unit_markers(name) for name in FORCES}
        self._bridges = {
            is_open: ax.scatter([], [], marker=marker, c=face, edgecolors="black", zorder=7)
            for is_open, (marker, face) in BRIDGE_STYLE.items()
        }
        self._events = {
            code: ax.scatter(
                [], [], EVENT_SIZE, colour, marker=marker, zorder=6, linewidths=0.5,
                edgecolors="black" if marker == "*" else colour,
            )
            for code, marker, colour in EVENT_MARKS.values()
        }  # fmt: skip
        self.show(snapshot)
        before = set(ax.get_children())
        draw_scale_bar(ax, style)
        label_settlements(snapshot, ax, style)
        if style.show_neighbourhoods:
            label_neighbourhoods(snapshot, ax)
        self.lettering: list[Artist] = [one for one in ax.get_children() if one not in before]

    def show(self, snapshot: "Snapshot", events: pd.DataFrame | None = None) -> None:
        """Show another day of the same run, or of another run on the same map.

        events: of a run; those of the day are marked.
        """
        control = to_raster(snapshot, snapshot.control, self._beside)
        self._ground.set_data(control_image(snapshot, control))
        self._draw_front(snapshot, control)
        for force, name in enumerate(FORCES):
            self._place_units(snapshot, name, snapshot.strength[force])
        size = 70 if self.style.show_neighbourhoods else 16
        spots = np.array([(row.lon, row.lat) for row in snapshot.built.tables.bridges])
        spots = spots.reshape(-1, 2)
        can_be_crossed = np.asarray(bridge_is_open(snapshot), bool)
        for is_open, markers in self._bridges.items():
            own = spots[can_be_crossed == is_open]
            markers.set_offsets(own)
            markers.set_sizes(np.full(len(own), size))

        if events is not None:
            self._mark_events(snapshot, events[events["date"] == pd.Timestamp(snapshot.date)])

    def _mark_events(self, snapshot: "Snapshot", events: pd.DataFrame) -> None:
        city_map = snapshot.built.city_map
        lon = city_map.west_lon + events["east_km"] / city_map.km_per_lon
        lat = city_map.south_lat + events["north_km"] / city_map.km_per_lat
        spots = np.column_stack([lon, lat]).astype(float)
        for code, markers in self._events.items():
            markers.set_offsets(spots[(events["event"] == codes.EVENTS[code]).to_numpy(bool)])

    def _unit_markers(self, name: str) -> PathCollection:
        return self.ax.scatter(
            [],
            [],
            color=FORCE_COLOUR[name],
            marker=FORCE_MARKER[name],
            edgecolors=FORCE_EDGE[name],
            linewidths=0.4,
            zorder=5 if name == "isis" else 4,
            label=FORCE_LABEL[name],
        )

    def _place_units(self, snapshot: "Snapshot", name: str, strength: np.ndarray) -> None:
        """Mark a force in each cell, its area by its personnel, the largest at the bottom."""
        city_map = snapshot.built.city_map
        order = np.argsort(-strength, kind="stable")[: np.count_nonzero(strength)]
        cells = snapshot.cell[order]
        markers = self._units[name]
        markers.set_offsets(np.column_stack([city_map.lon[cells], city_map.lat[cells]]))
        markers.set_sizes(marker_size(strength[order], self.style.marker_scale))

    def _draw_front(self, snapshot: "Snapshot", control: np.ndarray) -> None:
        if self._front is not None:
            self._front.remove()
            self._front = None
        known = control[np.isfinite(control)]
        if (known > 0.5).any() and (known < 0.5).any():
            city_map = snapshot.built.city_map
            lon, lat = (where.reshape(self._shape) for where in (city_map.lon, city_map.lat))
            self._front = self.ax.contour(
                lon, lat, control, [0.5], colors=FRONT_COLOUR, linewidths=1.4, zorder=3
            )
