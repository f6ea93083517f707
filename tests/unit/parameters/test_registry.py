"""The parameters: each has a value in range, a source that exists and a reader.

Tests over all parameters list every failure.
"""

import ast
import datetime
import re

import pytest

from mesa_mosul.parameters import registry
from mesa_mosul.parameters.errors import PACKAGE_FOLDER
from mesa_mosul.parameters.registry import (
    ParameterError,
    Parameters,
    format_bound,
    parameters,
    with_changes,
)

ALL = parameters()
NUMERIC = [name for name, entry in ALL.items() if entry.value_type is not bool]
SWITCHES = [name for name, entry in ALL.items() if entry.value_type is bool]
DAY_AFTER_WHICH_NOTHING_COUNTS = datetime.date(2016, 12, 13)
DATED_INPUTS = {"E064", "E135"}
"""Decisions of the record that a scenario may make on their day; they are inputs, not fits."""


def value_of(p, name):
    group, field = name.split(".")
    return getattr(getattr(p, group), field)


def sources(name):
    return ALL[name].spec.source.split(";")


def refusal(name, value):
    """Return the message with which a value is refused, empty if it is accepted."""
    try:
        with_changes(Parameters(), {name: value})
    except ParameterError as fault:
        return str(fault)
    return ""


def failures(names, holds):
    return "\n".join(name for name in names if not holds(name))


def test_every_default_lies_in_its_range():
    assert not failures(
        ALL, lambda name: ALL[name].spec.low <= ALL[name].default <= ALL[name].spec.high
    )


def test_every_range_leaves_room():
    assert not failures(ALL, lambda name: ALL[name].spec.low < ALL[name].spec.high)


def test_every_default_has_its_declared_type():
    assert not failures(ALL, lambda name: type(ALL[name].default) is ALL[name].value_type)


def test_every_parameter_has_a_unit_and_a_meaning_in_a_sentence():
    assert not failures(
        ALL,
        lambda name: (
            ALL[name].spec.unit
            and ALL[name].meaning[0].isupper()
            and ALL[name].meaning.endswith(".")
        ),
    )


def test_every_meaning_can_be_read_alone():
    """In a table nothing precedes a meaning to which these words could refer."""
    refers_back = re.compile(r"^(The same|These|How many|That)\b|\b(it|they|them)\b")
    assert not failures(ALL, lambda name: not refers_back.search(ALL[name].meaning))


def test_no_parameter_has_a_word_that_was_withdrawn():
    withdrawn = re.compile(
        r"\b(quarters?|luck|hurt|people|men|by lot|so many)\b", re.IGNORECASE
    )
    assert not failures(ALL, lambda name: not withdrawn.search(ALL[name].meaning))


def test_every_rate_has_the_unit_of_a_rate():
    rates = [name for name in NUMERIC if name.endswith("_rate")]
    assert len(rates) > 20
    assert not failures(
        rates, lambda name: "/" in ALL[name].spec.unit or "per " in ALL[name].spec.unit
    )


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


def test_no_parameter_rests_on_what__after_the_report(seeds):
    published = {row.id: row.until or row.date for row in seeds.evidence}
    late = [
        f"{name}: {source} of {published[source]}"
        for name in ALL
        for source in sources(name)
        if source not in DATED_INPUTS
        and published.get(source)
        and published[source] > DAY_AFTER_WHICH_NOTHING_COUNTS
    ]
    assert not late, "\n".join(late)


def read_fields(path):
    """Return the (group, field) pairs that a module reads; None: a group looked up by name."""
    tree, fields, aliases = ast.parse(path.read_text(encoding="utf-8")), set(), {}
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
            fields.add((node.value.attr, node.attr))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            fields |= {(group, node.attr) for group in aliases.get(node.value.id, ())}
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value).startswith("getattr("):
            fields.add((None, node.attr))
    return fields


@pytest.fixture(scope="module")
def all_read():
    paths = [path for path in PACKAGE_FOLDER.rglob("*.py") if path.parent.name != "parameters"]
    return set().union(*map(read_fields, paths))


def test_every_parameter_is_read_somewhere(all_read):
    def is_read(name):
        group, field = name.split(".")
        is_for_own_rules = group == "own"
        return is_for_own_rules or bool({(group, field), (None, field)} & all_read)

    assert not failures(ALL, is_read)


def test_a_value_out_of_range_is_refused_with_the_range():
    def is_refused(name):
        spec = ALL[name].spec
        limits = f"takes {format_bound(spec.low)} to {format_bound(spec.high)}"
        message = refusal(name, spec.high * 1.01 + 1)
        return message.startswith(f"{name} is ") and limits in message

    assert not failures(NUMERIC, is_refused)


@pytest.mark.parametrize("value", ["many", "", None, True, float("nan"), [1]])
def test_a_value_that_is_not_a_number_is_refused_with_the_unit(value):
    assert not failures(
        NUMERIC,
        lambda name: f"takes a number in {ALL[name].spec.unit}" in refusal(name, value),
    )


def test_both_ends_of_a_range_are_accepted():
    def are_accepted(name):
        ends = (ALL[name].spec.low, ALL[name].spec.high)
        return all(value_of(with_changes(Parameters(), {name: x}), name) == x for x in ends)

    assert not failures(NUMERIC, are_accepted)


def test_a_value_is_cast_to_its_declared_type():
    def is_cast(name):
        changed = with_changes(Parameters(), {name: str(ALL[name].default)})
        return type(value_of(changed, name)) is ALL[name].value_type

    assert not failures(NUMERIC, is_cast)


def test_an_integer_becomes_a_float_where_a_float_is_declared():
    changed = with_changes(Parameters(), {"hold.raid_duration_days": 2})
    assert type(changed.hold.raid_duration_days) is float


def test_half_a_fighter_is_refused():
    with pytest.raises(ParameterError, match="it takes an integer"):
        with_changes(Parameters(), {"isis.fighters": 4000.5})


@pytest.mark.parametrize(
    ("value", "meant"), [("yes", True), ("No", False), (0, False), (True, True), ("1", True)]
)
def test_a_switch_takes_words_and_digits(value, meant):
    assert not failures(
        SWITCHES,
        lambda name: value_of(with_changes(Parameters(), {name: value}), name) is meant,
    )


def test_a_switch_takes_no_other_word():
    assert not failures(SWITCHES, lambda name: "true or false" in refusal(name, "perhaps"))


def test_a_laboratory_may_use_a_rate_beyond_its_evidence():
    changed = with_changes(Parameters(), {"hold.infiltration_rate": 3.0}, laboratory=True)
    assert changed.hold.infiltration_rate == 3.0


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ParameterError, match=r"did you mean isis\.fighters"):
        with_changes(Parameters(), {"isis.fighter": 1})


@pytest.mark.parametrize("name", ["zzz", "", "isis", "isis.", "isis.fighters.now"])
def test_no_odd_name_passes(name):
    with pytest.raises(ParameterError, match="no parameter is called"):
        with_changes(Parameters(), {name: 1})


def test_a_change_leaves_the_old_parameters_alone():
    before = Parameters()
    with_changes(before, {"isis.fighters": 4000})
    assert before == Parameters()


def test_a_change_touches_nothing_else():
    after = with_changes(Parameters(), {"isis.fighters": 4000})
    assert after._replace(isis=Parameters().isis) == Parameters()


@pytest.mark.parametrize("hours", [5, 7, 9, 10, 11])
def test_ticks_must_fill_a_day(hours):
    with pytest.raises(ParameterError, match="must divide 24"):
        with_changes(Parameters(), {"resolution.hours_per_tick": hours})


def test_a_parameter_without_a_meaning_is_named(monkeypatch):
    monkeypatch.setattr(registry, "read_meanings", lambda group: {})
    with pytest.raises(ParameterError, match="has no meaning: write it as a string below"):
        registry.parameters.__wrapped__()
