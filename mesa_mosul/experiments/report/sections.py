"""The sections of a report from the question to the time series, each a list of blocks."""

import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME, ONE_AT_A_TIME_COLUMNS
from mesa_mosul.experiments.report.blocks import (
    Block,
    BulletList,
    FigureBlock,
    Heading,
    Paragraph,
    TableBlock,
    render_png,
    render_svg,
)
from mesa_mosul.experiments.report.findings_text import (
    HARM_OUTCOME,
    average_text,
    findings_paragraph,
)
from mesa_mosul.experiments.report.number_format import (
    format_cells,
    format_difference,
    outcome_title,
)
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_plots import ResultsPlots
from mesa_mosul.plots.style import outcome_unit
from mesa_mosul.plots.sweep_shares import FATE_STYLE

ALWAYS_REPORTED = (
    "stalled",
    "days_to_clear_east",
    "iraqi_casualties",
    "isis_casualties",
    HARM_OUTCOME,
)
"""Outcomes of every comparison; harm to civilians is never omitted."""
DEFAULT_OUTCOME = "share_city_held"
MAX_JOINT_CASES = 40
"""Largest number of cases of all levers together that are compared."""
MAX_CASES_PER_PLOT = 8
"""Largest number of cases in one plot with lines."""


def choose_primary_outcome(analysis: ResultsAnalysis) -> str:
    """Return the first named outcome of the experiment that is numeric in all runs."""
    for name in analysis.results.manifest["experiment"]["outcomes"]:
        values = analysis.runs[name] if name in analysis.runs else pd.Series(dtype=object)
        if pd.api.types.is_numeric_dtype(values) and values.notna().all():
            return str(name)
    return DEFAULT_OUTCOME


def comparison_groups(analysis: ResultsAnalysis) -> list[list[str]]:
    """Return the levers to compare one by one if there are several; else all together."""
    if len(analysis.levers) < 2 or analysis.design_kind == ONE_AT_A_TIME:
        return [analysis.levers] if analysis.levers else []
    return [[name] for name in analysis.levers if analysis.runs[name].nunique() > 1]


def group_title(by: list[str]) -> str:
    """Return the title of a group of factors."""
    return "one at a time" if by == list(ONE_AT_A_TIME_COLUMNS) else " x ".join(by)


def group_slug(by: list[str]) -> str:
    """Return the part of a figure's file name that stands for a group of factors."""
    return "_".join(by).replace(".", "_")


def question_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return the title, the question and what was run."""
    manifest = analysis.results.manifest
    counts = analysis.runs["point"].value_counts()
    replications = f"{counts.min():,}"
    replications += f" to {counts.max():,}" if counts.min() < counts.max() else ""
    points = f"{len(counts):,} design points" if len(counts) > 1 else "1 design point"
    each = " each" if len(counts) > 1 else ""
    names = ", ".join(row["name"] for row in manifest["scenarios"])
    design = analysis.design_kind.replace("_", "-")
    sentences = [
        f"{len(analysis.runs):,} runs: {points} with {replications} replications{each};"
        f" scenario {names}, at most {int(analysis.runs['days'].max())} days; {design} design.",
        f"Main outcome: {outcome_title(primary_outcome)} ({outcome_unit(primary_outcome)}).",
    ]
    if manifest["experiment"]["common_random_numbers"]:
        sentences.insert(
            1,
            "Replicate r uses the same random numbers in every case (common random numbers),"
            " so differences are paired.",
        )
    question = " ".join(manifest["about"].split())
    return [
        Heading(1, f"{manifest['name']}: report of a sweep"),
        Paragraph(question or "The experiment states no question."),
        Paragraph(" ".join(sentences)),
    ]


def findings_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return the effects of each lever, in three sentences each."""
    items = []
    for by in comparison_groups(analysis):
        if len(analysis.case_labels(by)) > 1:
            try:
                text = findings_paragraph(analysis, by, primary_outcome)
            except AnalysisError as error:
                text = f"no finding yet: {error}."
            items.append(f"{group_title(by)}: {text}")
    return [Heading(2, "Findings"), BulletList(items)] if items else []


def effect_cells(
    analysis: ResultsAnalysis, primary_outcome: str, by: list[str]
) -> pd.DataFrame:
    """Return the difference of each case in every reported outcome, as text."""
    columns = {}
    for name in dict.fromkeys((primary_outcome, *ALWAYS_REPORTED)):
        table = analysis.compare(name, by=by)
        is_share = name == "stalled"
        scale, unit = (100.0, "percentage points") if is_share else (1.0, outcome_unit(name))
        columns["case"] = table["case"].tolist()
        columns[f"{outcome_title(name)} ({unit})"] = [
            format_difference(*(scale * value for value in row))
            for row in table[["difference", "low", "high"]].to_numpy()
        ]
    return pd.DataFrame(columns)


def comparisons_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return the tables and forests of differences, lever by lever."""
    groups, blocks = comparison_groups(analysis), list[Block]()
    if len(groups) > 1 and len(analysis.case_labels()) <= MAX_JOINT_CASES:
        groups = [*groups, analysis.levers]
    for by in groups:
        if len(analysis.case_labels(by)) > 1:
            try:
                comparison = comparison_blocks(analysis, primary_outcome, by)
            except AnalysisError as error:
                comparison = [Paragraph(f"No comparison yet: {error}.")]
            blocks += [Heading(3, group_title(by)), *comparison]
    return [Heading(2, "Comparisons"), *blocks] if blocks else []


def comparison_blocks(
    analysis: ResultsAnalysis, primary_outcome: str, by: list[str]
) -> list[Block]:
    """Return the table and the forests of one comparison."""
    slug, plot = group_slug(by), ResultsPlots(analysis)
    caption = f"Differences from '{analysis.first_case(by)}' with 95 % intervals"
    caption += average_text(analysis, by)
    return [
        TableBlock(
            effect_cells(analysis, primary_outcome, by), f"{caption}, paired by replicate."
        ),
        plot_block(
            plot.forest(primary_outcome, by=by),
            f"forest_{slug}",
            f"{outcome_title(primary_outcome)}: {caption}.",
        ),
        plot_block(
            plot.forest(HARM_OUTCOME, by=by),
            f"harm_{slug}",
            f"{outcome_title(HARM_OUTCOME)}: {caption}.",
        ),
    ]


def plot_block(ax: Axes, name: str, caption: str) -> FigureBlock:
    """Return a plot as a block."""
    figure = ax.get_figure(root=True)
    return FigureBlock(render_png(figure), name, caption, render_svg(figure))  # type: ignore[arg-type]


def distributions_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return the distributions of the main outcome and of civilian harm, case by case."""
    plot, by = ResultsPlots(analysis), analysis.levers
    kind = "ridge" if len(analysis.case_labels(by)) > 1 else "density"
    blocks: list[Block] = [Heading(2, "Distributions")]
    for name in (primary_outcome, HARM_OUTCOME):
        ax = plot.distribution(name, by, kind)
        caption = f"{outcome_title(name)}: runs by case; line 5 to 95 %, dot the median."
        blocks.append(plot_block(ax, f"distribution_{name.replace('@', '_')}", caption))
    table = analysis.summary(primary_outcome, by).drop(columns=["min", "max"])
    table = table.rename(columns={"dip_p": "p of the dip test"})
    caption = f"{outcome_title(primary_outcome)} ({outcome_unit(primary_outcome)}) by case."
    shares = format_cells(analysis.probability("stalled", by))
    return [
        *blocks,
        TableBlock(format_cells(table), caption),
        plot_block(plot.probability("stalled", by), "stalled", "Share of runs that stall."),
        TableBlock(shares, "Share of runs that stall, with 95 % intervals."),
    ]


def time_series_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return territory and harm by day, when the east is cleared, and car bombs."""
    plot, blocks = ResultsPlots(analysis), list[Block]()
    recorded = analysis.results.manifest["output_spec"]["record"]
    groups = comparison_groups(analysis) or [[]]
    for by in groups:
        if len(analysis.case_labels(by)) > MAX_CASES_PER_PLOT:
            continue
        slug = group_slug(by) or "all"
        for column in [name for name in ("km2_city_held", HARM_OUTCOME) if name in recorded]:
            caption = f"{outcome_title(column)} by day: median, 5 to 95 %."
            blocks.append(plot_block(plot.band(column, by), f"band_{column}_{slug}", caption))
        caption = "Share of runs in which the east is not yet cleared (Kaplan-Meier)."
        ax = plot.survival("east_cleared", by)
        blocks.append(plot_block(ax, f"survival_{slug}", caption))
    if set(FATE_STYLE) <= set(recorded):
        by = max(groups, key=lambda factors: len(analysis.case_labels(factors)))
        blocks.append(plot_block(plot.car_bomb_fates(by), "car_bombs", "Fates of car bombs."))
    return [Heading(2, "Time series"), *blocks] if blocks else []
