"""Parts of statements: names of outcomes, differences, certainty, scope, relevance."""

import math
from collections.abc import Sequence

import pandas as pd

from mesa_mosul.analysis.share_intervals import wilson_interval
from mesa_mosul.experiments.report.number_format import (
    IN_ALL_PAIRS,
    format_effect,
    format_p_value,
    is_share,
    outcome_scale,
    outcome_title,
)
from mesa_mosul.experiments.report.report_data import (
    HARM_OUTCOME,
    STALL_OUTCOME,
    ReportData,
    row_of,
)
from mesa_mosul.formatting import format_number

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
EVEN_CHANCE = 0.5
MIN_UNITS_FOR_WORDS = 20
"""Fewest pairs or sets whose share is put into words."""


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


def effect_text(effect: pd.Series, outcome: str) -> str:
    """Return a case's difference with its interval and unit."""
    text, unit = format_effect(effect, outcome), outcome_scale(outcome)[1]
    if text.endswith(IN_ALL_PAIRS):
        return f"{text.removesuffix(IN_ALL_PAIRS)} {unit}{IN_ALL_PAIRS}"
    number, bracket, rest = text.partition(" (")
    return f"{number} {unit}{bracket}{rest}" if text != "no pairs" else text


def is_clear(effect: pd.Series) -> bool:
    """Return whether the interval excludes 0; without one, whether the sign test does."""
    if math.isnan(effect["low"]) or math.isnan(effect["high"]):
        return bool(effect["p"] < HOLM_LEVEL)
    return bool(effect["low"] > 0.0 or effect["high"] < 0.0)


def is_detected(effect: pd.Series) -> bool:
    """Return whether an effect is clear, after Holm's correction if there is one."""
    return is_clear(effect) and bool(effect.get("p_holm", 0.0) < HOLM_LEVEL)


def is_identical(effect: pd.Series, base: str) -> bool:
    """Return whether all runs of a case are identical to those of the base."""
    return bool(effect["equal_to"] == base)


def scope_text(data: ReportData) -> str:
    """Return the levels of the other levers, to be put behind a case."""
    return f" ({data.others})" if data.others else ""


def holm_text(data: ReportData, effect: pd.Series) -> str:
    """Return the adjusted p-value if the primary contrast has several cases."""
    effects = data.effects(data.primary.outcome)
    count = int((effects["equal_to"] == "").sum())
    if count < 2:
        return ""
    p = format_p_value(effect["p_holm"])
    return f" ({p} after Holm's correction for the {count} cases of this contrast)"


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
    count_of_sign, word = (row["above"], "higher") if is_above else (row["below"], "lower")
    equal = f", equal in {row['equal']:,}" if row["equal"] else ""
    text = f"It is {word} in {count_of_sign:,} of {count:,} {units}{equal}"
    if count < MIN_UNITS_FOR_WORDS:
        return text
    words = likelihood_words(int(count_of_sign), count)
    return f"{text} ({words} for a single one, in this model)"


def likelihood_words(yes: int, count: int) -> str:
    """Return the words for a share of pairs or sets that the number of these supports.

    Those of the end of its 95 % interval that is nearer to an even chance: 20 of 20 pairs do
    not make a sign virtually certain.

    >>> likelihood_words(20, 20), likelihood_words(1000, 1000), likelihood_words(100, 200)
    ('likely', 'virtually certain', 'about as likely as not')
    """
    low, high = wilson_interval(yes, count)
    share = low if low > EVEN_CHANCE else high if high < EVEN_CHANCE else EVEN_CHANCE
    return next(words for least, words in LIKELIHOODS if share >= least)


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
