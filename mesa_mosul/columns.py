"""The columns that last: units, battalions, the map, quarters, axes, commands, bridges.

Columns are int64, float64 or bool; -1 stands for no one.
"""

from typing import Annotated, NamedTuple

import numpy as np

Whole = Annotated[np.ndarray, np.int64]
Real = Annotated[np.ndarray, np.float64]
Switch = Annotated[np.ndarray, np.bool_]
WholeBySide = Annotated[np.ndarray, np.int64, "sides"]
RealBySide = Annotated[np.ndarray, np.float64, "sides"]
"""Columns of two axes, the first of which is the side."""


class Units(NamedTuple):
    """One row a unit, shape (units,)."""

    men: Whole
    cell: Whole
    minutes: Whole
    """Minutes left in this tick; below 0: still on the march."""
    side: Whole
    role: Whole
    axis: Whole
    kind: Whole
    battalion: Whole
    uid: Whole
    """Formation code times a million plus ordinal: the luck of fire hangs on it."""
    squad: Whole
    """The same for men who move as one, whatever the size of units: the luck of decisions."""
    force: Whole
    formation: Whole
    task: Whole
    paper: Whole
    """Men at full strength."""
    arrives: Whole
    """Tick from which its men count."""
    skill: Real
    due: Whole
    """Tick from which it can be on the map."""
    wounded: Whole
    wounded_ever: Whole
    killed: Whole
    withdrawn: Whole
    pieces: Whole
    """Aircraft, guns, or car bombs in stock."""
    bank: Whole
    """Bank on which a unit of ISIS is to fight."""
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
    recent: Real
    """Share of its men lost of late; older losses fade."""


class Formations(NamedTuple):
    """One row for each formation, shape (formations,)."""

    code: Whole
    task: Whole
    axis: Whole
    sent_to: Whole
    """Axis to which a reserve has been sent."""
    ordered: Whole
    """Tick of the dated order that sends it."""
    way: Whole
    """How those come who are not there at the start: one of `names.WAYS`."""


class City(NamedTuple):
    """One row a cell, shape (cells,)."""

    held: Real
    """Share in attackers' hands."""
    bank: Whole
    axis: Whole
    area: Real
    city_area: Real
    ease: Real
    """km2 that a man takes in an hour unopposed."""
    prepared: Real
    """How far what ISIS prepared there is intact, 0 to 1."""
    quarter: Whole
    ground: Whole
    old_area: Real
    x: Real
    y: Real
    cover: Real
    hiding: Real
    screen: Real
    """What hides men there from those around: the mean of `hiding` over the ground between."""
    pace: Real
    land: Real
    """Share of the ground near it that is fought over on its bank."""
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
    held_before: Real
    """km2 of the city that it held at the last council."""
    pace: Real
    """km2 of the city that it gains in a day, of late."""
    active: Switch
    """Whether it attacks on this day."""
    cratered: Real
    """Share of car bombs that craters before its front stop."""
    anti_tank: Real
    """Share of car bombs that its anti-tank fire stops."""
    in_step: Switch
    """Whether it attacks on the same days as its neighbours."""
    embedded: Switch
    """Whether advisers who call fires are with its leading battalions."""


class Commands(NamedTuple):
    """One row a command, shape (commands,)."""

    posture: Whole
    since: Whole
    haste: Real
    """How far it dashes rather than grinds, 0 to 1."""

    due: Whole
    """Tick of a decision that is made by date."""


class Dated(NamedTuple):
    """Ticks of the Iraqi command's decisions by date, shape (1,)."""

    halt: Whole
    restart: Whole
    embed: Whole


class Outside(NamedTuple):
    """What bears on the city from outside, and what its defenders remember, shape (1,)."""

    road: Whole
    """State of the road to the west: one of `names.ROADS`."""
    narrow_from: Whole
    shut_from: Whole
    """Ticks from which the road is cut beyond Tal Afar, and at the city."""
    rules_from: Whole
    """Tick from which rules decide what the record no longer does."""
    urged: Switch
    """Whether Raqqa's message to hold has come."""
    strikes_until: Whole
    """Tick until which Raqqa strikes elsewhere."""
    sorties_away: Whole
    """Sorties drawn away from the city, in thousandths."""
    grounded: Whole
    """Aircraft that the weather keeps on the ground, in thousandths."""
    advisers_from: Whole
    """Tick from which more advisers stand with the brigades."""
    officials: Real
    """By what share officials who came back hasten the recovery of ISIS battalions."""
    thinning: Switch
    """Whether ISIS takes its mobile groups out of the east."""
    held: Real
    """km2 of the city in attackers' hands at the last council."""
    pace: Real
    """km2 a day that they took of late."""
    hit: Whole
    """Men of ISIS ever hit at the last council."""
    bleeding: Real
    """Men a day whom it lost of late."""


class Bridges(NamedTuple):
    """One row a bridge, shape (bridges,)."""

    cell: Whole
    cut_at: Whole
