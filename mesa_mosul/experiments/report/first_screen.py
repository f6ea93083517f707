"""The first screen of a report: the answer, the question, one figure, what it does not say."""

import re
from typing import Any

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.execution.shards import format_numbers
from mesa_mosul.experiments.report.answer_figure import contrast_figure
from mesa_mosul.experiments.report.blocks import FigureBlock, FirstScreen
from mesa_mosul.experiments.report.level_figure import level_figure
from mesa_mosul.experiments.report.level_sentences import level_sentences, level_title
from mesa_mosul.experiments.report.plain_sentences import contrast_sentences, contrast_title
from mesa_mosul.experiments.report.plain_words import CODES
from mesa_mosul.experiments.report.report_data import STALL_OUTCOME, ReportData
from mesa_mosul.experiments.report.sections import pairs_text, plot_block
from mesa_mosul.experiments.status import sweep_status
from mesa_mosul.plots.style import capitalize
from mesa_mosul.simulation.outcome import STALL_DAYS, STALL_KM2

FIGURE_NAME = "answer"
SUBJECT = "A simulation of the battle of Mosul, 2016-17."
STALL = (
    f"A stall: less than {STALL_KM2:g} km² of Mosul won in some {STALL_DAYS} days of battle."
)
LIMITS = (
    "What this does not say: what happened in Mosul, or what should have been done. The"
    " simulation may be wrong beyond its intervals, and attributes no death."
)


def first_screen(data: ReportData) -> FirstScreen:
    """Return what is seen first: the answer and what it does not say, in plain words."""
    try:
        sentences = contrast_sentences(data) if data.is_contrast() else level_sentences(data)
    except AnalysisError as error:
        sentences = [f"No answer yet: {error}."]
    return FirstScreen(
        report_title(data), question_text(data), figure_blocks(data), sentences,
        limits_text(data),
    )  # fmt: skip


def report_title(data: ReportData) -> str:
    """Return the answer in a line."""
    try:
        return contrast_title(data) if data.is_contrast() else level_title(data)
    except AnalysisError as error:
        return f"{capitalize(data.manifest['name'])}: no answer yet ({error})"


def question_text(data: ReportData) -> str:
    """Return the question of a sweep: what its description says up to a question mark."""
    about = " ".join(data.manifest["about"].split())
    if not about:
        return "The experiment states no question."
    question = re.match(r".*?\?(?=\s|$)", about)
    text = f"{SUBJECT} {CODES.sub('', question[0] if question else about)}"
    return f"{text} {STALL}" if data.primary.outcome == STALL_OUTCOME else text


def figure_blocks(data: ReportData) -> list[FigureBlock]:
    """Return the figure of the answer; none where runs do not support one yet."""
    try:
        ax = contrast_figure(data) if data.is_contrast() else level_figure(data)
    except AnalysisError:
        return []
    if ax is None:
        return []
    runs = f"{len(data.analysis.runs):,} runs"
    text = f"{report_title(data)}. {runs}."
    if data.is_contrast():
        text = f"{report_title(data)}. Differences over {pairs_text(data)}; {runs}."
    return [plot_block(ax, FIGURE_NAME, text)._replace(has_caption=False)]


def limits_text(data: ReportData) -> str:
    """Return what the answer does not say, in a short paragraph."""
    texts = [LIMITS]
    if not data.analysis.uncertain_factors:
        texts.append(
            "Parameters were not varied: what is not known about them is in no interval."
        )
    if data.is_contrast() and data.primary.case is None and data.distinct_case_count() > 1:
        texts.append("The effect in front was selected as the largest, so it is overestimated.")
    texts += own_parts_texts(data.manifest)
    status = sweep_status(data.analysis.results)
    if status["done"] < status["runs"]:
        texts.append(f"Only {status['done']:,} of {status['runs']:,} runs are done.")
    if status["missing_shards"]:
        numbers = format_numbers(status["missing_shards"])
        texts.append(f"Shards {numbers} of the sweep are missing: the results are incomplete.")
    return " ".join(texts)


def own_parts_texts(manifest: dict[str, Any]) -> list[str]:
    """Return what in these runs is not the model's own: a researcher's rules and tables."""
    texts = []
    if rules := [rule for rule, _ in manifest.get("rules", [])]:
        texts.append(
            f"These runs have rules that are no part of the model: {', '.join(rules)}."
        )
    if manifest.get("seeds_folder"):
        texts.append("These runs use seed tables other than those of the model.")
    return texts
