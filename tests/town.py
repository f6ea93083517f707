"""Small worlds for tests.

`town()` is the real map in cells of 1 km with few and big units: a plain tick takes a
twentieth of a second. `field()` is a bare plain on which a test places its own units.
"""

import functools
from collections.abc import Iterator

import numpy as np

from mesa_mosul.chance import Tick
from mesa_mosul.compiled import plain
from mesa_mosul.course import Course
from mesa_mosul.grid import bell
from mesa_mosul.names import (
    COMMANDS,
    EAST,
    IRAQI_COMMAND,
    ISIS,
    ISIS_COMMAND,
    NEVER,
    NO_ONE,
    SIDES,
    STRIKE_BACK,
    WESTERN_FIGHT,
)
from mesa_mosul.parameters import Parameters, parameters
from mesa_mosul.rules.count import list_present
from mesa_mosul.setting import scenario
from mesa_mosul.state import World, blank, fill
from mesa_mosul.tables import Tables, read_all

BIG = {
    "scale.cell_metres": 1000,
    "iraqi.men_per_unit": 400,
    "isis.men_per_unit": 100,
    "peshmerga.men_per_unit": 400,
    "us.men_per_unit": 400,
    "pmf.men_per_unit": 400,
}
REACH_KM = 0.5
SIDE, EDGE = 15, 3
"""Cells along a side of a field, and those of them beyond its edge."""


@functools.cache
def everything() -> Tables:
    return read_all()


def town(
    name: str = "reported",
    seed: int = 1,
    engine: str = "plain",
    tables: Tables | None = None,
    phases: tuple = (),
    **changes: object,
) -> Course:
    """Return a battle about to begin; changes: parameters by their dotted names."""
    setting = scenario(name).with_(**{**BIG, **changes})
    more = {"phases": phases} if phases else {}
    return Course(setting, seed, engine, tables or everything(), **more)


def war(kind: str, seed: int = 1, engine: str = "plain", **changes: object) -> Course:
    """Return a battle at one of the WARS.

    In the last two ISIS strikes back from the first day.
    """
    course = town("campaign" if kind == "approach" else "reported", seed, engine, **changes)
    if kind in ("west", "cut off"):
        course.world.commands.posture[ISIS_COMMAND] = STRIKE_BACK
    if kind == "west":
        course.world.commands.posture[IRAQI_COMMAND] = WESTERN_FIGHT
    if kind == "cut off":
        course.world.bridges.cut_at[:] = 0
    return course


WARS = ("reported", "approach", "west", "cut off")


def any_parameters(draw: int) -> dict[str, object]:
    """Return a value from anywhere in its range for every parameter but those of scale."""
    dice, found = np.random.default_rng(draw), {}
    for name, (_, kind, _, known, _) in parameters().items():
        value = known.low + dice.random() * (known.high - known.low)
        if not name.startswith("scale.") and not name.endswith("men_per_unit"):
            found[name] = bool(dice.integers(2)) if kind is bool else kind(value)
    return found


def lived(course: Course, days: int) -> Course:
    """Return a battle some days on."""
    for _ in range(days):
        course.day()
    return course


def by_day(course: Course, days: int) -> Iterator[World]:
    """Yield a battle's world at the end of each of some days."""
    for _ in range(days):
        course.day()
        yield course.world


def tick(number: int = 0, seed: int = 1, per_day: int = 4) -> Tick:
    """Return a tick of a run."""
    return Tick(number, per_day, 24 * 60 // per_day, seed & 0xFFFFFFFF, seed >> 32)


def field(units: int = 2, battalions: int = 1, axes: int = 1, formations: int = 1) -> World:
    """Return a plain of open cells of 1 km2: one quarter, nobody on it yet.

    All its ground is the first axis'; further axes have none.
    """
    sizes = {
        **dict.fromkeys(("units", "toll"), units),
        **dict.fromkeys(("battalions", "roll"), battalions),
        **dict.fromkeys(("city", "hold", "site"), SIDE * SIDE),
        **dict.fromkeys(("near", "duel"), (SIDES, SIDE * SIDE)),
        **dict.fromkeys(("axes", "council"), axes),
        **dict.fromkeys(("quarters", "bridges", "counts", "dated", "outside"), 1),
        "formations": formations,
        "commands": len(COMMANDS),
        "bell": 0,
        "events": 100,
        "listed": 2 * SIDE * SIDE,
    }
    offset, weight, depth = bell(1.0, REACH_KM, SIDE)
    sizes["bell"] = offset.size
    steps = np.array([n * SIDE + e for n in (-1, 0, 1) for e in (-1, 0, 1) if n or e])
    north, east = np.divmod(np.arange(SIDE * SIDE), SIDE)
    land = (np.minimum(north, east) >= EDGE) & (np.maximum(north, east) < SIDE - EDGE)
    world = blank(sizes, steps, np.flatnonzero(land))
    p = Parameters()
    fill(world.bell, offset=offset, weight=weight)
    fill(world.counts, depth_km=depth)
    fill(world.city, bank=np.where(land, EAST, 0), axis=np.where(land, 0, NO_ONE))
    fill(world.city, quarter=np.where(land, 0, NO_ONE), area=land * 1.0, city_area=land * 1.0)
    fill(world.city, x=east + 0.5, y=north + 0.5, pace=p.ground.pace_open)
    fill(world.city, ease=p.advance.clear_new_city, land=land * 1.0)
    fill(world.quarters, cell=middle(), bank=EAST, area=float(land.sum()), held_since=NEVER)
    ends = np.where(np.arange(axes) == 0, world.fought.size, 0)
    fill(world.axes, bank=EAST, entry=world.fought[0], last=ends, into_city=True)
    fill(world.axes, active=True, pace=p.command.wanted_pace)
    fill(world.dated, halt=NEVER, restart=NEVER, embed=NEVER)
    fill(world.formations, code=101 + np.arange(formations), sent_to=NO_ONE)
    fill(world.formations, ordered=NEVER)
    fill(world.bridges, cell=NO_ONE, cut_at=0)
    fill(world.commands, due=NEVER)
    fill(world.outside, narrow_from=NEVER, shut_from=NEVER, rules_from=0)
    fill(world.outside, advisers_from=NEVER)
    ids = 1_000_000 + np.arange(units)
    fill(world.units, uid=ids, squad=ids, cell=NO_ONE, skill=1.0, bank=EAST)
    fill(world.battalions, uid=1000 + np.arange(battalions), cohesion=1.0)
    return world


def look_around(world: World) -> World:
    """List who is on the map, as the count does; return the world."""
    plain(list_present)(world)
    return world


def middle(north: int = 0, east: int = 0) -> int:
    """Return the cell so many cells north and east of a field's middle."""
    return (SIDE // 2 + north) * SIDE + SIDE // 2 + east


def put(world: World, row: int, **values: object) -> None:
    """Write the columns of one unit; a unit of ISIS changes sides with its force."""
    for name, value in values.items():
        getattr(world.units, name)[row] = value
    if "force" in values:
        world.units.side[row] = 1 if values["force"] == ISIS else 0
    if "men" in values and "paper" not in values:
        world.units.paper[row] = values["men"]
