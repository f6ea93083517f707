"""A researcher's own rules: named, placed, given a state, their faults told by line."""

import numpy as np
import pytest

import mesa_mosul as mm
from mesa_mosul.engine.jit import compiled
from mesa_mosul.simulation.custom_code import CustomCodeError
from mesa_mosul.simulation.custom_phases import (
    build_schedule,
    digest_of_rule,
    split_schedule,
)
from mesa_mosul.simulation.provenance import provenance, run_title
from mesa_mosul.simulation.run_record import simulate
from mesa_mosul.simulation.schedule import (
    SCHEDULE,
    Phase,
    ScheduleError,
    insert_phase,
)
from mesa_mosul.simulation.simulation import OwnRuleError, Simulation

SMALL = {"resolution.cell_metres": 1000, "iraqi.men_per_unit": 120, "isis.men_per_unit": 30}
RULES = """
from mesa_mosul.engine.jit import compiled

def count(world, p, clock, state):
    state["ticks"] = state.get("ticks", 0) + 1

def note(world, p, clock, state):
    world.units.user_value[:] = state["ticks"]

def tire(world, p, clock):
    world.units.user_value[:] += 1.0

def rest(world, p, clock):
    world.units.user_value[:] += 10.0

@compiled
def tire_compiled(world, p, clock):
    for row in range(world.units.uid.size):
        world.units.user_value[row] += 1.0

@compiled
def remember_compiled(world, p, clock, state):
    pass

def fail(world, p, clock):
    if clock.tick % 4 == 2:
        world.units.strength[-1, 0] = 3

def odd(world):
    pass

async def later(world, p, clock):
    pass

def lose(world, p, clock):
    world.units.strength[0] = -1

def blur(world, p, clock):
    world.battalions.cohesion[:] = float("nan")

def lift_off(world, p, clock):
    world.units.cell[:] = 10**6

def leave(world, p, clock):
    print("leaving")
    raise SystemExit(3)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "my_rule.py").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def battle(*phases, days=1, **options):
    """Return a small simulation with these rules, after some days."""
    chosen = mm.scenario("reported").with_parameters(SMALL)
    simulation = Simulation(chosen, 1, phases=phases, **options)
    for _ in range(days):
        simulation.run_day()
    return simulation


def names(phases):
    return [phase.name for phase in build_schedule(phases)]


def test_rules_come_after_the_phase_that_is_named_in_their_order():
    at = names(["my_rule:tire@firefight", "my_rule:rest@firefight", "my_rule:count@weather"])
    fight = at.index("firefight")
    assert at[fight + 1 : fight + 4] == ["my_rule:tire", "my_rule:rest", "casualties"]
    assert at[at.index("weather") + 1] == "my_rule:count"
    assert [name for name in at if ":" not in name] == [phase.name for phase in SCHEDULE]


def test_no_rules_leave_the_schedule_as_it_is():
    assert build_schedule() == SCHEDULE


def test_phases_between_own_rules_run_in_one_call():
    one, two = (phase.name for phase in SCHEDULE[1:3])
    parts = split_schedule(build_schedule([f"my_rule:tire@{one}", f"my_rule:rest@{two}"]))
    assert parts[::2] == (SCHEDULE[:2], SCHEDULE[2:3], SCHEDULE[3:])
    assert [parts[1].name, parts[3].name] == ["my_rule:tire", "my_rule:rest"]
    assert split_schedule(SCHEDULE) == (SCHEDULE,)


def test_phases_in_another_order_run_in_theirs():
    other = (*SCHEDULE[2:], *SCHEDULE[:2])
    assert split_schedule(other) == (other,)


def test_rules_join_a_whole_schedule():
    table = insert_phase("weather", Phase("mine", print))
    at = names([*table, "my_rule:tire@mine"])
    assert at[at.index("weather") + 1 :][:2] == ["mine", "my_rule:tire"]


def test_a_function_may_be_given_with_the_phase_before_it():
    assert "test_custom_phases:own_function" in [
        name.rpartition(".")[2] for name in names([(own_function, "weather")])
    ]


def own_function(world, p, clock):
    world.units.user_value[:] += 1.0


@pytest.mark.parametrize("engine", ["compiled", "plain"])
@pytest.mark.parametrize(
    "rule",
    ["my_rule:tire@firefight", "my_rule:tire_compiled@firefight", (own_function, "firefight")],
)
def test_a_rule_runs_once_a_tick(rule, engine):
    assert set(battle(rule, engine=engine).world.units.user_value.tolist()) == {4.0}


def test_rules_of_one_file_share_a_state_and_each_run_has_its_own():
    rules = ("my_rule:count@weather", "my_rule:note@civilians")
    for days in (2, 1):
        assert set(battle(*rules, days=days).world.units.user_value.tolist()) == {4.0 * days}


def test_a_rule_that_only_counts_leaves_the_battle_as_it_is():
    with_rule, without = battle("my_rule:count@weather", days=4), battle(days=4)
    assert with_rule.digest() == without.digest()
    np.testing.assert_array_equal(with_rule.ledger, without.ledger)


@pytest.mark.parametrize(
    ("phases", "error", "words"),
    [
        (["my_rule:tire@fire"], ScheduleError, "no phase is called 'fire'"),
        (["my_rule:tire"], ScheduleError, "write MODULE:FUNCTION@PHASE"),
        (["tire@firefight"], ScheduleError, "write MODULE:FUNCTION@PHASE"),
        ([3], ScheduleError, "phases: 3 is no rule"),
        ("my_rule:tire@firefight", ScheduleError, "it takes a list of rules"),
        (["my_rule:tire@weather", "my_rule:tire@firefight"], ScheduleError, "named twice"),
        (["my_rule:tired@weather"], CustomCodeError, "is no MODULE:FUNCTION"),
        (["my_rule:later@weather"], CustomCodeError, "is async, or yields"),
        (None, ScheduleError, "it takes a list of rules"),
        (["my_rule:odd@weather"], CustomCodeError, r"takes \(world\): a rule takes \(world, p"),
        (["my_rule:remember_compiled@weather"], CustomCodeError, "compiled and takes a state"),
    ],
)
def test_what_is_no_rule_is_told(phases, error, words):
    with pytest.raises(error, match=words):
        build_schedule(phases)


def test_a_rule_that_fails_is_told_by_its_day_and_line():
    words = r"'my_rule:fail' fails on 2016-12-06: IndexError: .*\(my_rule.py line 27\)"
    with pytest.raises(OwnRuleError, match=words):
        battle("my_rule:fail@firefight")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("lose", r"leaves units.strength at -1 to \d+; it takes 0 or more"),
        ("blur", "leaves battalions.cohesion at nan to nan; it takes 0 to 1"),
        ("lift_off", r"leaves units.cell at 1e\+06 to 1e\+06; it takes -1 to \d+"),
    ],
)
def test_what_a_rule_leaves_behind_is_checked_before_the_next_phase(rule, words):
    with pytest.raises(OwnRuleError, match=f"'my_rule:{rule}' {words} .2016-12-06.$"):
        battle(f"my_rule:{rule}@firefight")


def test_a_rule_that_exits_ends_its_run_alone_and_prints_beside_the_results(capsys):
    with pytest.raises(OwnRuleError, match="fails on 2016-12-06: SystemExit: 3"):
        battle("my_rule:leave@firefight")
    assert capsys.readouterr() == ("", "leaving\n")


def test_the_digest_of_a_rule_changes_with_a_module_beside_it(folder):
    (folder / "my_helper.py").write_text("X = 1.0", encoding="utf-8")
    text = "import my_helper\n" + RULES.replace("+= 1.0", "= my_helper.X")
    (folder / "with_helper.py").write_text(text, encoding="utf-8")
    rule = "with_helper:tire@weather"
    before = digest_of_rule(rule)
    assert set(battle(rule).world.units.user_value.tolist()) == {1.0}
    (folder / "my_helper.py").write_text("X = 0.25", encoding="utf-8")
    assert digest_of_rule(rule) != before
    assert set(battle(rule).world.units.user_value.tolist()) == {0.25}


def test_the_digest_of_a_rule_changes_with_its_file(folder):
    before = digest_of_rule("my_rule:tire@firefight")
    assert digest_of_rule("my_rule:rest@weather") == before
    (folder / "my_rule.py").write_text(RULES + "\n# more", encoding="utf-8")
    assert digest_of_rule("my_rule:tire@firefight") != before


def test_the_provenance_names_the_rules_and_their_files():
    chosen = mm.scenario("reported").with_parameters(SMALL)
    run = simulate(chosen, 1, 1, phases=["my_rule:tire@firefight", "my_rule:rest@firefight"])
    assert provenance(run, "")["own_rules"] == {
        "my_rule:tire@firefight": digest_of_rule("my_rule:tire@firefight"),
        "my_rule:rest@my_rule:tire": digest_of_rule("my_rule:tire@firefight"),
    }
    assert provenance(run, "")["own_code"] == {"my_rule": RULES}
    assert "own rules" in run_title(run)
    assert provenance(simulate(chosen, 1, 1), "")["own_rules"] == {}


@compiled
def lift(world, p, clock):
    """Lift the grounding of aircraft."""
    world.external.aircraft_grounded_permille[0] = 0


def test_a_rule_that_acts_changes_the_battle_alike_in_both_engines():
    runs = [battle((lift, "weather"), days=6, engine=one) for one in ("compiled", "plain")]
    assert runs[0].digest() == runs[1].digest()
