"""The answer of a sweep with its statistics: direction, size, certainty, scope, and harm."""

import functools

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.experiments.report.level_sentences import MIN_RUNS_FOR_TAILS
from mesa_mosul.experiments.report.number_format import (
    format_level,
    format_mean,
    format_share,
    is_share,
    outcome_title,
    short_unit,
)
from mesa_mosul.experiments.report.report_data import (
    HARM_OUTCOME,
    STALL_OUTCOME,
    ReportData,
    is_untouched,
    row_of,
)
from mesa_mosul.experiments.report.statement_parts import (
    certainty_text,
    effect_text,
    holm_text,
    is_clear,
    is_identical,
    join_names,
    relevance_text,
    scope_text,
    title_of,
)
from mesa_mosul.plots.style import capitalize


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
        f" {effect_text(effect, outcome)}, 95 % interval{holm_text(data, effect)}",
        certainty_text(data, outcome, case),
        relevance_text(data, effect),
    ]
    return ". ".join(part for part in parts if part) + "."


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
    estimate = f"difference {effect_text(effect, outcome)}"
    verdict = "" if is_clear(effect) else " No change was detected."
    text = f"{capitalize(title_of(outcome))}: {levels}, {estimate}.{verdict}"
    certainty = certainty_text(data, outcome, case)
    return text if certainty.startswith("None of") else f"{text} {certainty}."


def inert_statement(data: ReportData) -> str:
    """Return where the primary lever cannot act."""
    labels = data.inert_labels()
    if not labels:
        return ""
    cases = join_names(list(data.analysis.equal_cases(data.by)))
    if not data.cells():
        return (
            f"In no combination of the other levers is there an effect: the runs of {cases} are"
            " identical in all of them."
        )
    return (
        f"With {join_names(labels, 'or')} there is no effect by construction: the runs of"
        f" {cases} are identical there. Such combinations are left out of all means, figures"
        " and corrections."
    )


def interaction_statement(data: ReportData) -> str:
    """Return how the effect of the main case depends on the other levers; exploratory."""
    outcome, case = data.primary.outcome, data.main_case()
    rows = [
        (cell.label, row_of(effects, case))
        for cell, effects in data.cell_effects(outcome)
        if case in effects["case"].tolist() and not is_untouched(effects)
    ]
    if len(rows) < 2:
        return untouched_statement(data, outcome)
    rows.sort(key=lambda row: row[1]["difference"])
    (low_cell, low), (high_cell, high) = rows[0], rows[-1]
    text = (
        f"Over {len(rows)} combinations of the other levers that differ (exploratory) the"
        f" effect of '{case}' on {outcome_title(outcome)} lies between"
        f" {effect_text(low, outcome)} ('{low_cell}') and {effect_text(high, outcome)}"
        f" ('{high_cell}')."
    )
    if low["high"] < 0.0 < high["low"]:
        return f"{text} Its sign changes, so that an average describes no combination."
    return text


def untouched_statement(data: ReportData, outcome: str) -> str:
    """Return where runs differ, but no pair of them in an outcome; why, if it has a date."""
    untouched = data.untouched_labels(outcome)
    if not untouched:
        return ""
    late = ": what happens after that day cannot show in it" if "@" in outcome else ""
    cells = join_names(untouched, "or")
    return f"With {cells} no pair of runs differs in {outcome_title(outcome)}{late}."


def level_statement(data: ReportData, outcome: str) -> str:
    """Return an outcome where nothing was set: its mean or share, and the spread of runs."""
    title, runs = capitalize(title_of(outcome)), data.analysis.runs
    if runs[outcome].dtype == bool:
        row = data.shares(outcome).iloc[0]
        estimate = format_share(*row[["share", "low", "high"]])
        return f"{title}: {estimate}, 95 % interval, of {row['runs']:,} runs."
    row = data.summary(outcome).iloc[0]
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    low = max(low, 0.0) if row["min"] >= 0.0 else low
    high = min(high, 1.0) if is_share(outcome) else high
    estimate = (
        format_share(mean, low, high)
        if is_share(outcome)
        else format_mean(mean, low, high, short_unit(outcome))
    )
    has_tails = row["runs"] >= MIN_RUNS_FOR_TAILS
    words, ends = ("nine of ten", ("p05", "p95")) if has_tails else ("all", ("min", "max"))
    middle = " to ".join(format_level(outcome, row[name]) for name in ends)
    return f"{title}: {estimate} on average, 95 % interval; {words} runs: {middle}."
