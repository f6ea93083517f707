"""The schedule: `step_world` runs the phases that it lists, and each column has one writer."""

import ast
import inspect
from collections import Counter

import numpy as np
import pytest
from town import coarse_simulation, run_days

from mesa_mosul.engine.jit import PACKAGE_FOLDER, plain_twin
from mesa_mosul.engine.world import STATE_GROUPS, World, column_specs, columns_written_by
from mesa_mosul.simulation import schedule as module
from mesa_mosul.simulation.ledger import record_day
from mesa_mosul.simulation.schedule import (
    SCHEDULE,
    SHARED_COLUMNS,
    Phase,
    ScheduleError,
    insert_phase,
)

WRITTEN = [column for phase in SCHEDULE for column in phase.writes]
INITIAL = columns_written_by("initialization")
COLUMNS = {
    f"{group}.{name}": spec.column
    for group, kind in STATE_GROUPS.items()
    for name, spec in column_specs(kind).items()
}


def list_steps():
    """Return the condition and the call of each statement of `step_world`, as text."""
    body = ast.parse(inspect.getsource(module)).body
    rule = next(node for node in body if getattr(node, "name", "") == "step_world")
    return [
        (ast.unparse(line.test), *map(ast.unparse, line.body))
        for line in rule.body
        if isinstance(line, ast.If)
    ]


def test_a_step_runs_the_phases_of_the_schedule_in_its_order():
    names = [plain_twin(phase.run).__name__ for phase in SCHEDULE]
    called = [call.partition("(")[0] for _, call in list_steps()]
    assert called == names, (
        "RULES and step_world of simulation/schedule.py differ"
        f"; in RULES alone: {sorted(set(names) - set(called))}"
        f"; in step_world alone: {sorted(set(called) - set(names))}"
        "; where both are empty, the order"
    )
    assert list_steps() == [
        (f"first <= {at} < last", f"{name}(world, p, clock)") for at, name in enumerate(names)
    ]


def test_a_step_does_nothing_else():
    names = plain_twin(module.step_world).__code__.co_names
    assert sorted(names) == sorted(plain_twin(phase.run).__name__ for phase in SCHEDULE)


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
