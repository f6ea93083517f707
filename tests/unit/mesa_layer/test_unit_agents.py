"""Agents are windows: what they show and take is on their rows, and nowhere else."""

import numpy as np
import pytest

import mesa_mosul as mm
from mesa_mosul.engine import codes as names
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.mesa_layer.command_agents import (
    IraqiCommand,
    IsisCommand,
    KurdishCommand,
    RaqqaCommand,
    WashingtonCommand,
)
from mesa_mosul.mesa_layer.unit_agents import (
    UNIT_CLASSES,
    ArmyUnit,
    IsisFighters,
    MobileGroup,
    SupportUnit,
    Unit,
)
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.simulation.event_schema import EVENT_KINDS

SMALL = {"resolution.cell_metres": 1000, "iraqi.men_per_unit": 120, "isis.men_per_unit": 30}
DAY = 4
INCIDENTS = {
    names.BATTALION_BREAKS,
    names.CAR_BOMB_DETONATES,
    names.NEIGHBOURHOOD_CLEARED,
    names.NEIGHBOURHOOD_LOST,
}


def battle():
    return mm.MosulModel("reported", rng=1, **SMALL)


@pytest.fixture(scope="module")
def day_old():
    """A model after one day, for tests that only look."""
    model = battle()
    model.run_for(DAY)
    return model


@pytest.fixture
def model():
    return battle()


def one(model, kind):
    return next(iter(model.agents_by_type[kind]))


def test_every_kind_of_unit_has_a_class_of_its_own():
    assert tuple(UNIT_CLASSES) == names.UNIT_KINDS
    assert len(set(UNIT_CLASSES.values())) == len(names.UNIT_KINDS)


def test_a_unit_s_class_is_that_of_its_kind(day_old):
    assert all(type(unit) is UNIT_CLASSES[unit.kind] for unit in day_old.units)


def test_agents_are_the_units_that_have_come_and_are_not_gone(day_old):
    units, lived = day_old.world.units, day_old.simulation.clock.tick - 1
    some = (units.strength + units.wounded_now > 0) | (units.equipment > 0) & (
        units.authorized_strength == 0
    )
    rows = np.flatnonzero(some & (units.arrival_tick <= lived))
    assert sorted(unit.row for unit in day_old.units) == rows.tolist()


def test_units_are_found_by_their_row(day_old):
    assert all(day_old.units_by_row[unit.row] is unit for unit in day_old.units)


def test_a_unit_on_the_map_stands_where_its_cell_is(model):
    unit, city = one(model, IsisFighters), model.world.cells
    assert unit.place_km == (city.x[unit.cell_row], city.y[unit.cell_row])


def test_a_unit_sent_to_a_cell_is_there(model):
    unit, cell = one(model, IsisFighters), model.world.contested_cells[0].item()
    unit.cell_row = cell
    assert unit.place_km == (model.world.cells.x[cell], model.world.cells.y[cell])


def test_degrees_and_kilometres_tell_one_place(model):
    unit, other = list(model.agents_by_type[IsisFighters])[
        :: len(model.world.neighbourhoods.cell)
    ][:2]
    ground = model.simulation.built.city_map
    east = (unit.lonlat[0] - other.lonlat[0]) * ground.km_per_lon
    north = (unit.lonlat[1] - other.lonlat[1]) * ground.km_per_lat
    assert unit.place_km != other.place_km
    assert east == pytest.approx(unit.place_km[0] - other.place_km[0])
    assert north == pytest.approx(unit.place_km[1] - other.place_km[1])


def test_a_position_follows_from_the_cell_alone(model):
    with pytest.raises(AttributeError, match=r"unit\.cell"):
        one(model, IsisFighters).pos = (1.0, 2.0)


def test_a_unit_has_its_battalion_s_cohesion(model):
    unit = one(model, ArmyUnit)
    model.world.battalions.cohesion[unit.battalion] = 0.25
    assert unit.cohesion == 0.25


def test_a_unit_without_men_is_no_agent_at_the_end_of_the_day(model):
    unit = one(model, SupportUnit)
    unit.strength = 0
    model.run_for(DAY)
    assert unit not in model.agents
    assert unit.row not in model.units_by_row


def test_a_unit_with_wounded_who_may_come_back_stays(model):
    unit = one(model, SupportUnit)
    units, row = model.world.units, unit.row
    units.wounded_now[row], units.strength[row] = units.strength[row], 0
    model.run_for(DAY)
    assert unit in model.agents


def test_a_unit_that_has_still_to_arrive_is_no_agent(model):
    units = model.world.units
    late = np.flatnonzero(units.arrival_tick > model.simulation.clock.tick)
    assert late.size
    assert not set(late.tolist()) & set(model.units_by_row)


def test_a_unit_is_an_agent_by_the_end_of_the_day_of_its_arrival(model):
    units, now = model.world.units, model.simulation.clock.tick
    row = np.flatnonzero(units.arrival_tick > now)[-1].item()
    units.arrival_tick[row] = now + DAY
    model.run_for(DAY)
    assert row not in model.units_by_row
    model.run_for(DAY)
    assert type(model.units_by_row[row]) is MobileGroup


def test_men_of_a_unit_taken_out_count_as_withdrawn(model):
    unit = one(model, ArmyUnit)
    units, row, men = model.world.units, unit.row, unit.strength
    units.wounded_now[row] = 3
    unit.remove()
    assert (units.strength[row], units.wounded_now[row], units.withdrawn[row]) == (
        0,
        0,
        men + 3,
    )
    assert unit not in model.agents


def test_a_unit_taken_out_stays_out(model):
    unit = one(model, ArmyUnit)
    unit.remove()
    model.run_for(DAY)
    assert unit.row not in model.units_by_row


def test_a_selection_is_made_by_what_the_row_says(day_old):
    units = day_old.world.units
    found = day_old.units.select(
        lambda unit: unit.force == "isis" and unit.role == names.ROLES[names.ROLE_MOBILE]
    )
    rows = np.flatnonzero((units.force == names.ISIS) & (units.role == names.ROLE_MOBILE))
    assert sorted(found.get("row")) == rows.tolist()


def test_a_sum_over_agents_is_the_sum_of_the_column(day_old):
    units = day_old.world.units
    men = day_old.agents_by_type[ArmyUnit].agg("strength", sum)
    assert men == units.strength[units.kind == names.ARMY].sum()


def test_what_is_done_by_all_is_on_all_rows(model):
    model.units.do(lambda unit: setattr(unit, "user_value", float(unit.row)))
    rows = np.array(model.units.get("row"))
    assert np.array_equal(model.world.units.user_value[rows], rows)


def test_commands_are_agents_with_their_posture_as_a_word(model):
    assert one(model, IraqiCommand) is model.iraqi_command
    assert one(model, IsisCommand) is model.isis_command
    assert one(model, RaqqaCommand) is model.raqqa_command
    assert one(model, KurdishCommand) is model.kurdish_command
    assert one(model, WashingtonCommand) is model.washington_command
    model.isis_command.posture = "counter-attack"
    assert model.world.commands.posture[names.ISIS_COMMAND] == names.COUNTER_ATTACK
    begun = names.CAMPAIGN_PHASES[model.world.commands.posture[names.IRAQI_COMMAND]]
    assert model.iraqi_command.posture == begun


def test_a_command_s_posture_dates_from_the_start_until_it_changes(model):
    assert model.isis_command.posture_since == model.battle_scenario.start


def test_every_event_is_one_command_s_decision_or_an_incident():
    decisions = {kind.code for kind in EVENT_KINDS if kind.command is not None}
    commands = {kind.command for kind in EVENT_KINDS if kind.code in decisions}
    assert commands == set(range(len(names.COMMANDS)))
    assert decisions | INCIDENTS == set(range(len(names.EVENTS)))
    assert not decisions & INCIDENTS


def test_a_command_logs_its_own_decisions_alone(model):
    for what in (
        names.PAUSE_AXIS,
        names.CAR_BOMB_DETONATES,
        names.RETURN_TO_DEFENCE,
        names.RESUME_AXIS,
    ):
        plain_twin(log_event)(
            model.world, model.simulation.clock, what, 0, names.NO_INDEX, 0.5, 0.0, 0.0
        )
    assert model.iraqi_command.decision_log["event"].tolist() == [
        "pause the axis",
        "resume the axis",
    ]
    assert model.isis_command.decision_log["event"].tolist() == ["defend"]


def test_nobody_makes_a_second_agent_of_a_unit_or_one_of_another_kind(model):
    unit = one(model, ArmyUnit)
    before = model.units.agg("strength", sum)
    for kind, row in ((ArmyUnit, unit.row), (IsisFighters, unit.row), (Unit, unit.row)):
        with pytest.raises(ValueError, match="whose agent the model makes"):
            kind(model, row)
    assert model.units.agg("strength", sum) == before


def test_a_cell_is_no_text(model):
    with pytest.raises(ValueError, match="it takes a cell, or its row"):
        one(model, ArmyUnit).cell = "x"
