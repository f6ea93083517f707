"""Outcomes of cases beside their differences from the base, pair by pair."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.intervals import number_sets
from mesa_mosul.analysis.paired_comparison import matched_pairs, paired_differences
from mesa_mosul.formatting import percent_with_decimals
from mesa_mosul.plots.style import (
    BASE_COLOUR,
    PALETTE,
    capitalize,
    clean_text,
    outcome_text,
    outcome_unit,
    with_unit,
)
from mesa_mosul.plots.sweep_bounds import bounded_density, outcome_bounds, value_grid
from mesa_mosul.plots.sweep_effects import effect_label
from mesa_mosul.plots.sweep_layout import (
    LINE_IN,
    PANEL_HEIGHT_IN,
    PANEL_WIDTH_IN,
    PANELS_MARGIN_IN,
    new_plot_figure,
    set_axis_label,
    set_labels,
)
from mesa_mosul.plots.text_fit import FONT_SIZE, fit_names

MAX_CASES = 8
"""Largest number of cases that the plot has a row for."""
UNBOUNDED = (-np.inf, np.inf)


def differences(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str],
    base: Any,
    set_columns: Sequence[str] = (),
) -> Axes:
    """Plot the outcome of each case beside its paired difference from the base.

    On the left a case may hide in the spread of the base; on the right, pair by pair under the
    same parameters and random numbers, the same case stands apart or does not.

    Parameters
    ----------
    runs, outcome, by, base, set_columns
        As for `analysis.paired_comparison.paired_differences`.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel. A row per case, 8 at most: on the left the density of its runs, that of
        the base in grey; on the right that of the differences, with their mean and its 95 %
        interval in black, and the share of pairs above 0.

    Raises
    ------
    AnalysisError
        If the base is no single case, no case has a pair with it, or there are more than 8.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": [0, 1, 2] * 2, "help": ["no"] * 3 + ["yes"] * 3,
    ...     "isis_killed": [1.0, 2.0, 3.0, 2.0, 4.0, 6.0]})
    >>> differences(runs, "isis_killed", ["help"], "no").get_title(loc="left")
    'yes'
    """
    sets = runs.assign(set=number_sets(runs, set_columns))
    pairs = matched_pairs(sets, outcome, by, base, ())
    effects = paired_differences(runs, outcome, by, base, set_columns=set_columns)
    if len(pairs) > MAX_CASES:
        raise AnalysisError(f"{len(pairs)} cases are too many for rows; take {MAX_CASES}")
    figure = new_plot_figure(PANELS_MARGIN_IN + (PANEL_HEIGHT_IN + 2.0 * LINE_IN) * len(pairs))
    grid = figure.subplots(len(pairs), 2, sharex="col", squeeze=False)
    figure.panels = tuple(panel for row in grid for panel in row)
    names = fit_names([clean_text(case) for case in pairs], 2.0 * PANEL_WIDTH_IN)
    values = pd.concat(pairs.values())
    known = values.to_numpy(float).ravel()
    changes = (values["case"] - values["base"]).to_numpy(float)
    bounds = outcome_bounds(runs, outcome, known)
    at, change_at = value_grid(known, bounds), value_grid(changes, UNBOUNDED)
    for row, name, pair, effect in zip(
        grid, names, pairs.values(), effects.to_dict("records"), strict=True
    ):
        left, right = row
        left.set_title(name, loc="left", fontsize=FONT_SIZE, parse_math=False)
        draw_shape(left, pair["base"].to_numpy(), at, bounds, BASE_COLOUR)
        draw_shape(left, pair["case"].to_numpy(), at, bounds, PALETTE[0])
        draw_difference(right, (pair["case"] - pair["base"]).to_numpy(), change_at, effect)
    unit = outcome_unit(outcome)
    note = (
        f"Left: runs of each case, those of '{clean_text(str(base))}' in grey. Right: paired"
        " differences; black: mean and its 95 % interval, in words above with the share of"
        " pairs above 0."
    )
    title = capitalize(outcome_text(outcome))
    set_labels(figure.panels[0], title, with_unit("runs", unit), "density (equal areas)", note)
    set_axis_label(figure.panels[-1].xaxis, with_unit("difference", unit), PANEL_WIDTH_IN)
    return figure.panels[0]


def draw_shape(
    ax: Axes, value: np.ndarray, grid: np.ndarray, bounds: tuple[float, float], colour: str
) -> None:
    """Draw a density without a scale: its area is the same in every panel of a column."""
    density = bounded_density(value, grid, bounds)
    ax.fill_between(grid, 0.0, density, color=colour, alpha=0.25, linewidth=0)
    ax.plot(grid, density, color=colour, linewidth=1.4)
    highest = max(np.asarray(line.get_ydata(), float).max() for line in ax.lines)
    ax.set_ylim(0.0, 1.05 * highest)
    ax.set_yticks([])


def draw_difference(
    ax: Axes, change: np.ndarray, grid: np.ndarray, effect: dict[Any, Any]
) -> None:
    """Draw the differences of pairs, 0, their mean and its interval."""
    draw_shape(ax, change, grid, UNBOUNDED, PALETTE[1])
    ax.axvline(0.0, color="black", linewidth=0.8)
    mean, low, high = (float(effect[name]) for name in ("difference", "low", "high"))
    height = 0.06 * ax.get_ylim()[1]
    ax.plot([low, high], [height] * 2, color="black", linewidth=2.2, solid_capstyle="butt")
    ax.plot(mean, height, "o", color="black", markersize=4)
    above = percent_with_decimals(float((change > 0.0).mean()), 0)
    label = f"{effect_label(mean, low, high)}\n{above} % of pairs above 0"
    ax.set_title(label, loc="left", fontsize=FONT_SIZE, parse_math=False)
