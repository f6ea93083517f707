"""The columns that are made anew: who is near, running totals, the log, and room to work in.

What one phase leaves for another within a tick stands here too.
"""

from typing import NamedTuple

from mesa_mosul.columns import Real, RealBySide, Switch, Whole, WholeBySide


class Bell(NamedTuple):
    """Who is near whom: neighbours of a cell, shape (neighbours,)."""

    offset: Whole
    weight: Real
    """In 1/km2."""


class Near(NamedTuple):
    """Who is where, shape (sides, cells): men, those who attack, and both in men/km2."""

    men: WholeBySide
    active: WholeBySide
    density: RealBySide
    active_density: RealBySide


class Hold(NamedTuple):
    """Who holds, shape (cells,): holders, and what taken ground wants of them, in men/km2."""

    holders: Whole
    holder_density: Real
    share: Real
    """Share of the ground near a cell, on its bank, in attackers' hands."""
    snipers: Whole
    sniper_density: Real
    wanted: Real
    occupied: Whole
    """Cells where anybody is, listed one after another."""


class Counts(NamedTuple):
    """What there is one of, shape (1,): the clock's start, the cell, running totals."""

    first_tick: Whole
    depth_km: Real
    """Depth of the front; see `grid.bell`."""
    here: Whole
    theirs: Whole
    """Units on the map at the last count, and those of ISIS among them."""
    events: Whole
    bombs_built: Whole
    bombs_launched: Whole
    bombs_by_air: Whole
    """Car bombs stopped from the air; below: by craters, by anti-tank fire, by themselves."""
    bombs_by_craters: Whole
    bombs_by_fire: Whole
    bombs_failed: Whole
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
    hits_mine: Whole
    entered: Whole
    """m2 of prepared ground that it was first to clear."""
    hits_strike: Whole
    hits_blast: Whole
    hits_fire: Whole
    fallen: Whole
    leaving: Switch
    here: Whole
    theirs: Whole
    """Rows of the units on the map, and of those of ISIS, listed one after another."""
    hand: Whole
    """Rows of one side's units on the map, listed one after another."""
    rank: Whole
    """Rows of units with enemies near, listed one after another."""
    power: Real
    """How hard each of a unit's men fires who is not under fire."""


class Site(NamedTuple):
    """What is done on each cell in this tick, shape (cells,)."""

    front: Switch
    workers: Whole
    work: Whole
    used: Real
    opened: Real
    """km2 of prepared ground first cleared in this round."""
    request: Whole
    munitions: Whole
    rounds: Whole
    bombs: Whole
    fire: Switch
    """Whether anybody with enemies near stands here."""
    place: Whole
    """Such cells, listed one after another."""


class Duel(NamedTuple):
    """The exchange of fire in this tick, shape (sides, cells)."""

    power: WholeBySide
    seen_men: WholeBySide
    standing_men: WholeBySide
    aimed: RealBySide
    at_ground: RealBySide
    rate_seen: RealBySide
    rate_unseen: RealBySide


class Roll(NamedTuple):
    """What each battalion reports in this tick, shape (battalions,)."""

    strength: Whole
    fell: Whole
    blasted: Whole
    entered: Whole
    """m2 of prepared ground that its men were first to clear."""
    attacking: Whole
    stale: Whole
    """Attacking men, weighed by how far their axis falls short of the pace wanted."""
    touched: Whole
    quiet: Whole
    """Men in contact who do not attack."""
    eased: Whole
    """Men, weighed by how much faster they recover."""
    exposed: Whole
    """Men in contact, weighed by how open their flanks are."""


class Council(NamedTuple):
    """What is known of each axis in this tick, shape (axes,)."""

    men: Whole
    cohesion: Whole
    idle: Whole
    lacking: Whole
    first_place: Whole
    last_place: Whole


class Listed(NamedTuple):
    """Room to list places that lack men, shape (places,): the cell, the running want."""

    place: Whole
    want: Whole
