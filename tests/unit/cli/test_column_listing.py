"""`mosul columns` explains every column, outcome and word of a run."""

import json

import pytest
from terminal import call_mosul

import mesa_mosul as mm


@pytest.fixture(scope="module")
def run():
    return mm.run("reported", seed=1, days=1)


def list_words(at, *words):
    """Return the entries that a command lists, by kind and word."""
    records = json.loads(call_mosul("columns", *words, "--json", at=at).stdout)
    return {(entry["kind"], entry["word"]): entry for entry in records}


def test_every_column_and_outcome_of_a_run_is_listed_with_its_meaning(run, tmp_path):
    listed = list_words(tmp_path)
    expected = {
        "daily column": list(run.daily.columns),
        "event column": list(run.events.columns),
        "outcome": [name for name in run.outcome if name != "survivors"],
    }
    missing = [
        (kind, name)
        for kind, names in expected.items()
        for name in names
        if (kind, name) not in listed
    ]
    assert missing == []
    assert [key for key, entry in listed.items() if not entry["meaning"]] == []
    is_column = {"daily column", "event column", "outcome", "summary"}
    assert [
        key for key, entry in listed.items() if key[0] in is_column and not entry["unit"]
    ] == []


def test_the_index_of_a_daily_table_needs_no_entry_beyond_those_listed(run, tmp_path):
    listed = list_words(tmp_path)
    daily = {word for kind, word in listed if kind == "daily column"}
    assert daily == set(run.daily.columns)


def test_a_word_filters_by_name_unit_kind_and_meaning(tmp_path):
    everything = list_words(tmp_path)
    for word in ("civilians_killed", "km2/day", "summary", "tigris"):
        listed = list_words(tmp_path, word)
        assert 0 < len(listed) < len(everything)
        assert all(word in " ".join(entry.values()).lower() for entry in listed.values())


def test_readers_see_one_line_for_all_forces(tmp_path):
    text = call_mosul("columns", "killed", at=tmp_path).stdout
    assert "{force}_killed [" in text
    assert "isis_killed" not in text
    assert "civilians_killed_in_crossfire" in text


def test_an_event_column_names_the_events_that_fill_it(tmp_path):
    entry = list_words(tmp_path, "bridges_left")["event column", "bridges_left"]
    assert "cut a bridge" in entry["meaning"].rpartition("Events: ")[2]
