"""The section of a report that splits the spread of runs: cases, parameter sets, seeds."""

import math

import pandas as pd

from mesa_mosul.analysis.variance_shares import (
    CASES,
    MIN_SEEDS,
    SEEDS,
    SETS,
    SETS_BY_CASES,
)
from mesa_mosul.experiments.report.blocks import Block, Heading, Paragraph, TableBlock
from mesa_mosul.experiments.report.number_format import join_interval, outcome_title
from mesa_mosul.experiments.report.plain_words import is_event
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.sections import blocks_or_reason, plot_block
from mesa_mosul.formatting import format_number, percent_with_decimals
from mesa_mosul.plots.style import capitalize, outcome_unit, with_unit

NO_SPREAD = "no run differs"


def spread_section(data: ReportData) -> list[Block]:
    """Return how much of the spread of runs parameter sets have; nothing without several."""
    runs = data.analysis.runs
    if not data.analysis.uncertain_factors or runs["replicate"].nunique() < MIN_SEEDS:
        return []
    blocks = blocks_or_reason(lambda: spread_blocks(data), "split of the spread")
    return [Heading(2, "What is not known, and what is chance"), *blocks]


def spread_blocks(data: ReportData) -> list[Block]:
    """Return in words, as figures and as a table whose the variance of single runs is."""
    tables = {name: data.analysis.variance_shares(name) for name in data.outcomes}
    primary, table = next(iter(tables.items()))
    rows = [variance_cells(name, one) for name, one in tables.items()]
    cases, sets, seeds = (int(table[one].iloc[0]) for one in ("cases", "sets", "seeds"))
    size = f"{sets:,} sets x {seeds} seeds"
    scope = f", {cases} cases that differ" if cases > 1 else ""
    place = f" of '{data.base_label}'" if data.is_contrast() else ""
    bars = plot_block(
        data.plot.variance_shares(list(tables)),
        "variance_shares",
        f"Shares in the variance of single runs{scope}; {size}.",
    )
    # Sets' shares of a few seeds have next to nothing between 0 and 1 to be looked at.
    measured = [name for name in tables if not is_event(data, name)][:1]
    figures = [
        plot_block(
            data.plot.spread(name, []),
            "spread_outcome",
            f"{capitalize(outcome_title(name))}: parameter sets and seeds{place}; {size}.",
        )
        for name in measured
    ]
    caption = f"Variance of single runs{scope}; {size}. In brackets 95 % intervals."
    sentence = Paragraph(variance_sentence(outcome_title(primary), table))
    return [sentence, bars, *figures, TableBlock(pd.DataFrame(rows), caption)]


def variance_cells(outcome: str, table: pd.DataFrame) -> dict[str, str]:
    """Return the row of an outcome: standard deviations, and shares of all components."""
    sd = dict(zip(table["component"], table["sd"], strict=True))
    unit = "standard deviation between"
    return {
        "outcome": with_unit(outcome_title(outcome), outcome_unit(outcome)),
        f"{unit} sets": format_number(sd[SETS]),
        f"{unit} seeds": format_number(sd[SEEDS]),
        **{f"share of {row['component']}": share_text(row) for _, row in table.iterrows()},
    }


def variance_sentence(title: str, table: pd.DataFrame) -> str:
    """Return in words whose the variance of an outcome is."""
    share = {row["component"]: share_text(row) for _, row in table.iterrows()}
    cases = int(table["cases"].iloc[0])
    text = f"Of the variance of {title} between single runs"
    if share[SETS] == NO_SPREAD:
        return f"{text} there is none: {NO_SPREAD}."
    text += f" of the {cases} cases that differ," if cases > 1 else ""
    text += f" parameter sets have {share[SETS]}, random seeds {share[SEEDS]}"
    if cases > 1:
        text += f", the cases {share[CASES]}, and effects that are not the same in all sets"
        text += f" {share[SETS_BY_CASES]}"
    return f"{text}. Sets stand for what is not known about the parameters, seeds for chance."


def share_text(row: pd.Series) -> str:
    """Return a share of the variance, with its interval if it has one."""
    share, low, high = (float(row[name]) for name in ("share", "low", "high"))
    if math.isnan(share):
        return NO_SPREAD
    text, *ends = (percent_with_decimals(one, 0) for one in (share, low, high))
    if math.isnan(low):
        return f"{text} % (no interval)"
    return f"{text} % ({join_interval(*ends)} %)" if low < high else f"{text} %"
