"""The glossary defines every word of the results, in the package and in seeds/README.md."""

import pytest
from town import coarse_simulation, run_days

import mesa_mosul as mm
from mesa_mosul.engine.codes import AREAS, EVENTS, FORCES, MEASURES
from mesa_mosul.inputs.tables import find_seeds_folder
from mesa_mosul.simulation.glossary import (
    END_MARK,
    START_MARK,
    collapse_entries,
    find_words,
    glossary_entries,
    glossary_lines,
    insert_glossary,
)
from mesa_mosul.single_run.summary import BALANCE_COLUMNS, CASUALTY_COLUMNS


@pytest.fixture(scope="module")
def first_day():
    return run_days(coarse_simulation("recorded"), 1)


def words(kind):
    return [entry.word for entry in glossary_entries() if entry.kind == kind]


def test_the_seeds_readme_carries_the_glossary():
    text = (find_seeds_folder() / "README.md").read_text(encoding="utf-8")
    assert insert_glossary(text) == text, (
        "the glossary of seeds/README.md is stale: run 'make odd' or"
        " 'python -m mesa_mosul.simulation.glossary', commit it"
    )
    assert "\n".join(glossary_lines()) in text


@pytest.mark.parametrize("text", ["", START_MARK, f"{START_MARK}{END_MARK}{END_MARK}"])
def test_a_page_without_both_markers_once_is_refused(text):
    with pytest.raises(ValueError, match="once each"):
        insert_glossary(text)


def test_every_outcome_has_a_word_and_every_word_an_outcome(first_day):
    outcomes = set(words("outcome"))
    assert set(first_day.outcome()) == outcomes - {"survivors"}
    assert set(mm.run("duel", seed=1, days=1, engine="plain").outcome) == outcomes


def test_every_column_of_the_daily_table_has_a_word_and_every_word_a_column(first_day):
    assert list(first_day.daily().columns) == words("daily column")


def test_every_event_and_every_column_of_events_has_a_word(first_day):
    assert tuple(words("event")) == EVENTS
    assert list(first_day.events().columns) == words("event column")


def test_every_head_of_the_printed_personnel_has_a_word():
    heads = {column.replace("_", " ") for column in (*BALANCE_COLUMNS, *CASUALTY_COLUMNS)}
    assert {*heads, "at start", "arrived"} <= set(words("summary"))


def test_every_area_and_measure_has_a_word():
    assert (tuple(words("area")), tuple(words("measure"))) == (AREAS, MEASURES)


def test_every_word_has_a_meaning_in_a_sentence_and_a_unit_unless_it_is_part_of_a_name():
    without = [
        entry
        for entry in glossary_entries()
        if not (entry.meaning[:1].isupper() and entry.meaning.endswith("."))
        or not (entry.unit or entry.kind in ("area", "measure", "event"))
    ]
    assert not without, without


def test_no_word_is_defined_twice_in_one_place():
    pairs = [(entry.word, entry.kind) for entry in glossary_entries()]
    assert len(pairs) == len(set(pairs))


def test_a_word_is_found_by_a_part_of_it_in_any_case():
    assert {entry.word for entry in find_words("Captured")} == {
        "captured",
        "captured_on",
        "captured_day",
    }
    assert len(find_words("daily column")) == len(words("daily column"))
    assert find_words("no such word") == ()


def test_a_table_has_one_row_for_all_forces_areas_and_axes():
    collapsed = collapse_entries(glossary_entries(("north", "south")), ("north", "south"))
    daily = [entry.word for entry in collapsed if entry.kind == "daily column"]
    assert {"{force}_killed", "km2_{area}_held", "km2_axis_{axis}_held"} <= set(daily)
    assert not [word for word in daily if word.startswith(FORCES) and word.endswith("_killed")]
    assert {"iraqi_attacking", "isis_posture"} <= set(daily)
