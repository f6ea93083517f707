"""The comparisons of a report: the question, then by and of the other levers."""

import functools
from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.blocks import (
    Block,
    FigureBlock,
    Heading,
    Paragraph,
    TableBlock,
    render_png,
    render_svg,
)
from mesa_mosul.experiments.report.figures import effects_by_cell
from mesa_mosul.experiments.report.number_format import (
    format_effect,
    outcome_scale,
    outcome_title,
)
from mesa_mosul.experiments.report.report_data import (
    HARM_OUTCOME,
    ReportData,
    distinct_rows,
    is_untouched,
)
from mesa_mosul.experiments.report.statement_parts import join_names
from mesa_mosul.plots.style import capitalize

CONFIRMATORY, FIRST_LEVER = "The question", "Effects of the first lever"
EXPLORATORY = "exploratory: not named before the runs, not corrected for their number"
DAYS_TO_CLEAR = "days_to_clear_east"
MAX_LINES = 8
"""Largest number of cases in one plot with lines."""
MAX_PANELS = 12
"""Largest number of combinations in one figure."""


def plot_block(ax: Axes, name: str, caption: str) -> FigureBlock:
    """Return a plot as a block."""
    figure = ax.get_figure(root=True)
    return FigureBlock(render_png(figure), name, caption, render_svg(figure))  # type: ignore[arg-type]


def blocks_or_reason(make: Callable[[], list[Block]], what: str) -> list[Block]:
    """Return blocks, or the reason why runs do not support them."""
    try:
        return make()
    except AnalysisError as error:
        return [Paragraph(f"No {what} yet: {error}.")]


def effect_cells(
    data: ReportData, by: list[str] | None = None, is_merged: bool = True
) -> pd.DataFrame:
    """Return the difference of each case in every reported outcome, as text.

    is_merged: whether cases whose runs equal those of the base or of a case above are left out.
    """
    columns: dict[str, list[str]] = {}
    for name in data.outcomes:
        table = data.effects(name, by)
        table = distinct_rows(table) if is_merged else table
        columns["case"] = table["case"].tolist()
        columns[f"{outcome_title(name)} ({outcome_scale(name)[1]})"] = [
            format_effect(row, name) for _, row in table.iterrows()
        ]
    return pd.DataFrame(columns)


def pairs_text(data: ReportData, by: list[str] | None = None) -> str:
    """Return how many pairs of runs, or sets and seeds, the effects have."""
    table = data.effects(data.primary.outcome, by)
    if data.analysis.uncertain_factors:
        return " and ".join(dict.fromkeys(table["basis"]))
    low, high = int(table["pairs"].min()), int(table["pairs"].max())
    return f"{low:,} pairs of runs" if low == high else f"{low:,} to {high:,} pairs of runs"


def caption_of_effects(data: ReportData, by: list[str]) -> str:
    """Return what a table of differences shows: base, other levers, number of pairs."""
    others = data.analysis.describe_others(by)
    levels_text = f"; the other levers: {others}" if others else ""
    return (
        f"Differences from '{data.analysis.base_case(by)}'{levels_text}. 95 % intervals over"
        f" {pairs_text(data, by)}."
    )


def question_section(data: ReportData) -> list[Block]:
    """Return the effects that the question is about, with harm beside them."""
    if not data.is_contrast():
        return []
    title = CONFIRMATORY if data.primary.is_declared else FIRST_LEVER
    return [
        Heading(2, title),
        *blocks_or_reason(lambda: question_blocks(data), "comparison"),
    ]


def question_blocks(data: ReportData) -> list[Block]:
    """Return the table of the primary contrast, and figures of one at a time."""
    cells, outcome = effect_cells(data), data.primary.outcome
    twins = equal_sentence(data, data.by)
    if cells.empty:
        return [Paragraph(twins)]
    caption = caption_of_effects(data, data.by)
    blocks: list[Block] = [TableBlock(cells, caption)]
    blocks += [Paragraph(twins)] if twins else []
    if data.analysis.design_kind == "one_at_a_time":
        for name, slug in ((outcome, "tornado"), (HARM_OUTCOME, "tornado_harm")):
            text = f"{capitalize(outcome_title(name))}: {caption}"
            blocks.append(plot_block(data.plot.tornado(name), slug, text))
    return blocks


def equal_sentence(data: ReportData, by: list[str]) -> str:
    """Return which cases have identical runs; empty if there are none."""
    groups: dict[str, list[str]] = {}
    for case, first in data.analysis.equal_cases(by).items():
        groups.setdefault(first, []).append(case)
    texts = [
        f"{' = '.join(f"'{case}'" for case in cases)}"
        for cases in groups.values()
        if len(cases) > 1
    ]
    if not texts:
        return ""
    return (
        "Identical in every stored outcome and recorded day of all runs, and so named once:"
        f" {'; '.join(texts)}."
    )


def interactions_section(data: ReportData) -> list[Block]:
    """Return the effects of the primary lever for each combination of the other levers."""
    if not data.is_contrast() or len(data.cells()) < 2:
        return []
    return [
        Heading(2, "By the other levers"),
        Paragraph(f"The same effects, {EXPLORATORY}."),
        *blocks_or_reason(lambda: interaction_blocks(data), "comparison"),
    ]


def interaction_blocks(data: ReportData) -> list[Block]:
    """Return the small multiples of the effects and of harm, or a table of many."""
    cells = data.cells()
    blocks: list[Block] = []
    if len(cells) <= MAX_PANELS:
        for name, slug in interaction_outcomes(data).items():
            untouched = data.untouched_labels(name)
            if untouched:
                text = f"With {join_names(untouched, 'or')} no pair of runs differs in"
                blocks.append(Paragraph(f"{text} {outcome_title(name)}; not shown."))
            touched = [
                cell.label
                for cell, effects in data.cell_effects(name)
                if not is_untouched(effects)
            ]
            if touched in ([], [data.others]):  # the base alone is in the figure of the answer
                continue
            caption = (
                f"{capitalize(outcome_title(name))}: differences from '{data.base_label}'"
                f" within each combination of the other levers, {pairs_text(data)} each, 95 %"
                " intervals; hollow: the interval contains 0."
            )
            blocks.append(plot_block(effects_by_cell(data, name), slug, caption))
    else:
        blocks.append(interaction_table(data))
    labels = data.inert_labels()
    if labels:
        text = f"No effect by construction, and so not shown: {join_names(labels)}."
        blocks.append(Paragraph(text))
    return blocks


def interaction_outcomes(data: ReportData) -> dict[str, str]:
    """Return the outcomes whose effects are plotted by the other levers, and their files.

    Where the primary outcome is of a day before which some cases cannot differ, the time until
    the east is cleared shows what they do later.
    """
    outcomes = {data.primary.outcome: "effect_by_levers"}
    if data.untouched_labels(data.primary.outcome) and DAYS_TO_CLEAR in data.analysis.runs:
        outcomes[DAYS_TO_CLEAR] = "clearing_by_levers"
    return outcomes | {HARM_OUTCOME: "harm_by_levers"}


def interaction_table(data: ReportData) -> TableBlock:
    """Return the effect of the main case, and its harm, for each combination."""
    case = data.main_case()
    columns: dict[str, list[str]] = {"other levers": []}
    for name in dict.fromkeys((data.primary.outcome, HARM_OUTCOME)):
        rows = [
            (cell.label, effects[effects["case"] == case].iloc[0])
            for cell, effects in data.cell_effects(name)
        ]
        columns["other levers"] = [label for label, _ in rows]
        columns[f"{outcome_title(name)} ({outcome_scale(name)[1]})"] = [
            format_effect(row, name) for _, row in rows
        ]
    caption = f"Differences of '{case}' from '{data.base_label}', {pairs_text(data)} each."
    return TableBlock(pd.DataFrame(columns), caption)


def other_levers_section(data: ReportData) -> list[Block]:
    """Return the effects of each other lever alone, from the base case."""
    blocks: list[Block] = []
    for name in data.other_levers():
        blocks += blocks_or_reason(functools.partial(lever_blocks, data, name), "comparison")
    if not blocks:
        return []
    return [
        Heading(2, "The other levers, one by one"),
        Paragraph(f"{capitalize(EXPLORATORY)}."),
        *blocks,
    ]


def lever_blocks(data: ReportData, name: str) -> list[Block]:
    """Return the effects of one lever at the base of all others; a sentence for none."""
    others, equal = data.analysis.describe_others([name]), equal_sentence(data, [name])
    cells = effect_cells(data, [name])
    equal = f"With '{others}': {equal[:1].lower()}{equal[1:]}" if others and equal else equal
    blocks: list[Block] = [Heading(3, name)]
    if len(cells):
        blocks.append(TableBlock(cells, caption_of_effects(data, [name])))
    return blocks + ([Paragraph(equal)] if equal else [])
