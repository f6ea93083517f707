"""Which of the article's conditions a stall needs, for `experiments/reported_question.md`.

`python -m tests.analysis.question_tables RESULTS [OVER_RANGES] [--figures FOLDER]` prints the
tables of a sweep `reported_question`, and draws the figures from both sweeps.
"""

import argparse
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import mesa_mosul as mm
from mesa_mosul.analysis.cases import case_label
from mesa_mosul.analysis.paired_comparison import holm_adjust
from mesa_mosul.experiments.report.markdown_page import render_table_markdown
from mesa_mosul.experiments.report.number_format import format_effect
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from tests.analysis import question_figures

STALLED, CLEARED = "stalled", "east_cleared"
OUTCOMES = {
    STALLED: "stalls (points)",
    CLEARED: "east cleared (points)",
    "days_to_clear_east": "days until the east is cleared",
    "km2_city_held@2016-12-31": "km2 held on 31 December",
    "iraqi_casualties": "Iraqi casualties",
    "civilians_killed": "civilians killed",
}
SHARE = ["share", "low", "high"]
FIGURE_LEVERS = ("isis.forced_withdrawal", "corridor.closed_at_start", "reinforcement")
"""The levers whose levels make the rows of a figure, and that of its colours."""
NEEDED_SHARE, LEVEL = -question_figures.NEEDED_POINTS / 100, 0.05
"""A stall needs a condition if fewer runs stall without it: by so much at least, p below."""


def removals(analysis: ResultsAnalysis) -> dict[str, Any]:
    """Return for each condition, a lever, its level without the condition."""
    levels = {name: list(dict.fromkeys(analysis.runs[name])) for name in analysis.base_levels}
    return {
        name: next(one for one in levels[name] if one != base)
        for name, base in analysis.base_levels.items()
    }


def effect(
    analysis: ResultsAnalysis, outcome: str, lever: str, others: Mapping[str, Any] | None = None
) -> pd.Series:
    """Return what removing a condition changes, the other conditions as in the article."""
    return analysis.compare(outcome, by=lever, over=dict(others or {})).iloc[0]


def removed_one_at_a_time(analysis: ResultsAnalysis) -> pd.DataFrame:
    """Return the effects of removing each condition alone, and whether a stall needs it."""
    rows, stalls = [], []
    for lever in removals(analysis):
        effects = {name: effect(analysis, name, lever) for name in OUTCOMES}
        stalls.append(effects[STALLED])
        texts = {OUTCOMES[name]: format_effect(row, name) for name, row in effects.items()}
        rows.append({"instead": effects[STALLED]["case"], **texts})
    adjusted = holm_adjust(np.array([float(row["p"]) for row in stalls]))
    needed = [
        "yes" if row["difference"] <= NEEDED_SHARE and p < LEVEL else "no"
        for row, p in zip(stalls, adjusted, strict=True)
    ]
    return pd.DataFrame(rows).assign(needed=needed)


def combinations(analysis: ResultsAnalysis) -> list[dict[str, Any]]:
    """Return all combinations of conditions kept and removed, the article's first."""
    pairs = {
        name: (analysis.base_levels[name], one) for name, one in removals(analysis).items()
    }
    return [
        dict(zip(pairs, levels, strict=True)) for levels in itertools.product(*pairs.values())
    ]


def removed_from_every_combination(analysis: ResultsAnalysis) -> pd.DataFrame:
    """Return the least and the greatest effect on stalls over all others' combinations."""
    rows = []
    for lever, without in removals(analysis).items():
        others = [
            {name: level for name, level in levels.items() if name != lever}
            for levels in combinations(analysis)
            if levels[lever] == without
        ]
        effects = [effect(analysis, STALLED, lever, one) for one in others]
        low, *_, high = sorted(effects, key=lambda row: row["difference"])
        texts = (format_effect(low, STALLED), format_effect(high, STALLED))
        rows.append(
            {"instead": low["case"], "largest fall": texts[0], "smallest fall": texts[1]}
        )
    return pd.DataFrame(rows)


def share_by_removal(analysis: ResultsAnalysis, outcome: str) -> pd.DataFrame:
    """Return a share of runs by combination: share, low, high, and what is removed.

    instead: labels of what holds instead of each condition that is removed; besides a column
    with the label of each lever's level.
    """
    rows, base, labels = [], analysis.base_levels, analysis.level_labels
    for levels in combinations(analysis):
        texts = {name: case_label({name: level}, labels) for name, level in levels.items()}
        instead = [texts[name] for name, level in levels.items() if level != base[name]]
        share = analysis.probability(outcome, [], over=levels).iloc[0]
        rows.append({"instead": instead, **texts, **share[SHARE]})
    return pd.DataFrame(rows)


def main() -> None:
    """Print how often the article's world stalls, and both tables; draw the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("--figures", type=Path)
    told = parser.parse_args()
    analyses = [mm.read_results(folder).analysis for folder in told.results]
    for folder, analysis in zip(told.results, analyses, strict=True):
        print(f"## {folder.name}: {analysis.describe_others([])}", end="\n\n")
        for outcome in (STALLED, CLEARED):
            share, low, high = 100 * analysis.probability(outcome, [])[SHARE].iloc[0]
            print(f"{outcome}: {share:.1f} % ({low:.1f} to {high:.1f})")
        for table in (removed_one_at_a_time, removed_from_every_combination):
            print("\n" + render_table_markdown(table(analysis)), end="\n\n")
    if told.figures:
        shares = {
            outcome: [share_by_removal(one, outcome) for one in analyses]
            for outcome in (STALLED, CLEARED)
        }
        question_figures.save(shares, FIGURE_LEVERS, told.figures)


if __name__ == "__main__":
    main()
