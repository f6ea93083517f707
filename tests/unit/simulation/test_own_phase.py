"""A custom rule takes its place in the schedule, plain or compiled."""

import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.engine.jit import compiled
from mesa_mosul.simulation.schedule import SCHEDULE, Phase, insert_phase

SMALL = {"resolution.cell_metres": 1000, "iraqi.men_per_unit": 120, "isis.men_per_unit": 30}


def battle(**more):
    return mm.MosulModel("reported", rng=1, **more, **SMALL)


def tire(world, p, tick):
    """Count the ticks in `user_value`."""
    world.units.user_value[:] += 1.0


@compiled
def tire_compiled(world, p, tick):
    """Count the ticks in `user_value`."""
    for row in range(world.units.uid.size):
        world.units.user_value[row] += 1.0


@pytest.mark.parametrize("rule", [tire, tire_compiled])
@pytest.mark.parametrize("engine", ["compiled", "plain"])
def test_a_researcher_s_rule_writes_the_user_column(rule, engine):
    phases = insert_phase("firefight", Phase("tire", rule, ("units.user_value",)))
    model = battle(engine=engine, phases=phases)
    model.run_for(2)
    assert set(model.units.get("user_value")) == {2.0}


def test_a_rule_that_only_notes_leaves_the_battle_as_it_is():
    noting = battle(
        phases=insert_phase("firefight", Phase("tire", tire, ("units.user_value",)))
    )
    model = battle()
    for one in (noting, model):
        one.run_for(8)
    pd.testing.assert_frame_equal(noting.daily, model.daily)


def test_a_phase_comes_after_the_one_that_is_named():
    mine = Phase("mine", tire, ("units.user_value",))
    table = insert_phase(SCHEDULE[2].name, mine)
    assert table == (*SCHEDULE[:3], mine, *SCHEDULE[3:])


def test_phases_can_be_added_to_an_own_table():
    mine, more = (Phase(name, tire, ("units.user_value",)) for name in ("mine", "more"))
    assert insert_phase("mine", more, (mine,)) == (mine, more)


def test_a_phase_cannot_come_after_one_that_is_not_there():
    with pytest.raises(ValueError, match="no phase is called 'fyre'"):
        insert_phase("fyre", Phase("tire", tire, ("units.user_value",)))
