"""The columns: all that a world is made of, as named tuples of arrays.

A tuple cannot be rebound, only written in place, so every array has one home. Columns are
int64, float64 or bool; -1 stands for no one. What lasts is the state; the
rest is scratch, which one phase leaves for another or needs as room to work in.
"""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import numpy as np

Whole = Annotated[np.ndarray, np.int64]
Real = Annotated[np.ndarray, np.float64]
Switch = Annotated[np.ndarray, np.bool_]


class Units(NamedTuple):
    """One row a unit, shape (units,)."""

    uid: Whole
    """Formation code times a million plus ordinal: luck hangs on it."""
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
    lost_before: Whole


class Commands(NamedTuple):
    """One row a command, shape (commands,)."""

    posture: Whole
    since: Whole


class Bridges(NamedTuple):
    """One row a bridge, shape (bridges,)."""

    cell: Whole
    cut_at: Whole


class Bell(NamedTuple):
    """Who is near whom: neighbours of a cell, shape (neighbours,)."""

    offset: Whole
    weight: Real
    """In 1/km2."""


class Near(NamedTuple):
    """Who is where, shape (sides, cells): men, those who attack, and both in men/km2."""

    men: Whole
    active: Whole
    density: Real
    active_density: Real


class Hold(NamedTuple):
    """Who holds, shape (cells,): holders, and what taken ground wants, both also in men/km2."""

    holders: Whole
    binding: Real
    holder_density: Real
    wanted: Real


class Counts(NamedTuple):
    """What there is one of, shape (1,): the clock's start, the cell, running totals."""

    first_tick: Whole
    cell_km: Real
    events: Whole
    bombs_built: Whole
    bombs_launched: Whole
    bombs_stopped: Whole
    bombs_effective: Whole
    munitions: Whole
    rounds: Whole
    refusals: Whole


class Events(NamedTuple):
    """What happened, in order, shape (events,)."""

    tick: Whole
    what: Whole
    who: Whole
    cell: Whole
    one: Real
    two: Real
    three: Real


class Toll(NamedTuple):
    """What this tick does to each unit, shape (units,)."""

    standing: Whole
    hits_strike: Whole
    hits_blast: Whole
    hits_fire: Whole
    fallen: Whole
    leaving: Switch


class Site(NamedTuple):
    """What is done on each cell in this tick, shape (cells,)."""

    front: Switch
    workers: Whole
    work: Whole
    used: Real
    request: Whole
    munitions: Whole
    rounds: Whole
    bombs: Whole


class Duel(NamedTuple):
    """The exchange of fire in this tick, shape (sides, cells)."""

    power: Whole
    seen_men: Whole
    standing_men: Whole
    aimed: Real
    at_ground: Real
    rate_seen: Real
    rate_unseen: Real


class Roll(NamedTuple):
    """What each battalion reports in this tick, shape (battalions,)."""

    strength: Whole
    fell: Whole
    shocked: Whole
    attacking: Whole
    touched: Whole


class Council(NamedTuple):
    """What is known of each axis in this tick, shape (axes,)."""

    men: Whole
    cohesion: Whole
    lost: Whole
    idle: Whole
    first_place: Whole
    last_place: Whole


class Listed(NamedTuple):
    """Room to list places that lack men, shape (places,): the cell, the running want."""

    place: Whole
    want: Whole


class World(NamedTuple):
    """A world: every column there is. What lasts comes first, scratch from `toll` on."""

    units: Units
    battalions: Battalions
    formations: Formations
    city: City
    quarters: Quarters
    axes: Axes
    commands: Commands
    bridges: Bridges
    bell: Bell
    near: Near
    hold: Hold
    counts: Counts
    events: Events
    toll: Toll
    site: Site
    duel: Duel
    roll: Roll
    council: Council
    listed: Listed
    beside: np.ndarray
    """The eight cells around a cell, as offsets."""
    fought: np.ndarray
    """Cells that are fought over, grouped by axis."""


GROUPS = {name: kind for name, kind in World.__annotations__.items() if kind is not np.ndarray}


def dtype_of(group: type) -> np.dtype:
    """Return the record of a group of columns."""
    hints = get_type_hints(group, include_extras=True)
    return np.dtype([(name, get_args(hint)[1]) for name, hint in hints.items()], align=True)


def blank(
    sizes: dict[str, int | tuple[int, int]], beside: np.ndarray, fought: np.ndarray
) -> World:
    """Return the records of a world whose groups have these sizes, all zero."""
    groups: dict[str, Any] = {
        name: np.zeros(sizes[name], dtype_of(kind)).view(np.recarray)
        for name, kind in GROUPS.items()
    }
    return World(**groups, beside=beside, fought=fought)


def opened(records: World) -> World:
    """Return a world in which every column is an array of its own, on the same memory.

    Compiled rules take the records, one array a group, which compile ten times faster than a
    hundred arrays; plain rules and Python take the columns.
    """
    return records._replace(
        **{
            name: kind(*(np.asarray(getattr(records, name))[column] for column in kind._fields))
            for name, kind in GROUPS.items()
        }
    )


def columns(world: World) -> Iterator[tuple[str, np.ndarray]]:
    """Yield every column with its dotted name."""
    for group in GROUPS:
        for name, column in getattr(world, group)._asdict().items():
            yield f"{group}.{name}", column


def fill(group: tuple, **values: object) -> None:
    """Write values into columns of a group."""
    for name, value in values.items():
        getattr(group, name)[:] = value
