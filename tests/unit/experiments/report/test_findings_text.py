"""Sentences of findings: no effect is claimed where none was detected, averages are named."""

import pandas as pd

from mesa_mosul.experiments.report.findings_text import (
    HARM_OUTCOME,
    civilian_harm_sentence,
    main_outcome_sentence,
    stall_sentence,
)

AVERAGE = ", on average over the levels of isis.fighters"


def effects(*rows, pairs=200):
    """Return differences with an interval of a given half-width: (case, difference, half)."""
    table = pd.DataFrame(rows, columns=["case", "difference", "half"])
    low, high = table["difference"] - table["half"], table["difference"] + table["half"]
    table = table.assign(low=low, high=high, pairs=pairs, base=0.08)
    is_clear = (low > 0) | (high < 0)
    return table.assign(mean=table["base"] + table["difference"], p_holm=1.0 - is_clear)


def test_cases_that_all_differ_are_counted_as_all():
    table = effects(("4,000", 1.0, 0.1), ("12,000", 2.0, 0.1))
    assert main_outcome_sentence(table, "km2_city_held", "none", "").endswith(
        "; both cases differ from the base (95 % intervals without 0; also after Holm's"
        " correction)."
    )


def test_cases_that_differ_only_before_the_correction_are_counted_apart():
    table = effects(("4,000", 1.0, 0.1), ("8,000", 1.0, 0.1), ("12,000", 0.1, 0.2))
    table.loc[0, "p_holm"] = 0.2
    text = main_outcome_sentence(table, "km2_city_held", "none", "")
    assert "2 of 3 cases differ from the base" in text
    assert text.endswith("; 1 after Holm's correction).")


def test_a_difference_that_was_not_detected_is_not_called_a_change():
    table = effects(("day 21", 0.0113, 0.02), ("day 45", -0.0112, 0.02))
    assert stall_sentence(table, "").startswith(
        "No effect on the stall probability was detected (largest difference: 'day 21', +1.13"
    )
    assert main_outcome_sentence(table, "km2_city_held", "day 7", "").startswith(
        "No difference from 'day 7' in "
    )
    harm = {"km2_city_held": table, HARM_OUTCOME: table}
    assert civilian_harm_sentence(harm, "km2_city_held", "").startswith(
        "No effect on civilians"
    )


def test_an_average_over_other_levers_is_named_in_every_sentence():
    for table in (effects(("few", 1.0, 0.1)), effects(("few", 0.1, 1.0))):
        harm = {"km2_city_held": table, HARM_OUTCOME: table}
        assert AVERAGE in main_outcome_sentence(table, "km2_city_held", "none", AVERAGE)
        assert AVERAGE in stall_sentence(table, AVERAGE)
        assert AVERAGE in civilian_harm_sentence(harm, "km2_city_held", AVERAGE)


def test_an_effect_that_is_zero_by_construction_is_stated_exactly():
    table = effects(("few", 0.0, 0.0))
    assert "exactly 0" in main_outcome_sentence(table, "km2_city_held", "none", "")
    assert stall_sentence(table, "") == "The stall probability is 8.00 % in every case."


def test_the_harm_of_the_main_case_and_the_largest_harm_are_both_named():
    harm = {
        "km2_city_held": effects(("first", 2.0, 0.1), ("second", 1.0, 0.1)),
        HARM_OUTCOME: effects(("first", 5.0, 0.5), ("second", 9.0, 0.5)),
    }
    text = civilian_harm_sentence(harm, "km2_city_held", "")
    assert text.startswith("With 'first', civilians killed (simulated, no body count)")
    assert "most with 'second', by +9.00" in text
