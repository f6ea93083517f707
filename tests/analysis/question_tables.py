"""Which of the article's conditions a stall needs, from a sweep `reported_question` or
`reported_question_over_ranges`: `python -m tests.analysis.question_tables RESULTS`.
"""

import itertools
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

import mesa_mosul as mm
from mesa_mosul.analysis.paired_comparison import holm_adjust
from mesa_mosul.experiments.report.markdown_page import render_table_markdown
from mesa_mosul.experiments.report.number_format import format_effect
from mesa_mosul.experiments.results_analysis import ResultsAnalysis

STALLED = "stalled"
OUTCOMES = {
    STALLED: "stalls (points)",
    "km2_city_held@2016-12-31": "km2 held on 31 December",
    "days_to_clear_east": "days until the east is cleared",
    "iraqi_casualties": "Iraqi casualties",
    "civilians_killed": "civilians killed",
}
NEEDED_SHARE, LEVEL = -0.20, 0.05
"""A stall needs a condition if fewer runs stall without it: by so much at least, p below."""


def removals(analysis: ResultsAnalysis) -> dict[str, Any]:
    """Return for each condition, a lever, its level without the condition."""
    levels = {name: list(dict.fromkeys(analysis.runs[name])) for name in analysis.base_levels}
    return {
        name: next(one for one in levels[name] if one != base)
        for name, base in analysis.base_levels.items()
        if len(levels[name]) > 1
    }


def effect(
    analysis: ResultsAnalysis, outcome: str, lever: str, others: Mapping[str, Any] | None = None
) -> pd.Series:
    """Return what removing a condition changes, the other conditions as in the article."""
    over = dict(others) if others else "base"
    return analysis.compare(outcome, by=lever, over=over).iloc[0]


def removed_one_at_a_time(analysis: ResultsAnalysis) -> pd.DataFrame:
    """Return the effects of removing each condition alone, and whether a stall needs it."""
    rows, stalls = [], []
    for lever in removals(analysis):
        effects = {name: effect(analysis, name, lever) for name in OUTCOMES}
        stalls.append(effects[STALLED])
        texts = {OUTCOMES[name]: format_effect(row, name) for name, row in effects.items()}
        rows.append({"without": effects[STALLED]["case"], **texts})
    adjusted = holm_adjust(np.array([float(row["p"]) for row in stalls]))
    needed = [
        "yes" if row["difference"] <= NEEDED_SHARE and p < LEVEL else "no"
        for row, p in zip(stalls, adjusted, strict=True)
    ]
    return pd.DataFrame(rows).assign(needed=needed)


def removed_from_every_combination(analysis: ResultsAnalysis) -> pd.DataFrame:
    """Return the least and the greatest effect on stalls over all others' combinations."""
    rows, levels = [], removals(analysis)
    base = analysis.base_levels
    for lever in levels:
        others = [name for name in levels if name != lever]
        choices = itertools.product(*((base[name], levels[name]) for name in others))
        effects = [
            effect(analysis, STALLED, lever, dict(zip(others, choice, strict=True)))
            for choice in choices
        ]
        low, *_, high = sorted(effects, key=lambda row: row["difference"])
        rows.append(
            {
                "without": low["case"],
                "least": format_effect(low, STALLED),
                "greatest": format_effect(high, STALLED),
            }
        )
    return pd.DataFrame(rows)


def main(folder: str) -> None:
    """Print how often the article's world stalls, and both tables."""
    analysis = mm.read_results(folder).analysis
    share = analysis.probability(STALLED, []).iloc[0]
    print(f"stalls in {100 * share['share']:.1f} % ({100 * share['low']:.1f} to", end=" ")
    print(f"{100 * share['high']:.1f}): {analysis.describe_others([])}", end="\n\n")
    for table in (removed_one_at_a_time(analysis), removed_from_every_combination(analysis)):
        print(render_table_markdown(table), end="\n\n")


if __name__ == "__main__":
    main(sys.argv[1])
