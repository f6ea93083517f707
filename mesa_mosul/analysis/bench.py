"""`mosul bench`: how fast a battle is, as ratios measured side by side in one run.

Seconds are CPU seconds on one core, the least of some repeats.
"""

import json
import math
import os
import resource
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mesa_mosul.analysis.floor import floor, nothing
from mesa_mosul.analysis.invariances import SOLDIERS
from mesa_mosul.analysis.timing import Figure, least, often
from mesa_mosul.city import drawn
from mesa_mosul.course import Course
from mesa_mosul.model import MosulModel
from mesa_mosul.outcome import areas, outcome, with_shares
from mesa_mosul.setting import scenario
from mesa_mosul.tick import TICK

DAYS = 60
"""Days of the campaign that are timed: the approach, the entry and the fight for the east."""
WHOLE = 288
OF_PEER = ("advance", "count", "fire", "losses")
"""The phases whose rules the small Mesa model has too."""
CALLS = 400
"""Calls over which a short one is timed."""

PEER = Path(__file__).parents[2] / "tests" / "bench" / "peer.py"
"""The small Mesa model beside which ours is timed; only a checkout has it."""


def lived(course: Course, days: int) -> Course:
    """Return a battle some days on."""
    for _ in range(days):
        course.day()
    return course


def seconds(days: int, repeats: int = 3, **changes: object) -> tuple[float, Course]:
    """Return the CPU seconds of some days of the campaign after building, and its course."""
    setting, found = scenario("campaign").with_(**changes), []
    for _ in range(repeats):
        course = Course(setting, 1)
        found.append(least(1, lived, course, days))
    return min(found), course


def twins() -> Iterator[Figure]:
    """Compare compiled rules with their plain twins on an equal day with equal digests."""
    courses = {
        engine: Course(scenario("recorded"), 1, engine) for engine in ("compiled", "plain")
    }
    lived(Course(scenario("recorded"), 1), 1)
    took = {name: least(1, lived, course, 1) for name, course in courses.items()}
    same = courses["compiled"].digest() == courses["plain"].digest()
    ratio = took["plain"] / took["compiled"]
    yield Figure("compiled over plain, one day of 'recorded'", ratio, "times", "at least 200")
    yield Figure("equal digests of the two", float(same), "yes/no", "1")


def share_of_floor() -> Iterator[Figure]:
    """Compare a tick with a loop over the same units that draws luck and does nothing else."""
    course = lived(Course(scenario("campaign"), 1), 40)
    world, p, tick = course.stage.addresses, course.record, course.tick
    floor(world, p, tick)
    took = least(3, often, CALLS, floor, world, p, tick) / CALLS
    took -= empty_call(course)
    ticks = 4 * 10
    live = least(1, lived, course, 10) / ticks
    yield Figure("a tick over its floor", live / took, "times", "at most 4")


def empty_call(course: Course) -> float:
    """Return the seconds of a call into compiled code."""
    args = course.stage.addresses, course.record, course.tick
    nothing(*args)
    return least(3, often, CALLS, nothing, *args) / CALLS


def beside_peer() -> Iterator[Figure]:
    """Compare with a small Mesa model of one object a unit, where a checkout holds it."""
    if not PEER.exists():
        return
    course = lived(Course(scenario("campaign"), 1), 40)
    peer = runpy.run_path(str(PEER))["Peer"](course)
    other, steps = least(2, peer.step), peer.steps_of_fire
    peer.largest_loss = math.inf
    once = least(2, peer.step)
    ticks = 10 * course.tick.per_day
    took = by_phase(course, ticks)
    ours = sum(took[phase] for phase in OF_PEER) / ticks
    what = "small Mesa model over ours, each unit and tick"
    yield Figure(f"{what}, the same rules", other / ours, "times", "at least 200")
    yield Figure(f"{what}, one step of fire a tick, not {steps}", once / ours, "times")
    yield Figure(f"{what}, all our phases", other * ticks / sum(took.values()), "times")


def growth() -> Iterator[Figure]:
    """Time days of the campaign with more units, cells and ticks."""
    usual, course = seconds(DAYS)
    units, ticks = course.world.units.uid.size, DAYS * course.tick.per_day
    each = usual / units / ticks
    yield Figure(f"a unit and tick, {units:,} units", each * 1e9, "ns")
    took, course = seconds(10, 1, **SOLDIERS)
    many = course.world.units.uid.size
    per = took / many / (10 * course.tick.per_day)
    yield Figure(f"a unit and tick, {many:,} units", per * 1e9, "ns")
    yield Figure("the same over that of the usual size", per / each, "times", "at most 2.5")
    fine, _ = seconds(DAYS, 1, **{"scale.cell_metres": 250})
    yield Figure("cells of 250 m over 500 m, the whole tick", fine / usual, "times", "4.5")
    coarse, _ = seconds(DAYS, 1, **{"scale.cell_metres": 1000})
    yield Figure("cells of 500 m over 1 km, the whole tick", usual / coarse, "times", "4.5")
    for hours in (3, 12):
        other, _ = seconds(DAYS, 1, **{"scale.hours_per_tick": hours})
        yield Figure(f"ticks of {hours} h over 6 h, the same days", other / usual, "times")


def whole() -> Iterator[Figure]:
    """Time the whole campaign, 288 days, at the usual resolution and at one man a unit."""
    took, _ = seconds(WHOLE, 2)
    yield Figure(f"campaign, {WHOLE} days after building", took, "s", "below 1")
    took, course = seconds(WHOLE, 1, **SOLDIERS)
    many = course.world.units.uid.size
    yield Figure(f"the same with {many:,} units", took, "s", "below 30")


def by_phase(course: Course, ticks: int) -> dict[str, float]:
    """Carry a battle on and return the CPU seconds of every phase, calls into it left out."""
    took: dict[str, float] = {}
    for _ in range(1 + ticks):
        args = course.stage.addresses, course.record, course.tick
        for phase in TICK:
            start = time.process_time()
            phase.run(*args)
            spent = time.process_time() - start
            # The first tick loads the compiled phases and is not counted.
            took[phase.name] = took[phase.name] + spent if phase.name in took else 0.0
        course.tick = course.tick._replace(number=course.tick.number + 1)
    call = empty_call(course) * ticks
    return {name: max(0.0, spent - call) for name, spent in took.items()}


def phases() -> Iterator[Figure]:
    """Return the share of every phase in the days that are timed."""
    course = Course(scenario("campaign"), 1)
    took = by_phase(course, DAYS * course.tick.per_day)
    for name, spent in took.items():
        yield Figure(f"share of the phase '{name}'", 100.0 * spent / sum(took.values()), "%")


def layers() -> Iterator[Figure]:
    """Time building, the Mesa layer, a warm and a cold start."""
    setting = scenario("campaign")
    drawn.cache_clear()
    yield Figure("building the first world of a process", least(1, Course, setting, 1), "s")
    yield Figure("building a further world", least(3, Course, setting, 1), "s", "below 0.2")
    yield from output()
    ticks, extra = 4 * 4, []
    bare, dressed = Course(setting, 1), MosulModel("campaign", rng=1)
    for _ in range(15):
        alone = least(1, often, ticks, bare.step)
        extra.append(least(1, often, ticks, dressed.step) - alone)
    layer = 1e6 * statistics.median(extra) / ticks
    yield Figure("the Mesa layer", layer, "us a tick", "at most 60")


def output() -> Iterator[Figure]:
    """Time what follows the last day of a run: its table and outcome."""
    course = lived(Course(scenario("campaign"), 1), DAYS)
    km2 = areas(course.stage)

    def told() -> None:
        outcome(course.stage, with_shares(course.daily(), km2), 1, course.digest())

    yield Figure(f"table and outcome of {DAYS} days", least(5, told), "s")


def started(home: str) -> tuple[float, float]:
    """Return the seconds and the MB of one day of `mosul run` in a process of its own."""
    line = [sys.executable, "-m", "mesa_mosul", "run", "reported", "--days", "1", "--json"]
    start = time.perf_counter()
    subprocess.run(line, env={**os.environ, "XDG_CACHE_HOME": home}, check=True,
                   capture_output=True)  # fmt: skip
    took = time.perf_counter() - start
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def starts() -> Iterator[Figure]:
    """Time a first start, which compiles, and a warm one, and take its memory."""
    with tempfile.TemporaryDirectory() as home:
        cold, _ = started(home)
        warm, _ = started(home)
    yield Figure("a first start, which compiles the rules", cold, "s")
    yield Figure("a warm start of 'mosul run', one day", warm, "s", "below 2")
    code = (
        "from mesa_mosul.analysis.bench import *; seconds(5, 1, **SOLDIERS);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    yield Figure("memory at one man a unit", float(told.stdout), "MB", "below 1000")


PARTS = (twins, share_of_floor, beside_peer, growth, whole, phases, layers, starts)


def bench(progress: Callable[[Figure], None] | None = None) -> list[Figure]:
    """Measure everything and return the figures."""
    found = []
    for part in PARTS:
        for figure in part():
            found.append(figure)
            if progress is not None:
                progress(figure)
    return found


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [f"| {one.what} | {one.value:.4g} {one.unit} | {one.aim} |" for one in figures]
    return "\n".join(["| what | measured | aimed at |", "|---|---|---|", *rows])


def as_json(figures: list[Figure]) -> str:
    """Return the figures as JSON."""
    return json.dumps([one._asdict() for one in figures], indent=1)
