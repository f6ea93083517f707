"""The answer of a sweep in words: direction, size, certainty, scope, and harm beside it."""

import functools
import math
from collections.abc import Sequence

import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.number_format import (
    format_difference,
    format_effect,
    format_level,
    format_mean,
    format_number,
    format_share,
    is_share,
    outcome_scale,
    outcome_title,
    short_unit,
)
from mesa_mosul.experiments.report.report_data import (
    HARM_OUTCOME,
    STALL_OUTCOME,
    ReportData,
    row_of,
)

HARM_LABEL = "civilians killed (simulated, no body count)"
HOLM_LEVEL = 0.05
"""Adjusted p-value below which a case differs from the base after Holm's correction."""
LIKELIHOODS = (
    (0.99, "virtually certain"),
    (0.90, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.10, "unlikely"),
    (0.0, "very unlikely"),
)
"""Words of the IPCC for a likelihood of at least this much (Mastrandrea et al. 2010)."""
MIN_UNITS_FOR_WORDS = 20
"""Fewest pairs or sets whose share is put into words."""


def capitalize(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def title_of(outcome: str) -> str:
    """Return an outcome as sentences name it; harm is no body count."""
    names = {HARM_OUTCOME: HARM_LABEL, STALL_OUTCOME: "runs in which the offensive stalls"}
    return names.get(outcome, outcome_title(outcome))


def join_names(names: Sequence[str], word: str = "and") -> str:
    """Return quoted names as a list in words.

    >>> join_names(["a", "b", "c"])
    "'a', 'b' and 'c'"
    """
    quoted = [f"'{name}'" for name in names]
    return f" {word} ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))


def effect_text(data: ReportData, effect: pd.Series, outcome: str) -> str:
    """Return a case's difference with its interval and unit."""
    text, unit = (
        format_effect(effect, outcome, data.pair_count(effect)),
        outcome_scale(outcome)[1],
    )
    number, bracket, rest = text.partition(" (")
    return f"{number} {unit}{bracket}{rest}" if text != "no pairs" else text


def is_detected(effect: pd.Series) -> bool:
    """Return whether the interval excludes 0, also after Holm's correction where there is one."""
    is_clear = effect["low"] > 0.0 or effect["high"] < 0.0
    return bool(is_clear and effect.get("p_holm", 0.0) < HOLM_LEVEL)


def is_identical(effect: pd.Series, base: str) -> bool:
    """Return whether all runs of a case are identical to those of the base."""
    return bool(effect["equal_to"] == base)


def report_title(data: ReportData) -> str:
    """Return the answer in a line."""
    try:
        return contrast_title(data) if data.is_contrast() else level_title(data)
    except AnalysisError as error:
        return f"{capitalize(data.manifest['name'])}: no answer yet ({error})"


def contrast_title(data: ReportData) -> str:
    """Return what the main case changes in the primary outcome, in a line."""
    outcome, case, base = data.primary.outcome, data.main_case(), data.base_label
    effect, title = row_of(data.effects(outcome), case), outcome_title(outcome)
    if is_identical(effect, base):
        return f"No effect of '{case}': its runs are identical to those with '{base}'"
    scale, unit = outcome_scale(outcome)
    if not is_detected(effect):
        smallest = data.primary.smallest_effect
        if smallest is not None and max(-effect["low"], effect["high"]) < smallest:
            size = f"less than {format_number(scale * smallest)} {unit}"
            return f"'{case}' changes {title} by {size}, if at all"
        return f"No effect of '{case}' on {title} was detected"
    numbers = [scale * effect[name] for name in ("difference", "low", "high")]
    size = format_difference(*numbers).partition(" (")[0].lstrip("+-")
    direction = "higher" if effect["difference"] > 0 else "lower"
    if outcome == STALL_OUTCOME:
        word = "more" if effect["difference"] > 0 else "less"
        return (
            f"The offensive stalls {word} often with '{case}' than with '{base}': {size} {unit}"
        )
    return f"With '{case}', {title} is {size} {unit} {direction} than with '{base}'"


def level_title(data: ReportData) -> str:
    """Return how large the primary outcome is where nothing was set, in a line."""
    outcome = data.primary.outcome
    mean = float(data.summary(outcome)["mean"].iloc[0])
    if outcome == STALL_OUTCOME:
        return f"The offensive stalls in {format_level(outcome, mean)} of runs"
    return f"{capitalize(outcome_title(outcome))}: {format_level(outcome, mean)} on average"


def answer_statements(data: ReportData) -> list[str]:
    """Return the answer in up to five statements; harm to civilians is one of them."""
    if data.is_contrast():
        makers = [
            main_statement,
            harm_statement,
            stall_statement,
            inert_statement,
            interaction_statement,
        ]
    else:
        outcomes = dict.fromkeys((data.primary.outcome, HARM_OUTCOME, STALL_OUTCOME))
        makers = [functools.partial(level_statement, outcome=name) for name in outcomes]
    statements = []
    for make in makers:
        try:
            text = make(data)
        except AnalysisError as error:
            text = f"No statement yet: {error}."
        if text:
            statements.append(text)
    return list(dict.fromkeys(statements))


def main_statement(data: ReportData) -> str:
    """Return the effect on the primary outcome: direction, size, certainty, scope."""
    outcome, case, base = data.primary.outcome, data.main_case(), data.base_label
    effect = row_of(data.effects(outcome), case)
    if is_identical(effect, base):
        return (
            f"'{case}' changes nothing against '{base}'{scope_text(data)}: all runs are"
            " identical in every stored outcome and recorded day."
        )
    means = f"{format_level(outcome, effect['mean'])} with '{case}'"
    means += f", {format_level(outcome, effect['base'])} with '{base}'{scope_text(data)}"
    parts = [
        f"{capitalize(title_of(outcome))}: {means}. The difference is"
        f" {effect_text(data, effect, outcome)}, 95 % interval{holm_text(data, effect)}",
        certainty_text(data, outcome, case),
        relevance_text(data, effect),
    ]
    return ". ".join(part for part in parts if part) + "."


def scope_text(data: ReportData) -> str:
    """Return the levels of the other levers, to be put behind a case."""
    return f" ({data.others})" if data.others else ""


def holm_text(data: ReportData, effect: pd.Series) -> str:
    """Return the adjusted p-value if the primary contrast has several cases."""
    effects = data.effects(data.primary.outcome)
    count = int((effects["equal_to"] == "").sum())
    if "p_holm" not in effects or count < 2:
        return ""
    p = f"p = {format_number(effect['p_holm'])} after Holm's correction"
    return f" ({p} for the {count} cases of this contrast)"


def certainty_text(data: ReportData, outcome: str, case: str) -> str:
    """Return in how many pairs, or sets, the case differs in the direction of its mean."""
    row, effect = row_of(data.signs(outcome), case), row_of(data.effects(outcome), case)
    units = "parameter sets" if data.analysis.uncertain_factors else "pairs of runs"
    count = int(row["units"])
    if not count:
        return "There are no pairs of runs"
    if row["equal"] == count:
        return f"None of {count:,} {units} differs"
    is_above = effect["difference"] > 0
    found, word = (row["above"], "higher") if is_above else (row["below"], "lower")
    equal = f", equal in {row['equal']:,}" if row["equal"] else ""
    text = f"It is {word} in {found:,} of {count:,} {units}{equal}"
    if count < MIN_UNITS_FOR_WORDS:
        return text
    likelihood = next(words for least, words in LIKELIHOODS if found / count >= least)
    return f"{text} ({likelihood} for a single one, in this model)"


def relevance_text(data: ReportData, effect: pd.Series) -> str:
    """Return the size of an effect against what matters and against random variation."""
    outcome, smallest = data.primary.outcome, data.primary.smallest_effect
    scale, unit = outcome_scale(outcome)
    base = row_of(data.summary(outcome), data.base_label)
    texts = []
    if smallest is not None and not math.isnan(effect["low"]):
        size = f"{format_number(scale * smallest)} {unit}, the smallest difference that matters"
        if max(abs(effect["low"]), abs(effect["high"])) < smallest:
            texts.append(f"The whole interval is smaller than {size}")
        elif effect["low"] > smallest or effect["high"] < -smallest:
            texts.append(f"The whole interval is larger than {size}")
        else:
            texts.append(f"Whether it reaches {size}, is open")
    if base["sd"] > 0.0 and not is_share(outcome):
        ratio = format_number(abs(effect["difference"]) / base["sd"])
        sd = f"{format_number(base['sd'])} {unit}"
        texts.append(f"It is {ratio} times the standard deviation of single runs ({sd})")
    return ". ".join(texts)


def harm_statement(data: ReportData) -> str:
    """Return what the main case does to civilians."""
    return side_statement(data, HARM_OUTCOME)


def stall_statement(data: ReportData) -> str:
    """Return what the main case does to the share of runs that stall."""
    return side_statement(data, STALL_OUTCOME)


def side_statement(data: ReportData, outcome: str) -> str:
    """Return the effect of the main case on another outcome; exploratory."""
    if outcome == data.primary.outcome:
        return ""
    case, base = data.main_case(), data.base_label
    effect = row_of(data.effects(outcome), case)
    if is_identical(effect, base):
        return f"{capitalize(title_of(outcome))}: no change, because all runs are identical."
    levels = f"{format_level(outcome, effect['base'])} with '{base}',"
    levels += f" {format_level(outcome, effect['mean'])} with '{case}'"
    found = f"difference {effect_text(data, effect, outcome)}"
    is_clear = effect["low"] > 0.0 or effect["high"] < 0.0
    verdict = "" if is_clear else " No change was detected."
    text = f"{capitalize(title_of(outcome))}: {levels}, {found}.{verdict}"
    certainty = certainty_text(data, outcome, case)
    return text if certainty.startswith("None of") else f"{text} {certainty}."


def inert_statement(data: ReportData) -> str:
    """Return where the primary lever cannot act."""
    labels = data.inert_labels()
    if not labels:
        return ""
    cases = join_names(list(data.analysis.equal_cases(data.by)))
    return (
        f"With {join_names(labels, 'or')} there is no effect by construction: the runs of"
        f" {cases} are identical there. Such combinations are left out of all means, figures and"
        " corrections."
    )


def interaction_statement(data: ReportData) -> str:
    """Return how the effect of the main case depends on the other levers; exploratory."""
    outcome, case = data.primary.outcome, data.main_case()
    rows = [
        (cell.label, row_of(effects, case))
        for cell, effects in data.cell_effects(outcome)
        if case in effects["case"].tolist()
    ]
    if len(rows) < 2:
        return ""
    rows.sort(key=lambda row: row[1]["difference"])
    (low_cell, low), (high_cell, high) = rows[0], rows[-1]
    text = (
        f"The effect depends on the other levers (exploratory): of '{case}' on"
        f" {outcome_title(outcome)} it is between {effect_text(data, low, outcome)} ('{low_cell}') and"
        f" {effect_text(data, high, outcome)} ('{high_cell}') in {len(rows)} combinations that differ."
    )
    if low["high"] < 0.0 < high["low"]:
        return f"{text} Its sign changes, so that an average describes no combination."
    return text.replace("The effect depends on the other levers", "By the other levers", 1)


def level_statement(data: ReportData, outcome: str) -> str:
    """Return an outcome where nothing was set: its mean or share, and the spread of runs."""
    title, runs = capitalize(title_of(outcome)), data.analysis.runs
    if runs[outcome].dtype == bool:
        row = data.shares(outcome).iloc[0]
        found = format_share(*row[["share", "low", "high"]])
        return f"{title}: {found}, 95 % interval, of {row['runs']:,} runs."
    row = data.summary(outcome).iloc[0]
    bounds = [float(row[name]) for name in ("mean", "low", "high")]
    found = (
        format_share(*bounds)
        if is_share(outcome)
        else format_mean(*bounds, short_unit(outcome))
    )
    middle = " to ".join(format_level(outcome, row[name]) for name in ("p05", "p95"))
    return f"{title}: {found} on average, 95 % interval; nine of ten runs: {middle}."
