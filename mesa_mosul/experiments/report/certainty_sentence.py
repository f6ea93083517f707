"""How sure an effect is, in plain words: parameter sets that agree, and what it depends on."""

import math

import pandas as pd

from mesa_mosul.experiments.report.plain_words import (
    SETS_GLOSS,
    change_word,
    event_sentence,
    is_event,
    outcome_noun,
    size_words,
)
from mesa_mosul.experiments.report.report_data import (
    ReportData,
    distinct_rows,
    is_untouched,
    row_of,
)
from mesa_mosul.experiments.report.statement_parts import is_detected, join_names
from mesa_mosul.plots.style import capitalize

MAX_CONDITIONS = 8
"""Most combinations of other levers of which extremes are named: of many, some are chance."""


def certainty_sentence(data: ReportData) -> str:
    """Return in how many parameter sets or pairs the effect is so, and on what it depends."""
    outcome, case = data.primary.outcome, data.main_case()
    row, effect = row_of(data.signs(outcome), case), row_of(data.effects(outcome), case)
    count, is_above = int(row["units"]), bool(effect["difference"] > 0)
    units = f"pairs of runs{pair_gloss(data)}"
    if data.analysis.uncertain_factors:
        units = f"parameter sets{SETS_GLOSS}"
    if row["equal"] == count:
        return join_sentences(f"No difference in any of {count:,} {units}", dependence(data))
    order = [("above", 1.0), ("below", -1.0)]
    (first, sign), (second, other_sign) = order if is_above else order[::-1]
    if is_event(data, outcome):
        what = event_sentence(outcome) + " " + change_word(data, outcome, sign)
    elif change_word(data, outcome, sign) in ("later", "earlier"):
        what = f"{outcome_noun(outcome)} {change_word(data, outcome, sign)}"
    else:
        what = f"{change_word(data, outcome, sign)} {outcome_noun(outcome, False)}"
    text = f"{capitalize(what)} in {int(row[first]):,} of {count:,} {units}"
    if row[second]:
        text += f"; {change_word(data, outcome, other_sign)} in {int(row[second]):,}"
    if row["equal"]:
        text += f"; no difference in {int(row['equal']):,}"
    return join_sentences(text, dependence(data))


def pair_gloss(data: ReportData) -> str:
    """Return what the runs of a pair have in common."""
    is_common = data.manifest["experiment"]["common_random_numbers"]
    return " with the same random events" if is_common else ""


def join_sentences(first: str, second: str) -> str:
    """Return one or two sentences."""
    return f"{first}." + (f" {second}." if second else "")


def dependence(data: ReportData) -> str:
    """Return on what the effect depends, without the full stop; empty if on nothing known."""
    outcome, case = data.primary.outcome, data.main_case()
    rows = [
        (cell.label, row_of(effects, case))
        for cell, effects in data.cell_effects(outcome)
        if case in effects["case"].tolist() and not is_untouched(effects)
    ]
    inert = data.inert_labels()
    if len(rows) > MAX_CONDITIONS:
        return f"{len(rows) - 1:,} further combinations of conditions are compared below"
    if len(rows) > 1:
        return range_of_conditions(data, rows)
    if inert:
        return f"With {join_names(inert, 'or')} there is no effect by construction"
    return several_cases(data)


def range_of_conditions(data: ReportData, rows: list[tuple[str, pd.Series]]) -> str:
    """Return between what an effect lies under other conditions, where they clearly differ.

    rows: combinations of the other levers, each with the effect in it.
    """
    outcome = data.primary.outcome
    (low_cell, low), *_, (high_cell, high) = sorted(rows, key=lambda row: row[1]["difference"])
    highest_low = low["difference"] if math.isnan(low["high"]) else low["high"]
    lowest_high = high["difference"] if math.isnan(high["low"]) else high["low"]
    if not highest_low < lowest_high:
        text = f"The effect does not clearly differ between {len(rows)} combinations of"
        return f"{text} other conditions"
    ends = " and ".join(
        f"{size_words(data, row, outcome)} ('{label}')"
        for label, row in ((low_cell, low), (high_cell, high))
    )
    is_reversed = highest_low < 0.0 < lowest_high
    lead = f"{'The direction' if is_reversed else 'The size'} of the effect depends"
    return f"{lead} on the other conditions, between {ends}"


def several_cases(data: ReportData) -> str:
    """Return how many of several cases have an effect; empty for a single one."""
    distinct = distinct_rows(data.effects(data.primary.outcome))
    if len(distinct) < 2:
        return ""
    count = sum(is_detected(row) for _, row in distinct.iterrows())
    if count == len(distinct):
        return f"All {count} changes compared have an effect beyond chance"
    verb = "have" if count > 1 else "has"
    return (
        f"Of {len(distinct)} changes compared {count or 'none'} {verb} an effect beyond chance"
    )
