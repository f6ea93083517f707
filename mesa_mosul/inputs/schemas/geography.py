"""Rows of the map: neighbourhoods, river, bridges, outlines, outer places, routes."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from mesa_mosul.engine.codes import Bank
from mesa_mosul.inputs.schemas.base import (
    CalendarDate,
    ColumnNames,
    Latitude,
    Longitude,
    NonNegativeInt,
    PositionQuality,
    Slug,
    SourceId,
    WithNote,
)

PositiveKm = Annotated[float, Field(gt=0, le=100)]


class Neighbourhood(WithNote):
    """A neighbourhood of the city and its state on 6 December 2016."""

    id: Slug
    name: str
    bank: Bank
    axis: Slug
    lat: Latitude
    lon: Longitude
    placed: PositionQuality
    state: Literal["none", "entered", "held"]


class PolylinePoint(WithNote):
    """A point of a line or an outline."""

    unique_keys = ()
    sequence_keys: ClassVar[ColumnNames | None] = ()
    seq: NonNegativeInt
    lat: Latitude
    lon: Longitude


class RiverPoint(PolylinePoint):
    """A point of the Tigris' centre line, from north to south."""

    min_points: ClassVar[int] = 2


class OutlinePoint(PolylinePoint):
    """A corner of a closed outline."""

    min_points: ClassVar[int] = 3
    sequence_keys: ClassVar[ColumnNames | None] = ("area", "part")
    area: Literal["city", "old_city", "airfield", "camp", "industrial"]
    part: NonNegativeInt


class RoutePoint(PolylinePoint):
    """A point of an axis' route, from the box edge inwards."""

    sequence_keys: ClassVar[ColumnNames | None] = ("axis",)
    axis: Slug
    half_width_km: PositiveKm


class Bridge(WithNote):
    """A bridge over the Tigris."""

    id: Slug
    name: str
    lat: Latitude
    lon: Longitude
    placed: PositionQuality
    damaged_on: CalendarDate | None = None
    cut_on: CalendarDate
    evidence: SourceId


class Place(WithNote):
    """A town or village outside the city."""

    id: Slug
    name: str
    kind: Literal["town", "village"]
    lat: Latitude
    lon: Longitude
    radius_km: PositiveKm
    placed: PositionQuality
    evidence: SourceId
