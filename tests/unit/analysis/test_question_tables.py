"""Which conditions a stall needs, in sweeps whose truth is known."""

import itertools

import numpy as np
import pandas as pd
import pytest
from synthetic import OUTCOME, make_results

from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from tests.analysis import question_figures, question_tables

HOLDS, ROAD, RETURN = "isis.forced_withdrawal", "corridor.closed_at_start", "isis.returning_men"
LEVERS = {HOLDS: [False, True], ROAD: [False, True], RETURN: [1500, 0]}
LABELS = {
    HOLDS: ["ISIS holds", "ISIS leaves"],
    ROAD: ["road restricted", "road closed"],
    RETURN: ["1,500 return", "nobody returns"],
}
TRUE_SHARE = {(0, 0): 0.95, (1, 0): 0.45, (0, 1): 0.85, (1, 1): 0.05}
"""Share of runs that stall, by whether ISIS leaves and whether the road is closed."""


def stalling_world(replications):
    parts = []
    for point, levels in enumerate(itertools.product(*LEVERS.values())):
        leaves, closed, _ = levels
        luck = (np.arange(replications) + 0.5) / replications
        stalls = luck < TRUE_SHARE[int(leaves), int(closed)]
        count = np.arange(replications)
        parts.append(pd.DataFrame({
            "key": [f"{point}-{r}" for r in count], "point": point, "replicate": count,
            "seed": count, "status": "done", "seconds": 0.1,
            **dict(zip(LEVERS, levels, strict=True)), "last_day": "2017-03-30", "days": 115,
            "stalled": stalls, "east_cleared": ~stalls,
            "east_cleared_day": np.where(stalls, np.nan, 60.0),
            OUTCOME: 60 - 20 * luck, "iraqi_casualties": 1000 + 100 * luck,
            "civilians_killed": 3000 - 100 * leaves + 10 * luck, "digest": "", "units": 1,
        }))  # fmt: skip
    results = make_results(LEVERS, pd.concat(parts, ignore_index=True), labels=LABELS)
    return ResultsAnalysis(results)


@pytest.fixture(scope="module")
def analysis():
    return stalling_world(100)


def test_a_stall_needs_what_lowers_its_share_by_twenty_points(analysis):
    table = question_tables.removed_one_at_a_time(analysis).set_index("instead")
    assert table["needed"].to_dict() == {
        "ISIS leaves": "yes", "road closed": "no", "nobody returns": "no"
    }  # fmt: skip
    stalls = table[question_tables.OUTCOMES["stalled"]]
    assert stalls["ISIS leaves"].startswith("-50")
    assert stalls["road closed"].startswith("-10")


def test_two_runs_are_not_enough_to_say_so():
    table = question_tables.removed_one_at_a_time(stalling_world(2))
    assert set(table["needed"]) == {"no"}


def test_the_effect_of_a_condition_depends_on_the_others(analysis):
    table = question_tables.removed_from_every_combination(analysis).set_index("instead")
    closed, leaves = table.loc["road closed"], table.loc["ISIS leaves"]
    assert closed["largest fall"].startswith("-40")
    assert closed["smallest fall"].startswith("-10")
    assert leaves["largest fall"].startswith("-80")
    assert leaves["smallest fall"].startswith("-50")


def test_every_combination_is_drawn_where_it_lies(analysis):
    shares = question_tables.share_by_removal(analysis, "stalled")
    assert len(shares) == 8
    assert shares["instead"][0] == []
    by_name = question_figures.rows_of(shares)["share"].to_dict()
    assert by_name[question_figures.ARTICLE] == pytest.approx(0.95)
    assert by_name["ISIS leaves"] == pytest.approx(0.45)
    assert by_name[question_figures.NONE_LEFT] == pytest.approx(0.05)


def test_the_figures_are_saved(analysis, tmp_path):
    shares = {
        name: [question_tables.share_by_removal(analysis, name)]
        for name in (question_tables.STALLED, question_tables.CLEARED)
    }
    question_figures.save(shares, list(LEVERS), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"shares.png", "combinations.png"}
