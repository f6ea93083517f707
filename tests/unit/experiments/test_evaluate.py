"""One function for outside tools: a run's outcomes by numbers, and a model of the workbench."""

import builtins
import pickle
import sys
import warnings

import numpy as np
import pytest

import mesa_mosul as mm
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.distribution_checks import DesignError
from mesa_mosul.experiments.ema_model import ema_model
from mesa_mosul.experiments.execution.run_outputs import STANDARD_OUTCOMES, OutcomeError
from mesa_mosul.inputs.scenario import RunError, ScenarioError
from mesa_mosul.parameters.registry import ParameterError, parameters

PACE = """
def pace(outcome, daily):
    return {"pace": float(daily["km2_city_held"].mean())}
"""
SHORT = {"seed": 3, "days": 2}


@pytest.fixture(scope="module")
def few():
    changed = mm.scenario("reported").with_parameters({"isis.fighters": 5200})
    return mm.run(changed, seed=3, days=2)


def test_it_gives_the_outcome_of_the_run(few):
    outcome = mm.evaluate("reported", 3, days=2, isis__fighters=5200)
    assert set(outcome) == set(STANDARD_OUTCOMES)
    shared = set(outcome) & set(few.outcome)
    assert len(shared) > 30
    assert {name: outcome[name] for name in shared} == {
        name: few.outcome[name] for name in shared
    }
    assert {type(value) for value in outcome.values()} <= {int, float, bool, str, type(None)}


def test_it_takes_what_a_run_takes(few):
    for scenario in (mm.scenario("reported"), few.scenario):
        values = {"isis.fighters": 5200} if scenario is not few.scenario else {}
        assert mm.evaluate(scenario, **SHORT, **values)["digest"] == few.outcome["digest"]
    assert mm.evaluate("duel", 1)["days"] >= 1


@pytest.mark.parametrize("name", ["isis__fighters", "isis.fighters"])
@pytest.mark.parametrize(
    "number",
    [5200, 5200.0, 5199.6, 5200.4, np.float64(5200.2), np.int64(5200), np.float32(5200)],
)
def test_integers_are_rounded_by_either_name(name, number, few):
    assert mm.evaluate("reported", **SHORT, **{name: number})["digest"] == few.outcome["digest"]


@pytest.mark.parametrize(
    ("number", "is_on"), [(0.0, False), (0.49, False), (0.5, True), (1.0, True), (1, True)]
)
def test_a_switch_is_on_from_a_half_on(number, is_on):
    changed = mm.scenario("reported").with_parameters({"corridor.closed_at_start": is_on})
    expected = mm.run(changed, seed=3, days=1).outcome["digest"]
    got = mm.evaluate("reported", 3, days=1, corridor__closed_at_start=np.float64(number))
    assert got["digest"] == expected


def test_a_number_that_is_no_integer_is_left_as_it_is():
    digests = {
        mm.evaluate("reported", **SHORT, effectiveness__army=value)["digest"]
        for value in (0.81, 0.84)
    }
    assert len(digests) == 2


def test_outcomes_that_are_asked_for_are_there(few, tmp_path, monkeypatch):
    (tmp_path / "own.py").write_text(PACE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def deaths(outcome, daily):
        return {"deaths": outcome["iraqi_killed"] + outcome["isis_killed"]}

    deaths.__qualname__, deaths.__module__ = "deaths", "__main__"
    wanted = ["km2_city_held@2016-12-06", "own:pace", deaths]
    outcome = mm.evaluate("reported", **SHORT, isis__fighters=5200, outcomes=wanted)
    held = few.daily["km2_city_held"]
    assert outcome["km2_city_held@2016-12-06"] == held.iloc[0]
    assert outcome["pace"] == held.mean()
    assert outcome["deaths"] == outcome["iraqi_killed"] + outcome["isis_killed"]


def test_own_rules_are_run(few):
    def rout(world, p, clock):
        world.battalions.cohesion[:] = 0.1

    rout.__qualname__, rout.__module__ = "rout", "__main__"
    outcome = mm.evaluate("reported", **SHORT, phases=[(rout, "cohesion")])
    assert outcome["digest"] != mm.evaluate("reported", **SHORT)["digest"]


WRONG = {
    "a wrong name": ({"isis__fightres": 5200}, ParameterError, r"did you mean isis\.fighters"),
    "an option that is none": ({"day": 3}, ParameterError, "no parameter is called 'day'"),
    "two names of one": (
        {"isis__fighters": 5200, "isis.fighters": 5300}, ParameterError, "is set twice"
    ),
    "out of range": ({"isis__fighters": 10.6}, ParameterError, "is 11: it takes 2500"),
    "not a number": ({"isis__fighters": float("nan")}, ParameterError, "takes a number"),
    "infinite": ({"isis__fighters": float("inf")}, ParameterError, "is inf: it takes 2500"),
    "nothing": ({"isis__fighters": None}, ParameterError, "takes a number"),
    "a boolean for a number": ({"isis__fighters": True}, ParameterError, "takes a number"),
    "no switch": ({"corridor__closed_at_start": 7.0}, ParameterError, "takes true or false"),
    "neither on nor off": (
        {"corridor__closed_at_start": float("nan")}, ParameterError, "takes true or false"
    ),
    "no outcome": ({"outcomes": ["isis_kiled"]}, OutcomeError, "did you mean isis_killed"),
    "a date after the end": (
        {"outcomes": ["isis_killed@2017-01-30"]}, OutcomeError, "runs end on 2016-12-07"
    ),
    "a date before the start": (
        {"outcomes": ["isis_killed@2016-10-30"]}, OutcomeError, "begins before 2016-12-06"
    ),
    "no scenario": ({"scenario": "reportd"}, ScenarioError, "did you mean reported"),
    "days that cannot be": ({"days": 0}, RunError, "days is 0"),
    "no seed": ({"seed": -1}, RunError, "seed is -1"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_what_cannot_be_run_is_refused_in_words(kind):
    options, error, message = WRONG[kind]
    with pytest.raises(error, match=message):
        mm.evaluate(**{**SHORT, **options})


@pytest.fixture(scope="module")
def workbench():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what else is not installed
        import ema_workbench
    return ema_workbench


def test_parameters_of_the_workbench_have_the_documented_ranges(workbench):
    names = ["isis.fighters", "fire.suppression_hours", "corridor.closed_at_start"]
    model = ema_model("reported", uncertainties=names, levers=["hold.*"], days=2)
    kinds = [type(one).__name__ for one in model.uncertainties]
    assert kinds == ["IntegerParameter", "RealParameter", "BooleanParameter"]
    for one in [*model.uncertainties, *model.levers]:
        spec = parameters()[one.name.replace("__", ".")].spec
        if not isinstance(one, workbench.BooleanParameter):
            assert (one.lower_bound, one.upper_bound) == (spec.low, spec.high)
    drawn = {
        name
        for name, entry in parameters().items()
        if name.startswith("hold.") and entry.spec.shape not in ("coin", "fixed")
    }
    assert {one.name.replace("__", ".") for one in model.levers} == drawn


def test_outcomes_have_a_value_per_seed_and_what_did_not_happen_is_no_number(workbench):
    wanted = ["captured_day", "km2_city_held@2016-12-06", "stalled"]
    model = ema_model("reported", outcomes=wanted, seeds=[3, 4], days=2)
    _, outcomes = workbench.perform_experiments(model, scenarios=1, policies=1)
    assert np.isnan(outcomes["captured_day"]).all()
    assert outcomes["stalled"].tolist() == [[False, False]]
    held = [mm.run("reported", seed, days=1).daily["km2_city_held"].iloc[0] for seed in (3, 4)]
    assert outcomes["km2_city_held_2016_12_06"].tolist() == [held]


def test_a_model_of_the_workbench_goes_to_other_processes():
    model = ema_model("reported", uncertainties=["isis.fighters"], days=1)
    function = pickle.loads(pickle.dumps(model.function))
    assert function(seed=3, isis__fighters=5200)["days"] == 1


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"uncertainties": ["isis.fightres"]}, ParameterError, r"did you mean isis\.fighters"),
        ({"levers": ["nothing.*"]}, DesignError, "no number that can be drawn"),
        ({"outcomes": ["isis_kiled"]}, OutcomeError, "did you mean isis_killed"),
        ({"outcomes": ["own:pace"]}, OutcomeError, "values by names of its own"),
        ({"days": 500}, RunError, "ends after 115 days"),
    ],
)
def test_a_model_that_could_not_be_run_is_not_made(options, error, message):
    with pytest.raises(error, match=message):
        ema_model("reported", **options)


def test_without_the_workbench_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] == "ema_workbench":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "ema_workbench", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(AnalysisError, match="pip install ema_workbench"):
        ema_model("reported")
