"""The 27 claims: what of the model stands for each; measures change nothing in the battle."""

import functools
import json

import numpy as np
import pytest
from terminal import call_mosul

from mesa_mosul.cli.listings import format_effects
from mesa_mosul.inputs.scenario import scenario, scenarios
from mesa_mosul.inputs.tables import read_table
from mesa_mosul.parameters.registry import parameters
from mesa_mosul.simulation.simulation import REPORTING_SUFFIXES, Simulation

CLAIMS = read_table("claims")
EFFECTS = read_table("effects")
MEASURES = [row for row in CLAIMS if row.kind in ("measure", "metadata")]
DEFINITIONS = sorted({name for row in MEASURES for name in row.parameters})
DAYS = 3
SHOWN = ("reporting.entered_threshold", "reporting.claimed_threshold")
"""Definitions whose change shows in what three days measure."""


@functools.cache
def course(**changes: float) -> Simulation:
    """Return three days of the report's world with some parameters changed."""
    found = Simulation(scenario("reported").with_parameters(**changes), seed=1)
    for _ in range(DAYS):
        found.run_day()
    return found


def ends(name: str) -> tuple[float, float]:
    known = parameters()[name].spec
    return known.low, known.high


def measured(one: Simulation) -> np.ndarray:
    return one.ledger[:, [head.endswith(REPORTING_SUFFIXES) for head in one.columns]]


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_definition_changes_nothing_in_the_battle(name, end):
    changed = course(**{name: ends(name)[end]})
    assert changed.battle_digest() == course().battle_digest()


@pytest.mark.parametrize("name", SHOWN)
def test_a_definition_changes_what_is_measured(name):
    assert name in DEFINITIONS
    low, high = (course(**{name: end}) for end in ends(name))
    assert not np.array_equal(measured(low), measured(high))
    assert low.digest() != high.digest()


@pytest.mark.parametrize(
    "name", ["fire.aimed_rate", "isis.fighters", "advance.initial_entered_control"]
)
def test_the_military_digest_feels_what_is_no_definition(name):
    digests = {course(**{name: end}).battle_digest() for end in ends(name)}
    assert len(digests) == 2


@pytest.mark.parametrize("row", MEASURES, ids=lambda row: row.id)
def test_a_measure_has_no_switch_and_no_scenario(row):
    assert row.switch is None
    assert row.scenario is None


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row.id)
def test_what_stands_for_a_claim_exists(row):
    known = parameters()
    assert set(row.parameters) <= known.keys()
    assert row.switch is None or known[row.switch].value_type is bool
    assert row.scenario is None or row.scenario in scenarios()


def test_the_reports_world_takes_its_inputs_at_their_word():
    p = scenario("reported").parameters
    for row in CLAIMS:
        if row.kind == "input":
            (name,) = row.parameters
            subject, field = name.split(".")
            assert getattr(getattr(p, subject), field) == row.value


def test_a_claims_switch_is_one_of_those_that_name_it_as_their_source():
    named: dict[str, set[str]] = {}
    for name, entry in parameters().items():
        if name.startswith("switch."):
            for source in entry.spec.source.split(";"):
                named.setdefault(source, set()).add(name)
    kept = [row for row in CLAIMS if row.id in named and row.kind != "measure"]
    assert len(kept) > 10
    for row in kept:
        assert row.switch in named[row.id], row.id


def test_the_list_for_programs_says_of_every_claim_what_stands_for_it(tmp_path):
    listed = json.loads(call_mosul("claims", "--json", at=tmp_path).stdout)
    assert [one["id"] for one in listed] == [row.id for row in CLAIMS]
    for one, row in zip(listed, CLAIMS, strict=True):
        assert one["parameters"] == list(row.parameters)
        assert (one["switch"], one["scenario"]) == (row.switch, row.scenario)
        assert (one["kind"], one["claim"]) == (row.kind, row.claim)
        assert one["standing"] == row.standing
        assert {effect["claim"] for effect in one["effects"]} <= {row.id}


def test_18_claims_or_more_have_measured_effects():
    kinds = {row.id: row.kind for row in CLAIMS}
    measured = {effect.claim for effect in EFFECTS} - {"control"}
    assert len(measured) >= 18
    assert {kinds[claim] for claim in measured} <= {"input", "dated", "mechanism"}
    assert all(effect.pairs >= 200 for effect in EFFECTS)


def test_negative_controls_change_nothing_at_all():
    controls = [effect for effect in EFFECTS if effect.claim == "control"]
    assert len({effect.case for effect in controls}) == 2
    assert all(one.difference == one.low == one.high == 0.0 for one in controls)


def test_every_case_of_a_claim_reports_civilians():
    cases = {(effect.claim, effect.case) for effect in EFFECTS}
    harm = {(one.claim, one.case) for one in EFFECTS if one.outcome == "civilians_killed"}
    assert harm == cases


def test_effects_of_another_model_are_marked():
    effects = [effect for effect in EFFECTS if effect.claim == "R05"]
    assert format_effects(effects, effects[0].model)[0].startswith("effect of")
    assert format_effects(effects, "0" * 16)[0].startswith("STALE")


def test_the_list_for_readers_shows_a_claims_switch(tmp_path):
    text = " ".join(call_mosul("claims", at=tmp_path).stdout.split())
    for row in CLAIMS:
        if row.switch:
            assert f"switch: {row.switch}" in text


def test_an_effect_that_is_the_same_in_all_pairs_has_no_interval_of_no_width():
    same = next(effect for effect in EFFECTS if effect.claim == "R05")
    same = same.model_copy(update={"difference": 1.0, "low": 1.0, "high": 1.0})
    assert f"{same.outcome} +1 in all pairs" in format_effects([same], same.model)[0]
