"""Figures that only a report has: effect against harm, and effects cell by cell."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.experiments.report.number_format import (
    format_difference,
    outcome_scale,
    outcome_title,
)
from mesa_mosul.experiments.report.report_data import HARM_OUTCOME, Cell, ReportData
from mesa_mosul.plots.notebook_figure import new_figure
from mesa_mosul.plots.style import PALETTE
from mesa_mosul.plots.sweep_layout import named_rows, set_labels

WIDTH_IN, PLANE_HEIGHT_IN = 4.8, 3.9
"""Size in inches: on a screen 350 px wide, letters keep 8 px."""
ROW_IN, PANEL_IN, MARGIN_IN = 0.3, 0.42, 0.75
"""Heights in inches of a row, of a panel's title and gap, and of the margins of a figure."""
FONT_PT, SMALL_FONT_PT = 9, 8
BASE_COLOUR = "#888888"


def scaled_effects(effects: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return differences and their bounds in the unit in which they are shown."""
    scale = outcome_scale(outcome)[0]
    columns = ["difference", "low", "high"]
    return effects.assign(**{name: scale * effects[name] for name in columns})


def difference_label(outcome: str) -> str:
    """Return the label of an axis of differences."""
    return f"change of {outcome_title(outcome)}\n({outcome_scale(outcome)[1]})"


def effect_harm_plane(data: ReportData) -> Axes:
    """Plot the effect of each primary case against its harm to civilians, with intervals.

    The base is the origin; a case whose runs equal those of the base, or of another case, has
    no point.
    """
    outcome = data.primary.outcome
    x = scaled_effects(data.effects(outcome), outcome)
    y = scaled_effects(data.effects(HARM_OUTCOME), HARM_OUTCOME)
    ax = new_figure(WIDTH_IN, PLANE_HEIGHT_IN).subplots()
    ax.axhline(0.0, color=BASE_COLOUR, linewidth=0.8)
    ax.axvline(0.0, color=BASE_COLOUR, linewidth=0.8)
    pairs = zip(named_rows(x), named_rows(y), strict=True)
    distinct = [(along, up) for along, up in pairs if not along.equal_to]
    for number, (along, up) in enumerate(distinct, 1):
        colour = PALETTE[(number - 1) % len(PALETTE)]
        ax.plot([along.low, along.high], [up.difference] * 2, color=colour, linewidth=1.4)
        ax.plot([along.difference] * 2, [up.low, up.high], color=colour, linewidth=1.4)
        ax.plot(along.difference, up.difference, "o", color=colour, markersize=5)
        side, rise = (1 if part.difference >= 0 else -1 for part in (along, up))
        ax.annotate(
            along.case, (along.difference, up.difference), (5 * side, 5 * rise), color=colour,
            textcoords="offset points", fontsize=SMALL_FONT_PT,
            ha="left" if side > 0 else "right", va="bottom" if rise > 0 else "top",
        )  # fmt: skip
    ax.plot(0.0, 0.0, "s", color=BASE_COLOUR, markersize=6, label=data.base_label)
    ax.legend(loc="lower right", fontsize=SMALL_FONT_PT, frameon=False)
    ax.margins(x=0.12, y=0.12)
    labels = difference_label(outcome), difference_label(HARM_OUTCOME)
    set_labels(ax, "Effect and harm, 95 % intervals", *labels)
    return ax


def effects_by_cell(data: ReportData, outcome: str) -> Axes:
    """Plot the effects of the primary cases, a panel for each combination of other levers.

    All panels share their axis; numbers stand at the right of each row.
    """
    panels = [
        (cell, distinct_rows(scaled_effects(effects, outcome)))
        for cell, effects in data.cell_effects(outcome)
    ]
    panels = [(cell, rows) for cell, rows in panels if len(rows)]
    heights = [PANEL_IN + ROW_IN * len(rows) for _, rows in panels]
    figure = new_figure(WIDTH_IN, MARGIN_IN + sum(heights))
    axes = figure.subplots(
        len(panels), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
    )[:, 0]
    for ax, (cell, rows) in zip(axes, panels, strict=True):
        draw_panel(ax, cell, rows)
    axes[-1].set_xlabel(difference_label(outcome), fontsize=FONT_PT)
    return axes[0]


def distinct_rows(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of cases that equal no other."""
    return effects[effects["equal_to"] == ""]


def draw_panel(ax: Axes, cell: Cell, rows: pd.DataFrame) -> None:
    """Draw the effects in one cell: a point, an interval and their numbers for each case."""
    for at, row in enumerate(named_rows(rows)):
        is_clear = row.low > 0.0 or row.high < 0.0
        face = PALETTE[0] if is_clear else "white"
        ax.plot([row.low, row.high], [at, at], color=PALETTE[0], linewidth=1.6)
        ax.plot(row.difference, at, "o", color=PALETTE[0], markersize=5, markerfacecolor=face)
        text = format_difference(row.difference, row.low, row.high)
        ax.annotate(
            text, (1.02, at), xycoords=("axes fraction", "data"), va="center",
            fontsize=SMALL_FONT_PT - 1, annotation_clip=False,
        )  # fmt: skip
    ax.axvline(0.0, color="black", linewidth=0.8)
    labels = wrap_labels(rows["case"].tolist())
    ax.set_yticks(range(len(rows)), labels, fontsize=SMALL_FONT_PT)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_title(cell.label, loc="left", fontsize=SMALL_FONT_PT, fontweight="bold")
    ax.grid(True, axis="x", color="#e0e0e0", linewidth=0.6)
    ax.tick_params(axis="x", labelsize=SMALL_FONT_PT)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def wrap_labels(labels: Sequence[str], width: int = 22) -> list[str]:
    """Return labels that are broken into lines."""
    import textwrap

    return ["\n".join(textwrap.wrap(label, width)) for label in labels]
