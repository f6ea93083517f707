"""The model behind the page: what it offers, what it refuses, and that it is the same model."""

import pytest

import mesa_mosul as mm
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.parameters.registry import parameters
from mesa_mosul.view.battle_inputs import slider_step
from mesa_mosul.view.live_battle import (
    ADJUSTABLE,
    NOTHING,
    UNCHANGED,
    LiveBattle,
    battle_scenarios,
    value_of,
)


def test_a_battle_of_the_page_is_the_run_of_its_scenario_and_seed():
    live = LiveBattle("reported", seed=3, **{"isis.fighters": 6000})
    for _ in range(3):
        live.step()
    (run,) = live.runs()
    same = mm.run(
        mm.scenario("reported").with_parameters({"isis.fighters": 6000}), seed=3, days=3
    )
    assert run.outcome["digest"] == same.outcome["digest"]
    assert len(run.snapshots) == live.days_done == 3


def test_the_battle_beside_another_has_the_scenarios_own_values():
    live = LiveBattle("reported", UNCHANGED, seed=3, **{"isis.fighters": 6000})
    live.step()
    changed, own = live.runs()
    assert changed.outcome["digest"] != own.outcome["digest"]
    assert own.outcome["digest"] == mm.run("reported", seed=3, days=1).outcome["digest"]


def test_a_battle_that_is_over_takes_no_further_step():
    live = LiveBattle("recorded", NOTHING)
    for _ in range(mm.scenario("recorded").days):
        live.step()
    assert not live.running
    digest = live.runs()[0].outcome["digest"]
    assert digest == mm.run("recorded", seed=1).outcome["digest"]
    live.step()
    assert live.runs()[0].outcome["digest"] == digest


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"battle": "duel"}, "no scenario 'duel'"),
        ({"battle": "../seeds/scenarios/reported.toml"}, "no scenario"),
        ({"battle": None}, "no scenario"),
        ({"beside": "pyproject.toml"}, "no scenario"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": True}, "seed is True"),
        ({"seed": "1"}, "seed is"),
        ({"isis.men_per_unit": 1}, "the page has no parameter 'isis.men_per_unit'"),
        ({"iraqi.troops": 10**12}, "iraqi.troops"),
        ({"iraqi.troops": float("nan")}, "iraqi.troops"),
        ({"iraqi.troops": [1]}, "iraqi.troops"),
    ],
    ids=str,
)
def test_what_a_browser_may_not_ask_for_is_refused_in_words(request_, words):
    with pytest.raises(MosulError, match=words):
        LiveBattle(**request_)


def test_no_laboratory_is_offered():
    assert "reported" in battle_scenarios()
    assert not any(mm.scenario(name).laboratory for name in battle_scenarios())


@pytest.mark.parametrize("name", ADJUSTABLE)
def test_a_slider_reaches_both_ends_and_the_value_of_every_scenario(name):
    entry = parameters()[name]
    assert entry.spec.source
    if entry.value_type is not int:
        return
    for scenario in battle_scenarios():
        value = value_of(mm.scenario(scenario), name)
        step = slider_step(entry.spec.low, entry.spec.high, value)
        assert (value - entry.spec.low) % step == (entry.spec.high - entry.spec.low) % step == 0
