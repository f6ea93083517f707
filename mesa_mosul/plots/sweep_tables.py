"""Tables as pictures: effects of cases on several outcomes, shares of runs over two levers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from mesa_mosul.analysis.cases import LEVEL_LABELS, check_columns, factor_label
from mesa_mosul.analysis.distributions import probability
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.formatting import percent_with_decimals
from mesa_mosul.plots.style import (
    PALETTE,
    clean_text,
    factor_text,
    outcome_text,
    with_unit,
)
from mesa_mosul.plots.sweep_effects import difference_unit, effect_label
from mesa_mosul.plots.sweep_layout import (
    FIGURE_WIDTH_IN,
    axes_or_new,
    grow,
    own_figure,
    set_axis_label,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import FONT_SIZE, fill_text, fit_names

CELL_MARGIN_LINES = 0.8
"""Room above and below the text of a cell, in lines."""
ROW_NAMES_IN, CELL_GAP_IN = 1.3, 0.08
"""Room for the names of rows, and between the texts of cells, inches."""
ROW_HEIGHT_IN = 0.55
"""Room along the vertical axis for each row of a map of shares, inches."""
MORE, LESS, NONE = PALETTE[0], PALETTE[1], "#f2f2f2"
FULL_STRENGTH, LEAST_STRENGTH = 0.55, 0.12
"""How much of its colour the cell of the largest effect of an outcome has, and any other at
least."""


def decision_matrix(
    effects: Mapping[str, pd.DataFrame], base: str = "", ax: Axes | None = None
) -> Axes:
    """Plot what each case changes in each of several outcomes, as a table with coloured cells.

    Parameters
    ----------
    effects
        By outcome: paired differences with the columns case, difference, low, high, as
        `analysis.paired_comparison.paired_differences` returns them, of the same cases. Harm to
        civilians belongs among them.
    base
        Name of the base case, for the note.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A row per case, a column per outcome. Blue: more than in the base, vermilion: less, both
        the deeper the larger; grey: the 95 % interval contains 0 or is unknown.

    Raises
    ------
    AnalysisError
        If a column is missing, there is no row, or outcomes have other cases.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"case": ["4,000 troops"], "difference": 1.0, "low": 0.5,
    ...     "high": 1.5})
    >>> ax = decision_matrix({"km2_city_held": table, "civilians_killed": table}, "none")
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['4,000 troops']
    """
    tables = list(effects.values())
    for table in tables:
        check_columns(table, ["case", "difference", "low", "high"])
    cases = tables[0]["case"].tolist() if tables else []
    if not cases or any(table["case"].tolist() != cases for table in tables):
        raise AnalysisError("a decision matrix takes outcomes that have the same cases")
    heads, texts, colours = list[str](), list[list[str]](), list[list[tuple[float, ...]]]()
    for outcome, table in effects.items():
        scale, unit = difference_unit(outcome, False)
        rows = scale * table[["difference", "low", "high"]].to_numpy(float)
        short = "% points" if scale > 1.0 else unit.partition(",")[0]
        heads.append(with_unit(outcome_text(outcome), short))
        texts.append([effect_label(*row).replace(" (", "\n(") for row in rows])
        colours.append(effect_colours(rows))
    names = fit_names([clean_text(str(case)) for case in cases], ROW_NAMES_IN)
    rows_of = (list(zip(*columns, strict=True)) for columns in (texts, colours))
    ax = draw_cells(ax, names, heads, *rows_of)
    against = f" from '{clean_text(base)}'" if base else ""
    note = (
        f"Mean paired differences{against} with 95 % intervals. Blue: more; vermilion: less;"
        " grey: 0 is within. The largest of a column has the deepest colour."
    )
    return finish_cells(
        set_labels(ax, "What each case changes", "difference (units above)", "", note)
    )


def effect_colours(rows: np.ndarray) -> list[tuple[float, ...]]:
    """Return a colour for each effect; rows: difference, low and high."""
    difference, low, high = rows.T
    is_known = np.isfinite(rows).all(axis=1) & ((low > 0.0) | (high < 0.0))
    largest = np.abs(difference[is_known]).max(initial=0.0) or 1.0
    colours = []
    for value, known in zip(difference, is_known, strict=True):
        strength = max(FULL_STRENGTH * abs(value) / largest, LEAST_STRENGTH) if known else 0.0
        colours.append(blend(MORE if value > 0.0 else LESS, strength) if known else blend(NONE))
    return colours


def blend(colour: str, strength: float = 1.0) -> tuple[float, ...]:
    """Return a colour on white."""
    return tuple(1.0 - strength * (1.0 - part) for part in to_rgb(colour))


def share_map(
    runs: pd.DataFrame,
    outcome: str,
    x: str,
    y: str,
    ax: Axes | None = None,
    set_column: str = "",
) -> Axes:
    """Plot the share of runs with an outcome over two levers, each cell with its interval.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `x`, `y`.
    outcome
        Name of a boolean column.
    x, y
        Levers; their levels stand in the order of the design.
    ax
        Axes to plot on; None for a new figure.
    set_column
        Column that identifies a parameter set, if parameters were sampled.

    Returns
    -------
    matplotlib.axes.Axes
        A column per level of `x`, a row per level of `y`; the deeper, the larger the share.

    Raises
    ------
    AnalysisError
        If a column is missing or the outcome is not boolean.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": [0, 1] * 4, "men": [0, 0, 500, 500] * 2,
    ...     "road": ["open"] * 4 + ["closed"] * 4, "stalled": [True, False] * 4})
    >>> ax = share_map(runs, "stalled", "men", "road")
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['open', 'closed']
    """
    check_columns(runs, [x, y])
    labels = runs.attrs.get(LEVEL_LABELS)
    columns, rows = (list(dict.fromkeys(runs[name])) for name in (x, y))
    texts, colours = list[list[str]](), list[list[tuple[float, ...]]]()
    for row in rows:
        cells = [runs[(runs[x] == column) & (runs[y] == row)] for column in columns]
        shares = [
            probability(cell, outcome, (), set_column).iloc[0] if len(cell) else None
            for cell in cells
        ]
        texts.append([describe_cell(share) for share in shares])
        colours.append(
            [blend(NONE) if one is None else blend(MORE, FULL_STRENGTH * float(one["share"]))
             for one in shares]
        )  # fmt: skip
    names = fit_names([heading_of_level(y, value, labels) for value in rows], ROW_NAMES_IN)
    heads = [heading_of_level(x, value, labels) for value in columns]
    ax = draw_cells(ax, names, heads, texts, colours)
    note = f"{len(runs):,} runs. Below each share its 95 % interval; the deeper, the larger."
    title = f"Share of runs: {outcome_text(outcome)}"
    ax = finish_cells(set_labels(ax, title, axis_text(x, columns, labels), "", note))
    set_axis_label(ax.yaxis, axis_text(y, rows, labels), ROW_HEIGHT_IN * len(rows))
    return ax


def axis_text(
    name: str, levels: Sequence[Any], labels: Mapping[str, Mapping[Any, str]] | None
) -> str:
    """Return the label of an axis of levels; none where their headings name the lever."""
    is_bare = any(
        heading_of_level(name, value, labels) != factor_label(name, value, labels)
        for value in levels
    )
    return factor_text(name) if is_bare else ""


def heading_of_level(
    name: str, value: Any, labels: Mapping[str, Mapping[Any, str]] | None
) -> str:
    """Return the label of a level; a number stands alone, since its axis is named."""
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if is_number and value not in (labels or {}).get(name, {}):
        return f"{value:,.6g}"
    return factor_label(name, value, labels)


def describe_cell(row: pd.Series | None) -> str:
    """Return a share in % above its interval; empty for no runs."""
    if row is None:
        return ""
    share, low, high = (
        percent_with_decimals(row[name], 0) for name in ("share", "low", "high")
    )
    return f"{share} %\n{low} to {high} %"


def draw_cells(
    ax: Axes | None,
    names: Sequence[str],
    heads: Sequence[str],
    texts: Sequence[Sequence[str]],
    colours: Sequence[Sequence[tuple[float, ...]]],
) -> Axes:
    """Draw a table of coloured cells with names of rows on the left and of columns above."""
    room = (FIGURE_WIDTH_IN - ROW_NAMES_IN) / len(heads) - CELL_GAP_IN
    filled = [[fill_text(text, room) for text in row] for row in texts]
    lines = max(text.count("\n") + 1 for row in filled for text in row)
    ax = axes_or_new(ax, (lines + CELL_MARGIN_LINES) * len(names))
    for at, (row_texts, row_colours) in enumerate(zip(filled, colours, strict=True)):
        for column, (text, colour) in enumerate(zip(row_texts, row_colours, strict=True)):
            corner = (column - 0.48, at - 0.46)
            ax.add_patch(Rectangle(corner, 0.96, 0.92, facecolor=colour))
            ax.text(
                column, at, text, ha="center", va="center", fontsize=FONT_SIZE,
                linespacing=1.1, parse_math=False,
            )  # fmt: skip
    set_row_labels(ax, names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(-0.5, len(heads) - 0.5)
    titles = [fill_text(head, room) for head in heads]
    ax.set_xticks(range(len(heads)), titles, fontsize=FONT_SIZE, parse_math=False)
    ax.xaxis.tick_top()
    if (figure := own_figure(ax)) is not None:
        grow(figure, max(title.count("\n") for title in titles))
    return ax


def finish_cells(ax: Axes) -> Axes:
    """Take away what a table does not need: grid, frame, marks."""
    ax.grid(False)
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return ax
