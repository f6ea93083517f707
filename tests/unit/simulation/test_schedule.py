"""The schedule: a step runs the phases that it is given, and each column has one writer."""

import ast
from collections import Counter

import numpy as np
import pytest
from town import coarse_simulation, run_days

from mesa_mosul.engine.jit import compiled, plain_twin
from mesa_mosul.engine.world import STATE_GROUPS, World, column_specs, columns_written_by
from mesa_mosul.parameters.errors import PACKAGE_FOLDER
from mesa_mosul.simulation.ledger import record_day
from mesa_mosul.simulation.rule_reads import columns_read_by
from mesa_mosul.simulation.schedule import (
    SCHEDULE,
    SHARED_COLUMNS,
    Phase,
    ScheduleError,
    compiled_table,
    entry_rules,
    insert_phase,
    run_phases,
    run_ticks,
)


@compiled
def divide(world, p, clock):
    world.units.user_value[0] = 1.0 / world.units.user_value[0]


OF_THIS_TICK = (
    *("unit_workspace", "cell_workspace", "fire_exchange"),
    *("battalion_report", "axis_review"),
)
WRITTEN = [column for phase in SCHEDULE for column in phase.writes]
INITIAL = columns_written_by("initialization")
COLUMNS = {
    f"{group}.{name}": spec.column
    for group, kind in STATE_GROUPS.items()
    for name, spec in column_specs(kind).items()
}


def test_a_step_runs_the_phases_it_is_given_in_their_order():
    called = []
    rules = [lambda *arguments, at=at: called.append((at, arguments)) for at in range(3)]
    plain_twin(run_phases)("world", "p", "clock", rules)
    assert called == [(at, ("world", "p", "clock")) for at in range(3)]


@pytest.mark.parametrize("phases", [SCHEDULE, SCHEDULE[2:5], (*SCHEDULE[5:], *SCHEDULE[:5])])
def test_compiled_phases_run_as_they_do_one_by_one(phases):
    together, single = (run_days(coarse_simulation("reported"), 1) for _ in range(2))
    arguments = [
        (one.built.compiled_world, one.compiled_parameters, one.clock)
        for one in (together, single)
    ]
    run_phases(*arguments[0], compiled_table(phases))
    for phase in phases:
        phase.run(*arguments[1])
    assert (
        together.digest()
        == single.digest()
        != run_days(coarse_simulation("reported"), 1).digest()
    )


def test_what_a_phase_raises_is_raised_by_the_step():
    simulation = coarse_simulation("reported")
    table = compiled_table((*SCHEDULE[:1], Phase("divide", divide)))
    arguments = (simulation.built.compiled_world, simulation.compiled_parameters)
    simulation.world.units.user_value[0] = 1.0
    run_phases(*arguments, simulation.clock, table)
    simulation.world.units.user_value[0] = 0.0
    with pytest.raises(ZeroDivisionError):
        run_phases(*arguments, simulation.clock, table)


def test_what_happens_in_a_tick_is_read_after_it_is_written():
    """The columns of a workspace are of this tick: before their writer they are old."""
    writer = {column: at for at, phase in enumerate(SCHEDULE) for column in phase.writes}
    early = [
        (phase.name, column)
        for at, phase in enumerate(SCHEDULE)
        for column in columns_read_by(phase.run)
        if column.partition(".")[0] in OF_THIS_TICK and writer.get(column, -1) > at
    ]
    assert not early


def test_every_rule_that_a_run_calls_is_compiled_beforehand():
    assert {phase.run for phase in SCHEDULE} < set(entry_rules())
    assert {run_phases, run_ticks, record_day} < set(entry_rules())


def test_every_rule_that_records_a_section_of_the_ledger_is_called():
    rules = [path for path in (PACKAGE_FOLDER / "rules").glob("*.py") if path.stem[0] != "_"]
    declared = {
        node.name
        for path in [*rules, PACKAGE_FOLDER / "simulation" / "ledger.py"]
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("record_")
    }
    called, pending = {"record_day"}, [plain_twin(record_day)]
    while pending:
        rule = pending.pop()
        for name in declared & set(rule.__code__.co_names) - called:
            called.add(name)
            pending.append(rule.__globals__[name])
    forgotten = declared - called
    assert not forgotten, f"record_day does not call {', '.join(sorted(forgotten))}"


def test_phases_have_distinct_names():
    assert max(Counter(phase.name for phase in SCHEDULE).values()) == 1


def test_every_column_declares_a_unit_and_a_meaning():
    assert not [name for name, column in COLUMNS.items() if not column.unit.strip()]
    assert not [
        name
        for name, column in COLUMNS.items()
        if len(column.meaning.split()) < 2 or not column.meaning.endswith(".")
    ]


def test_no_meaning_of_a_column_continues_another_one():
    starts = ("The same", "These", "Those", "That", "It ", "They", "Such")
    assert not [name for name, column in COLUMNS.items() if column.meaning.startswith(starts)]


def test_every_writer_is_a_phase_or_initialization_or_any_phase():
    writers = {"initialization", "any phase", *(phase.name for phase in SCHEDULE)}
    wrong = {name: c.writer for name, c in COLUMNS.items() if c.writer not in writers}
    assert not wrong, f"{wrong}: no key of RULES in simulation/schedule.py is that writer"


def test_every_phase_writes_something():
    idle = [phase.name for phase in SCHEDULE if not phase.writes]
    assert not idle, f"no column names its writer as {' or '.join(map(repr, idle))}"


def test_every_column_of_the_world_has_one_writer():
    writers = Counter([*WRITTEN, *SHARED_COLUMNS, *INITIAL])
    wrong = {name: writers[name] for name in COLUMNS if writers[name] != 1}
    assert not wrong, f"columns by the number of phases that are their writer: {wrong}"
    assert writers.keys() == COLUMNS.keys()


def test_every_group_of_the_world_holds_declared_columns():
    arrays = {name for name, kind in World.__annotations__.items() if kind is np.ndarray}
    assert STATE_GROUPS.keys() | arrays == set(World._fields)


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_tick_by_tick_is_the_whole_day(engine):
    days, ticks = (
        run_days(coarse_simulation(engine=engine), 3),
        coarse_simulation(engine=engine),
    )
    for _ in range(12):
        ticks.step()
    assert days.digest() == ticks.digest()


def do_nothing(world, p, clock):
    """Do nothing."""


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_a_custom_phase_that_does_nothing_changes_nothing(engine):
    phases = insert_phase("local densities", Phase("nothing", do_nothing))
    assert (
        run_days(coarse_simulation(engine=engine, phases=phases), 2).digest()
        == run_days(coarse_simulation(engine=engine), 2).digest()
    )


def count_ticks(world, p, clock):
    """Count the ticks in the column that is free for researchers."""
    world.units.user_value[:] = world.units.user_value + 1.0


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_a_custom_phase_may_write_the_free_column(engine):
    phases = (*SCHEDULE, Phase("mark", count_ticks, ("units.user_value",)))
    simulation = run_days(coarse_simulation(engine=engine, phases=phases), 2)
    assert np.all(simulation.world.units.user_value == 8.0)


def test_a_phase_is_inserted_after_the_one_of_that_name():
    phases = insert_phase("weather", Phase("nothing", do_nothing))
    names = [phase.name for phase in phases]
    assert names[names.index("weather") + 1] == "nothing"
    assert [phase for phase in phases if phase.name != "nothing"] == list(SCHEDULE)


def test_a_phase_after_an_unknown_one_is_refused_with_the_names_of_all():
    with pytest.raises(ScheduleError, match="'rain'") as error:
        insert_phase("rain", Phase("nothing", do_nothing))
    assert all(phase.name in str(error.value) for phase in SCHEDULE)
