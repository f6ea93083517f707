"""The results of a comparison in three sentences: main outcome, stall, civilian harm."""

import pandas as pd

from mesa_mosul.experiments.report.number_format import (
    format_difference,
    format_number,
    outcome_title,
)
from mesa_mosul.experiments.results_analysis import ResultsAnalysis
from mesa_mosul.plots.style import outcome_unit

HARM_OUTCOME = "civilians_killed"
HARM_LABEL = "civilians killed (simulated, no body count)"
HOLM_LEVEL = 0.05
"""Adjusted p-value below which a case differs from the base after Holm's correction."""


def largest_effect(effects: pd.DataFrame) -> pd.Series:
    """Return the row of the case that differs most from the base."""
    return effects.iloc[int(effects["difference"].abs().fillna(-1.0).to_numpy().argmax())]


def effect_text(effect: pd.Series, scale: float = 1.0) -> str:
    """Return a case's difference with its interval."""
    return format_difference(*(scale * effect[name] for name in ("difference", "low", "high")))


def excludes_zero(effects: pd.DataFrame) -> pd.Series:
    """Return for each case whether the interval of its difference excludes 0."""
    return (effects["low"] > 0.0) | (effects["high"] < 0.0)


def average_text(analysis: ResultsAnalysis, by: list[str]) -> str:
    """Return over which levers the differences between cases are averages; empty for none."""
    others = [name for name in analysis.levers if name not in by]
    return f", on average over the levels of {' and '.join(others)}" if others else ""


def findings_paragraph(analysis: ResultsAnalysis, by: list[str], primary_outcome: str) -> str:
    """Return the results of a comparison of cases, with 95 % intervals."""
    base, average = analysis.first_case(by), average_text(analysis, by)
    effects = {
        name: analysis.compare(name, by=by)
        for name in (primary_outcome, "stalled", HARM_OUTCOME)
    }
    return " ".join(
        [
            main_outcome_sentence(effects[primary_outcome], primary_outcome, base, average),
            stall_sentence(effects["stalled"], average),
            civilian_harm_sentence(effects, primary_outcome, average),
        ]
    )


def main_outcome_sentence(
    effects: pd.DataFrame, primary_outcome: str, base: str, average: str
) -> str:
    """Return which case changes the main outcome most, and how many differ from the base."""
    top, title = largest_effect(effects), outcome_title(primary_outcome)
    if (effects[["difference", "low", "high"]] == 0.0).all(axis=None):
        return f"No case changes {title}: all differences from '{base}' are exactly 0{average}."
    count = f"{top['pairs']:.0f} pairs of runs" if "pairs" in top else f"{top['sets']:.0f} sets"
    size = f"{effect_text(top)} {outcome_unit(primary_outcome)}, 95 % interval, {count}"
    if not excludes_zero(effects).any():
        return (
            f"No difference from '{base}' in {title} was detected{average} (largest:"
            f" '{top['case']}', {size})."
        )
    sentence = f"'{top['case']}' differs most from '{base}' in {title}{average}: {size}"
    if len(effects) == 1:
        return sentence.replace("differs most", "differs", 1) + "."
    return f"{sentence}; {cases_that_differ(effects)}."


def cases_that_differ(effects: pd.DataFrame) -> str:
    """Return how many cases differ from the base, also after Holm's correction."""
    count, clear = len(effects), int(excludes_zero(effects).sum())
    subject = "both cases differ" if count == 2 else f"all {count} cases differ"
    if clear < count:
        subject = f"{clear} of {count} cases {'differs' if clear == 1 else 'differ'}"
    text = f"{subject} from the base (95 % intervals without 0"
    if "p_holm" not in effects:
        return text + ")"
    adjusted = int((effects["p_holm"] < HOLM_LEVEL).sum())
    same = "; also after Holm's correction)"
    return text + (same if adjusted == clear else f"; {adjusted} after Holm's correction)")


def stall_sentence(effects: pd.DataFrame, average: str) -> str:
    """Return which case changes the stall probability most, or that none was seen to."""
    top = largest_effect(effects)
    if (effects["difference"] == 0.0).all():
        percent = format_number(100 * top["base"])
        return f"The stall probability is {percent} % in every case{average}."
    size = (
        f"'{top['case']}', {effect_text(top, 100.0)} percentage points, from"
        f" {format_number(100 * top['base'])} % to {format_number(100 * top['mean'])} %"
    )
    clear = int(excludes_zero(effects).sum())
    if not clear:
        return (
            f"No effect on the stall probability was detected{average} (largest difference:"
            f" {size})."
        )
    sentence = f"The largest effect on the stall probability{average} is that of {size}"
    if len(effects) == 1:
        return sentence.replace("The largest effect", "The effect", 1) + "."
    return f"{sentence}; {clear} of {len(effects)} intervals exclude 0."


def civilian_harm_sentence(
    effects: dict[str, pd.DataFrame], primary_outcome: str, average: str
) -> str:
    """Return what the same cases do to civilians."""
    table = effects[HARM_OUTCOME]
    main_case = largest_effect(effects[primary_outcome])["case"]
    worst = largest_effect(table)
    if not excludes_zero(table).any():
        return (
            f"No effect on {HARM_LABEL} was detected{average} (largest difference:"
            f" '{worst['case']}', {effect_text(worst)})."
        )
    same = table.iloc[table["case"].tolist().index(main_case)]
    sentence = f"With '{main_case}', {HARM_LABEL} change by {effect_text(same)}{average}"
    if worst["case"] != main_case:
        return f"{sentence}, and most with '{worst['case']}', by {effect_text(worst)}."
    return sentence + (", the largest change of all cases." if len(table) > 1 else ".")
