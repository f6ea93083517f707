"""The one figure of a report with a contrast: effects beside harm to civilians."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from mesa_mosul.experiments.report.figures import INTERVAL_LINE, scaled_effects
from mesa_mosul.experiments.report.number_format import outcome_scale
from mesa_mosul.experiments.report.plain_sentences import (
    MIN_PAIRS,
    count_case_units,
    side_outcome,
)
from mesa_mosul.experiments.report.plain_words import (
    UNCHANGED,
    base_words,
    case_words,
    change_phrase,
    change_unit,
    change_word,
    event_sentence,
    is_event,
    level_words,
    outcome_noun,
)
from mesa_mosul.experiments.report.report_data import (
    HARM_OUTCOME,
    ReportData,
    distinct_rows,
    row_of,
)
from mesa_mosul.experiments.report.statement_parts import is_clear, is_detected
from mesa_mosul.plots.style import BASE_COLOUR, PALETTE, capitalize, clean_text, with_unit
from mesa_mosul.plots.sweep_layout import (
    LINE_IN,
    grow,
    new_plot_figure,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import FONT_SIZE, fill_text, fit_names

CHANGE = "Change: "
"""Beginning of the title of a panel of differences."""
MAX_ROWS = 8
"""Largest number of cases in the figure; those with the largest effects."""
MAX_NAME_LINES = 2
NAME_WIDTH_IN, TITLE_WIDTH_IN = 1.6, 1.25
"""Widths of the names of rows and of the titles of panels, inches."""
FRAME_HEIGHT_IN, ROW_GAP_IN = 0.5, 0.1
DOT_AREA, MAX_DOT_AREA = 5.0, 90.0
"""Area of the dot of one parameter set, and of the largest dot, points squared."""
DOTS_BELOW, INTERVAL_ABOVE = 0.2, -0.16
"""Where dots and interval of a case lie beside the middle of its row, rows."""
DIGITS_OF_DOTS = 9
MAX_TICKS, MAX_TICK_LETTERS = 4, 14
"""Largest numbers of steps between ticks, and of letters of all their labels together."""


def contrast_figure(data: ReportData) -> Axes | None:
    """Plot the differences of each distinct case in the outcome and in harm to civilians."""
    cases = select_cases(data)
    if not cases:
        return None
    names = [clean_text(case_words(data, case).removeprefix("with ")) for case in cases]
    names = fit_names([name.replace("'", "") for name in names], NAME_WIDTH_IN, MAX_NAME_LINES)
    lines = sum(name.count("\n") + 1 for name in names)
    figure = new_plot_figure(FRAME_HEIGHT_IN + LINE_IN * lines + ROW_GAP_IN * len(names))
    figure.panels = tuple(figure.subplots(1, 2, sharey=True))
    outcomes = (data.primary.outcome, side_outcome(data))
    for panel, outcome in zip(figure.panels, outcomes, strict=True):
        draw_differences(data, panel, outcome, cases)
    set_row_labels(figure.panels[0], names)
    ax = set_labels(figure.panels[0], figure_title(data), "", "", contrast_note(data, cases))
    set_panel_titles(figure, [difference_title(data, one) for one in outcomes], TITLE_WIDTH_IN)
    for panel, outcome in zip(figure.panels, outcomes, strict=True):
        less, more = (change_word(data, outcome, sign) for sign in (-1.0, 1.0))
        panel.set_xlabel(f"← {less}   {more} →", fontsize=FONT_SIZE)
        set_number_ticks(panel)
    if data.main_case() in cases and len(cases) > 1:
        label = figure.panels[0].get_yticklabels()[cases.index(data.main_case())]
        label.set_fontweight("bold")
    return ax


def set_number_ticks(ax: Axes) -> None:
    """Give a horizontal axis few ticks, with commas between thousands."""
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    for count in range(MAX_TICKS, 0, -1):
        ax.xaxis.set_major_locator(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]))
        low, high = ax.get_xlim()
        labels = [f"{at:,g}" for at in ax.get_xticks() if low <= at <= high]
        if len("".join(labels)) <= MAX_TICK_LETTERS:
            return


def select_cases(data: ReportData) -> list[str]:
    """Return the cases with the largest effects, in the order of the design or by effect."""
    rows = distinct_rows(data.effects(data.primary.outcome))
    size = rows["difference"].abs().fillna(-1.0)
    is_main = rows["case"] == data.main_case()
    largest = size.mask(is_main, np.inf).nlargest(MAX_ROWS).index
    rows = rows.loc[sorted(largest)]
    levels = data.analysis.runs[data.by[0]]
    is_ordered = pd.api.types.is_numeric_dtype(levels) and len(data.by) == 1
    if not is_ordered:
        rows = rows.sort_values("difference", kind="stable")
    return [str(case) for case in rows["case"]]


def draw_differences(data: ReportData, ax: Axes, outcome: str, cases: list[str]) -> None:
    """Draw the mean difference of each case with its interval, and a dot a parameter set."""
    effects = scaled_effects(data.effects(outcome), outcome)
    units = {}
    if data.analysis.uncertain_factors:
        units = data.analysis.unit_differences(outcome, by=data.by)
    ax.axvline(0.0, color="black", linewidth=0.8)
    for at, case in enumerate(cases):
        row = row_of(effects, case)
        is_primary = outcome == data.primary.outcome
        is_effect = is_detected(row) if is_primary else is_clear(row)
        colour = PALETTE[0] if is_effect else BASE_COLOUR
        if case in units:
            differences = outcome_scale(outcome)[0] * units[case].to_numpy(float)
            draw_set_dots(ax, differences, at + DOTS_BELOW, colour)
        draw_mean_interval(ax, row, at + (INTERVAL_ABOVE if units else 0.0), colour)


def draw_set_dots(ax: Axes, differences: np.ndarray, at: float, colour: str) -> None:
    """Draw a dot for each difference, with an area in proportion to how many are equal."""
    values, counts = np.unique(differences.round(DIGITS_OF_DOTS), return_counts=True)
    areas = np.minimum(DOT_AREA * counts, MAX_DOT_AREA)
    ax.scatter(values, np.full(len(values), at), s=areas, color=colour, alpha=0.35, linewidth=0)


def draw_mean_interval(ax: Axes, row: Any, at: float, colour: str) -> None:
    """Draw a mean with its interval; the mean alone where there is no interval."""
    line = INTERVAL_LINE | {"linewidth": 3.5}
    if math.isfinite(row["low"]):
        ax.plot([row["low"], row["high"]], [at] * 2, color=colour, **line)
    if math.isfinite(row["difference"]):
        ax.plot(row["difference"], at, "|", color=colour, markersize=9, mew=2)


def figure_title(data: ReportData) -> str:
    """Return what the main case does to the outcome and to civilians."""
    case = data.main_case()
    if count_case_units(data, case) < MIN_PAIRS:
        return "Too few runs for an answer"
    changes, nouns = list[str](), list[str]()
    for outcome in (data.primary.outcome, side_outcome(data)):
        effect = row_of(data.effects(outcome), case)
        is_primary = outcome == data.primary.outcome
        if is_detected(effect) if is_primary else is_clear(effect):
            changes.append(change_phrase(data, effect, outcome, has_date=False))
        else:
            nouns.append("stalls" if is_event(data, outcome) else outcome_noun(outcome, False))
    if nouns:
        changes.append(f"no effect found on {' or '.join(nouns)}")
    return f"{capitalize(case_words(data, case))}: {', '.join(changes)}"


def difference_title(data: ReportData, outcome: str) -> str:
    """Return what a panel of differences shows."""
    unit = outcome_scale(outcome)[1] if change_unit(outcome) else ""
    if is_event(data, outcome):
        return with_unit(f"{CHANGE}{event_sentence(outcome)}", unit)
    unit = "simulated" if outcome == HARM_OUTCOME else unit
    return with_unit(f"{CHANGE}{outcome_noun(outcome)}", unit)


def contrast_note(data: ReportData, cases: list[str]) -> str:
    """Return how the figure is read."""
    levels, main = list[str](), data.main_case()
    for outcome in (data.primary.outcome, side_outcome(data)):
        row = row_of(data.effects(outcome), main if main in cases else cases[0])
        levels.append(level_words(row, outcome, "base"))
    base = base_words(data)
    where = base if base == UNCHANGED else base.replace("'", "")
    note = f"0: as {where} ({levels[0]}; {levels[1]}). Tick: average, bar: its 95 % interval;"
    note += " grey where no effect was found."
    if main in cases and len(cases) > 1:
        note += " Bold: the case of the title."
    if data.analysis.uncertain_factors:
        note += " Pale dots: single parameter sets."
    left_out = data.distinct_case_count() - len(cases)
    if left_out > 0:
        note += f" {left_out} smaller effects are in the table below."
    return note


def set_panel_titles(figure: Any, titles: list[str], width_in: float) -> None:
    """Write above each panel what it shows."""
    texts = [fill_text(title, width_in) for title in titles]
    lines = max(text.count("\n") + 1 for text in texts)
    for panel, text in zip(figure.panels, texts, strict=True):
        panel.set_title(text, loc="left", fontsize=FONT_SIZE, parse_math=False)
    grow(figure, lines)
