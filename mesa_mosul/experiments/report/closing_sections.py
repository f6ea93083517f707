"""What drives an outcome: sensitivity to drawn parameters, and where an outcome occurs."""

import functools
from collections.abc import Callable

import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.blocks import (
    Block,
    Details,
    Heading,
    Paragraph,
    TableBlock,
)
from mesa_mosul.experiments.report.number_format import (
    format_cells,
    outcome_title,
    parameter_unit,
)
from mesa_mosul.experiments.report.report_data import HARM_OUTCOME, ReportData
from mesa_mosul.experiments.report.sections import plot_block
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.formatting import percent_text
from mesa_mosul.plots.style import capitalize

RARE_SHARE = 0.02
"""Share of runs below which, or above one minus which, an outcome has no discovery."""


def sensitivity_section(data: ReportData) -> list[Block]:
    """Return which drawn parameters matter for the primary outcome and for harm.

    An analysis that the runs do not support, such as those of an unfinished sweep, is replaced
    by the reason.
    """
    if not data.analysis.drawn_factors:
        return []
    blocks: list[Block] = []
    for name in dict.fromkeys((data.primary.outcome, HARM_OUTCOME)):
        try:
            blocks.append(sensitivity_figure(data, name))
        except AnalysisError as error:
            blocks.append(Paragraph(f"{capitalize(outcome_title(name))}: {error}."))
    return [Heading(2, "Sensitivity"), *blocks]


def sensitivity_figure(data: ReportData, outcome: str) -> Block:
    """Return the plot of the sensitivity of an outcome to the drawn parameters."""
    ax = data.plot.sensitivity(outcome)
    sets = data.analysis.runs["draw"].nunique()
    levers = levers_text(data.analysis)
    caption = f"{capitalize(outcome_title(outcome))}: sensitivity to what was drawn; {sets:,}"
    caption += f" parameter sets{levers and f', {levers}'}."
    return plot_block(ax, f"sensitivity_{outcome.replace('@', '_')}", caption)


def discovery_section(data: ReportData) -> list[Block]:
    """Return for which drawn parameters the offensive stalls, or clears the east."""
    analysis = data.analysis
    blocks: list[Block] = []
    for name, verb_phrase in (("stalled", "stalls"), ("east_cleared", "clears the east")):
        share = share_at_base(analysis, name)
        if analysis.drawn_factors and RARE_SHARE < share < 1.0 - RARE_SHARE:
            blocks.append(Heading(3, f"When it {verb_phrase}"))
            makers: list[Callable[[], list[Block]]] = [
                functools.partial(tipping_table, analysis, name),
                functools.partial(prim_section, analysis, name, verb_phrase),
                functools.partial(tree_table, analysis, name),
            ]
            for make in makers:
                try:
                    blocks += make()
                except AnalysisError as error:
                    blocks.append(Paragraph(f"No result: {error}."))
    if not blocks:
        return []
    levers = levers_text(analysis)
    text = f"{levers and f'With {levers}. '}Found in these runs, and so exploratory."
    return [Heading(2, "Where it happens"), Paragraph(text), *blocks]


def share_at_base(analysis: ResultsAnalysis, outcome: str) -> float:
    """Return the share of runs with an outcome, levers at their base; 0 if there is no run."""
    try:
        return float(analysis.select_runs([])[outcome].mean())
    except AnalysisError:
        return 0.0


def levers_text(analysis: ResultsAnalysis) -> str:
    """Return in words that the levers are at their base; empty if there are none."""
    levels = analysis.describe_others([])
    return f"the levers at their base ({levels})" if levels else ""


def prim_section(analysis: ResultsAnalysis, outcome: str, verb_phrase: str) -> list[Block]:
    """Return the PRIM box of an outcome, and how it performs on other parameter sets."""
    box = analysis.prim(outcome)
    shares = {
        "share": box.base_rate,
        "coverage": box.coverage,
        "density": box.density,
        "test coverage": box.test_coverage,
        "test density": box.test_density,
    }
    percent = {name: percent_text(float(value)) for name, value in shares.items()}
    text = f"The offensive {verb_phrase} in {percent['share']} % of runs. "
    if box.reason:
        return [Paragraph(f"{text}A PRIM box is not shown: {box.reason}.")]
    count = len(box.limits)
    text += (
        f"A PRIM box with limits on {count} parameter{'' if count == 1 else 's'} contains"
        f" {percent['coverage']} % of these runs (coverage); the offensive {verb_phrase} in"
        f" {percent['density']} % of the runs inside (density). On parameter sets that were"
        f" left out of the search, {len(box.splits)} times a fifth of them, boxes over the same"
        f" parameters have a mean coverage of {percent['test coverage']} % and a mean density"
        f" of {percent['test density']} %."
    )
    limits = TableBlock(with_units(box.limits.astype(object).fillna("")), "Limits of the box.")
    curve = box.tradeoff.drop_duplicates("mass").assign(
        is_selected=lambda table: table["is_selected"].map({True: "this box", False: ""})
    )
    trade = TableBlock(format_cells(curve), "Coverage and density of larger and smaller boxes.")
    return [Paragraph(text), Details("Limits of the box", [limits, trade])]


def with_units(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of parameters with the unit of each, its numbers as text."""
    table = format_cells(table)
    names = next((name for name in ("factor", "parameter") if name in table.columns), "")
    if not names:
        return table
    at = table.columns.tolist().index(names) + 1
    units = [parameter_unit(str(name)) for name in table[names]]
    table.insert(at, "unit", units)
    return table


def tree_table(analysis: ResultsAnalysis, outcome: str) -> list[Block]:
    """Return the leaves of a classification tree of an outcome."""
    caption = "Leaves of a classification tree, densest first."
    leaves = TableBlock(format_cells(analysis.tree(outcome)), caption)
    return [Details("Classification tree", [leaves])]


def tipping_table(analysis: ResultsAnalysis, outcome: str) -> list[Block]:
    """Return the tipping point of the parameter that correlates most with an outcome."""
    table = analysis.tipping_point(outcome)
    caption = (
        "Value of the parameter with the largest partial rank correlation at which the"
        " probability is 50 %, with a 95 % interval; an interval that ends at an end of the"
        " parameter's range may extend beyond it."
    )
    return [TableBlock(with_units(table.drop(columns="reason", errors="ignore")), caption)]
