"""The events of a run in words: every kind has them, and they are those of its numbers."""

import dataclasses

import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.engine.codes import COMMANDS, EVENTS, IRAQI_COMMAND, ISIS_COMMAND
from mesa_mosul.simulation.event_schema import EVENT_KINDS, event_columns
from mesa_mosul.single_run.chronicle import brief_days, chronicle, list_key_decisions
from mesa_mosul.single_run.event_texts import EVENT_TEXTS

DAY = pd.Timestamp("2016-12-13")
DECISIONS = [kind.label for kind in EVENT_KINDS if kind.command is not None]


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=4, days=3)


def with_events(run, *events):
    """Return the run with other events, each a kind and some of its fields."""
    names = [column.name for column in event_columns()]
    rows = [{"date": DAY, "event": event, **fields} for event, fields in events]
    return with_table(run, pd.DataFrame(rows, columns=names))


def with_table(run, events):
    """Return the run with another table of events."""
    other = dataclasses.replace(run)
    vars(other)["events"] = events
    return other


def example(run, label):
    """Return an event of a kind with a value in every field that it records."""
    kind = next(kind for kind in EVENT_KINDS if kind.label == label)
    subjects = {
        "axis": run.built.axis_names[0],
        "formation": run.built.formations[0].id,
        "bridge": run.built.tables.bridges[0].id,
    }
    fields = {"subject": subjects.get(kind.subject, "Iraqi command")}
    for field in kind.fields:
        fields[field.name] = field.labels[0] if field.labels else 0.5
        if field.names == "axis":
            fields[field.name] = run.built.axis_names[0]
    if label == "pause the axis":
        fields["daily_loss_fraction"] = 0.5
    return label, fields


def test_every_kind_of_event_has_its_words():
    assert set(EVENT_TEXTS) == {kind.code for kind in EVENT_KINDS} == set(range(len(EVENTS)))


def test_the_chronicle_has_a_row_for_every_event(run):
    table = chronicle(run)
    assert list(table["event"]) == list(run.events["event"])
    assert (table["actor"] != "").all()


def test_no_text_of_a_run_shows_a_missing_value(run):
    texts = chronicle(run).drop(columns=["date"]).to_numpy().ravel()
    assert [text for text in texts if "nan" in text or "NA>" in text] == []


def test_a_run_without_events_has_an_empty_chronicle(run):
    silent = with_table(run, run.events.iloc[:0])
    assert chronicle(silent).empty
    assert list_key_decisions(silent) == []


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_decision_has_its_options_its_figures_and_its_reason(run, kind):
    row = chronicle(with_events(run, example(run, kind))).iloc[0]
    assert row["actor"] in COMMANDS
    assert ", or " in row["options"]
    assert any(letter.isdigit() for letter in row["figures"])
    assert row["reason"]
    assert not any("nan" in text or "{" in text for text in row.drop("date"))


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_key_decision_is_a_sentence_that_says_because(run, kind):
    assert ", because " in list_key_decisions(with_events(run, example(run, kind)))[0]


@pytest.mark.parametrize("kind", ["counter-attack", "defend"])
def test_what_isis_does_is_decided_by_isis(run, kind):
    table = chronicle(with_events(run, example(run, kind)))
    assert table["actor"].item() == COMMANDS[ISIS_COMMAND]


def test_a_counter_attack_gives_the_ratio_and_the_threshold(run):
    ratio = {"attackers_per_defender": 6.8, "defenders_in_contact": 2670, "subject": "ISIS"}
    row = chronicle(with_events(run, ("counter-attack", ratio))).iloc[0]
    threshold = run.scenario.parameters.isis.counter_attack_ratio
    assert row["reason"] == (
        "it faces 6.8 attackers per defender, fewer than the"
        f" {threshold:g} at which it would only hold"
    )


def test_a_pause_names_its_axis_and_the_casualties_that_caused_it(run):
    axis = run.built.axis_names[1]
    fields = {"subject": axis, "cohesion": 0.9, "daily_loss_fraction": 0.5}
    event = ("pause the axis", fields | {"days_in_posture": 6.0})
    row = chronicle(with_events(run, event)).iloc[0]
    assert row["actor"] == COMMANDS[IRAQI_COMMAND]
    assert axis.replace("_", "-") in row["decision"]
    assert "50.0 % of its troops lost" in row["figures"]
    assert "casualties" in row["reason"]
    assert "cohesion" not in row["reason"]


def test_a_neighbourhood_is_called_by_its_name(run):
    row = run.built.tables.neighbourhoods[2]
    table = chronicle(
        with_events(run, ("neighbourhood cleared", {"subject": row.id, "control": 0.7}))
    )
    assert table["actor"].item() == row.name


def test_a_broken_battalion_is_called_by_its_formation(run):
    first = run.built.tables.forces[0]
    event = (
        "battalion breaks",
        {"subject": first.id, "trigger": "casualties", "strength": 350},
    )
    assert first.name in chronicle(with_events(run, event))["actor"].item()


def test_the_key_decisions_give_each_kind_once_and_count_the_others(run):
    events = [example(run, "pause the axis") for _ in range(3)]
    lines = list_key_decisions(with_events(run, *events, example(run, "defend")))
    assert len(lines) == 2
    assert lines[0].endswith("[2 more]")


def test_a_day_in_brief_names_each_kind_of_event_once_with_decisions_first(run):
    table, brief = chronicle(run), brief_days(run)
    assert list(brief) == list(dict.fromkeys(table["date"]))
    for date, lines in brief.items():
        events = table[table["date"] == date]
        assert len(lines) == events["event"].nunique()
        is_decision = [
            any(
                line.startswith(f"{row.actor} {row.decision}") and row.event in DECISIONS
                for row in events.itertuples()
            )
            for line in lines
        ]
        assert is_decision == sorted(is_decision, reverse=True)
        more = sum(int(line.rpartition("[")[2].split()[0]) for line in lines if "[" in line)
        assert more == len(events) - len(lines)
