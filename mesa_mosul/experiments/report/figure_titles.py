"""Titles that say what the figures of a report show."""

from mesa_mosul.experiments.report.number_format import (
    format_difference,
    outcome_scale,
    outcome_title,
)
from mesa_mosul.experiments.report.plain_words import outcome_noun
from mesa_mosul.experiments.report.report_data import ReportData, is_untouched, row_of
from mesa_mosul.experiments.report.statement_parts import is_clear
from mesa_mosul.formatting import format_number
from mesa_mosul.plots.style import capitalize

DIGITS = 2
MAX_CELLS_IN_TITLE = 3
NOTHING = "no effect found"


def distribution_title(data: ReportData, outcome: str) -> str:
    """Return how far cases lie apart, beside how far the runs of one case do."""
    table = data.analysis.summary(outcome, data.by)
    unit = outcome_scale(outcome)[1]
    base = table.iloc[0]
    low, high, first, last = (
        format_number(float(f"{value:.{DIGITS}g}"), DIGITS)
        for value in (table["p50"].min(), table["p50"].max(), base["p05"], base["p95"])
    )
    title = capitalize(outcome_title(outcome))
    if len(table) == 1:
        return f"{title}: nine of ten runs {first} to {last} {unit}"
    return (
        f"{title}: medians of cases {low} to {high} {unit}, nine of ten runs of one case"
        f" {first} to {last}"
    )


def interaction_title(data: ReportData, outcome: str) -> str:
    """Return the effect of the main case in each combination of the other levers, if few."""
    case, unit = data.main_case(), outcome_scale(outcome)[1]
    scale, texts = outcome_scale(outcome)[0], list[str]()
    for cell, effects in data.cell_effects(outcome):
        row = row_of(effects, case) if case in set(effects["case"]) else None
        if row is None or is_untouched(effects):
            continue
        change = format_difference(*(scale * row[["difference", "low", "high"]]))
        size = f"{change.partition(' (')[0]} {unit}" if is_clear(row) else NOTHING
        texts.append(f"{cell.label}: {size}")
    if not 0 < len(texts) <= MAX_CELLS_IN_TITLE:
        return f"Change of {outcome_title(outcome)}, other levers as named"
    noun = capitalize(outcome_noun(outcome, has_date=False))
    return f"{noun} with '{case}', {'; '.join(texts)}"
