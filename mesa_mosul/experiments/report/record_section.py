"""The section of a report that reads out the historical record beside the runs."""

import pandas as pd

from mesa_mosul.analysis.cases import case_label
from mesa_mosul.analysis.distributions import carry_last_values
from mesa_mosul.experiments.report.blocks import Block, Heading, Paragraph, TableBlock
from mesa_mosul.experiments.report.number_format import outcome_title
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.report.sections import blocks_or_reason
from mesa_mosul.formatting import format_number
from mesa_mosul.inputs.observations import ObservedValue
from mesa_mosul.plots.style import format_long_date, outcome_unit, with_unit
from mesa_mosul.plots.sweep_time_series import find_observations

LOW, HIGH = 0.05, 0.95
"""Quantiles of the runs between which an observation counts as within their range."""


def record_section(data: ReportData) -> list[Block]:
    """Return each dated observation of a recorded column, and where runs of the base lie."""
    blocks = blocks_or_reason(lambda: record_blocks(data), "comparison with the record")
    return [Heading(2, "Against the record"), *blocks] if blocks else []


def record_blocks(data: ReportData) -> list[Block]:
    """Return the table of observations, and in words how many lie outside the runs."""
    analysis = data.analysis
    runs = analysis.select_runs([])
    rows, outside = list[dict[str, str]](), 0
    for column in data.manifest["output_spec"]["record"]:
        days = days_of_runs(analysis.daily(column), runs, column)
        for observed in find_observations(column, days["date"]) if len(days) else []:
            at_date = days.loc[days["date"] == pd.Timestamp(observed.end_date), column]
            low, median, high = at_date.quantile([LOW, 0.5, HIGH])
            is_outside = observed.low > high or observed.high < low
            outside += is_outside and not observed.is_upper_bound
            rows.append(
                {"quantity": with_unit(outcome_title(column), outcome_unit(column)),
                 "date": format_long_date(observed.end_date.isoformat()),
                 "observed": observed_text(observed),
                 "median of the runs": format_number(median),
                 "5 to 95 % of the runs": f"{format_number(low)} to {format_number(high)}",
                 "runs below": f"{int((at_date < observed.central).sum())} of {len(at_date)}",
                 "source": observed.id}
            )  # fmt: skip
    if not rows:
        return []
    base = case_label(analysis.base_levels, analysis.level_labels)
    caption = f"{len(runs):,} runs of '{base}' beside what was observed."
    text = f"{outside} of {len(rows)} observations lie outside the range of nine of ten runs."
    if outside:
        text += " Every effect on this page is one in a model that misses them."
    return [Paragraph(text), TableBlock(pd.DataFrame(rows), caption)]


def days_of_runs(daily: pd.DataFrame, runs: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return date and value of a recorded column, of runs that were captured to the end."""
    columns = ["captured"] if "captured" in runs.columns else []
    places = runs[["key", "point", *columns]]
    table = daily[["key", "point", "date", column]].merge(places, on=["key", "point"])
    return carry_last_values(table.assign(case=0), column)


def observed_text(observed: ObservedValue) -> str:
    """Return an observed value with its range."""
    if observed.is_upper_bound:
        return f"at most {format_number(observed.high)}"
    if observed.low == observed.high:
        return format_number(observed.central)
    ends = f"{format_number(observed.low)} to {format_number(observed.high)}"
    return f"{format_number(observed.central)} ({ends})"
