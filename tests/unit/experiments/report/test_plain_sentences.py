"""The effect in plain words, beside harm; where nothing was found, what is excluded."""

import re

import numpy as np
import pytest
from synthetic import (
    FIGHTERS,
    LEVERS,
    MEN,
    OUTCOME,
    ROAD,
    drawn_results,
    drawn_runs,
    known_results,
    make_results,
    make_runs,
)

from mesa_mosul.experiments.report.first_screen import report_title
from mesa_mosul.experiments.report.number_format import format_size
from mesa_mosul.experiments.report.plain_sentences import contrast_sentences
from mesa_mosul.experiments.report.plain_words import UNCHANGED, base_words, case_words
from mesa_mosul.experiments.report.report_data import ReportData

PRIMARY = {"outcome": OUTCOME, "lever": MEN, "case": 3000}
SPACE = "\u00a0"
SIMULATED = "simulated deaths, not a count of real ones"
HELD = "territory in Mosul held by Iraqi forces"


def data_of(**options):
    return ReportData(make_results(**options).analysis)


@pytest.fixture(scope="module")
def known():
    return ReportData(known_results().analysis)


def drawn_data(change, sets=40, replications=2):
    """Return data of sets in each of which 3,000 fighters change territory by `change[set]`."""
    runs = drawn_runs((0, 3000), sets, replications)
    number = runs[FIGHTERS].rank(method="dense").astype(int) - 1
    runs[OUTCOME] = 60.0 + runs["replicate"] + (runs[MEN] > 0) * np.asarray(change)[number]
    return ReportData(drawn_results(runs, primary=PRIMARY).analysis)


def test_the_title_is_the_effect_of_the_case_that_was_named(known):
    title = report_title(known).replace(SPACE, " ")
    size, rest = title.split(" ", 1)
    assert rest == (f"km² less {HELD} with '3,000 return' than with 'none return'")
    row = known.effects(OUTCOME).set_index("case").loc["3,000 return"]
    assert float(size) == pytest.approx(-row["difference"], abs=0.01)


def test_two_pairs_are_too_few_for_a_title():
    title = report_title(data_of(runs=make_runs(replications=2), primary=PRIMARY))
    assert title == "Too few runs for an answer: 2 pairs of runs with '3,000 return'"


@pytest.fixture(scope="module")
def noise():
    runs = make_runs()
    runs[OUTCOME] = runs["replicate"] + (runs.index % 7) * 0.1
    return runs


def test_an_effect_that_was_not_detected_is_not_claimed(noise):
    data = data_of(runs=noise, primary=PRIMARY)
    assert report_title(data) == (f"No effect of '3,000 return' on {HELD} was found")
    smaller = report_title(data_of(runs=noise, primary=PRIMARY | {"smallest_effect": 1.0}))
    assert smaller.replace(SPACE, " ") == (
        f"'3,000 return' changes {HELD} by less than 1 km², if at all"
    )


def test_where_no_effect_was_found_the_size_that_is_excluded_is_stated(noise):
    data = data_of(runs=noise, primary=PRIMARY)
    first = contrast_sentences(data)[0].replace(SPACE, " ")
    ends = re.search(
        r"No effect was found; anything between (\S+) km² less and (\S+) km² more"
        r" is possible \(95 % interval\)\.$",
        first,
    )
    effect = data.effects(OUTCOME).set_index("case").loc["3,000 return"]
    assert float(ends[1]) == pytest.approx(-effect["low"], abs=0.01)
    assert float(ends[2]) == pytest.approx(effect["high"], abs=0.01)


def test_a_case_that_cannot_act_has_no_effect_by_construction():
    data = data_of(primary=PRIMARY | {"base": {ROAD: True}})
    assert report_title(data) == (
        "No effect of '3,000 return': its runs are identical to those with 'none return'"
    )
    first, second, _ = contrast_sentences(data)
    assert ": the same in all runs, " in first
    assert second.startswith(f"Civilians killed ({SIMULATED}): the same in all runs")


def test_the_effect_and_civilians_killed_have_both_levels_and_an_interval(known):
    first, second, _ = contrast_sentences(known)
    for text, outcome in ((first, OUTCOME), (second, "civilians_killed")):
        text = text.replace(SPACE, " ")
        numbers = [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*\.?\d*", text)]
        effect = known.effects(outcome).set_index("case").loc["3,000 return"]
        for wanted in (effect["base"], effect["mean"], abs(effect["difference"])):
            assert min(abs(one - wanted) for one in numbers) <= 0.51, text
        assert "with 'none return'" in text
        assert "(95 % interval " in text
    assert second.startswith(f"Civilians killed ({SIMULATED}): on average ")


def test_the_first_screen_has_no_words_of_statistics_and_no_names_of_columns(known):
    text = " ".join([report_title(known), *contrast_sentences(known)])
    assert not re.search(r"p [<=]|Holm|likely|certain|\bcases?\b|\w_\w|@", text)
    assert "isis." not in text


def test_the_scope_is_stated_with_the_effect(known):
    assert "(on day 3, road open)" in contrast_sentences(known)[0]


def test_how_many_parameter_sets_agree_is_counted():
    change = np.where(np.arange(40) < 30, 2.0, -1.0)
    third = contrast_sentences(drawn_data(change))[2]
    assert third == (
        f"More {HELD} in 30 of 40 parameter sets, each a possible version of what"
        " is not known; less in 10."
    )


def test_sets_without_a_difference_are_counted_apart():
    change = np.where(np.arange(40) < 30, 2.0, 0.0)
    assert contrast_sentences(drawn_data(change))[2].endswith("; no difference in 10.")


def test_without_drawn_parameters_pairs_of_runs_are_counted(known):
    row = known.signs(OUTCOME).set_index("case").loc["3,000 return"]
    third = contrast_sentences(known)[2]
    assert third.startswith(
        f"Less {HELD} in {row['below']} of 200 pairs of runs with the same random events"
    )


def test_an_effect_that_changes_its_direction_is_said_to(known):
    third = contrast_sentences(known)[2].replace(SPACE, " ")
    assert "The direction of the effect depends on the other conditions, between " in third
    assert re.search(r"less \('on day 3, road open'\) and 1\.\d+ km² more \('on day 14", third)


def test_an_effect_that_keeps_its_direction_is_not_said_to_change_it():
    runs = make_runs()
    runs.loc[runs["isis.return_start_day"] == 14, OUTCOME] -= 3.0 * (runs[MEN] == 3000)
    third = contrast_sentences(data_of(runs=runs, primary=PRIMARY))[2]
    assert "The size of the effect depends on the other conditions" in third
    assert "direction" not in third


def test_an_effect_that_is_the_same_under_other_conditions_is_said_not_to_differ():
    runs = make_runs()
    is_late = (runs["isis.return_start_day"] == 14) & ~runs[ROAD]
    is_early = (runs["isis.return_start_day"] == 3) & ~runs[ROAD]
    runs.loc[is_late, OUTCOME] = runs.loc[is_early, OUTCOME].to_numpy()
    third = contrast_sentences(data_of(runs=runs, primary=PRIMARY))[2]
    assert (
        "The effect does not clearly differ between 2 combinations of other conditions."
        in third
    )


def test_how_often_something_happens_is_given_in_percent_of_runs():
    data = data_of(primary=PRIMARY | {"outcome": "stalled"})
    first = contrast_sentences(data)[0].replace(SPACE, " ")
    assert first.startswith("The offensive stalls in 0 % of runs with 'none return', in 1")
    assert "No effect was found; anything between " in first
    assert first.endswith("percentage points more often is possible (95 % interval).")


def test_where_harm_is_the_outcome_stalls_stand_beside_it():
    data = data_of(primary=PRIMARY | {"outcome": "civilians_killed"})
    first, second, _ = contrast_sentences(data)
    assert first.startswith(f"Civilians killed ({SIMULATED}): ")
    assert second.startswith("The offensive stalls in ")


def test_a_difference_that_is_the_same_in_all_pairs_is_an_effect():
    """Without spread there is no interval, but the sign test knows."""
    runs = make_runs()
    runs[OUTCOME] = runs["replicate"] + 5.0 * (runs[MEN] == 3000)
    data = data_of(runs=runs, primary=PRIMARY)
    title = report_title(data).replace(SPACE, " ")
    assert title.startswith(f"5.00 km² more {HELD} with '3,000 return'")
    assert "5.00 km² more in every pair of runs" in contrast_sentences(data)[0].replace(
        SPACE, " "
    )


def test_a_case_that_was_selected_is_said_to_be_the_largest_of_several():
    several = report_title(data_of(primary={"outcome": OUTCOME, "lever": MEN}))
    assert several.endswith(", the largest of 2 effects")
    levers = {MEN: [0, 3000]}
    single = data_of(levers=levers, runs=make_runs(levers), labels={}, primary=None)
    assert "largest" not in report_title(single)


def test_a_base_that_sets_nothing_is_the_unchanged_scenario():
    levers = {"help": {"none": {}, "all": {MEN: 3000}}}
    runs = make_runs({MEN: [0, 3000]}).rename(columns={MEN: "help"})
    runs["help"] = runs["help"].map({0: "none", 3000: "all"})
    data = data_of(levers=levers, runs=runs, primary={"outcome": OUTCOME, "lever": "help"})
    assert base_words(data) == UNCHANGED
    assert report_title(data).endswith(f" less {HELD} with 'all'")
    assert f"{UNCHANGED}, " in contrast_sentences(data)[0]


def test_names_of_levels_lose_codes_of_evidence_and_underscores(known):
    assert case_words(known, "4,750 fighters (E019)") == "with '4,750 fighters'"
    assert case_words(known, "returning_men 3,000") == "with 'returning men 3,000'"


@pytest.mark.parametrize(
    ("numbers", "size", "ends"),
    [
        ((-8.18, -9.2, -7.2), "8.2", "7.2 to 9.2"),
        ((0.5, -1.0, 2.0), "0.5", "-1.0 to +2.0"),
        ((3.0, float("nan"), float("nan")), "3.00", ""),
    ],
)
def test_sizes_have_no_sign_but_where_the_interval_has_both(numbers, size, ends):
    assert format_size(*numbers) == (size, ends)


def test_without_a_named_lever_all_levers_are_compared():
    levers = {MEN: LEVERS[MEN]}
    data = data_of(levers=levers, runs=make_runs(levers), primary={"outcome": OUTCOME})
    assert "All 2 changes compared have an effect beyond chance." in contrast_sentences(data)[2]


def test_cases_that_clearly_change_harm_are_counted_beside_the_main_one():
    levers = {MEN: LEVERS[MEN]}
    runs = make_runs(levers)
    data = data_of(levers=levers, runs=runs, primary=PRIMARY)
    effects = data.effects("civilians_killed")
    more = int((effects["low"] > 0.0).sum())
    fewer = int((effects["high"] < 0.0).sum())
    text = contrast_sentences(data)[1]
    assert more + fewer > 0
    assert (f"more in {more}" in text) == (more > 0)
    assert (f"fewer in {fewer}" in text) == (fewer > 0)
    assert "Of 2 changes compared: " in text


def test_a_single_case_has_no_others():
    levers = {MEN: [0, 3000]}
    data = data_of(levers=levers, runs=make_runs(levers), primary=PRIMARY, labels={})
    assert "changes compared" not in contrast_sentences(data)[1]
