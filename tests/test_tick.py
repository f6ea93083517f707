"""The table of phases: what `live` runs is what stands there, and each column has one owner."""

import ast
import inspect
from collections import Counter

import numpy as np
import pytest
from town import WARS, lived, town, war

from mesa_mosul import tick as module
from mesa_mosul.compiled import plain
from mesa_mosul.state import columns
from mesa_mosul.tick import LOG, ROOM, TICK, Phase

OWNED = [column for phase in TICK for column in phase.writes]
FIXED = {
    "units": "uid squad force side kind formation battalion task paper skill user",
    "battalions": "uid",
    "formations": "code task axis ordered way",
    "city": "ground bank axis quarter area city_area old_area x y hiding screen ease pace land",
    "quarters": "cell bank area",
    "axes": "bank entry into_city first last",
    "commands": "due",
    "dated": "halt restart embed",
    "outside": "narrow_from shut_from rules_from",
    "bridges": "cell",
    "bell": "offset weight",
    "counts": "first_tick depth_km",
}
"""What is settled when a world is built; `user` is a researcher's own."""
AT_THE_START = [f"{group}.{name}" for group, names in FIXED.items() for name in names.split()]


def calls_of(name):
    """Return what a function of tick.py calls, in order, with its arguments as text."""
    body = ast.parse(inspect.getsource(module)).body
    rule = next(node for node in body if getattr(node, "name", "") == name)
    return [
        (ast.unparse(line.value.func), [ast.unparse(given) for given in line.value.args])
        for line in rule.body
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)
    ]


def test_live_runs_the_phases_of_the_table_in_its_order():
    names = [plain(phase.run).__name__ for phase in TICK]
    assert calls_of("live") == [(name, ["world", "p", "tick"]) for name in names]


def test_live_does_nothing_else():
    body = plain(module.live).__code__.co_names
    assert sorted(body) == sorted(plain(phase.run).__name__ for phase in TICK)


def test_phases_have_names_of_their_own():
    assert max(Counter(phase.name for phase in TICK).values()) == 1


def test_no_column_is_owned_twice():
    twice = [column for column, times in Counter([*OWNED, *LOG, *ROOM]).items() if times > 1]
    assert not twice


def test_every_column_of_the_world_has_an_owner_or_is_settled_at_the_start():
    there = {name for name, _ in columns(town().world)}
    assert there == {*OWNED, *LOG, *ROOM, *AT_THE_START}


def test_no_phase_owns_what_is_settled_at_the_start():
    assert not {*OWNED, *LOG, *ROOM} & {*AT_THE_START}


@pytest.mark.parametrize("kind", WARS)
def test_what_is_settled_at_the_start_stays(kind):
    course = war(kind)
    before = {name: column.copy() for name, column in columns(course.world)}
    lived(course, 3)
    after = dict(columns(course.world))
    assert [n for n in AT_THE_START if not np.array_equal(before[n], after[n])] == []


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_tick_by_tick_is_the_whole_day(engine):
    days, ticks = lived(town(engine=engine), 3), town(engine=engine)
    for _ in range(12):
        ticks.step()
    assert days.digest() == ticks.digest()


def idle(world, p, tick):
    """Do nothing."""


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_a_phase_of_ones_own_that_does_nothing_changes_nothing(engine):
    phases = (*TICK[:5], Phase("nothing", idle, ()), *TICK[5:])
    assert (
        lived(town(engine=engine, phases=phases), 2).digest()
        == lived(town(engine=engine), 2).digest()
    )


def mark(world, p, tick):
    """Count the ticks in the column kept for researchers."""
    world.units.user[:] = world.units.user + 1.0


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_a_phase_of_ones_own_may_write_its_own_column(engine):
    course = lived(town(engine=engine, phases=(*TICK, Phase("mark", mark, ("units.user",)))), 2)
    assert np.all(course.world.units.user == 8.0)
