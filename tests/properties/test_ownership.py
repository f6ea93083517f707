"""Who writes and reads what: columns that refuse other writers and every negative index."""

import functools

import numpy as np
import pytest
from town import BATTLE_KINDS, coarse_battle, random_parameters, run_days
from watched import WatchedColumn, run_phases, watched, writable_only

from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.world import columns_written_by, iter_columns
from mesa_mosul.simulation.ledger import record_day
from mesa_mosul.simulation.rule_reads import columns_read_by
from mesa_mosul.simulation.schedule import SCHEDULE, SHARED_COLUMNS
from mesa_mosul.simulation.simulation import Simulation

STAGES = (1, 12, 40)
"""Days after which a battle is watched: its first, in the city, and late."""
WATCHED_TICKS = 5
"""A day and the dawn after it: the commands decide at dawn, all other phases at each tick."""
RANDOM_DRAWS = 6


def battle_after(kind: str, days: int, seed: int = 1, **changes: object) -> Simulation:
    """Return a battle some days on; the days before run compiled, to save time."""
    return run_days(coarse_battle(kind, seed, "compiled", **changes), days)


def watch_reads(simulation: Simulation, ticks: int = WATCHED_TICKS) -> dict[str, set[str]]:
    """Return the columns that each phase reads in some ticks on watched columns."""
    reads: dict[str, set[str]] = {phase.name: set() for phase in SCHEDULE}
    run_phases(lambda phase: watched(simulation.world, reads[phase.name]), simulation, ticks)
    return reads


@functools.cache
def reads_of_battle(kind: str, days: int) -> dict[str, set[str]]:
    return watch_reads(battle_after(kind, days, seed=2))


@functools.cache
def reads_of_draw(draw: int) -> dict[str, set[str]]:
    kind, days = BATTLE_KINDS[draw % len(BATTLE_KINDS)], STAGES[draw % len(STAGES)]
    return watch_reads(battle_after(kind, days, draw, **random_parameters(draw)))


@pytest.mark.parametrize("days", STAGES)
@pytest.mark.parametrize("kind", BATTLE_KINDS)
def test_a_phase_writes_only_what_it_owns(kind, days):
    simulation = battle_after(kind, days)
    run_phases(
        lambda phase: writable_only(simulation.world, {*phase.writes, *SHARED_COLUMNS}),
        simulation,
    )


def test_a_column_that_is_not_owned_refuses_the_write():
    simulation = coarse_battle("reported")
    world = writable_only(simulation.world, ())
    with pytest.raises(ValueError, match="read-only"):
        run_phases(lambda phase: world, simulation)


@pytest.mark.parametrize("kind", BATTLE_KINDS)
def test_columns_written_at_initialization_do_not_change_over_a_run(kind):
    simulation, fixed = coarse_battle(kind, 1, "compiled"), columns_written_by("initialization")
    before = {name: column.copy() for name, column in iter_columns(simulation.world)}
    run_days(simulation, 60)
    after = dict(iter_columns(simulation.world))
    assert [name for name in fixed if not np.array_equal(before[name], after[name])] == []


@pytest.mark.parametrize("kind", BATTLE_KINDS)
def test_the_ledger_changes_nothing(kind):
    simulation = battle_after(kind, 1)
    row = np.zeros(len(simulation.columns))
    world = writable_only(simulation.world, ())
    plain_twin(record_day)(world, simulation.scenario.parameters, simulation.clock, row)
    assert row.any()


@pytest.mark.parametrize("days", STAGES[:2])
@pytest.mark.parametrize("kind", BATTLE_KINDS)
def test_no_phase_counts_from_the_end_of_a_column(kind, days):
    assert all(reads_of_battle(kind, days).values())


@pytest.mark.parametrize("draw", range(RANDOM_DRAWS))
def test_no_phase_counts_from_the_end_of_a_column_whatever_the_parameters(draw):
    assert all(reads_of_draw(draw).values())


def test_a_watched_column_refuses_to_count_from_its_end():
    with pytest.raises(IndexError, match="counts from the end"):
        np.zeros(3).view(WatchedColumn)[-1]


def test_the_ledger_counts_from_no_end():
    simulation = battle_after("reported", 1)
    row = np.zeros(len(simulation.columns)).view(WatchedColumn)
    clock = simulation.clock._replace(tick=simulation.clock.tick - 1)
    plain_twin(record_day)(
        watched(simulation.world), simulation.scenario.parameters, clock, row
    )
    assert row.any()


def recorded_reads() -> dict[str, set[str]]:
    """Return the columns that each phase was seen to read in any watched battle."""
    battles = [reads_of_battle(kind, days) for kind in BATTLE_KINDS for days in STAGES[:2]]
    battles += [reads_of_draw(draw) for draw in range(RANDOM_DRAWS)]
    return {
        phase.name: set().union(*(reads[phase.name] for reads in battles)) for phase in SCHEDULE
    }


def test_every_read_of_a_phase_is_derived_from_its_source():
    reads = recorded_reads()
    missing = {
        phase.name: {name for name in reads[phase.name] if "." in name}
        - columns_read_by(phase.run)
        for phase in SCHEDULE
    }
    assert not {name: columns for name, columns in missing.items() if columns}


def test_nearly_every_derived_read_happens():
    """A derivation that named every column would hold no read to account."""
    reads = recorded_reads()
    derived = {(phase.name, name) for phase in SCHEDULE for name in columns_read_by(phase.run)}
    seen = {(phase.name, name) for phase in SCHEDULE for name in reads[phase.name]}
    assert len(derived - seen) <= 0.03 * len(derived)
