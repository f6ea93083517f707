"""Outcomes, cases and changes as a newspaper would name them."""

import math
import re

import pandas as pd

from mesa_mosul.analysis.cases import factor_name
from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME
from mesa_mosul.experiments.report.number_format import (
    format_level,
    format_rounded,
    format_size,
    is_share,
    outcome_scale,
    outcome_title,
    short_unit,
)
from mesa_mosul.experiments.report.report_data import HARM_OUTCOME, ReportData
from mesa_mosul.plots.style import format_long_date

EVENT_SENTENCES = {
    "stalled": "the offensive stalls",
    "east_cleared": "the east is cleared",
    "captured": "the city is captured",
    "pattern.entered": "the city is entered when the record has it",
    "pattern.plateau": "the plateau of December appears",
    "pattern.speedup": "the collapse of January appears",
    "pattern.cleared": "the east is cleared when the record has it",
    "pattern.joint": "the plateau of December and the collapse of January appear together",
}
"""What happens in a run of which a boolean outcome is true."""
NOUNS = {
    "km2_city_held": "territory in Mosul held by Iraqi forces",
    "km2_east_held": "territory in the east of Mosul held by Iraqi forces",
    "neighbourhoods_claimed_again": "neighbourhoods lost and claimed again",
    "days_to_clear_east": "time until the east is cleared",
    "pattern.plateau_gain": "share of the east gained on the plateau of December",
    "pattern.speed_ratio": "speed in January, compared with that of the plateau",
}
"""Outcomes whose name in plots is no noun of a sentence."""
COUNTED = (
    *("persons", "personnel", "neighbourhoods", "car bombs", "munitions", "rounds", "bridges"),
    *("munitions and rounds",),
)
"""Units that the name of the outcome implies."""
FEWER_UNITS = (*COUNTED, "days", "units")
"""Units of which there are fewer, not less."""
DAY_UNIT = "days from"
"""How the unit of an outcome begins that is a day."""
CODES = re.compile(r" \([REA]\d+(, [REA]\d+)*\)")
"""Identifiers of claims and evidence in the name of a level or in a question."""
SETS_GLOSS = ", each a possible version of what is not known"
UNCHANGED = "with nothing changed"
UNCHANGED_NAMES = ("none", "nothing", "base", "unchanged")
"""Names of levels without changes that say no more than that."""


def is_event(data: ReportData, outcome: str) -> bool:
    """Return whether an outcome is true or false in each run."""
    return bool(data.analysis.runs[outcome].dtype == bool)


def event_sentence(outcome: str) -> str:
    """Return what happens in a run of which an outcome is true."""
    return EVENT_SENTENCES.get(outcome, f"'{outcome_title(outcome)}' is true")


def outcome_noun(outcome: str, has_date: bool = True) -> str:
    """Return an outcome as a noun.

    >>> outcome_noun("civilians_killed@2016-12-13"), outcome_noun("civilians_killed", False)
    ('civilians killed as of 13 December 2016', 'civilians killed')
    """
    name, _, date = outcome.partition("@")
    text = NOUNS.get(name, outcome_title(name).replace(".", " "))
    preposition = "on" if name.endswith("_held") else "as of"
    return f"{text} {preposition} {format_long_date(date)}" if date and has_date else text


def target_noun(data: ReportData, outcome: str) -> str:
    """Return on what there is an effect, or none."""
    if is_event(data, outcome):
        return f"how often {event_sentence(outcome)}"
    return outcome_noun(outcome, has_date=False)


def harm_noun(outcome: str) -> str:
    """Return an outcome as a noun, of harm to civilians that it is simulated."""
    extra = " (simulated deaths, not a count of real ones)" if outcome == HARM_OUTCOME else ""
    return f"{outcome_noun(outcome)}{extra}"


def case_words(data: ReportData, case: str) -> str:
    """Return in which case, in words, names of parameters without signs."""
    case = CODES.sub("", case)
    if data.analysis.design_kind == ONE_AT_A_TIME:
        factor, _, level = case.partition(", ")
        if "." not in factor:
            return f"with '{level}' ({factor})"
        case = f"{factor_name(factor)} {level}"
    return f"with '{re.sub(r'(?<=[a-z])_(?=[a-z])', ' ', case)}'"


def base_words(data: ReportData) -> str:
    """Return in which case the base is: unchanged if its name says no more."""
    is_alone = data.analysis.design_kind == ONE_AT_A_TIME
    if is_alone or data.base_label.lower() in UNCHANGED_NAMES:
        return UNCHANGED
    return case_words(data, data.base_label)


def change_word(data: ReportData, outcome: str, sign: float) -> str:
    """Return the comparative of a change: more, less, fewer, later, more often, ..."""
    if is_event(data, outcome):
        return "more often" if sign > 0 else "less often"
    unit = short_unit(outcome)
    if unit.startswith(DAY_UNIT):
        return "later" if sign > 0 else "earlier"
    return "more" if sign > 0 else "fewer" if unit in FEWER_UNITS else "less"


def change_unit(outcome: str) -> str:
    """Return the unit of a difference behind its number, empty where the noun implies it."""
    unit = outcome_scale(outcome)[1]
    if unit.startswith(DAY_UNIT):
        return "\u00a0days"
    return "" if unit in COUNTED or not unit or unit == "0 to 1" else f"\u00a0{unit}"


def scaled_numbers(effect: pd.Series, outcome: str) -> list[float]:
    """Return difference, low and high in the unit in which they are shown."""
    scale = outcome_scale(outcome)[0]
    return [scale * float(effect[name]) for name in ("difference", "low", "high")]


def size_words(data: ReportData, effect: pd.Series, outcome: str) -> str:
    """Return a difference as a size and a direction, such as 8.2 fewer; or no change."""
    if effect["difference"] == 0.0 and effect["low"] == 0.0 == effect["high"]:
        return "no change"
    size, _ = format_size(*scaled_numbers(effect, outcome))
    word = change_word(data, outcome, effect["difference"])
    return f"{size}{change_unit(outcome)} {word}"


def level_words(effect: pd.Series, outcome: str, column: str) -> str:
    """Return the mean of the case or of the base, with the digits that the effect supports."""
    scale = outcome_scale(outcome)[0]
    _, low, high = scaled_numbers(effect, outcome)
    if math.isnan(low):
        return format_level(outcome, float(effect[column]))
    number = format_rounded(scale * float(effect[column]), low, high)
    return f"{number}\u00a0%" if is_share(outcome) else f"{number}{change_unit(outcome)}"


def change_phrase(
    data: ReportData, effect: pd.Series, outcome: str, has_date: bool = True
) -> str:
    """Return a change with what changes, such as 8.2 fewer neighbourhoods claimed."""
    size = size_words(data, effect, outcome)
    if is_event(data, outcome):
        return f"{event_sentence(outcome)} {size}"
    noun = outcome_noun(outcome, has_date)
    if short_unit(outcome).startswith(DAY_UNIT):
        return f"{noun} {size}"
    return f"{size} {noun}"
