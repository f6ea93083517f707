"""The battle on Mesa is the same battle, and Mesa's own tools work on it."""

import copy
import dataclasses
import datetime
import gc
import pickle
import weakref

import mesa
import mesa.experimental.scenarios
import numpy as np
import pandas as pd
import pytest
from mesa.experimental.scenarios import Scenario as MesaScenario

import mesa_mosul as mm
from mesa_mosul.inputs.scenario import ScenarioError
from mesa_mosul.mesa_layer.model_seed import resolve_seed
from mesa_mosul.mesa_layer.unit_agents import ArmyUnit, IsisFighters, Unit
from mesa_mosul.parameters.registry import ParameterError
from mesa_mosul.simulation.simulation import RunError

SMALL = {"resolution.cell_metres": 1000, "iraqi.men_per_unit": 120, "isis.men_per_unit": 30}


def battle(rng=1, days=None, **more):
    setting = mm.scenario("reported")
    if days is not None:
        setting = dataclasses.replace(setting, end=setting.start + datetime.timedelta(days))
    return mm.MosulModel(setting, rng=rng, **more, **SMALL)


def stepped(model, ticks):
    for _ in range(ticks):
        model.step()
    return model


@pytest.fixture
def model():
    return battle()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_model_and_a_run_of_one_seed_are_one_battle(seed):
    small = mm.scenario("reported").with_parameters(**SMALL)
    run = mm.run(small, seed=seed, days=3)
    model = stepped(mm.MosulModel(small, rng=seed), 12)
    assert model.outcome == run.outcome
    pd.testing.assert_frame_equal(model.daily, run.daily)
    pd.testing.assert_frame_equal(model.events, run.events)


def test_the_plain_engine_fights_the_same_battle(model):
    plain = battle(engine="plain")
    assert stepped(plain, 2).simulation.digest() == stepped(model, 2).simulation.digest()


def test_a_change_reaches_the_parameters():
    model = mm.MosulModel("reported", **{"isis.fighters": 6000, **SMALL})
    assert model.parameters.isis.fighters == 6000
    assert model.units.select(lambda unit: unit.force == "isis").agg("strength", sum) == 6000


def test_an_unknown_parameter_is_named():
    with pytest.raises(ParameterError, match=r"isis\.fighter"):
        mm.MosulModel("reported", **{"isis.fighter": 6000})


def test_an_unknown_scenario_is_named():
    with pytest.raises(ScenarioError, match="reprted"):
        mm.MosulModel("reprted")


@pytest.mark.parametrize("rng", ["luck", -1, True, 1.5, 2**64])
def test_what_is_no_seed_is_refused(rng):
    with pytest.raises(RunError):
        battle(rng=rng)


def test_a_seed_can_be_given_by_either_name():
    by_seed, by_rng = (mm.MosulModel(**{word: 7}, **SMALL) for word in ("seed", "rng"))
    assert by_seed.seed == by_rng.seed == 7
    assert stepped(by_seed, 4).simulation.digest() == stepped(by_rng, 4).simulation.digest()


def test_a_seed_given_by_both_names_is_refused():
    with pytest.raises(RunError, match="give one"):
        mm.MosulModel(seed=1, rng=1)


def test_a_model_and_its_agents_have_short_names(model):
    names = [repr(one) for one in (model, *model.agents)]
    assert (
        names[0]
        == f"MosulModel('{model.battle_scenario.name}', seed=1): 2016-12-06, tick 0 of 460"
    )
    assert max(map(len, names[1:])) < 80
    assert not any("object at" in name for name in names)


def test_a_drawn_seed_is_kept_and_gives_the_battle_again():
    drawn = battle(rng=None)
    again = battle(rng=drawn.seed)
    assert stepped(again, 4).simulation.digest() == stepped(drawn, 4).simulation.digest()


def test_two_drawn_seeds_differ():
    assert resolve_seed(None) != resolve_seed(None)


def test_a_generator_of_numpy_gives_a_seed_by_its_own_state():
    one, two, three = (np.random.default_rng(seed) for seed in (5, 5, 6))
    seed = resolve_seed(one)
    assert resolve_seed(two) == seed
    assert resolve_seed(three) != seed


def test_a_step_is_a_tick_and_four_are_a_day(model):
    assert model.date == model.battle_scenario.start
    stepped(model, 4)
    assert model.time == 4
    assert model.date == model.battle_scenario.start + datetime.timedelta(days=1)


def test_a_model_leaves_mesa_its_own_names(model):
    assert isinstance(model.scenario, MesaScenario)
    assert isinstance(model.rng, np.random.Generator)


def test_mesa_s_random_generators_have_no_part_in_the_battle():
    left, right = battle(), battle()
    right.rng.random(100)
    right.random.random()
    assert stepped(left, 2).simulation.digest() == stepped(right, 2).simulation.digest()


def test_a_model_runs_to_the_end_of_its_scenario():
    model = battle(days=2)
    model.run_model()
    assert not model.running
    assert len(model.daily) == 2
    assert "2016-12-07" in model.end_reason


def test_a_captured_city_ends_the_battle(model):
    model.world.cells.control[:] = 1.0
    stepped(model, 4)
    assert not model.running
    assert "captured on 2016-12-06" in model.end_reason


def test_a_step_after_the_end_warns_and_changes_nothing():
    model = battle(days=1)
    model.run_model()
    digest = model.simulation.digest()
    with pytest.warns(UserWarning, match="changes nothing"):
        model.step()
    assert model.simulation.digest() == digest


def test_a_user_who_stops_a_model_can_step_on(model):
    model.running = False
    stepped(model, 4)
    assert len(model.daily) == 1
    assert not model.running


def test_mesa_s_run_for_counts_ticks(model):
    model.run_for(8)
    assert len(model.daily) == 2


def test_there_is_no_outcome_before_the_first_day_is_over(model):
    with pytest.raises(RunError, match="no day"):
        _ = model.outcome


def test_collected_numbers_are_those_of_the_ledger(model):
    stepped(model, 8)
    collected = model.datacollector.get_model_vars_dataframe().set_index("date")
    daily = model.daily[collected.columns]
    pd.testing.assert_frame_equal(collected, daily, check_freq=False, check_index_type=False)


def test_a_day_is_collected_once(model):
    stepped(model, 7)
    assert len(model.datacollector.get_model_vars_dataframe()) == 1


def test_a_collector_of_agents_works(model):
    collector = mesa.DataCollector(agenttype_reporters={Unit: {"strength": "strength"}})
    collector.collect(model)
    table = collector.get_agenttype_vars_dataframe(Unit)
    assert table["strength"].sum() == model.world.units.strength[list(model.units_by_row)].sum()


def test_a_collector_may_ask_every_agent_for_its_strength(model):
    collector = mesa.DataCollector(agent_reporters={"strength": "strength"})
    collector.collect(model)
    table = collector.get_agent_vars_dataframe()
    assert len(table) == len(model.agents)
    assert table["strength"].sum() == model.agents.agg("strength", sum)
    assert model.agents.agg("strength", sum) == model.units.agg("strength", sum)


def test_all_agents_have_a_force_commands_too(model):
    isis = model.agents.select(lambda agent: agent.force == "isis")
    assert model.isis_command in isis
    assert isis.agg("strength", sum) == model.parameters.isis.fighters
    assert set(model.agents.groupby("force").groups) >= {"isis", "iraqi", "peshmerga"}


@pytest.mark.parametrize("laboratory", ["duel", "ambush", "street", "hill"])
def test_a_laboratory_runs_as_a_model(laboratory):
    model = mm.MosulModel(laboratory, rng=1)
    model.run_for(model.simulation.clock.ticks_per_day)
    assert len(model.daily) == 1
    assert model.outcome["seed"] == 1


class Watched(IsisFighters):
    """Fighters who count their own steps."""

    def step(self):
        self.user_value += 1.0


def test_a_class_of_a_user_s_own_takes_the_place_of_a_kind_and_steps_each_tick(model):
    own = battle(unit_classes={"fighters": Watched})
    assert own.agents_by_type[Watched]
    stepped(own, 4)
    stepped(model, 4)
    assert set(own.agents_by_type[Watched].get("user_value")) == {4.0}
    assert own.daily.equals(model.daily)


def test_a_class_of_a_user_s_own_may_act_on_the_battle(model):
    class Leaving(IsisFighters):
        def step(self):
            self.strength = 0

    own = battle(unit_classes={"fighters": Leaving})
    stepped(own, 4)
    assert (
        own.daily["isis_strength"].iloc[-1] < stepped(model, 4).daily["isis_strength"].iloc[-1]
    )


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ({"fighter": Watched}, "no kind 'fighter' \\(there are: "),
        ({"fighters": ArmyUnit}, "must derive from IsisFighters"),
        ({"fighters": 3}, "must derive from IsisFighters"),
        ([Watched], "takes a table such as"),
    ],
)
def test_what_is_no_class_of_a_kind_is_refused(classes, words):
    with pytest.raises(RunError, match=words):
        battle(unit_classes=classes)


def test_units_say_that_they_do_not_step(model):
    with pytest.warns(UserWarning, match="rules act on all of them at once"):
        next(iter(model.units)).step()


def test_a_model_is_freed():
    model = stepped(battle(), 4)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))]
)
def test_a_copy_goes_on_as_the_original_does(model, copied):
    twin = copied(stepped(model, 2))
    stepped(twin, 2)
    assert not len(model.daily)
    assert twin.simulation.digest() == stepped(model, 2).simulation.digest()
    assert np.array_equal(
        twin.units.get("exposed_fraction"), model.units.get("exposed_fraction")
    )


@pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has no batch_run")
def test_mesa_s_batch_run_fights_the_same_battles():
    changes = {"isis.fighters": [6000, 9000], "resolution.cell_metres": 1000}
    found = mesa.batch_run(
        mm.MosulModel,
        {"scenario": "reported", **changes},
        rng=[1, 2],
        max_steps=4,
        display_progress=False,
    )
    assert len(found) == 4
    for row in found:
        same = {name: row[name] for name in changes}
        model = stepped(mm.MosulModel("reported", seed=row["seed"], **same), 4)
        assert row["isis_strength"] == model.daily["isis_strength"].iloc[-1]


@pytest.mark.parametrize("name", ["isis.fighters", "isis__fighters"])
def test_mesa_s_own_scenario_says_what_is_run(name):
    given = MesaScenario(rng=3, battle="reported", **{name: 6000}, **SMALL)
    model = stepped(mm.MosulModel(scenario=given), 4)
    assert model.seed == mm.MosulModel(scenario=MesaScenario(rng=3)).seed
    wanted = stepped(battle(rng=model.seed, **{"isis.fighters": 6000}), 4)
    assert model.scenario is given
    assert model.simulation.digest() == wanted.simulation.digest()


def test_an_unknown_attribute_of_mesa_s_scenario_is_named():
    with pytest.raises(ParameterError, match=r"isis\.fighter"):
        mm.MosulModel(scenario=MesaScenario(isis__fighter=6000))


def test_the_recorder_has_the_tables_of_the_run(model):
    stepped(model, 4)
    tables = model.data_recorder.get_all_dataframes()
    pd.testing.assert_frame_equal(tables["daily"], model.daily)
    pd.testing.assert_frame_equal(tables["events"], model.events)
    assert tables["outcome"].to_dict("records") == [model.outcome]
    with pytest.raises(KeyError, match="there are daily, events and outcome"):
        model.data_recorder.get_table_dataframe("weekly")


run_configuration = getattr(mesa.experimental.scenarios, "RunConfiguration", None)


@pytest.mark.skipif(run_configuration is None, reason="this Mesa has no run_scenarios yet")
def test_mesa_s_run_configuration_fights_the_same_battle():
    tables = run_configuration(mm.MosulModel, until=8)(MesaScenario(rng=3, **SMALL))
    pd.testing.assert_frame_equal(tables["daily"], stepped(battle(rng=3), 8).daily)


def test_a_model_stepped_to_its_end_is_the_run_to_the_last_bit():
    model = mm.MosulModel("recorded", seed=1)
    while model.running:
        model.step()
    assert "captured" in model.end_reason
    assert model.simulation.digest() == mm.run("recorded", seed=1).outcome["digest"]
