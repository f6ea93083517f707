"""Titles that say what the figures of a report show."""

from collections.abc import Sequence

from mesa_mosul.experiments.report.level_sentences import run_value, spread_title
from mesa_mosul.experiments.report.number_format import outcome_title
from mesa_mosul.experiments.report.plain_words import outcome_noun, size_words
from mesa_mosul.experiments.report.report_data import ReportData, is_untouched, row_of
from mesa_mosul.experiments.report.statement_parts import is_clear
from mesa_mosul.plots.style import capitalize

MAX_CELLS_IN_TITLE = 3
NOTHING = "no effect found"


def distribution_title(data: ReportData, outcome: str, cases: Sequence[str] = ()) -> str:
    """Return how far cases lie apart, beside how far the runs of one case do.

    cases: labels of those that the figure shows; empty for all.
    """
    table = data.summary(outcome)
    table = table[table["case"].isin(cases)] if cases else table
    if len(table) == 1:
        return spread_title(data, outcome)
    base, medians = table.iloc[0], table["p50"]
    low, high, first, last = (
        run_value(outcome, float(value))
        for value in (medians.min(), medians.max(), base["p05"], base["p95"])
    )
    cases = f"medians of cases {low} to {high}" if low != high else f"median of each case {low}"
    return (
        f"{capitalize(outcome_noun(outcome))}: {cases}, nine of ten runs of one case"
        f" {first} to {last}"
    )


def interaction_title(data: ReportData, outcome: str) -> str:
    """Return the effect of the main case in each combination of the other levers, if few."""
    case, sizes = data.main_case(), dict[str, str]()
    for cell, effects in data.cell_effects(outcome):
        row = row_of(effects, case) if case in set(effects["case"]) else None
        if row is None or is_untouched(effects):
            continue
        sizes[cell.label] = size_words(data, row, outcome) if is_clear(row) else NOTHING
    noun = capitalize(outcome_noun(outcome, has_date=False))
    if len(sizes) > 1 and set(sizes.values()) == {NOTHING}:
        return f"{noun} with '{case}': {NOTHING} in any of {len(sizes)} combinations"
    if not 0 < len(sizes) <= MAX_CELLS_IN_TITLE:
        return f"Change of {outcome_title(outcome)}, other levers as named"
    texts = "; ".join(f"{label}: {size}" for label, size in sizes.items())
    return f"{noun} with '{case}', {texts}"
