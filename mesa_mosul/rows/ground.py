"""Rows of the map: quarters, river, bridges, outlines, outer places, routes."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from mesa_mosul.rows.base import Cited, Count, Day, Key, Lat, Lon, Noted, Placed, Slug

Positive = Annotated[float, Field(gt=0)]


class Quarter(Noted):
    """A quarter of the city and how far the attackers had come by 6 December 2016."""

    id: Slug
    name: str
    bank: Literal["east", "west"]
    axis: Slug
    lat: Lat
    lon: Lon
    placed: Placed
    state: Literal["none", "entered", "held"]


class Point(Noted):
    """A point of a line or an outline."""

    unique = ()
    along: ClassVar[Key | None] = ()
    seq: Count
    lat: Lat
    lon: Lon


class RiverPoint(Point):
    """A point of the Tigris' centre line, from north to south."""


class OutlinePoint(Point):
    """A corner of a closed outline."""

    along: ClassVar[Key | None] = ("area", "part")
    area: Literal["city", "old_city", "airfield", "camp", "industrial"]
    part: Count


class RoutePoint(Point):
    """A point of an axis' route, from the box edge inwards."""

    along: ClassVar[Key | None] = ("axis",)
    axis: Slug
    half_width_km: Positive


class Bridge(Noted):
    """A bridge over the Tigris."""

    id: Slug
    name: str
    lat: Lat
    lon: Lon
    placed: Placed
    damaged_on: Day | None = None
    cut_on: Day
    evidence: Cited


class Place(Noted):
    """A town or village outside the city."""

    id: Slug
    name: str
    kind: Literal["town", "village"]
    lat: Lat
    lon: Lon
    radius_km: Positive
    placed: Placed
    evidence: Cited
