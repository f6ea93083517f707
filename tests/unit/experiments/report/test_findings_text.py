"""Statements of known truth: direction, size, certainty, scope; nothing is overstated."""

import re

import pandas as pd
import pytest
from synthetic import (
    DAY,
    LABELS,
    LEVERS,
    MEN,
    OUTCOME,
    ROAD,
    known_results,
    make_results,
    make_runs,
)

from mesa_mosul.experiments.report.findings_text import answer_statements
from mesa_mosul.experiments.report.folded_sections import caveats_section
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.statement_parts import likelihood_words

PRIMARY = {"outcome": OUTCOME, "lever": MEN, "case": 3000}


def data_of(**options):
    return ReportData(make_results(**options).analysis)


@pytest.fixture(scope="module")
def known():
    return ReportData(known_results().analysis)


def test_a_case_that_cannot_act_has_no_effect_by_construction():
    primary = PRIMARY | {"base": {ROAD: True}}
    data = data_of(primary=primary)
    assert "changes nothing against 'none return'" in answer_statements(data)[0]


def test_harm_to_civilians_and_stalls_stand_beside_the_effect(known):
    statements = answer_statements(known)
    assert 3 <= len(statements) <= 5
    assert statements[1].startswith("Civilians killed (simulated, no body count): ")
    assert statements[2].startswith("Runs in which the offensive stalls: 0 % with")


def test_the_scope_and_the_certainty_of_an_effect_are_stated(known):
    first = answer_statements(known)[0]
    assert "(on day 3, road open)" in first
    row = known.signs(OUTCOME).set_index("case").loc["3,000 return"]
    assert f"lower in {row['below']} of 200 pairs of runs" in first
    assert "for the 2 cases of this contrast" in first


@pytest.mark.parametrize(
    ("smallest", "text"),
    [
        (1.0, "The whole interval is larger than 1.00 km²"),
        (5.0, "The whole interval is smaller than 5.00 km²"),
        (2.0, "Whether it reaches 2.00 km², the smallest difference that matters, is open"),
    ],
)
def test_the_size_is_compared_with_what_matters(smallest, text):
    data = data_of(primary=PRIMARY | {"smallest_effect": smallest})
    assert text in answer_statements(data)[0]


def test_where_the_lever_cannot_act_is_said_once_in_the_words_of_the_labels(known):
    statements = [text for text in answer_statements(known) if "by construction" in text]
    assert len(statements) == 1
    assert statements[0].startswith("With 'road shut' there is no effect by construction: ")


def test_a_lever_that_acts_nowhere_is_said_to_act_nowhere():
    levers = {name: LEVERS[name] for name in (MEN, DAY)} | {ROAD: [True]}
    labels = {MEN: LABELS[MEN], DAY: LABELS[DAY]}
    data = data_of(levers=levers, runs=make_runs(levers), labels=labels, primary=PRIMARY)
    assert any(
        text.startswith("In no combination of the other levers is there an effect")
        for text in answer_statements(data)
    )


def test_an_effect_that_changes_its_sign_is_said_to(known):
    last = answer_statements(known)[-1]
    assert "Its sign changes, so that an average describes no combination." in last
    assert "('on day 3, road open')" in last
    assert "('on day 14, road open')" in last
    assert "Over 2 combinations of the other levers that differ" in last


def test_an_effect_that_keeps_its_sign_is_not_said_to_change_it():
    known = data_of(primary=PRIMARY | {"outcome": "stalled"})
    assert not any("sign changes" in text for text in answer_statements(known))


def test_a_rare_outcome_without_a_pair_that_differs_is_not_said_to_be_unchanged_exactly():
    runs = make_runs(levers={MEN: LEVERS[MEN]}, replications=20)
    runs["stalled"] = False
    data = data_of(levers={MEN: LEVERS[MEN]}, runs=runs, primary=PRIMARY)
    stall = next(text for text in answer_statements(data) if "stalls" in text)
    bounds = re.search(r"difference 0 percentage points \((-\d+)\u00a0to\u00a0\+(\d+)\)", stall)
    assert bounds
    assert int(bounds[1]) <= -10
    assert int(bounds[2]) >= 10


def test_without_a_contrast_the_answer_is_a_level_with_its_interval():
    runs = make_runs(levers={MEN: [3000]})
    data = data_of(levers={MEN: [3000]}, runs=runs, labels={}, primary={"outcome": "stalled"})
    share = data.shares("stalled").iloc[0]
    bounds = f"{100 * share['low']:.3g}\u00a0to\u00a0{100 * share['high']:.3g} %"
    statements = answer_statements(data)
    assert statements[0].startswith(f"Runs in which the offensive stalls: 1.00 % ({bounds})")
    assert any("no body count" in text for text in statements)


def test_without_a_named_case_the_most_different_one_is_in_front():
    data = data_of(primary={"outcome": OUTCOME, "lever": MEN, "base": {DAY: 14}})
    assert data.main_case() == "3,000 return"


def test_no_likelihood_is_said_that_so_few_pairs_do_not_support():
    """Twenty of twenty pairs: the share may be 84 %, so it is not virtually certain."""
    runs = make_runs(replications=20)
    first = answer_statements(data_of(runs=runs, primary=PRIMARY))[0]
    assert "lower in 20 of 20 pairs of runs (likely for a single one" in first
    assert [likelihood_words(yes, 20) for yes in (20, 10, 0)] == [
        "likely", "about as likely as not", "unlikely"
    ]  # fmt: skip
    for count in (20, 200, 5000):
        for share, words in ((0.5, "about as likely as not"), (0.95, "very likely")):
            upper = likelihood_words(round(share * count), count)
            assert upper in (words, "likely" if share > 0.9 else words)


def test_a_small_p_value_is_said_to_be_small(known):
    assert "(p < 0.001 after Holm's correction for the 2 cases" in answer_statements(known)[0]


def test_a_difference_that_is_the_same_in_all_pairs_is_an_effect():
    """Without spread there is no interval, but the sign test knows."""
    runs = make_runs()
    runs[OUTCOME] = runs["replicate"] + 5.0 * (runs[MEN] == 3000)
    runs["civilians_killed"] = 900 + 3 * (runs[MEN] == 3000)
    data = data_of(runs=runs, primary=PRIMARY)
    harm = answer_statements(data)[1]
    assert "difference +3.00 persons (no interval)" in harm
    assert "No change was detected" not in harm


def caveats(**options):
    return caveats_section(data_of(**options))[1].items


def test_a_case_is_said_to_be_selected_only_where_there_was_a_choice():
    levers = {MEN: [0, 3000]}
    runs = make_runs(levers)
    pairs = [caveats(levers=levers, runs=runs, labels={}), caveats()]
    selected = ["selected because it differs most" in " ".join(items) for items in pairs]
    assert selected == [False, True]


def test_runs_that_ended_with_the_capture_are_counted():
    runs = make_runs().assign(captured=lambda t: (t["point"] == 2) & (t["replicate"] < 30))
    runs.loc[runs["captured"], "days"] = 19
    text = " ".join(caveats(runs=runs))
    assert (
        "30 of 2,400 runs ended when the city was captured, on day 19 at the earliest" in text
    )
    assert "captured, on day" not in " ".join(caveats())


def test_a_run_that_failed_leaves_booleans_shares():
    """Beside a row without outcomes a column of booleans is one of objects."""
    runs = make_runs({MEN: [3000]})
    failed = runs.iloc[:1].assign(key="failed", replicate=200, status="crashed", stalled=None)
    runs = pd.concat([runs.astype({"stalled": object}), failed], ignore_index=True)
    data = data_of(levers={MEN: [3000]}, runs=runs, labels={}, primary={"outcome": "stalled"})
    assert "1.00 % (" in answer_statements(data)[0]
    assert "of 200 runs" in answer_statements(data)[0]
