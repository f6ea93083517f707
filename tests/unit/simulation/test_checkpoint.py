"""A simulation that goes on from a checkpoint is the one that never stopped."""

import numpy as np
import pandas as pd
import pytest
from town import COARSE_PARAMETERS, cached_tables, coarse_simulation, run_days

import mesa_mosul as mm
from mesa_mosul.simulation.checkpoint import (
    CheckpointError,
    capture_checkpoint,
    resume_simulation,
)
from mesa_mosul.simulation.schedule import SCHEDULE
from mesa_mosul.simulation.simulation import Simulation

ENGINES = (("compiled", "compiled"), ("plain", "plain"), ("compiled", "plain"))
RULES = """
import numpy as np

def tire(world, p, clock, state):
    state.setdefault("ticks", []).append(clock.tick)
    state["seen"] = state.get("seen", np.zeros(world.cells.control.size)) + world.cells.control
    if len(state["ticks"]) % 3 == 0 and state["seen"].max() > 1.0:
        world.battalions.cohesion[:] *= 0.99
"""


def coarse_scenario(name):
    return mm.scenario(name).with_parameters(COARSE_PARAMETERS)


def assert_equal_runs(first, second):
    assert first.digest() == second.digest()
    np.testing.assert_array_equal(first.ledger, second.ledger)
    pd.testing.assert_frame_equal(first.events(), second.events())
    assert first.outcome() == second.outcome()


@pytest.mark.parametrize("engines", ENGINES, ids="-".join)
@pytest.mark.parametrize("name", ["reported", "campaign"])
def test_a_resumed_run_is_the_run_that_never_stopped(name, engines):
    before, after = engines
    whole = run_days(coarse_simulation(name, 3, engine=after), 5)
    stopped = run_days(coarse_simulation(name, 3, engine=before), 3)
    resumed = resume_simulation(capture_checkpoint(stopped), engine=after)
    assert_equal_runs(run_days(resumed, 2), whole)


@pytest.mark.parametrize("name", ["reported", "campaign"])
def test_weeks_later_it_still_is(name):
    whole = run_days(Simulation(mm.scenario(name), 5), 40)
    resumed = Simulation(mm.scenario(name), 5)
    for _ in range(4):
        resumed = resume_simulation(capture_checkpoint(run_days(resumed, 10)))
    assert_equal_runs(resumed, whole)


def test_a_run_can_be_saved_within_a_day():
    whole, stopped = (coarse_simulation(engine="compiled") for _ in range(2))
    for _ in range(6):
        stopped.step()
    resumed = resume_simulation(capture_checkpoint(stopped))
    assert_equal_runs(run_days(resumed, 2), run_days(whole, 3))


def test_what_happens_to_a_run_after_it_was_saved_is_not_saved():
    stopped = run_days(coarse_simulation(engine="compiled"), 2)
    digest, checkpoint = stopped.digest(), capture_checkpoint(stopped)
    run_days(stopped, 2)
    first = resume_simulation(checkpoint)
    assert first.digest() == digest
    run_days(first, 2)
    assert resume_simulation(checkpoint).digest() == digest


@pytest.fixture
def own_rules(tmp_path, monkeypatch):
    (tmp_path / "my_rules.py").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my_rules.py"


def with_own_rule(days):
    rules = ["my_rules:tire@firefight"]
    return run_days(Simulation(coarse_scenario("reported"), 1, phases=rules), days)


def test_own_rules_go_on_with_what_they_remember(own_rules):
    whole = with_own_rule(5)
    resumed = run_days(resume_simulation(capture_checkpoint(with_own_rule(2))), 3)
    assert_equal_runs(resumed, whole)
    state, expected = resumed.own_states["my_rules"], whole.own_states["my_rules"]
    assert state["ticks"] == expected["ticks"]
    np.testing.assert_array_equal(state["seen"], expected["seen"])
    assert run_days(coarse_simulation(engine="compiled"), 5).digest() != whole.digest()


def test_an_own_rule_that_has_changed_is_refused_unless_it_is_named_again(own_rules):
    checkpoint = capture_checkpoint(with_own_rule(2))
    own_rules.write_text(RULES.replace("0.99", "0.9"), encoding="utf-8")
    with pytest.raises(CheckpointError, match="the file of 'my_rules:tire@firefight' has ch"):
        resume_simulation(checkpoint)
    branch = resume_simulation(checkpoint, phases=["my_rules:tire@firefight"])
    assert list(branch.branches[0]["own_rules"]) == ["my_rules:tire@firefight"]
    assert run_days(branch, 3).digest() != with_own_rule(5).digest()


REFUSED = {"a set": {1, 2}, "a tuple": (1, 2), "numbers as keys": {1: 2}, "a class": object(),
           "objects in an array": np.array([None, {}], object),
           "a tuple in a list": [1, [(2, 3)]], "a NumPy number": np.float64(2.0)}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_state_that_would_not_come_back_as_it_was_is_refused(what, own_rules):
    simulation = with_own_rule(1)
    simulation.own_states["my_rules"]["memory"] = REFUSED[what]
    kind = type(REFUSED[what]).__name__
    with pytest.raises(CheckpointError, match=f"my_rules remember 'memory', a {kind} that no"):
        capture_checkpoint(simulation)


def test_plain_states_come_back_as_they_were(own_rules):
    simulation = with_own_rule(1)
    memory = {"a": [1, 2.5, None, True, "x"], "b": {"c": 0.1 + 0.2}}
    simulation.own_states["my_rules"]["memory"] = memory
    resumed = resume_simulation(capture_checkpoint(simulation))
    assert resumed.own_states["my_rules"]["memory"] == memory


def test_another_schedule_is_refused():
    simulation = coarse_simulation(phases=SCHEDULE[:-1])
    with pytest.raises(CheckpointError, match="another schedule"):
        capture_checkpoint(simulation)


def test_a_run_with_own_tables_goes_on_with_them_alone():
    tables = cached_tables()
    first = tables.forces[0].model_copy(update={"men": tables.forces[0].men + 500})
    own = tables._replace(forces=(first, *tables.forces[1:]))
    stopped = run_days(coarse_simulation(engine="compiled", tables=own), 2)
    checkpoint = capture_checkpoint(stopped)
    with pytest.raises(CheckpointError, match="other seed tables"):
        resume_simulation(checkpoint)
    whole = run_days(coarse_simulation(engine="compiled", tables=own), 3)
    assert_equal_runs(run_days(resume_simulation(checkpoint, tables=own), 1), whole)


def test_a_laboratory_goes_on_too():
    fight = run_days(Simulation(mm.scenario("duel"), 2), 1)
    whole = run_days(Simulation(mm.scenario("duel"), 2), 2)
    assert_equal_runs(run_days(resume_simulation(capture_checkpoint(fight)), 1), whole)
