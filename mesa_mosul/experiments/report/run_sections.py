"""The section of a report about single runs: distributions, shares, days."""

import pandas as pd

from mesa_mosul.experiments.report.blocks import (
    Block,
    Heading,
    TableBlock,
)
from mesa_mosul.experiments.report.figure_titles import distribution_title
from mesa_mosul.experiments.report.number_format import (
    format_share,
    outcome_title,
)
from mesa_mosul.experiments.report.plain_words import is_event
from mesa_mosul.experiments.report.report_data import (
    HARM_OUTCOME,
    STALL_OUTCOME,
    ReportData,
    distinct_rows,
)
from mesa_mosul.experiments.report.sections import (
    DAYS_TO_CLEAR,
    MAX_LINES,
    blocks_or_reason,
    plot_block,
)
from mesa_mosul.experiments.report.statement_parts import is_clear
from mesa_mosul.plots.style import capitalize
from mesa_mosul.plots.sweep_layout import set_title


def distributions_section(data: ReportData) -> list[Block]:
    """Return how the primary outcome and harm vary over runs, and how often runs stall."""
    return [Heading(2, "Single runs"), *blocks_or_reason(lambda: run_blocks(data), "figure")]


def run_blocks(data: ReportData) -> list[Block]:
    """Return the distributions by primary case, and the recorded days."""
    blocks: list[Block] = []
    scope = f" ({data.others})" if data.others else ""
    count = runs_text(data)
    for name in dict.fromkeys((data.primary.outcome, HARM_OUTCOME)):
        if is_event(data, name):
            continue
        cases, note = differing_cases(data, name)
        caption = (
            f"{capitalize(outcome_title(name))}: single runs by case{scope}; {count}{note}."
        )
        slug = "runs_harm" if name == HARM_OUTCOME else "runs_outcome"
        ax = data.plot.distribution(name, data.by, cases=cases)
        set_title(ax, distribution_title(data, name, cases))
        blocks.append(plot_block(ax, slug, caption))
    blocks.append(stall_table(data))
    recorded = data.manifest["output_spec"]["record"]
    if len(data.analysis.equal_cases(data.by)) > MAX_LINES:
        return blocks
    column = "km2_city_held" if "km2_city_held" in recorded else HARM_OUTCOME
    if column in recorded:
        title = capitalize(outcome_title(column))
        cases, note = differing_cases(data, data.primary.outcome, DAYS_TO_CLEAR)
        caption = f"{title} by day{scope}: median, middle half, 5 to 95 %; {count}{note}."
        ax = data.plot.band(column, data.by, cases=cases)
        blocks.append(plot_block(ax, f"days_{column}", caption))
    return blocks


def differing_cases(data: ReportData, *outcomes: str) -> tuple[list[str], str]:
    """Return the base and the cases in which an outcome differs, and a note on the others.

    Curves of cases without a detected difference would be drawn upon each other.
    """
    if not data.is_contrast():
        return [], ""
    is_clear_by_case: dict[str, bool] = {}
    for outcome in outcomes:
        for _, row in distinct_rows(data.effects(outcome)).iterrows():
            case = str(row["case"])
            is_clear_by_case[case] = is_clear_by_case.get(case, False) or is_clear(row)
    clear = [case for case, has_effect in is_clear_by_case.items() if has_effect]
    left_out = len(is_clear_by_case) - len(clear)
    cases = "case" if left_out == 1 else "cases"
    note = f"; not shown: {left_out} {cases} without a detected difference" if left_out else ""
    return [data.base_label, *clear], note


def runs_text(data: ReportData) -> str:
    """Return how many runs each primary case has."""
    runs = data.shares(STALL_OUTCOME)["runs"]
    low, high = int(runs.min()), int(runs.max())
    return f"{low:,} runs each" if low == high else f"{low:,} to {high:,} runs each"


def stall_table(data: ReportData) -> Block:
    """Return the share of runs that stall, and of those that clear the east, by case."""
    columns: dict[str, list[str]] = {}
    for name in (STALL_OUTCOME, "east_cleared"):
        table = data.shares(name)
        columns["case"] = table["case"].tolist()
        columns[outcome_title(name)] = [
            format_share(*row) for row in table[["share", "low", "high"]].to_numpy()
        ]
    caption = f"Shares of runs with 95 % intervals; {runs_text(data)}."
    return TableBlock(pd.DataFrame(columns), caption)
