"""A researcher's own rule takes its place in the table, plain or compiled."""

import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.compiled import compiled
from mesa_mosul.tick import TICK, Phase, with_phase

SMALL = {"scale.cell_metres": 1000, "iraqi.men_per_unit": 120, "isis.men_per_unit": 30}


def battle(**more):
    return mm.MosulModel("reported", rng=1, **more, **SMALL)


def tire(world, p, tick):
    """Count the ticks in `user`."""
    world.units.user[:] += 1.0


@compiled
def tire_compiled(world, p, tick):
    """Count the ticks in `user`."""
    for row in range(world.units.uid.size):
        world.units.user[row] += 1.0


@pytest.mark.parametrize("rule", [tire, tire_compiled])
@pytest.mark.parametrize("engine", ["compiled", "plain"])
def test_a_researcher_s_rule_writes_the_user_column(rule, engine):
    phases = with_phase("fire", Phase("tire", rule, ("units.user",)))
    model = battle(engine=engine, phases=phases)
    model.run_for(2)
    assert set(model.units.get("user")) == {2.0}


def test_a_rule_that_only_notes_leaves_the_battle_as_it_is():
    noting = battle(phases=with_phase("fire", Phase("tire", tire, ("units.user",))))
    model = battle()
    for one in (noting, model):
        one.run_for(8)
    pd.testing.assert_frame_equal(noting.daily(), model.daily())


def test_a_phase_comes_after_the_one_that_is_named():
    mine = Phase("mine", tire, ("units.user",))
    table = with_phase(TICK[2].name, mine)
    assert table == (*TICK[:3], mine, *TICK[3:])


def test_phases_can_be_added_to_an_own_table():
    mine, more = (Phase(name, tire, ("units.user",)) for name in ("mine", "more"))
    assert with_phase("mine", more, (mine,)) == (mine, more)


def test_a_phase_cannot_come_after_one_that_is_not_there():
    with pytest.raises(ValueError, match="no phase is called 'fyre'"):
        with_phase("fyre", Phase("tire", tire, ("units.user",)))
