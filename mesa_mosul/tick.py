"""A tick is one table of phases, read top to bottom; one phase writes a column, others read."""

from collections.abc import Callable
from typing import NamedTuple

from mesa_mosul.chance import Tick
from mesa_mosul.compiled import compiled
from mesa_mosul.ledger import note_day
from mesa_mosul.rules.advance import advance
from mesa_mosul.rules.car_bombs import spring
from mesa_mosul.rules.cohesion import weigh
from mesa_mosul.rules.command import decide
from mesa_mosul.rules.control import judge
from mesa_mosul.rules.count import take
from mesa_mosul.rules.exchange import exchange
from mesa_mosul.rules.losses import settle
from mesa_mosul.rules.orders import give
from mesa_mosul.rules.people import endure
from mesa_mosul.rules.sight import look
from mesa_mosul.rules.strikes import fall
from mesa_mosul.rules.weather import blow


def of(group: str, names: str) -> tuple[str, ...]:
    """Return the dotted names of some columns of a group."""
    return tuple(f"{group}.{name}" for name in names.split())


LOG = of("events", "tick what who cell one two three") + of("counts", "events")
ROOM = of("listed", "place want")
"""The log, and the room to list places in: any phase may use them."""


class Phase(NamedTuple):
    """One phase of a tick: what it is called, what it runs, the columns that it owns."""

    name: str
    run: Callable
    writes: tuple[str, ...]


TICK = (
    Phase(
        "command",
        decide,
        of("axes", "posture since lost_before held_before pace active cratered anti_tank")
        + of("axes", "in_step embedded")
        + of("commands", "posture since haste")
        + of("formations", "sent_to")
        + of("council", "men cohesion")
        + of("units", "arrives")
        + of("bridges", "cut_at")
        + of("city", "cover")
        + of("outside", "road urged strikes_until sorties_away advisers_from officials")
        + of("outside", "thinning held pace hit bleeding"),
    ),
    Phase("weather", blow, of("outside", "grounded")),
    Phase("orders", give, of("units", "role axis bank due")),
    Phase(
        "advance",
        advance,
        of("units", "cell minutes")
        + of("city", "held prepared")
        + of("toll", "leaving hand hits_mine entered")
        + of("site", "front workers work used opened")
        + of("council", "idle lacking first_place last_place"),
    ),
    Phase(
        "count",
        take,
        of("near", "men active density active_density")
        + of("toll", "here theirs")
        + of("counts", "here theirs")
        + of("hold", "holders holder_density share snipers sniper_density wanted occupied"),
    ),
    Phase("sight", look, of("units", "seen")),
    Phase(
        "strikes",
        fall,
        of("site", "request munitions rounds")
        + of("toll", "hits_strike")
        + of("counts", "munitions rounds refusals"),
    ),
    Phase(
        "car bombs",
        spring,
        of("units", "pieces")
        + of("site", "bombs")
        + of("toll", "hits_blast")
        + of("counts", "bombs_built bombs_launched bombs_effective")
        + of("counts", "bombs_by_air bombs_by_craters bombs_by_fire bombs_failed"),
    ),
    Phase(
        "fire",
        exchange,
        of("toll", "standing hits_fire rank power")
        + of("site", "fire place")
        + of("duel", "power seen_men standing_men aimed at_ground rate_seen rate_unseen"),
    ),
    Phase(
        "losses",
        settle,
        of("units", "men wounded wounded_ever killed withdrawn")
        + of("toll", "fallen")
        + of("axes", "lost"),
    ),
    Phase(
        "cohesion",
        weigh,
        of("battalions", "cohesion resting_until breaks recent")
        + of(
            "roll", "strength fell blasted entered attacking stale touched quiet eased exposed"
        ),
    ),
    Phase("control", judge, of("quarters", "entered won secured claimed held_since share")),
    Phase(
        "people",
        endure,
        of("city", "people fled killed_isis killed_crossfire killed_fires hurt"),
    ),
)


def with_phase(after: str, phase: Phase, phases: tuple[Phase, ...] = TICK) -> tuple[Phase, ...]:
    """Return a table with one more phase, after the one of that name.

    Raises ValueError for a name that no phase has.
    """
    names = [one.name for one in phases]
    if after not in names:
        raise ValueError(f"no phase is called '{after}' (there are: {', '.join(names)})")
    place = names.index(after) + 1
    return (*phases[:place], phase, *phases[place:])


@compiled
def live(world, p, tick):
    """Carry a world through one tick: the phases of the table, in its order."""
    decide(world, p, tick)
    blow(world, p, tick)
    give(world, p, tick)
    advance(world, p, tick)
    take(world, p, tick)
    look(world, p, tick)
    fall(world, p, tick)
    spring(world, p, tick)
    exchange(world, p, tick)
    settle(world, p, tick)
    weigh(world, p, tick)
    judge(world, p, tick)
    endure(world, p, tick)


@compiled
def is_decided(world):
    """Tell whether one side has nobody left."""
    units = world.units
    first, second = 0, 0
    for row in range(units.uid.size):
        if units.side[row] == 0:
            first += units.men[row]
        else:
            second += units.men[row]
    return first == 0 or second == 0


@compiled
def live_out(world, p, first, last):
    """Carry a world on until one side is gone or the last tick; return the ticks lived."""
    take(world, p, first)
    for number in range(first.number, last):
        tick = Tick(number, first.per_day, first.minutes, first.seed_low, first.seed_high)
        live(world, p, tick)
        if is_decided(world):
            return number + 1 - first.number
    return last - first.number


@compiled
def live_many(world, p, first, last, ledger):
    """Carry a world through the ticks from first to before last; one ledger row a day."""
    day = 0
    for number in range(first.number, last):
        tick = Tick(number, first.per_day, first.minutes, first.seed_low, first.seed_high)
        live(world, p, tick)
        if (number + 1) % first.per_day == 0:
            note_day(world, p, tick, ledger[day])
            day += 1
