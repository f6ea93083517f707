"""The parameters: each has a value in range, a source that exists and a reader."""

import ast
import datetime
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesa_mosul.compiled import PACKAGE
from mesa_mosul.parameters import ParameterError, Parameters, changed, parameters, record, told

ALL = parameters()
NUMBERS = [name for name, entry in ALL.items() if entry.kind is not bool]
SWITCHES = [name for name, entry in ALL.items() if entry.kind is bool]
REPORT_MADE_KNOWN = datetime.date(2016, 12, 13)
DATED_INPUTS = {"E064", "E135"}
"""Decisions of the record that a scenario may make on their day; they are inputs, not fits."""

every_parameter = pytest.mark.parametrize("name", ALL)


def value_of(p, name):
    subject, field = name.split(".")
    return getattr(getattr(p, subject), field)


def sources(name):
    return ALL[name].known.source.split(";")


@every_parameter
def test_a_default_lies_in_its_range(name):
    entry = ALL[name]
    assert entry.known.low <= entry.default <= entry.known.high


@every_parameter
def test_a_range_leaves_room(name):
    assert ALL[name].known.low < ALL[name].known.high


@every_parameter
def test_a_default_has_its_declared_type(name):
    assert type(ALL[name].default) is ALL[name].kind


@every_parameter
def test_a_parameter_has_a_unit_and_says_what_it_is_in_a_sentence(name):
    assert ALL[name].known.unit
    assert ALL[name].meaning[0].isupper()
    assert ALL[name].meaning.endswith(".")


def test_every_source_of_a_parameter_is_in_the_seeds(seeds):
    known = {row.id for row in (*seeds.evidence, *seeds.assumptions, *seeds.claims)}
    missing = {
        source: [other for other in ALL if source in sources(other)]
        for name in ALL
        for source in sources(name)
        if source not in known
    }
    assert not missing, "\n".join(
        f"{row}: {', '.join(missing[row])}" for row in sorted(missing)
    )


def test_no_parameter_rests_on_what_was_learnt_after_the_report(seeds):
    learnt = {row.id: row.until or row.date for row in seeds.evidence}
    late = [
        f"{name}: {source} of {learnt[source]}"
        for name in ALL
        for source in sources(name)
        if source not in DATED_INPUTS
        and learnt.get(source)
        and learnt[source] > REPORT_MADE_KNOWN
    ]
    assert not late, "\n".join(late)


def read_fields(path):
    """Return the (subject, field) pairs that a module reads; None: a subject found by name."""
    tree, found, aliases = ast.parse(path.read_text(encoding="utf-8")), set(), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            named, given = node.targets[0], node.value
            pairs = zip(
                getattr(named, "elts", [named]), getattr(given, "elts", [given]), strict=False
            )
            for name, value in pairs:
                if isinstance(name, ast.Name) and isinstance(value, ast.Attribute):
                    aliases.setdefault(name.id, set()).add(value.attr)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            found.add((node.value.attr, node.attr))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {(subject, node.attr) for subject in aliases.get(node.value.id, ())}
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value).startswith("getattr("):
            found.add((None, node.attr))
    return found


@pytest.fixture(scope="module")
def all_read():
    paths = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "parameters"]
    return set().union(*map(read_fields, paths))


@every_parameter
def test_every_parameter_is_read_somewhere(name, all_read):
    subject, field = name.split(".")
    assert (subject, field) in all_read or (None, field) in all_read


@pytest.mark.parametrize("name", NUMBERS)
def test_a_value_out_of_range_is_refused_with_the_range(name):
    entry = ALL[name]
    limits = re.escape(f"takes {told(entry.known.low)} to {told(entry.known.high)}")
    with pytest.raises(ParameterError, match=f"{name} is .* {limits}"):
        changed(Parameters(), {name: entry.known.high * 1.01 + 1})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["many", "", None, True, float("nan"), [1]])
def test_what_is_no_number_is_refused_with_the_unit(name, value):
    with pytest.raises(ParameterError, match="takes a number in"):
        changed(Parameters(), {name: value})


@pytest.mark.parametrize("name", NUMBERS)
def test_both_ends_of_a_range_are_taken(name):
    known = ALL[name].known
    for end in (known.low, known.high):
        assert value_of(changed(Parameters(), {name: end}), name) == end


@pytest.mark.parametrize("name", NUMBERS)
def test_a_value_is_cast_to_its_declared_type(name):
    entry = ALL[name]
    text = str(entry.default)
    assert type(value_of(changed(Parameters(), {name: text}), name)) is entry.kind


def test_a_whole_number_becomes_real_where_a_real_one_is_meant():
    assert type(changed(Parameters(), {"hold.raid_days": 2}).hold.raid_days) is float


def test_half_a_man_is_refused():
    with pytest.raises(ParameterError, match="whole number"):
        changed(Parameters(), {"isis.fighters": 4000.5})


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize(
    ("value", "meant"), [("yes", True), ("No", False), (0, False), (True, True), ("1", True)]
)
def test_a_switch_takes_words_and_digits(name, value, meant):
    assert value_of(changed(Parameters(), {name: value}), name) is meant


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_takes_no_other_word(name):
    with pytest.raises(ParameterError, match="true or false"):
        changed(Parameters(), {name: "perhaps"})


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ParameterError, match=r"did you mean isis\.fighters"):
        changed(Parameters(), {"isis.fighter": 1})


@pytest.mark.parametrize("name", ["zzz", "", "isis", "isis.", "isis.fighters.now"])
def test_no_odd_name_passes(name):
    with pytest.raises(ParameterError, match="no parameter is called"):
        changed(Parameters(), {name: 1})


def test_a_change_leaves_the_old_parameters_alone():
    before = Parameters()
    changed(before, {"isis.fighters": 4000})
    assert before == Parameters()


def test_a_change_touches_nothing_else():
    after = changed(Parameters(), {"isis.fighters": 4000})
    assert after._replace(isis=Parameters().isis) == Parameters()


@pytest.mark.parametrize("hours", [5, 7, 9, 10, 11])
def test_ticks_must_fill_a_day(hours):
    with pytest.raises(ParameterError, match="must divide 24"):
        changed(Parameters(), {"scale.hours_per_tick": hours})


@given(st.sampled_from(NUMBERS), st.floats(0, 1))
def test_a_record_holds_what_the_parameters_hold(name, part):
    known, kind = ALL[name].known, ALL[name].kind
    value = known.low + part * (known.high - known.low)
    if name == "scale.hours_per_tick":
        value = 6
    p = changed(Parameters(), {name: kind(value)})
    assert value_of(record(p), name) == value_of(p, name)


def test_a_record_keeps_whole_numbers_whole_and_switches_switches():
    one = record(Parameters())
    kinds = {int: np.integer, float: np.floating, bool: np.bool_}
    for name, entry in ALL.items():
        assert isinstance(value_of(one, name), kinds[entry.kind]), name
