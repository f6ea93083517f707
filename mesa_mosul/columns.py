"""The columns that last: units, battalions, the map, quarters, axes, commands, bridges.

Columns are int64, float64 or bool; -1 stands for no one.
"""

from typing import Annotated, NamedTuple

import numpy as np

Whole = Annotated[np.ndarray, np.int64]
Real = Annotated[np.ndarray, np.float64]
Switch = Annotated[np.ndarray, np.bool_]


class Units(NamedTuple):
    """One row a unit, shape (units,)."""

    uid: Whole
    """Formation code times a million plus ordinal: the luck of fire hangs on it."""
    squad: Whole
    """The same for men who move as one, whatever the size of units: the luck of decisions."""
    force: Whole
    side: Whole
    kind: Whole
    formation: Whole
    battalion: Whole
    task: Whole
    paper: Whole
    """Men at full strength."""
    arrives: Whole
    """Tick from which its men count."""
    skill: Real
    due: Whole
    """Tick from which it can be on the map."""
    men: Whole
    wounded: Whole
    wounded_ever: Whole
    killed: Whole
    withdrawn: Whole
    pieces: Whole
    """Aircraft, guns, or car bombs in stock."""
    role: Whole
    axis: Whole
    bank: Whole
    """Bank on which a unit of ISIS is to fight."""
    cell: Whole
    minutes: Whole
    """Minutes left in this tick; below 0: still on the march."""
    seen: Real
    user: Real
    """Kept free for a researcher's own rule."""


class Battalions(NamedTuple):
    """One row for each body of men who break together, shape (battalions,)."""

    uid: Whole
    """Formation code times a thousand plus ordinal."""
    cohesion: Real
    resting_until: Whole
    breaks: Whole


class Formations(NamedTuple):
    """One row for each formation, shape (formations,)."""

    code: Whole
    task: Whole
    axis: Whole
    sent_to: Whole
    """Axis to which a reserve has been sent."""


class City(NamedTuple):
    """One row a cell, shape (cells,)."""

    ground: Whole
    bank: Whole
    axis: Whole
    quarter: Whole
    area: Real
    city_area: Real
    old_area: Real
    x: Real
    y: Real
    cover: Real
    hiding: Real
    ease: Real
    """km2 that a man takes in an hour unopposed."""
    pace: Real
    held: Real
    """Share in attackers' hands."""
    people: Whole
    fled: Whole
    killed_isis: Whole
    killed_crossfire: Whole
    killed_fires: Whole
    hurt: Whole


class Quarters(NamedTuple):
    """One row a quarter, shape (quarters,)."""

    cell: Whole
    """Its middle."""
    bank: Whole
    area: Real
    share: Real
    """Share of its ground in attackers' hands."""
    entered: Switch
    won: Switch
    secured: Switch
    claimed: Switch
    held_since: Whole


class Axes(NamedTuple):
    """One row an axis of advance, shape (axes,)."""

    bank: Whole
    entry: Whole
    into_city: Switch
    first: Whole
    last: Whole
    """Its cells are kernel.listing[first:last]."""
    posture: Whole
    since: Whole
    lost: Whole
    """Men of the axis hit so far."""
    lost_before: Whole
    """The same at the last council."""


class Commands(NamedTuple):
    """One row a command, shape (commands,)."""

    posture: Whole
    since: Whole


class Bridges(NamedTuple):
    """One row a bridge, shape (bridges,)."""

    cell: Whole
    cut_at: Whole
