"""The section of a report that splits the spread of runs into parameter sets and seeds."""

import math

import pandas as pd

from mesa_mosul.analysis.variance_shares import MIN_SEEDS
from mesa_mosul.experiments.report.blocks import Block, Heading, Paragraph, TableBlock
from mesa_mosul.experiments.report.number_format import format_share, outcome_title
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.sections import blocks_or_reason, plot_block
from mesa_mosul.formatting import format_number
from mesa_mosul.plots.style import capitalize, outcome_unit, with_unit


def spread_section(data: ReportData) -> list[Block]:
    """Return how much of the spread of runs parameter sets have; nothing without several."""
    runs = data.analysis.runs
    if not data.analysis.uncertain_factors or runs["replicate"].nunique() < MIN_SEEDS:
        return []
    blocks = blocks_or_reason(lambda: spread_blocks(data), "split of the spread")
    return [Heading(2, "What is not known, and what is chance"), *blocks]


def spread_blocks(data: ReportData) -> list[Block]:
    """Return in words, as a figure and as a table how runs of the base case spread."""
    rows = [(name, data.analysis.spread(name, []).iloc[0]) for name in data.outcomes]
    primary, row = rows[0]
    title = outcome_title(primary)
    text = (
        f"Of the variance of {title} between single runs parameter sets have"
        f" {share_text(row)}; the rest differs between random seeds of one set. Sets stand for"
        " what is not known about the parameters, seeds for chance."
    )
    unit = "standard deviation between"
    cells = [
        {"outcome": with_unit(outcome_title(name), outcome_unit(name)),
         f"{unit} sets": format_number(one["sd_sets"]),
         f"{unit} seeds": format_number(one["sd_seeds"]),
         "share of sets": share_text(one)}
        for name, one in rows
    ]  # fmt: skip
    place = f" of '{data.base_label}'" if data.is_contrast() else ""
    size = f"{row['sets']:,} sets x {row['seeds']} seeds"
    figure = plot_block(
        data.plot.spread(primary, []),
        "spread_outcome",
        f"{capitalize(title)}: parameter sets and seeds{place}; {size}.",
    )
    caption = f"Spread of single runs{place}; {size}."
    return [Paragraph(text), figure, TableBlock(pd.DataFrame(cells), caption)]


def share_text(row: pd.Series) -> str:
    """Return the share of the variance that sets have, with its interval if it has one."""
    share, low, high = (float(row[name]) for name in ("share_sets", "low", "high"))
    if math.isnan(share):
        return "no run differs"
    return format_share(share, low, high) if low < high else f"{format_number(100 * share)} %"
