"""The closing sections of a report: sensitivity, discovery, replications, failures, limits."""

import numpy as np
import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.blocks import (
    Block,
    BulletList,
    Heading,
    Paragraph,
    TableBlock,
)
from mesa_mosul.experiments.report.findings_text import HARM_OUTCOME
from mesa_mosul.experiments.report.number_format import (
    format_cells,
    format_number,
    outcome_title,
)
from mesa_mosul.experiments.report.sections import (
    MAX_CASES_PER_PLOT,
    comparison_groups,
    plot_block,
)
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.experiments.results_plots import ResultsPlots
from mesa_mosul.experiments.status import sweep_status
from mesa_mosul.plots.style import outcome_unit

LAST_CALIBRATION_DATE = "2016-12-13"
RARE_SHARE = 0.02
"""Share of runs below which, or above one minus which, an outcome has no discovery."""
DIGEST_LENGTH, KEY_LENGTH = 16, 12
"""Characters of digests, and of keys and commits, that are printed."""
CAVEATS = (
    "The model is retrospective and aggregate. It is not advice, and no case is an option for"
    " anybody to choose.",
    "Simulated harm is no body count, and attributes no casualty to anybody.",
    "Each interval holds for its comparison alone: of twenty cases without an effect, one"
    " excludes 0 by chance. The case with the largest effect was selected for its size, and"
    " its effect is likely to be overestimated.",
    "History is a single realization. A run that differs from the historical record does not"
    " refute the model, and a run that agrees with it does not prove it.",
    "No observation dated after 13 December 2016 was used to set a parameter or a rule. 9,000"
    " fighters are more than the sources support (3,500 to 6,000).",
    "A case without an effect has none in this model: if a rule leaves a condition nothing to"
    " act on, its effect is 0 by construction.",
)


def sensitivity_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return the shares of the levers in the variance, and which parameters matter.

    An analysis that the runs do not support, such as those of an unfinished sweep, is replaced
    by the reason.
    """
    is_crossed = analysis.design_kind == "factorial" and len(analysis.levers) > 1
    parts = [(lever_shares, name) for name in (primary_outcome, HARM_OUTCOME) if is_crossed]
    parts += [
        (sensitivity_figure, name)
        for name in (primary_outcome, "stalled", HARM_OUTCOME)
        if analysis.uncertain_factors
    ]
    blocks: list[Block] = []
    for part, name in parts:
        try:
            blocks.append(part(analysis, name))
        except AnalysisError as error:
            blocks.append(Paragraph(f"{outcome_title(name)}: {error}."))
    return [Heading(2, "Sensitivity"), *blocks] if blocks else []


def lever_shares(analysis: ResultsAnalysis, outcome: str) -> Block:
    """Return the shares of the levers in the variance between cases."""
    table, unit = analysis.interactions(outcome), outcome_unit(outcome)
    caption = (
        f"{outcome_title(outcome)}: shares of the variance between cases, 95 % intervals,"
        " without what random variation adds. The standard deviation between cases is"
        f" {format_number(table['sd_cells'].iloc[0])} {unit}, that of single runs of a case"
        f" {format_number(table['sd_random'].iloc[0])} {unit}."
    )
    return TableBlock(format_cells(table.drop(columns=["sd_cells", "sd_random"])), caption)


def sensitivity_figure(analysis: ResultsAnalysis, outcome: str) -> Block:
    """Return the plot of the sensitivity of an outcome to the sampled parameters."""
    ax = ResultsPlots(analysis).sensitivity(outcome)
    return plot_block(ax, f"sensitivity_{outcome.replace('@', '_')}", outcome_title(outcome))


def discovery_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return for which sampled parameters the offensive stalls, or clears the east."""
    blocks: list[Block] = []
    for name, verb_phrase in (("stalled", "stalls"), ("east_cleared", "clears the east")):
        share = analysis.runs[name].mean()
        if analysis.uncertain_factors and RARE_SHARE < share < 1.0 - RARE_SHARE:
            blocks.append(Heading(3, f"When it {verb_phrase}"))
            try:
                blocks += [
                    *prim_section(analysis, name, verb_phrase),
                    tree_table(analysis, name),
                    *tipping_table(analysis, name),
                ]
            except AnalysisError as error:
                blocks.append(Paragraph(f"No result: {error}."))
    return [Heading(2, "Discovery"), *blocks] if blocks else []


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
    percent = {name: format_number(100.0 * float(value)) for name, value in shares.items()}
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
    curve = box.tradeoff.drop_duplicates("mass").assign(
        is_selected=lambda table: table["is_selected"].map({True: "this box", False: ""})
    )
    return [
        Paragraph(text),
        TableBlock(format_cells(box.limits.fillna("")), "Limits of the box."),
        TableBlock(format_cells(curve), "Coverage and density of larger and smaller boxes."),
    ]


def tree_table(analysis: ResultsAnalysis, outcome: str) -> TableBlock:
    """Return the leaves of a classification tree of an outcome."""
    caption = "The same as a classification tree: its leaves, densest first."
    return TableBlock(format_cells(analysis.tree(outcome)), caption)


def tipping_table(analysis: ResultsAnalysis, outcome: str) -> list[Block]:
    """Return the tipping point of the parameter that correlates most with an outcome."""
    table = analysis.tipping_point(outcome)
    caption = (
        "Value of the parameter with the largest partial rank correlation at which the"
        " probability is 50 %, with a 95 % interval (bootstrap over parameter sets)."
    )
    return [TableBlock(format_cells(table.drop(columns="reason")), caption)]


def replications_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return whether there are enough replications, and the variance reduction by pairing."""
    by, title = analysis.levers, outcome_title(primary_outcome)
    table = analysis.replication_advice(primary_outcome, by)
    text = (
        f"With {int(table['replications'].min())} replications per case, the 95 % interval of"
        f" the mean of {title} has a half-width of at most"
        f" {format_number(table['half_width'].max())} {outcome_unit(primary_outcome)}."
    )
    needed, wanted = table["replications_needed"].max(), table["wanted_half_width"].max()
    if np.isfinite(needed):
        text += (
            f" A half-width of {format_number(wanted)} takes {int(needed)} replications of the"
            " case that varies most."
        )
    if analysis.uncertain_factors:
        text += " This is random variation alone, given the sampled parameter sets."
    blocks: list[Block] = [Heading(2, "Replications"), Paragraph(text)]
    groups = [
        by
        for by in comparison_groups(analysis)
        if 1 < len(analysis.case_labels(by)) <= MAX_CASES_PER_PLOT
    ]
    plot, group = ResultsPlots(analysis), groups[0] if groups else []
    if group or not by:
        ax = plot.convergence(primary_outcome, group)
        blocks.append(plot_block(ax, "convergence", "Convergence of the mean."))
    if group and "km2_city_held" in analysis.results.manifest["output_spec"]["record"]:
        try:
            ax = plot.variance_reduction("km2_city_held", by=group)
        except AnalysisError:
            return blocks
        caption = (
            "Variance reduction factor of common random numbers; it falls by day, because runs"
            " diverge."
        )
        blocks.append(plot_block(ax, "variance_reduction", caption))
    return blocks


def failures_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return which runs failed and how many are missing."""
    status = sweep_status(analysis.results)
    failures = status["failures"]
    text = f"{status['done']:,} of {status['runs']:,} runs are done,"
    text += f" {status['missing']:,} missing, {len(failures)} failed."
    blocks: list[Block] = [Heading(2, "Failures"), Paragraph(text)]
    if failures:
        table = pd.DataFrame(failures)[["key", "seed", "status", "error"]]
        table = table.assign(key=table["key"].str[:KEY_LENGTH])
        blocks.append(TableBlock(table, "Runs that failed."))
    return blocks


def provenance_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return where the results come from, and how to reproduce them."""
    manifest = analysis.results.manifest
    spec, digests = manifest["experiment"], manifest["digests"]
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    commit = (manifest["commit"] or "none")[:KEY_LENGTH]
    items = [
        f"Model {digests['model'][:DIGEST_LENGTH]}, commit {commit}.",
        f"Versions: {versions}.",
        f"Seed of the first replicate {spec['seed']}; design {spec['design']}.",
        f"Digest of all results: {analysis.results.digest()[:DIGEST_LENGTH]}.",
        f"Reproduce all runs: mosul sweep {manifest['name']}; one run: mosul replay RESULTS"
        " KEY.",
    ]
    return [Heading(2, "Provenance"), BulletList(items)]


def caveats_section(analysis: ResultsAnalysis, primary_outcome: str) -> list[Block]:
    """Return what is not to be concluded."""
    if analysis.uncertain_factors:
        scope = "Intervals cover random variation between runs and the ranges of the sampled"
        scope += " parameters, not errors of the model."
    else:
        scope = "Intervals cover random variation between runs, not errors of the model or"
        scope += " uncertainty about its parameters."
    scope += " They shrink with more runs; errors of the model do not."
    until = max(row["decisions_until"] for row in analysis.results.manifest["scenarios"])
    dated = f"The dated decisions up to {until} are inputs from the historical record, not"
    dated += " results."
    supplied = [dated] if until > LAST_CALIBRATION_DATE else []
    return [Heading(2, "What not to conclude"), BulletList([scope, *CAVEATS, *supplied])]
