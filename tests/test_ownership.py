"""Who may write what: columns that refuse every other hand, and every negative index."""

import numpy as np
import pytest
from town import WARS, any_parameters, lived, war

from mesa_mosul.chance import Tick
from mesa_mosul.compiled import plain
from mesa_mosul.ledger import note_day
from mesa_mosul.state import GROUPS, World
from mesa_mosul.tick import LOG, ROOM, TICK


def locked(column):
    view = column.view()
    view.flags.writeable = False
    return view


def held(world: World, writes) -> World:
    """Return a world on the same memory in which only some columns can be written."""
    groups = {}
    for group, kind in GROUPS.items():
        open_to = {name for name in kind._fields if f"{group}.{name}" in writes}
        told = getattr(world, group)._asdict()
        groups[group] = kind(
            *(column if name in open_to else locked(column) for name, column in told.items())
        )
    fixed = {n: locked(getattr(world, n)) for n in ("beside", "fought", "in_order")}
    return World(**groups, **fixed)


class Watched(np.ndarray):
    """An array that refuses to count from its end."""

    def __getitem__(self, key):
        refuse_negative(key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        refuse_negative(key)
        super().__setitem__(key, value)


def refuse_negative(key):
    for one in key if isinstance(key, tuple) else (key,):
        if not isinstance(one, slice) and one < 0:
            raise IndexError(f"index {one} counts from the end")


def watched(world: World) -> World:
    groups = {
        group: kind(*(column.view(Watched) for column in getattr(world, group)))
        for group, kind in GROUPS.items()
    }
    fixed = {n: getattr(world, n).view(Watched) for n in ("fought", "in_order")}
    return World(**groups, beside=world.beside, **fixed)


def run_day(world_of, course, ticks=4):
    """Drive a battle's ticks, each phase on the world that world_of makes for it."""
    for _ in range(ticks):
        for phase in TICK:
            plain(phase.run)(world_of(phase), course.scenario.parameters, course.tick)
        course.tick = course.tick._replace(number=course.tick.number + 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("kind", WARS)
def test_a_phase_writes_only_what_it_owns(kind, seed):
    course = lived(war(kind, seed), 2)
    run_day(lambda phase: held(course.world, {*phase.writes, *LOG, *ROOM}), course)


def test_a_column_that_is_not_owned_refuses_the_hand():
    course = war("reported")
    nobody = held(course.world, ())
    with pytest.raises(ValueError, match="read-only"):
        run_day(lambda phase: nobody, course)


@pytest.mark.parametrize("kind", WARS)
def test_the_ledger_changes_nothing(kind):
    course = lived(war(kind), 1)
    row = np.zeros(len(course.heads))
    plain(note_day)(held(course.world, ()), course.scenario.parameters, course.tick, row)
    assert row.any()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", WARS)
def test_nobody_counts_from_the_end_of_a_column(kind, seed):
    course = lived(war(kind, seed), 1)
    run_day(lambda phase: watched(course.world), course, 16)


@pytest.mark.parametrize("draw", range(6))
def test_nobody_counts_from_the_end_of_a_column_whatever_the_parameters(draw):
    course = war(WARS[draw % len(WARS)], draw, **any_parameters(draw))
    run_day(lambda phase: watched(course.world), course, 12)


def test_a_watched_column_refuses_to_count_from_its_end():
    with pytest.raises(IndexError, match="counts from the end"):
        np.zeros(3).view(Watched)[-1]


def test_the_ledger_counts_from_no_end():
    course = lived(war("reported"), 1)
    row = np.zeros(len(course.heads)).view(Watched)
    last: Tick = course.tick._replace(number=course.tick.number - 1)
    plain(note_day)(watched(course.world), course.scenario.parameters, last, row)
    assert row.any()
