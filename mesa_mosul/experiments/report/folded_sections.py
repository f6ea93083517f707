"""What not to conclude, and the folded details of a report."""

import functools

import numpy as np

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.blocks import (
    Block,
    BulletList,
    Details,
    Heading,
    Paragraph,
    TableBlock,
)
from mesa_mosul.experiments.report.number_format import (
    format_cells,
    outcome_title,
)
from mesa_mosul.experiments.report.report_data import HARM_OUTCOME, ReportData, row_of
from mesa_mosul.experiments.report.sections import (
    blocks_or_reason,
    caption_of_effects,
    effect_cells,
    equal_sentence,
)
from mesa_mosul.formatting import format_number, percent_text
from mesa_mosul.plots.style import capitalize, outcome_unit

CAVEATS_TITLE = "What not to conclude"
LAST_CALIBRATION_DATE = "2016-12-13"
MAX_JOINT_CASES = 40
"""Largest number of cases of all levers together in a table."""
CAVEATS = (
    "The model is retrospective and aggregate. It is not advice, and no case is an option for"
    " anybody to choose. Simulated harm is no body count, and attributes no casualty to"
    " anybody.",
    "History is a single realization. A run that differs from the historical record does not"
    " refute the model, and a run that agrees with it does not prove it.",
    "No observation dated after 13 December 2016 was used to set a parameter or a rule. 9,000"
    " fighters are more than the sources support (3,500 to 6,000).",
)
PAIRS = {
    True: "the case's run minus the base's run with the same random numbers",
    False: "a run of the case minus one of the base, which share no random numbers",
}
"""What a pair is, with common random numbers and without."""
READING = (
    "It is rounded to about a tenth of the width of its 95 % interval.",
    "The interval is one for the mean difference that ever more runs of this model would have;"
    " single pairs vary far more, and their share on one side of 0 is stated beside it.",
    "Likelihoods in words are those of the IPCC, of a single pair or parameter set in this"
    " model; they are no confidence in the model.",
)


def caveats_section(data: ReportData) -> list[Block]:
    """Return what is not to be concluded; it stands right below the answer."""
    if data.analysis.uncertain_factors:
        scope = "Intervals cover random variation between runs and the ranges of the drawn"
        scope += " parameters, not errors of the model."
    else:
        scope = "Intervals cover random variation between runs, not errors of the model or"
        scope += " uncertainty about its parameters, which were not varied."
    scope += " They shrink with more runs; errors of the model do not."
    items = [scope, *CAVEATS]
    if data.is_contrast() and data.primary.case is None and data.distinct_case_count() > 1:
        items.append(
            "The case in front was selected because it differs most, and its effect is likely"
            " to be overestimated."
        )
    items += captured_caveat(data)
    until = max(row["decisions_until"] for row in data.manifest["scenarios"])
    if until > LAST_CALIBRATION_DATE:
        items.append(
            f"The dated decisions up to {until} are inputs from the historical record, not"
            " results."
        )
    return [Heading(2, CAVEATS_TITLE), BulletList(items)]


def captured_caveat(data: ReportData) -> list[str]:
    """Return how many runs ended before the others, and what of them is shown."""
    runs = data.analysis.runs
    count = int(runs["captured"].astype(bool).sum()) if "captured" in runs.columns else 0
    if not count:
        return []
    return [
        f"{count:,} of {len(runs):,} runs ended when the city was captured, on day"
        f" {int(runs.loc[runs['captured'].astype(bool), 'days'].min())} at the earliest. Their"
        " totals and their values at a later date are those of that day: what would have"
        " happened after it is in no number on this page."
    ]


def details_section(data: ReportData) -> list[Block]:
    """Return the folded details."""
    folds = (
        ("All cases", all_cases_blocks),
        ("Shares of the levers in the variance", lever_share_blocks),
        ("Replications", replication_blocks),
        ("How to read an interval", reading_blocks),
    )
    blocks: list[Block] = [Heading(2, "Details")]
    for title, make in folds:
        inner = blocks_or_reason(functools.partial(make, data), "result")
        if inner:
            blocks.append(Details(title, inner))
    return blocks


def all_cases_blocks(data: ReportData) -> list[Block]:
    """Return the table of all combinations of levers that differ, if they are not too many."""
    levers = data.analysis.levers
    if not data.is_contrast() or levers == data.by:
        return []
    equal = data.analysis.equal_cases()
    if len(set(equal.values())) > MAX_JOINT_CASES:
        return []
    twins = equal_sentence(data, levers)
    return [
        TableBlock(effect_cells(data, levers), caption_of_effects(data, levers)),
        *([Paragraph(twins)] if twins else []),
    ]


def lever_share_blocks(data: ReportData) -> list[Block]:
    """Return the shares of the levers in the variance between cases, noise stated."""
    analysis, blocks = data.analysis, list[Block]()
    if analysis.design_kind == "one_at_a_time" or len(analysis.levers) < 2:
        return []
    for name in dict.fromkeys((data.primary.outcome, HARM_OUTCOME)):
        title, unit = capitalize(outcome_title(name)), outcome_unit(name)
        try:
            table = analysis.interactions(name)
        except AnalysisError as error:
            blocks.append(Paragraph(f"{title}: no shares, because {error}."))
            continue
        between, single = (table[column].iloc[0] for column in ("sd_cells", "sd_random"))
        caption = (
            f"{title}: shares of the variance between cases in %, without what random variation"
            f" adds. The standard deviation between cases is {format_number(between)} {unit},"
            f" that of single runs of a case {format_number(single)} {unit}."
        )
        numbers = ["share", "low", "high"]
        table[numbers] = table[numbers].map(percent_text)
        shown = table.drop(columns=["sd_cells", "sd_random"])
        blocks.append(TableBlock(format_cells(shown), caption))
    return blocks


def replication_blocks(data: ReportData) -> list[Block]:
    """Return whether there are enough replications for the question."""
    outcome = data.primary.outcome
    table = data.analysis.replication_advice(outcome, data.by)
    few, many = (f"{int(one):,}" for one in table["replications"].agg(["min", "max"]))
    per = "parameter set and case" if data.analysis.uncertain_factors else "case"
    text = f"{few} {f'to {many} ' if few != many else ''}replications per {per}."
    widest = table["half_width"].max()
    if widest > 0.0:
        basis = table["basis"].iloc[int(table["half_width"].to_numpy().argmax())]
        text += (
            f" The 95 % interval of the mean of {outcome_title(outcome)} over {basis}"
            f" has a half-width of at most {format_number(widest)} {outcome_unit(outcome)}."
        )
    if data.is_contrast():
        text += pairs_needed_text(data)
    return [Paragraph(text)]


def pairs_needed_text(data: ReportData) -> str:
    """Return how many pairs of runs would show the effect of the main case."""
    case = data.main_case()
    effect = row_of(data.effects(data.primary.outcome), case)
    if np.isnan(effect["pairs_needed"]):
        return ""
    needed = f"{int(effect['pairs_needed']):,}" if np.isfinite(effect["pairs_needed"]) else "no"
    number = f"{needed} number of pairs is" if needed == "no" else f"{needed} pairs of runs are"
    own = ", each with a parameter set and a random seed of its own,"
    number = number.replace(" are", f"{own} are") if data.analysis.uncertain_factors else number
    return (
        f" If the difference of '{case}' and its spread are as measured in these"
        f" {int(effect['pairs']):,} pairs, {number} enough for an interval that excludes 0 with"
        " a probability of 80 %."
    )


def reading_blocks(data: ReportData) -> list[Block]:
    """Return how the numbers of a report are to be read."""
    pairs = PAIRS[data.manifest["experiment"]["common_random_numbers"]]
    first = f"A difference is the mean over pairs: {pairs}. {READING[0]}"
    return [BulletList([first, *READING[1:]])]
