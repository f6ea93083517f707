"""The answer without a contrast: a level with its interval, harm, and what runs differ by."""

import numpy as np
import pandas as pd
import pytest
from synthetic import FIGHTERS, MEN, OUTCOME, drawn_results, drawn_runs, make_results, make_runs

from mesa_mosul.experiments.report.first_screen import report_title
from mesa_mosul.experiments.report.level_figure import level_panel_title
from mesa_mosul.experiments.report.level_sentences import level_sentences, spread_title
from mesa_mosul.experiments.report.report_data import ReportData

ONE = {"levers": {MEN: [3000]}, "labels": {}}


def level_data(runs, outcome="stalled"):
    return ReportData(make_results(runs=runs, primary={"outcome": outcome}, **ONE).analysis)


def drawn_data(runs, outcome):
    return ReportData(drawn_results(runs, primary={"outcome": outcome}).analysis)


def test_the_title_is_a_share_and_the_first_sentence_has_its_interval():
    data = level_data(make_runs({MEN: [3000]}))
    share = data.shares("stalled").iloc[0]
    assert report_title(data) == "The offensive stalls in 1 % of runs"
    ends = f"{100 * share['low']:.1f} to {100 * share['high']:.0f} %"
    assert level_sentences(data)[0] == (
        f"The offensive stalls in 1 % of runs (95 % interval {ends})."
    )


def test_civilians_killed_stand_beside_every_level():
    second = level_sentences(level_data(make_runs({MEN: [3000]})))[1]
    assert second.startswith("Civilians killed (simulated deaths, not a count of real ones): ")
    assert "on average (95 % interval " in second


def test_a_level_is_stated_within_its_bounds_and_tails_only_of_enough_runs():
    """Of six counts of which one is large, a t interval would begin below 0."""
    runs = make_runs({MEN: [3000]}, replications=6)
    runs["civilians_killed"] = [0, 0, 1, 2, 3, 60]
    first = level_sentences(level_data(runs, "civilians_killed"))[0]
    assert "on average (95 % interval 0 to " in first
    assert first.endswith("; all runs lie between 0 and 60.")
    many = level_data(make_runs({MEN: [3000]}), "civilians_killed")
    assert "; nine of ten runs lie between " in level_sentences(many)[0]


def test_seeds_alone_are_said_to_be_chance_alone():
    third = level_sentences(level_data(make_runs({MEN: [3000]})))[2]
    assert "differ by chance alone" in third


@pytest.fixture(scope="module")
def events():
    """Return runs of 40 sets x 4 seeds: 10 never stall, 6 in half of the runs, 24 always."""
    runs = drawn_runs((3000,), 40, 4)
    number = runs[FIGHTERS].rank(method="dense").astype(int) - 1
    runs["stalled"] = (number >= 16) | ((number >= 10) & (runs["replicate"] < 2))
    return runs.assign(**{OUTCOME: 60.0})


def test_a_panel_of_a_level_is_no_change():
    title = level_panel_title(level_data(make_runs({MEN: [3000]}), OUTCOME), OUTCOME)
    assert title == "Territory in Mosul held by Iraqi forces on 31 December 2016 (km²)"


def test_in_how_many_sets_an_event_comes_always_sometimes_and_never_is_counted(events):
    data = drawn_data(events, "stalled")
    assert level_sentences(data)[2] == (
        "In 24 of 40 parameter sets, each a possible version of what is not known, it is so in"
        " all 4 runs; in 6 in some runs; in 10 in none."
    )
    assert spread_title(data, "stalled") == (
        "In 24 of 40 parameter sets the offensive stalls in all runs"
    )


def test_what_is_not_known_and_chance_are_told_apart():
    """Sets differ with a standard deviation of 4 km2, seeds of a set with one of 2."""
    random = np.random.default_rng(3)
    runs = drawn_runs((3000,), 60, 5)
    number = runs[FIGHTERS].rank(method="dense").astype(int) - 1
    of_set = 4.0 * random.standard_normal(60)
    runs[OUTCOME] = 60.0 + of_set[number] + 2.0 * random.standard_normal(len(runs))
    third = level_sentences(drawn_data(runs, OUTCOME))[2].replace("\u00a0", " ")
    sizes = [float(one.split(" km²")[0]) for one in third.split("about ")[1:]]
    assert sizes == pytest.approx([of_set.std(ddof=1), 2.0], rel=0.15)


def test_a_run_that_failed_leaves_booleans_shares():
    """Beside a row without outcomes a column of booleans is one of objects."""
    runs = make_runs({MEN: [3000]})
    failed = runs.iloc[:1].assign(key="failed", replicate=200, status="crashed", stalled=None)
    runs = pd.concat([runs.astype({"stalled": object}), failed], ignore_index=True)
    assert report_title(level_data(runs)) == "The offensive stalls in 1 % of runs"
