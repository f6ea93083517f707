"""What may change while a run is under way, and what a change does to its world."""

import numpy as np
import pytest
from town import coarse_simulation, random_parameters, run_days

from mesa_mosul.engine.codes import COMMANDS, NEVER, WASHINGTON
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.world import iter_columns
from mesa_mosul.parameters.registry import ParameterError, Parameters, parameters
from mesa_mosul.simulation.branch_changes import BranchError, column_kind
from mesa_mosul.simulation.checkpoint import capture_checkpoint, resume_simulation
from mesa_mosul.simulation.rule_reads import parameters_read_by
from mesa_mosul.simulation.schedule import SCHEDULE, entry_rules

LATER = {
    "isis.returning_men": 1000, "isis.return_start_day": 2, "isis.return_duration_days": 10,
    "reinforcement.iraqi_troops": 4000, "reinforcement.decision_day": 8,
}  # fmt: skip
DAYS = 6
FIXED = {
    "resolution.cell_metres": (500, "fixes the cells, ticks and units"),
    "resolution.hours_per_tick": (12, "fixes the cells, ticks and units"),
    "isis.fighters": (6000, "sets which units a run has"),
    "isis.men_per_unit": (50, "sets which units a run has"),
    "reinforcement.iraqi_troops": (6000, "sets which units a run has"),
    "cohesion.at_start": (0.5, "sets battalions.cohesion on the first day"),
    "civilians.in_city": (1_100_000, "sets cells.population on the first day"),
    "advance.line_depth_km": (2.0, "on the first day"),
    "duel.red": (60, "nothing in this run depends on it"),
    "reinforcement.adviser_men": (300, "nothing in this run depends on it"),
}


@pytest.fixture(scope="module")
def checkpoint():
    return capture_checkpoint(run_days(coarse_simulation(engine="compiled", **LATER), DAYS))


@pytest.fixture(scope="module")
def unchanged(checkpoint):
    return run_days(resume_simulation(checkpoint), 10)


@pytest.mark.parametrize("name", FIXED)
def test_what_acts_only_before_the_first_day_is_refused_by_name(name, checkpoint):
    value, reason = FIXED[name]
    with pytest.raises(BranchError, match=f"{name} cannot change on 2016-12-12: .*{reason}"):
        resume_simulation(checkpoint, {name: value})


def test_a_wrong_name_or_value_is_refused_as_elsewhere(checkpoint):
    with pytest.raises(ParameterError, match=r"did you mean isis\.fighters"):
        resume_simulation(checkpoint, {"isis.fighter": 1})
    with pytest.raises(ParameterError, match="it takes 0 to 1"):
        resume_simulation(checkpoint, {"corridor.passable_day_fraction": 7})


def test_a_value_that_a_parameter_has_already_is_no_change(checkpoint, unchanged):
    same = resume_simulation(checkpoint, {"isis.returning_men": 1000.0, "isis__fighters": 9000})
    assert same.branches == []
    assert run_days(same, 10).digest() == unchanged.digest()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fire.suppression_hours", 2.0),
        ("hold__holders_per_km2", 120.0),
        ("effectiveness.army", 0.7),
        ("corridor.closed_at_start", True),
        ("command.target_advance_rate", 0.9),
    ],
)
def test_a_branch_differs_from_its_first_day_on_and_not_before(
    name, value, checkpoint, unchanged
):
    branch = resume_simulation(checkpoint, {name: value})
    np.testing.assert_array_equal(branch.ledger, unchanged.ledger[:DAYS])
    assert branch.date.isoformat() == branch.branches[0]["date"] == "2016-12-12"
    run_days(branch, 10)
    np.testing.assert_array_equal(branch.ledger[:DAYS], unchanged.ledger[:DAYS])
    assert branch.digest() != unchanged.digest()
    assert branch.scenario.name.endswith(f"{name.replace('__', '.')}={value} from 2016-12-12")


def test_what_is_set_at_the_start_happens_on_the_first_day_of_the_branch(checkpoint):
    branch = resume_simulation(checkpoint, {"corridor.closed_at_start": True})
    now = branch.clock.tick
    assert branch.world.external.road_closed_tick[0] == now
    run_days(branch, 1)
    closing = branch.events().query("event == 'cut the road'").iloc[-1]
    assert (closing["tick"], closing["date"].date().isoformat()) == (now, "2016-12-12")
    again = capture_checkpoint(branch)
    with pytest.raises(BranchError, match="what it sets has happened by then"):
        resume_simulation(again, {"corridor.closed_at_start": False})


def test_an_order_at_the_start_arrives_on_the_first_day_of_the_branch(checkpoint):
    branch = resume_simulation(checkpoint, {"raqqa.hold_order_at_start": True})
    assert branch.world.external.hold_order_received[0]


def test_a_date_ahead_is_moved(checkpoint):
    branch = resume_simulation(checkpoint, {"reinforcement.decision_day": 20})
    start = branch.world.totals.first_tick[0]
    assert branch.world.commands.scheduled_tick[WASHINGTON] == start + 20 * 4
    others = np.arange(len(COMMANDS)) != WASHINGTON
    before = checkpoint.arrays["world.commands.scheduled_tick"]
    np.testing.assert_array_equal(branch.world.commands.scheduled_tick[others], before[others])


def test_a_date_that_is_moved_into_the_past_is_now(checkpoint):
    branch = resume_simulation(checkpoint, {"reinforcement.decision_day": 1})
    assert branch.world.commands.scheduled_tick[WASHINGTON] == branch.clock.tick


def test_who_has_arrived_stays_and_who_is_to_come_comes_later(checkpoint):
    branch = resume_simulation(checkpoint, {"isis.return_duration_days": 30})
    before, now = checkpoint.arrays["world.units.arrival_tick"], branch.clock.tick
    after, is_past = branch.world.units.arrival_tick, before < now
    np.testing.assert_array_equal(after[is_past], before[is_past])
    is_returning = branch.world.units.formation == [
        formation.id for formation in branch.built.formations
    ].index("isis_returning_fighters")
    is_to_come = is_returning & (before >= now) & (before < NEVER)
    np.testing.assert_array_equal(after[~is_returning], before[~is_returning])
    assert is_to_come.any()
    assert (after[is_to_come] > before[is_to_come]).all()


def test_a_decision_that_was_taken_cannot_be_moved():
    early = {**LATER, "reinforcement.decision_day": 2}
    taken = capture_checkpoint(run_days(coarse_simulation(engine="compiled", **early), DAYS))
    with pytest.raises(BranchError, match="what it sets has happened by then"):
        resume_simulation(taken, {"reinforcement.decision_day": 30})


def test_a_constant_is_set_anew_and_nothing_else(checkpoint):
    branch = resume_simulation(checkpoint, {"effectiveness.army": 0.7})
    differing = [
        name
        for name, column in iter_columns(branch.world)
        if not np.array_equal(column, checkpoint.arrays[f"world.{name}"])
    ]
    assert differing == ["units.combat_effectiveness"]


def test_a_branch_of_a_branch_keeps_both_changes(checkpoint):
    first = run_days(resume_simulation(checkpoint, {"effectiveness.army": 0.7}), 1)
    second = resume_simulation(capture_checkpoint(first), {"effectiveness.police": 0.6})
    assert [one["changes"] for one in second.branches] == [
        {"effectiveness.army": 0.7},
        {"effectiveness.police": 0.6},
    ]
    assert second.branches[1]["values_before"] == {"effectiveness.police": 0.9}
    assert set(np.unique(second.world.units.combat_effectiveness)) >= {0.6, 0.7}


def acts_from_the_first_tick(name, value):
    """Return whether a branch before the first day is the run of the changed scenario."""
    untouched = capture_checkpoint(coarse_simulation(engine="compiled", **LATER))
    try:
        branch = resume_simulation(untouched, {name: value})
    except BranchError:
        return None
    whole = coarse_simulation(engine="compiled", **{**LATER, name: value})
    return run_days(branch, 3).digest() == run_days(whole, 3).digest()


SOME = ("effectiveness.army", "isis.return_start_day", "terrain.march_speed_open",
        "corridor.closed_at_start", "fire.suppression_hours", "switch.dated_decisions",
        "reinforcement.decision_day", "coalition.bridges_cut_at_start")  # fmt: skip


@pytest.mark.parametrize("name", SOME)
def test_a_branch_before_the_first_day_is_the_run_of_the_changed_scenario(name):
    old = coarse_simulation(engine="compiled", **LATER).scenario.parameters
    group, field = name.split(".")
    value = getattr(getattr(old, group), field)
    changed = not value if isinstance(value, bool) else random_parameters(4)[name]
    assert acts_from_the_first_tick(name, changed)


SET_BEFORE_THE_FIRST_TICK = {
    *("hold.holders_per_km2", "hold.holders_per_km2_open", "switch.holding_binds"),
    *("terrain.march_speed_open", "command.target_advance_rate"),
}
"""Read when the state before the first tick is made (densities, units on the way, what commands
remember), which a branch leaves as it is, and by rules afterwards."""


@pytest.mark.slow
def test_so_it_is_for_every_parameter_that_may_change():
    refused, differing = [], []
    for name, value in random_parameters(8).items():
        same = acts_from_the_first_tick(name, value)
        refused += [name] if same is None else []
        differing += [name] if same is False else []
    assert set(differing) == SET_BEFORE_THE_FIRST_TICK
    assert 20 < len(refused) < 70


class Recorder:
    """Parameters that note which of them are read."""

    def __init__(self, values, reads, group=""):
        self.values, self.reads, self.group = values, reads, group

    def __getattr__(self, name):
        value = getattr(self.values, name)
        if not self.group:
            return Recorder(value, self.reads, name)
        self.reads.add(f"{self.group}.{name}")
        return value


def test_every_parameter_that_a_rule_reads_is_known_from_its_source():
    reads = set()
    for name in ("reported", "campaign"):
        battle = coarse_simulation(name, **LATER)
        p = Recorder(battle.scenario.parameters, reads)
        for _ in range(12):
            for phase in SCHEDULE:
                plain_twin(phase.run)(battle.world, p, battle.clock)
            battle.clock = battle.clock._replace(tick=battle.clock.tick + 1)
    derived = parameters_read_by(*entry_rules())
    assert len(reads) > 100
    assert reads <= derived <= set(parameters())


def test_a_column_is_a_constant_an_event_or_a_state():
    kinds = {"units.combat_effectiveness": "constant", "units.arrival_tick": "event",
             "external.hold_order_received": "event", "units.strength": "state",
             "axes_of_advance.enters_city": "constant", "cells.control": "state"}  # fmt: skip
    assert {name: column_kind(name) for name in kinds} == kinds


def test_the_lists_of_this_file_are_of_parameters():
    names = {f"{group}.{field}" for group, values in Parameters()._asdict().items()
             for field in values._fields}  # fmt: skip
    assert {*LATER, *FIXED, *SOME} <= names
