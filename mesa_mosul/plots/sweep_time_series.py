"""Time in sweeps: bands over the days."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.analysis.distributions import daily_quantiles
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.inputs import observations
from mesa_mosul.inputs.observations import ObservedValue
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.plots.run_panels import plot_observations
from mesa_mosul.plots.style import (
    BASE_COLOUR,
    TERRITORY_COLUMN,
    capitalize,
    case_styles,
    clean_text,
    outcome_label,
    outcome_text,
)
from mesa_mosul.plots.sweep_bounds import area_km2
from mesa_mosul.plots.sweep_cases import DistinctCases, distinct_cases
from mesa_mosul.plots.sweep_layout import (
    add_legend,
    axes_or_new,
    own_figure,
    panel_axes,
    set_date_ticks,
    set_labels,
)

CUMULATIVE_SERIES = ("iraqi_killed", "iraqi_wounded", "isis_casualties", "civilians_killed")
"""Columns whose observations are totals since the start."""
BAND_QUANTILES = ((0.05, 0.95), (0.25, 0.75))
"""Ends of the outer and the inner band of a fan."""
BAND_MARGIN = 0.1
"""Margin above and below the bands, as a fraction of their range."""
BAND_ALPHA = (0.2, 0.3)
DrawCase = Callable[[Axes, str, str, str], Artist]
"""Draws a case on axes in a colour and a line style; returns what stands for it in a legend."""


def draw_cases(
    ax: Axes | None, cases: Sequence[str], draw: DrawCase, in_frame: int, has_base: bool = True
) -> Axes:
    """Draw a case per panel, with the first in grey behind; few, or on given axes, in a frame.

    in_frame: largest number of cases that share a frame of the plot's own. has_base: whether
    the first case stands behind the others.
    """
    styles = case_styles(cases)
    if ax is not None or len(cases) <= in_frame:
        ax = axes_or_new(ax)
        add_legend(ax, {case: draw(ax, case, *styles[case]) for case in cases})
        return ax
    panels = panel_axes(cases)
    for panel, case in zip(panels, cases, strict=True):
        if has_base and case != cases[0]:
            draw(panel, cases[0], BASE_COLOUR, "-")
        draw(panel, case, styles[case][0], "-")
    return panels[0]


def panels_note(cases: Sequence[str], in_frame: int, ax: Axes | None) -> str:
    """Return what stands in grey behind the panels, if `draw_cases` makes panels."""
    has_panels = ax is None and len(cases) > in_frame
    return f" Grey: '{clean_text(cases[0])}'." if has_panels else ""


def quantile_band(
    daily: pd.DataFrame,
    runs: pd.DataFrame,
    column: str,
    by: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Plot a recorded column by day: median of the runs, their middle half and 5 to 95 %.

    Observations of the same quantity are plotted beside it: fractions of the territory as
    controlled or claimed, and totals from the first day of the runs on. A run that ended
    because the city was captured keeps its last value to the end.

    Parameters
    ----------
    daily
        One row per run and day: `key`, `date`, `column`.
    runs
        One row per run: `key`, the factors `by`, and `captured` if runs end for other reasons.
    column
        A recorded column of the ledger.
    by
        Factors that distinguish the cases.
    ax
        Axes to plot on; None for a new figure, with a panel for each of several cases.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel, if there are several.

    Raises
    ------
    AnalysisError
        If the column was not recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2016-12-06", periods=2)
    >>> daily = pd.DataFrame({"key": list("aabb"), "date": [*days, *days],
    ...     "isis_killed": [1, 5, 2, 9]})
    >>> ax = quantile_band(daily, pd.DataFrame({"key": ["a", "b"]}), "isis_killed")
    >>> ax.get_ylabel()
    'ISIS killed (personnel)'
    """
    check_columns(daily, ["key", "date"])
    tables, cases = case_bands(daily, runs, column, by)
    names = list(tables[0]["case"].unique())
    outer, inner = (dict(list(table.groupby("case"))) for table in tables)

    def draw(panel: Axes, case: str, colour: str, dash: str) -> Artist:
        for table, alpha in zip((outer[case], inner[case]), BAND_ALPHA, strict=True):
            fill_interval(panel, table, "date", colour, alpha)
        return panel.plot(outer[case]["date"], outer[case]["median"], dash, color=colour)[0]

    first = draw_cases(ax, names, draw, 1)
    dates = tables[0]["date"]
    points = find_observations(column, dates)
    figure = own_figure(first)
    panels = (first,) if figure is None else figure.panels
    for panel in panels:
        plot_observations(panel, points, "#000000", "observed")
        panel.margins(y=BAND_MARGIN)
        set_date_ticks(panel, 4 if len(panels) > 1 else 6)
    note = f"{capitalize(cases.describe())}. Line: median; bands: middle half and 5 to 95 %."
    note += panels_note(names, 1, ax)
    note += " Black mark: observed." if points else ""
    if carried := int(tables[0].groupby("case")["carried"].max().sum()):
        note += f" {carried} runs end when the city is captured: their last value is kept."
    title = f"{capitalize(outcome_text(column))}, by day"
    return set_labels(first, title, "date", outcome_label(column), note)


def case_bands(
    daily: pd.DataFrame, runs: pd.DataFrame, column: str, by: Sequence[str]
) -> tuple[list[pd.DataFrame], DistinctCases]:
    """Return the outer and the inner band of each case that differs, by its name."""
    if column not in daily.columns:
        raise AnalysisError(f"'{column}' was not recorded; name it under record")
    content = daily.groupby("key")[column].agg(tuple)
    with_days = runs.assign(recorded_days=runs["key"].map(content).map(repr))
    cases = distinct_cases(with_days, by, "recorded_days")
    names = cases.case.astype(str).map(cases.names)
    columns = {"key": cases.runs["key"], "case": names}
    if "captured" in runs.columns:
        columns["captured"] = cases.runs["captured"]
    labels = pd.DataFrame(columns).drop_duplicates(["key", "case"])
    table = daily[["key", "date", column]].merge(labels, on="key")
    if table.empty:
        raise AnalysisError("no run has recorded days; there is nothing to plot")
    order = pd.Categorical(table["case"], list(cases.names.values()), ordered=True)
    case = pd.Series(order, table.index)
    return [daily_quantiles(table, column, case, ends) for ends in BAND_QUANTILES], cases


def fill_interval(
    ax: Axes, table: pd.DataFrame, x: str, colour: str, alpha: float, step: Any = None
) -> Patch:
    """Fill the area between the columns low and high of a table over its column x."""
    ax.fill_between(
        table[x], table["low"], table["high"], step=step, color=colour, alpha=alpha, linewidth=0
    )
    return Patch(color=colour, alpha=alpha)


def find_observations(column: str, dates: pd.Series) -> list[ObservedValue]:
    """Return the observations of a column in the period of the dates."""
    history = read_tables().history
    first, last = dates.min().date(), dates.max().date()
    if column in CUMULATIVE_SERIES:
        return observations.select_totals(history, column, first, last)
    if match := TERRITORY_COLUMN.fullmatch(column):
        scale = 0.01 if match[1] == "share" else 0.01 * area_km2(match[2])
        points = observations.select_territory(history, match[2], first, last)
        return [point.times(scale) for point in points if point.measure == match[3]]
    return []
