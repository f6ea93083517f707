"""What plots of sweeps share: labels and units of outcomes and parameters, colours of cases."""

import datetime
import functools
import re
from collections.abc import Sequence

from mesa_mosul.plots.map_layers import FORCE_LABEL

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""By Okabe and Ito: distinguishable by readers who are colour-blind."""
LINE_STYLES = ("-", "--", "-.", ":")
BASE_COLOUR = "#8C8C8C"
"""Of the base case where it stands behind another case."""
AREA_LABELS = {
    "city": "territory of the city",
    "east": "territory of the east",
    "west": "territory of the west",
    "old_city": "territory of the Old City",
    "theatre": "territory of the theatre",
}
OUTCOME_TEXTS = {
    "captured": "city captured",
    "east_cleared": "east cleared",
    "stalled": "offensive stalls",
    "captured_day": "city captured",
    "east_cleared_day": "east cleared",
    "stalled_day": "stall begins",
    "air_munitions": "munitions from the air",
    "days_to_clear_east": "time until the east is cleared, to the run's end at most",
    "days": "length of the run",
    "pattern.entered_day": "entry into the city",
    "pattern.cleared_day": "east cleared",
}
DAYS_FROM_START = "days from the start"
OUTCOME_UNITS = {
    "days_to_clear_east": "days",
    **dict.fromkeys(("captured_day", "east_cleared_day", "stalled_day"), DAYS_FROM_START),
    **dict.fromkeys(
        ("pattern.entered_day", "pattern.cleared_day"), "days from 17 October 2016"
    ),
}
"""Units of outcomes for which that of the glossary is not enough."""
UNIT_TEXTS = {
    "km2": "km²",
    "share": "share, 0 to 1",
    "boolean": "share of runs",
    "persons": "persons, simulated",
    "label": "",
}
"""Units of the glossary as plots write them."""
FORCE_COLUMN = re.compile(rf"({'|'.join(FORCE_LABEL)})_(\w+)")
TERRITORY_COLUMN = re.compile(rf"(km2|share)_({'|'.join(AREA_LABELS)})_(\w+)")


@functools.cache
def glossary_units() -> dict[str, str]:
    """Return the unit of every outcome and daily column that the model declares."""
    from mesa_mosul.simulation.daily_table import daily_columns
    from mesa_mosul.simulation.glossary_words import RUN_ENTRIES, SWEEP_ENTRIES

    units = {entry.word: entry.unit for entry in (*RUN_ENTRIES, *SWEEP_ENTRIES)}
    return units | {column.name: column.unit for column in daily_columns(())}


def outcome_unit(outcome: str) -> str:
    """Return the unit of an outcome or a column; empty for a custom outcome.

    Examples
    --------
    >>> outcome_unit("km2_city_held@2016-12-31"), outcome_unit("my_own")
    ('km²', '')
    """
    name = outcome.partition("@")[0]
    unit = OUTCOME_UNITS.get(name) or glossary_units().get(name, "")
    if (match := FORCE_COLUMN.fullmatch(name)) and match[2] == "cohesion":
        return "0 to 1"
    return UNIT_TEXTS.get(unit, unit)


def outcome_text(outcome: str) -> str:
    """Return the name of an outcome or a column in words, with its date.

    Examples
    --------
    >>> outcome_text("km2_city_held@2016-12-31")
    'territory of the city held on 31 December 2016'
    """
    name, _, date = outcome.partition("@")
    if name in OUTCOME_TEXTS:
        text = OUTCOME_TEXTS[name]
    elif match := TERRITORY_COLUMN.fullmatch(name):
        text = f"{AREA_LABELS[match[2]]} {match[3]}"
        return f"{text} on {format_long_date(date)}" if date else text
    elif match := FORCE_COLUMN.fullmatch(name):
        text = f"{FORCE_LABEL[match[1]]} {match[2].replace('_', ' ')}"
    else:
        text = clean_text(name.replace("_", " "))
    return f"{text}, {format_long_date(date)}" if date else text


def outcome_label(outcome: str) -> str:
    """Return the label of an outcome or a column, with its unit in brackets if it has one."""
    return with_unit(outcome_text(outcome), outcome_unit(outcome))


def capitalize(text: str) -> str:
    """Return a text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def with_unit(text: str, unit: str) -> str:
    """Return a text with a unit in brackets; the text alone if there is no unit."""
    return f"{text} ({unit})" if unit else text


def factor_unit(factor: str) -> str:
    """Return the unit of a parameter; empty for a factor that is no parameter."""
    from mesa_mosul.parameters.registry import parameters

    entry = parameters().get(factor)
    return UNIT_TEXTS.get(entry.spec.unit, entry.spec.unit) if entry is not None else ""


def factor_text(factor: str) -> str:
    """Return a factor's label, with its unit in brackets if it is a parameter.

    Examples
    --------
    >>> factor_text("isis.fighters"), factor_text("aid")
    ('isis.fighters (personnel)', 'aid')
    """
    return with_unit(clean_text(factor), factor_unit(factor))


def clean_text(text: str) -> str:
    """Return a name on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def format_long_date(date: str) -> str:
    """Return a date in words."""
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%B %Y}"


def three_digits(value: float) -> str:
    """Return a number with three significant digits.

    Examples
    --------
    >>> three_digits(1234.5), three_digits(0.00001234), three_digits(-0.5)
    ('1,230', '1.23e-05', '-0.5')
    """
    text = f"{value:.3g}"
    return f"{float(text):,.0f}" if 1e3 <= abs(value) < 1e9 else text


def case_styles(cases: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return a colour and a line style for each case."""
    count = len(PALETTE)
    return {
        case: (PALETTE[index % count], LINE_STYLES[index // count % len(LINE_STYLES)])
        for index, case in enumerate(cases)
    }
