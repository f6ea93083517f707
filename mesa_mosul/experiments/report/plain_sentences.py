"""The effect of a case in plain words: a title, and three sentences."""

import pandas as pd

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.certainty_sentence import certainty_sentence
from mesa_mosul.experiments.report.number_format import format_size
from mesa_mosul.experiments.report.plain_words import (
    UNCHANGED,
    base_words,
    case_words,
    change_phrase,
    change_unit,
    change_word,
    event_sentence,
    harm_noun,
    is_event,
    level_words,
    scaled_numbers,
    size_words,
    target_noun,
)
from mesa_mosul.experiments.report.report_data import (
    HARM_OUTCOME,
    STALL_OUTCOME,
    ReportData,
    distinct_rows,
    row_of,
)
from mesa_mosul.experiments.report.statement_parts import (
    is_clear,
    is_detected,
    is_identical,
    scope_text,
)
from mesa_mosul.plots.style import capitalize

MIN_PAIRS = 5
"""Fewest pairs of runs, or parameter sets, for which a report states a result."""
MAX_SCOPE_LETTERS = 60
"""Longest text of the levels of the other levers that a sentence names."""


def side_outcome(data: ReportData) -> str:
    """Return the outcome beside the primary one: harm, or stalls where harm is the primary."""
    return STALL_OUTCOME if data.primary.outcome == HARM_OUTCOME else HARM_OUTCOME


def count_case_units(data: ReportData, case: str) -> int:
    """Return how many pairs of runs, or parameter sets, a case has."""
    return int(row_of(data.signs(data.primary.outcome), case)["units"])


def contrast_title(data: ReportData) -> str:
    """Return what the main case changes in the primary outcome, in a line."""
    outcome, case = data.primary.outcome, data.main_case()
    effect, words = row_of(data.effects(outcome), case), case_words(data, case)
    count = count_case_units(data, case)
    if count < MIN_PAIRS:
        units = "parameter sets" if data.analysis.uncertain_factors else "pairs of runs"
        return f"Too few runs for an answer: {count} {units} {words}"
    name = words.removeprefix("with ")
    if is_identical(effect, data.base_label):
        return f"No effect of {name}: its runs are identical to those {base_words(data)}"
    if not is_detected(effect):
        size = smaller_than_matters(data, effect)
        if size:
            return (
                f"{capitalize(name)} changes {target_noun(data, outcome)} by {size}, if at all"
            )
        return f"No effect of {name} on {target_noun(data, outcome)} was found"
    change, base = change_phrase(data, effect, outcome, has_date=False), base_words(data)
    than = "" if base == UNCHANGED else f" than {base}"
    most = ""
    if data.primary.case is None and data.distinct_case_count() > 1:
        most = f", the largest of {data.distinct_case_count()} effects"
    return f"{capitalize(change)} {words}{than}{most}"


def smaller_than_matters(data: ReportData, effect: pd.Series) -> str:
    """Return than what an effect is smaller, if its interval excludes what would matter."""
    smallest, outcome = data.primary.smallest_effect, data.primary.outcome
    if smallest is None or not max(-effect["low"], effect["high"]) < smallest:
        return ""
    scale = scaled_numbers(pd.Series({"difference": smallest, "low": 0, "high": 0}), outcome)[0]
    return f"less than {scale:g}{change_unit(outcome)}"


def contrast_sentences(data: ReportData) -> list[str]:
    """Return the effect, what it does to civilians, and how sure it is."""
    primary = data.primary.outcome
    makers = (
        lambda: effect_sentence(data, primary),
        lambda: effect_sentence(data, side_outcome(data)) + other_cases(data),
        lambda: certainty_sentence(data),
    )
    sentences = []
    for make in makers:
        try:
            sentences.append(make())
        except AnalysisError as error:
            sentences.append(f"No comparison yet: {error}.")
    return list(dict.fromkeys(sentences))


def effect_sentence(data: ReportData, outcome: str) -> str:
    """Return both levels of an outcome and the difference, or what size of it is excluded."""
    case = data.main_case()
    effect = row_of(data.effects(outcome), case)
    is_primary, scope = outcome == data.primary.outcome, scope_text(data)
    if len(scope) > MAX_SCOPE_LETTERS:
        scope = " (nothing else changed)"
    if is_identical(effect, data.base_label):
        text = f"{capitalize(harm_noun(outcome))}: the same in all runs"
        return f"{text}, {level_words(effect, outcome, 'base')} {base_words(data)}{scope}."
    levels = levels_text(data, effect, outcome) + (scope if is_primary else "")
    if not (is_detected(effect) if is_primary else is_clear(effect)):
        return no_effect_sentence(data, effect, outcome, levels)
    _, bounds = format_size(*scaled_numbers(effect, outcome))
    of = "" if is_event(data, outcome) else " of the mean"
    interval = f" (95 % interval{of} {bounds})" if bounds else " in every pair of runs"
    return f"{levels}: {size_words(data, effect, outcome)}{interval}."


def other_cases(data: ReportData) -> str:
    """Return how many of several cases have more and fewer of the outcome beside the primary.

    Each by its own interval: they are no part of the question that was named before the runs.
    """
    outcome = side_outcome(data)
    distinct = distinct_rows(data.effects(outcome))
    if len(distinct) < 2:
        return ""
    signs = (1.0, -1.0)
    counts = [
        sum(is_clear(row) and row["difference"] * sign > 0 for _, row in distinct.iterrows())
        for sign in signs
    ]
    parts = [
        f"{change_word(data, outcome, sign)} in {count}"
        for sign, count in zip(signs, counts, strict=True)
        if count
    ]
    return f" Of {len(distinct)} changes compared: {' and '.join(parts)}." if parts else ""


def levels_text(data: ReportData, effect: pd.Series, outcome: str) -> str:
    """Return the means of an outcome in the base and in the case."""
    base, mean = (level_words(effect, outcome, column) for column in ("base", "mean"))
    words = case_words(data, data.main_case())
    if is_event(data, outcome):
        sentence = capitalize(event_sentence(outcome))
        return f"{sentence} in {base} of runs {base_words(data)}, in {mean} {words}"
    noun = capitalize(harm_noun(outcome))
    return f"{noun}: on average {base} {base_words(data)}, {mean} {words}"


def no_effect_sentence(data: ReportData, effect: pd.Series, outcome: str, levels: str) -> str:
    """Return that no effect was found, and what size of one is excluded."""
    unit = change_unit(outcome)
    size, bounds = format_size(*scaled_numbers(effect, outcome))
    if not bounds:
        return f"{levels}; there are too few runs to tell an effect from chance."
    if is_clear(effect):
        word = change_word(data, outcome, effect["difference"])
        return (
            f"{levels}; {size}{unit} {word} (95 % interval {bounds}) may be chance, because"
            f" {data.distinct_case_count()} changes were compared."
        )
    less, more = (bound.lstrip("+-") for bound in bounds.split(" to "))
    words = [change_word(data, outcome, sign) for sign in (-1.0, 1.0)]
    return (
        f"{levels}. No effect was found; anything between {less}{unit} {words[0]} and"
        f" {more}{unit} {words[1]} is possible (95 % interval)."
    )
