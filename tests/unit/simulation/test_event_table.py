"""The table of events: every number of the log has a name, and every code a label."""

import numpy as np
import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.cli.main import main
from mesa_mosul.engine.codes import BREAK_TRIGGERS, COMMANDS, EVENTS, NO_INDEX
from mesa_mosul.initialization import world_builder
from mesa_mosul.parameters.errors import LostEventsWarning
from mesa_mosul.simulation.event_schema import EVENT_KINDS, NEIGHBOURHOOD, event_columns
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.single_run.summary import format_summary

MAX_FIELDS = 3
DAYS = 14
COMMON = {"date", "tick", "event", "subject", "command", "east_km", "north_km", "battalion"}


@pytest.fixture(scope="module")
def simulation():
    simulation = Simulation(mm.scenario("campaign"), 1)
    for _ in range(DAYS):
        simulation.run_day()
    return simulation


@pytest.fixture(scope="module")
def events(simulation):
    return simulation.events()


def test_every_kind_of_event_is_declared_once_in_the_order_of_its_code():
    assert [kind.code for kind in EVENT_KINDS] == list(range(len(EVENTS)))


def test_no_kind_has_more_numbers_than_the_log_holds():
    assert max(len(kind.fields) for kind in EVENT_KINDS) <= MAX_FIELDS


def test_every_column_has_a_name_of_its_own_a_unit_and_a_meaning():
    columns = event_columns()
    assert len({column.name for column in columns}) == len(columns)
    lacking = [column.name for column in columns if not (column.unit and column.meaning)]
    assert lacking == []


def test_the_table_has_the_declared_columns(events):
    assert list(events.columns) == [column.name for column in event_columns()]


def test_the_table_has_a_row_for_every_line_of_the_log(simulation, events):
    count = simulation.world.totals.n_events[0]
    log = simulation.world.event_log
    assert len(events) == count > 0
    assert np.array_equal(events["tick"], log.tick[:count])
    assert list(events["event"]) == [EVENTS[code] for code in log.event_code[:count]]


def test_a_row_holds_exactly_the_fields_of_its_kind(events):
    wrong = []
    for kind in EVENT_KINDS:
        rows = events[events["event"] == kind.label].drop(columns=sorted(COMMON))
        expected = {field.name for field in kind.fields if field != NEIGHBOURHOOD}
        filled = set(rows.columns[rows.notna().any()])
        if len(rows) and filled != expected:
            wrong.append(f"{kind.label}: {filled} instead of {expected}")
    assert wrong == []


def test_numbers_are_those_that_the_rule_logged(simulation, events):
    log = simulation.world.event_log
    rows = events[events["event"] == "battalion breaks"]
    at = rows.index.to_numpy()
    assert len(rows)
    assert np.array_equal(rows["cohesion"], log.value_1[at])
    assert np.array_equal(rows["strength"], log.value_2[at])
    assert [BREAK_TRIGGERS.index(label) for label in rows["trigger"]] == list(log.value_3[at])
    assert np.array_equal(rows["battalion"], log.subject[at])


def test_every_event_has_a_subject(events):
    assert events["subject"].notna().all()


def test_a_decision_has_its_command_and_an_incident_has_none(events):
    decisions = {kind.label for kind in EVENT_KINDS if kind.command is not None}
    is_decision = events["event"].isin(decisions)
    assert is_decision.any()
    assert events.loc[is_decision, "command"].isin(COMMANDS).all()
    assert events.loc[~is_decision, "command"].isna().all()


def test_a_battalion_is_of_the_formation_that_is_its_subject(simulation, events):
    codes = {row.id: row.code for row in simulation.built.formations}
    rows = events[events["event"] == "battalion breaks"]
    formations = [codes[subject] for subject in rows["subject"]]
    assert formations == (rows["battalion"] // 1000).tolist()


def test_an_event_without_a_cell_has_no_place(simulation, events):
    cell = simulation.world.event_log.cell[: len(events)]
    assert np.array_equal(events["east_km"].isna(), cell == NO_INDEX)
    assert np.array_equal(events["north_km"].isna(), cell == NO_INDEX)


def test_a_world_without_events_has_an_empty_table_of_the_same_types(events):
    empty = Simulation(mm.scenario("reported"), 1).events()
    assert empty.empty
    pd.testing.assert_series_equal(empty.dtypes, events.dtypes)


def test_a_full_log_is_told_by_the_run_its_summary_and_the_command(
    monkeypatch, tmp_path, capsys
):
    whole = mm.run("reported", seed=1, days=1)
    assert "log is full" not in format_summary(whole)
    monkeypatch.setattr(world_builder, "EVENT_LOG_CAPACITY", 5)
    run = mm.run("reported", seed=1, days=1)
    with pytest.warns(LostEventsWarning, match="later events than its 5 are only counted"):
        pd.testing.assert_frame_equal(run.events, whole.events.iloc[:5])
    assert run.daily.equals(whole.daily)
    assert "The event log is full" in format_summary(run)
    assert main(["run", "reported", "--days=1", "--quiet", f"--out={tmp_path / 'run'}"]) == 0
    assert capsys.readouterr().err.startswith("mosul: The event log is full")
